import { isLoggedIn, storedSecrets } from './cloudflare.ts'
import { command } from './command.ts'
import { type Pending, pendingMigrations } from './pending.ts'
import { reasonOf } from './reason.ts'
import type { Settings } from './settings.ts'
import type { Target } from './target.ts'
import { complaints, merged } from './variables.ts'
import type { Worker } from './workers.ts'

/** Variables that migrating needs, beside those of the workers. */
export const MIGRATING = [
  'DATABASE_URL',
  'AUTH_DB_PASSWORD',
  'TICKETS_DB_PASSWORD',
  'ORDERS_DB_PASSWORD',
  'PAYMENTS_DB_PASSWORD',
] as const

/** What is wrong with the variables: the workers' own, and those for migrating. `stored` are secrets Cloudflare has. */
export const wrongVariables = (
  workers: readonly Worker[],
  settings: Settings,
  stored: Readonly<Record<string, readonly string[]>> = {},
): string[] => {
  const missing = MIGRATING.filter((name) => settings[name] === undefined).map(
    (name) => `${name} is missing (migrations)`,
  )
  const all = workers.flatMap((worker) =>
    complaints(worker, settings).filter(({ variable }) => {
      const isThere = stored[worker.name]?.includes(variable) && settings[variable] === undefined
      return !isThere
    }),
  )
  return [
    ...missing,
    ...merged(all).map(({ variable, wrong, workers: of }) => `${variable} ${wrong} (${of.join(', ')})`),
  ]
}

/** What must not be deployed here, although each variable by itself is in order. */
export const misplaced = ({ env, name }: Target, settings: Settings): string[] => {
  const wrong: string[] = []
  const { PUBLIC_URL: store, STRIPE_SECRET_KEY: stripe } = settings
  if (store !== undefined && URL.canParse(store)) {
    const { protocol, href, origin } = new URL(store)
    if (protocol !== 'https:') wrong.push('PUBLIC_URL must begin with https://: cookies are sent over nothing else')
    if (href !== `${origin}/`) wrong.push('PUBLIC_URL must be an origin: a path in it would be lost')
  }
  if (env === 'preview' && /^(sk|rk)_live_/.test(stripe ?? '')) {
    wrong.push(`STRIPE_SECRET_KEY is a live key: ${name} is a preview and must not charge anybody`)
  }
  return wrong
}

/** Migrations that the version running now may not survive. */
export const contractions = (pending: readonly Pending[]): string[] =>
  pending.flatMap(({ schema, contracting }) =>
    contracting.map(
      (statement) => `${schema} would be contracted under the running version: ${statement.split('\n')[0]}`,
    ),
  )

export type Refusals = { reasons: string[]; pending: Pending[] }

/** Everything for which a deployment would be refused, found without changing anything. */
export const refusals = async (
  target: Target,
  workers: readonly Worker[],
  settings: Settings,
  { contract = false }: { contract?: boolean } = {},
): Promise<Refusals> => {
  const loggedIn = await isLoggedIn(settings)
  const lacking = workers.filter((worker) => complaints(worker, settings).some(({ wrong }) => wrong === 'is missing'))
  const stored = loggedIn
    ? Object.fromEntries(
        await Promise.all(lacking.map(async (worker) => [worker.name, await storedSecrets(worker, settings)] as const)),
      )
    : {}
  const reasons = [
    ...(loggedIn ? [] : ['Cloudflare does not know you: set CLOUDFLARE_API_TOKEN, or run `npx wrangler login`']),
    ...wrongVariables(workers, settings, stored),
    ...misplaced(target, settings),
  ]
  if (!settings.DATABASE_URL) return { reasons, pending: [] }
  try {
    const pending = await pendingMigrations(settings.DATABASE_URL)
    const contracting = contractions(pending)
    if (contract || contracting.length === 0) return { reasons, pending }
    const advice = 'let a release without it run first, then pass --contract'
    return { reasons: [...reasons, ...contracting.map((line) => `${line} (${advice})`)], pending }
  } catch (error) {
    return { reasons: [...reasons, `the database cannot be asked: ${reasonOf(error)}`], pending: [] }
  }
}

/** Brings the database up to date, as its owner. */
export const migrate = (settings: Settings) => {
  const env = Object.fromEntries(MIGRATING.map((name) => [name, settings[name] ?? '']))
  return command('node', ['drizzle/db-migrate.ts'], { env, show: true })
}

export const buildPages = () =>
  command('vite', ['build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'], { show: true })
