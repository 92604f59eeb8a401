import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as runMigrations } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'

/** The services that keep data, each in a schema of its own that only its own role may touch. */
export const schemas = ['auth', 'tickets', 'orders', 'payments', 'notifications'] as const
export type Schema = (typeof schemas)[number]

const here = dirname(fileURLToPath(import.meta.url))

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`

const role = (schema: Schema, password: string) => `
  do $$ begin
    if not exists (select from pg_roles where rolname = ${literal(schema)}) then create role ${schema} login; end if;
  end $$;
  alter role ${schema} with password ${literal(password)};
  create schema if not exists ${schema};`

// Statements and waits are bounded where people wait; a deadline in the role holds for every driver.
const rights = (schema: Schema) => `
  alter role ${schema} set statement_timeout = '10s';
  alter role ${schema} set lock_timeout = '3s';
  alter role ${schema} set idle_in_transaction_session_timeout = '10s';
  -- Every statement of a service is short and goes by an index, also in the first minute of a sale, when the planner knows
  -- nothing yet of what is on sale: no plan for a table that was empty, no planning again for each call, no compiling.
  alter role ${schema} set enable_seqscan = off;
  alter role ${schema} set plan_cache_mode = force_generic_plan;
  alter role ${schema} set jit = off;
  grant usage on schema ${schema} to ${schema};
  grant select, insert, update, delete on all tables in schema ${schema} to ${schema};
  revoke all on ${schema}.migrations from ${schema};
  grant execute on all functions in schema ${schema} to ${schema};`

// The courier makes its own tables; all it needs is somebody to be, and leave to make a schema.
const courierRole = (password: string) => `
  do $$ begin
    if not exists (select from pg_roles where rolname = 'courier') then create role courier login; end if;
    execute format('grant create on database %I to courier', current_database());
  end $$;
  alter role courier with password ${literal(password)};`

const MIGRATION = /^\d+_/

/** `common.sql`, and whatever SQL beside a schema's numbered migrations. */
const functions = async (schema: Schema) => {
  const common = await readFile(join(here, 'common.sql'), 'utf8')
  const names = (await readdir(join(here, schema))).filter((name) => name.endsWith('.sql') && !MIGRATION.test(name))
  const own = await Promise.all(names.toSorted().map((name) => readFile(join(here, schema, name), 'utf8')))
  return [common.replaceAll(':schema', schema), ...own].join('\n')
}

const LOCK_WAIT_MS = 2_000

/** What PostgreSQL said; Drizzle wraps it. */
const refusalIn = (error: unknown): pg.DatabaseError | undefined =>
  error instanceof pg.DatabaseError ? error : error instanceof Error ? refusalIn(error.cause) : undefined

const isConflict = ({ code, message }: pg.DatabaseError) =>
  code === '23505' || code === '42710' || message === 'tuple concurrently updated'

// No lock within LOCK_WAIT_MS, or two who would wait for each other for ever.
const isBusy = ({ code }: pg.DatabaseError) => code === '55P03' || code === '40P01'

// Roles belong to the whole server and the lock below to one database: two databases that are migrated at once may write
// the same role at the same moment, which PostgreSQL refuses instead of waiting. And who wants a table to itself waits for
// everybody who reads it, while everybody who comes later waits behind: rather than that, it steps back and lets them pass.
// Each attempt is undone as a whole, so that it can be made again.
const patiently = async <Result>(attempt: () => Promise<Result>, tries = 50): Promise<Result> => {
  try {
    return await attempt()
  } catch (error) {
    const refusal = refusalIn(error)
    if (tries === 1 || !refusal || !(isConflict(refusal) || isBusy(refusal))) throw error
    await setTimeout((isBusy(refusal) ? 500 : 10) * (1 + 4 * Math.random()))
    return patiently(attempt, tries - 1)
  }
}

const migrationsIn = async (client: pg.Client, schema: Schema) => {
  const table = await client.query(`select to_regclass('${schema}.migrations') as name`)
  if (table.rows[0]?.name === null) return 0
  const { rows } = await client.query<{ count: number }>(`select count(*)::integer as count from ${schema}.migrations`)
  return rows[0]?.count ?? 0
}

/**
 * Brings every schema up to date: role, tables (drizzle-kit's migrations), then the functions, which are replaced each time.
 * Running it again does no harm; two at once wait for each other. Whoever uses the tables goes first: it waits two seconds for a
 * lock, steps back, and tries again, for some minutes; then it throws what PostgreSQL said, and what was done stays.
 * `databaseUrl` belongs to whoever owns the database; `passwords` are what the services' roles log in with, and `courier` what
 * the courier's does, where it keeps its messages in the same database.
 * Returns how many migrations each schema was behind.
 */
export const migrate = async (databaseUrl: string, passwords: Readonly<Record<Schema, string>>, courier?: string) => {
  const client = new pg.Client({ connectionString: databaseUrl })
  // A server that goes between two questions fails the next one; it must not end who asks.
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtext('holdfast.migrate'))`)
    await client.query(`set lock_timeout = ${LOCK_WAIT_MS}`)
    const done: { schema: Schema; applied: number }[] = []
    for (const schema of schemas) {
      await patiently(() => client.query(role(schema, passwords[schema])))
      const before = await patiently(() => migrationsIn(client, schema))
      await patiently(() =>
        runMigrations(drizzle(client), {
          migrationsFolder: join(here, schema),
          migrationsSchema: schema,
          migrationsTable: 'migrations',
        }),
      )
      // As one transaction: a new function that reads a new table must not be there before its role may read that.
      const renewed = `${await functions(schema)}\n${rights(schema)}`
      await patiently(() => client.query(renewed))
      done.push({ schema, applied: (await migrationsIn(client, schema)) - before })
    }
    if (courier !== undefined) await patiently(() => client.query(courierRole(courier)))
    return done
  } finally {
    await client.end()
  }
}

/** The connection string of a service's own role. */
export const roleUrl = (databaseUrl: string, schema: Schema, password: string) => {
  const url = new URL(databaseUrl)
  url.username = schema
  url.password = encodeURIComponent(password)
  return url.toString()
}
