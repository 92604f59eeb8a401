import { appendFile } from 'node:fs/promises'
import * as z from 'zod'
import { createStripeClient } from '#shared/stripe/client'
import { addressOf, readSettings } from './deploy/settings.ts'
import { readTarget } from './deploy/target.ts'
import { neonBranches } from './preview/neon.ts'
import { closeWebhook, openWebhook } from './preview/stripe.ts'

// `bun run preview open|close pr-12`: what a preview has of its own beside its workers, a branch of the database and a webhook.
// What follows from them is written to the file GITHUB_ENV names, for the steps of the job that come after.

const Env = z.object({
  NEON_API_KEY: z.string().min(1),
  NEON_PROJECT_ID: z.string().min(1),
  /** Never production's own: a branch begins with a copy of all that is in its parent. */
  NEON_PREVIEW_PARENT: z.string().min(1),
  NEON_DATABASE: z.string().min(1).default('neondb'),
  NEON_OWNER: z.string().min(1).default('neondb_owner'),
  NEON_API_URL: z.url().optional(),
  STRIPE_SECRET_KEY: z.string().regex(/^(sk|rk)_test_/, 'must be a test key'),
  STRIPE_API_URL: z.url().optional(),
  PUBLIC_URL: z.url(),
  GITHUB_ENV: z.string().min(1),
})

const run = async ([command, name]: string[]) => {
  if ((command !== 'open' && command !== 'close') || !name) {
    console.error('bun run preview open|close pr-12')
    return 2
  }
  const target = readTarget('preview', name)
  const set = await readSettings({})
  const parsed = Env.safeParse({ ...set, ...addressOf(target, set) })
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) console.error(`${path.join('.')}: ${message}`)
    return 1
  }
  const env = parsed.data
  const branches = neonBranches({
    ...{ apiKey: env.NEON_API_KEY, project: env.NEON_PROJECT_ID },
    ...(env.NEON_API_URL ? { apiUrl: env.NEON_API_URL } : {}),
  })
  const stripe = createStripeClient({ secretKey: env.STRIPE_SECRET_KEY, apiUrl: env.STRIPE_API_URL })
  const webhook = `${new URL(env.PUBLIC_URL).origin}/api/payments/webhooks/stripe`
  if (command === 'close') {
    // Each by itself: where one cannot be taken away, the other still is.
    const closed = await Promise.allSettled([branches.close(name), closeWebhook(stripe, webhook)])
    for (const outcome of closed) if (outcome.status === 'rejected') console.error(String(outcome.reason))
    return closed.every(({ status }) => status === 'fulfilled') ? 0 : 1
  }
  const branch = await branches.open(name, env.NEON_PREVIEW_PARENT)
  const address = await branches.address(branch, { database: env.NEON_DATABASE, role: env.NEON_OWNER })
  const secret = await openWebhook(stripe, webhook)
  // Nobody shall read them in the log of the job.
  for (const hidden of [address, secret]) console.log(`::add-mask::${hidden}`)
  const lines = { DATABASE_URL: address, STRIPE_WEBHOOK_SECRET: secret, PUBLIC_URL: env.PUBLIC_URL }
  const text = Object.entries(lines).map(([variable, value]) => `${variable}=${value}\n`)
  await appendFile(env.GITHUB_ENV, text.join(''), { mode: 0o600 })
  console.log(`${name}: branch ${branch}, webhook ${webhook}`)
  return 0
}

process.exitCode = await run(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error)
  return 1
})
