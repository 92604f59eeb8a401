import { type Schema, schemas } from '#drizzle/migrate'
import { connectNeon } from '#shared/postgres/neon'
import { reachable } from '#shared/postgres/reachable'
import { type Pending, pendingMigrations } from '../deploy/pending.ts'
import { reasonOf } from '../deploy/reason.ts'
import type { Settings } from '../deploy/settings.ts'
import { type Finding, todo, well, wrong } from './finding.ts'

const MIGRATE = 'bun run deploy does it, or bun run db:migrate by itself'

const migrations = (pending: readonly Pending[]): Finding[] => {
  if (pending.every(({ isNew }) => isNew)) return [todo('migrations', 'the database is empty', MIGRATE)]
  const behind = pending.filter((schema) => schema.migrations.length > 0)
  if (behind.length === 0) return [well('migrations', `the ${pending.length} schemas are up to date`)]
  return behind.map(({ schema, migrations: names }) =>
    wrong('migrations', `${schema} is behind by ${names.join(', ')}`, MIGRATE),
  )
}

const CODES: Record<string, [string, string]> = {
  '28P01': ['the password is not the one the role has', 'run bun run db:migrate with this password: it sets it'],
  '42P01': ['its tables are not there', MIGRATE],
  '42501': ['the role may not use its tables', MIGRATE],
}

const codeOf = (error: unknown): string | undefined => {
  if (typeof error !== 'object' || error === null) return undefined
  const { code, cause } = error as { code?: unknown; cause?: unknown }
  return typeof code === 'string' ? code : codeOf(cause)
}

/** As the service itself will: over HTTP, in its own role. */
const asService = async (schema: Schema, databaseUrl: string, settings: Settings): Promise<Finding> => {
  const about = `database of ${schema}`
  try {
    await reachable(connectNeon({ databaseUrl, endpoint: settings.NEON_ENDPOINT }), { schema, name: 'outbox' })
    return well(about, 'answers over HTTP, and the tables are there')
  } catch (error) {
    const [says, mend] = CODES[codeOf(error) ?? ''] ?? [
      `does not answer: ${reasonOf(error)}`,
      'look at the address, and at Neon’s status page',
    ]
    return wrong(about, says, mend)
  }
}

const owner = async (databaseUrl: string): Promise<{ findings: Finding[]; isNew: boolean }> => {
  try {
    const pending = await pendingMigrations(databaseUrl)
    const pooled = new URL(databaseUrl).hostname.includes('-pooler.')
    const direct = pooled
      ? wrong(
          'DATABASE_URL',
          'goes through Neon’s pooler, where a migration’s lock does not hold',
          'take -pooler out of the host',
        )
      : well('database', 'its owner can log in')
    return { findings: [direct, ...migrations(pending)], isNew: pending.every(({ isNew }) => isNew) }
  } catch (error) {
    const mend = 'look at DATABASE_URL: host, password, ?sslmode=require'
    return { findings: [wrong('database', `its owner cannot log in: ${reasonOf(error)}`, mend)], isNew: false }
  }
}

/** The database: as its owner, then as each service. In an empty one the services' roles are not there yet. */
export const database = async (settings: Settings): Promise<Finding[]> => {
  const { DATABASE_URL: url } = settings
  if (url === undefined || !URL.canParse(url)) return []
  const { findings, isNew } = await owner(url)
  if (isNew) return findings
  const roles = schemas.flatMap((schema) => {
    const roleAddress = settings[`${schema.toUpperCase()}_DATABASE_URL`]
    return roleAddress === undefined ? [] : [{ schema, roleAddress }]
  })
  return [
    ...findings,
    ...(await Promise.all(roles.map(({ schema, roleAddress }) => asService(schema, roleAddress, settings)))),
    ...roles.filter(({ roleAddress }) => isOwner(url, roleAddress)).map(({ schema }) => tooStrong(schema)),
  ]
}

const isOwner = (url: string, roleAddress: string) =>
  URL.canParse(roleAddress) && new URL(roleAddress).username === new URL(url).username

const tooStrong = (schema: Schema) =>
  wrong(
    `database of ${schema}`,
    'the service would log in as the owner, who may read every other service’s tables',
    'leave the address out: it follows from DATABASE_URL and the password',
  )
