import * as z from 'zod'
import { migrate, type Schema, schemas } from './migrate.ts'

// `bun run db:migrate`: brings the database of an installation up to date, as whoever owns it.

const password = z.string().min(1)

const variableOf = (schema: Schema) => `${schema.toUpperCase()}_DB_PASSWORD`

const Passwords = z.object(Object.fromEntries(schemas.map((schema) => [variableOf(schema), password])))

const Owner = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be the postgresql:// address of the owner' }),
  /** Only where a courier of yours keeps its messages in this database. */
  COURIER_DB_PASSWORD: password.optional(),
})

const Env = z.intersection(Owner, Passwords)

/** One sentence a variable; their values are secret and are not shown. */
const complaints = (error: z.ZodError) =>
  error.issues.map(({ path, message }) => {
    const name = String(path[0])
    return process.env[name] ? `${name} is not right: it ${message}.` : `${name} is missing.`
  })

const run = async () => {
  const env = Env.safeParse(process.env)
  if (!env.success) {
    for (const complaint of complaints(env.error)) console.error(complaint)
    return 1
  }
  const { DATABASE_URL, COURIER_DB_PASSWORD, ...given } = env.data
  const passwords = Object.fromEntries(schemas.map((schema) => [schema, given[variableOf(schema)]])) as Record<
    Schema,
    string
  >
  const { host, pathname } = new URL(DATABASE_URL)
  try {
    for (const { schema, applied } of await migrate(DATABASE_URL, passwords, COURIER_DB_PASSWORD)) {
      const tables = applied === 0 ? 'nothing new' : applied === 1 ? '1 migration' : `${applied} migrations`
      console.log(`${schema}: ${tables}; functions and rights renewed`)
    }
  } catch (error) {
    console.error(`The database ${host}${pathname} could not be migrated: ${reason(error)}`)
    return 1
  }
  console.log(`The ${schemas.length} schemas of ${host}${pathname} are up to date.`)
  return 0
}

/** The innermost cause: Drizzle wraps what PostgreSQL said, Node what the network said. */
const reason = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  if (error.cause !== undefined) return reason(error.cause)
  if (error instanceof AggregateError && error.errors.length > 0) return reason(error.errors[0])
  return error.message
}

process.exitCode = await run()
