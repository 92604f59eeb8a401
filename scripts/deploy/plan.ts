import { isLoggedIn, storedSecrets } from './cloudflare.ts'
import { command, type Say } from './command.ts'
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
  'NOTIFICATIONS_DB_PASSWORD',
] as const

/** What follows from another variable and is only missing because that one is. */
const follows = (variable: string, settings: Settings) =>
  variable === 'MESSAGES_URL'
    ? settings.PUBLIC_URL === undefined
    : /^\w+_DATABASE_URL$/.test(variable) && settings[variable] === undefined

export type WrongVariable = { variable: string; wrong: string; workers: string[] }

/** What is wrong with the variables: the workers' own, and those for migrating. `stored` are secrets Cloudflare has. */
export const wrongVariables = (
  workers: readonly Worker[],
  settings: Settings,
  stored: Readonly<Record<string, readonly string[]>> = {},
): WrongVariable[] => {
  const isStored = (worker: string, variable: string) =>
    settings[variable] === undefined && stored[worker]?.includes(variable)
  const migrating = MIGRATING.filter((name) => settings[name] === undefined)
  const all = workers
    .flatMap((worker) => complaints(worker, settings))
    .filter(({ worker, variable }) => !isStored(worker, variable) && !follows(variable, settings))
  return merged([...migrating.map((variable) => ({ worker: 'migrations', variable, wrong: 'is missing' })), ...all])
}

/** What must not be deployed here, although each variable by itself is in order. */
export const misplaced = ({ env, name }: Target, settings: Settings): string[] => {
  const wrong: string[] = []
  const { PUBLIC_URL: store, STRIPE_SECRET_KEY: stripe } = settings
  if (store !== undefined && URL.canParse(store)) {
    const { protocol, href, origin, hostname } = new URL(store)
    const isHere = hostname === 'localhost' || hostname === '127.0.0.1'
    if (protocol !== 'https:' && !isHere)
      wrong.push('PUBLIC_URL must begin with https://: cookies are sent over nothing else')
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
    ...wrongVariables(workers, settings, stored).map(
      ({ variable, wrong, workers: of }) => `${variable} ${wrong} (${of.join(', ')})`,
    ),
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
export const migrate = (settings: Settings, say: Say) => {
  const env = Object.fromEntries(MIGRATING.map((name) => [name, settings[name] ?? '']))
  return command('node', ['drizzle/db-migrate.ts'], { env, say })
}

export const buildPages = (say: Say) =>
  command('vite', ['build', '--config', 'web/vite.config.ts', '--logLevel', 'warn'], { say })
