import * as z from 'zod'
import { runOnBun } from '#shared/http/bun'
import { PeerEnv } from '#shared/http/peer'
import { createLog } from '#shared/log'
import { sweep } from './sweep.ts'

const Env = z.object({
  INTERNAL_TOKEN: z.string().min(32),
  ...{ AUTH: PeerEnv, TICKETS: PeerEnv, ORDERS: PeerEnv, PAYMENTS: PeerEnv },
})

// What a CronJob runs every minute where there are no cron triggers; a service that could not sweep fails the job.
await runOnBun(Env, async ({ INTERNAL_TOKEN, AUTH, TICKETS, ORDERS, PAYMENTS }) => {
  const peers = { auth: AUTH, tickets: TICKETS, orders: ORDERS, payments: PAYMENTS }
  const failed = await sweep({ peers, internalToken: INTERNAL_TOKEN, log: createLog({ service: 'sweep' }) })
  if (failed.length > 0) throw new Error(`these did not sweep: ${failed.join(', ')}`)
})
