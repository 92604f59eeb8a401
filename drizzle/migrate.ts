import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as runMigrations } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'

/** The services that keep data, each in a schema of its own that only its own role may touch. */
export const schemas = ['auth', 'tickets', 'orders', 'payments'] as const
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
  grant usage on schema ${schema} to ${schema};
  grant select, insert, update, delete on all tables in schema ${schema} to ${schema};
  revoke all on ${schema}.migrations from ${schema};
  grant execute on all functions in schema ${schema} to ${schema};`

const functions = async (schema: Schema) => {
  const common = await readFile(join(here, 'common.sql'), 'utf8')
  const own = await readFile(join(here, schema, 'functions.sql'), 'utf8').catch(() => '')
  return common.replaceAll(':schema', schema) + own
}

/**
 * Brings every schema up to date: role, tables (drizzle-kit's migrations), then the functions, which are replaced each time.
 * Running it again does no harm; two at once wait for each other.
 * `databaseUrl` belongs to whoever owns the database; `passwords` are what the services' roles log in with.
 */
export const migrate = async (databaseUrl: string, passwords: Readonly<Record<Schema, string>>) => {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtext('holdfast.migrate'))`)
    for (const schema of schemas) {
      await client.query(role(schema, passwords[schema]))
      await runMigrations(drizzle(client), {
        migrationsFolder: join(here, schema),
        migrationsSchema: schema,
        migrationsTable: 'migrations',
      })
      await client.query(await functions(schema))
      await client.query(rights(schema))
    }
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
