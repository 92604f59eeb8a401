import * as z from 'zod'
import { runOnBun } from '#shared/http/bun'
import { createLog } from '#shared/log'
import { peersIn, peerVariables } from './env.ts'
import { sweep } from './sweep.ts'

const Env = z.object({ INTERNAL_TOKEN: z.string().min(32), ...peerVariables })

// What a CronJob runs every minute where there are no cron triggers; a service that could not sweep fails the job.
await runOnBun(Env, async (env) => {
  const failed = await sweep({
    peers: peersIn(env),
    internalToken: env.INTERNAL_TOKEN,
    log: createLog({ service: 'sweep' }),
  })
  if (failed.length > 0) throw new Error(`these did not sweep: ${failed.join(', ')}`)
})
