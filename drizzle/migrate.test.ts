import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDatabase } from '#local/database'
import { admin, type Postgres, startPostgres, volatileDir } from '#local/postgres'
import { migrate, roleUrl, type Schema, schemas } from './migrate.ts'

// A server of this suite's own: roles and their passwords belong to the whole server, and other suites log in with theirs.
let server: Postgres
let dir: string

const makePasswords = () => {
  // Every character that a URL, a literal or a DO block could trip over.
  const password = () => `${randomBytes(6).toString('hex')}'"\\ @:/?#%41$$é`
  return Object.fromEntries(schemas.map((schema) => [schema, password()])) as Record<Schema, string>
}
const passwords = makePasswords()

beforeAll(async () => {
  dir = await volatileDir()
  server = await startPostgres({ dir: join(dir, 'data'), password: 'owner', volatile: true })
})

afterAll(async () => {
  await server.stop()
  await rm(dir, { recursive: true, force: true })
})

const tablesOf = (url: string) =>
  admin<{ name: string }>(
    url,
    `select schemaname || '.' || tablename as name from pg_tables
     where schemaname = any($1) order by 1`,
    [schemas],
  )

test('an empty database gets every schema, and a second run changes nothing', async () => {
  const url = await createDatabase(server.url())
  const first = await migrate(url, passwords)
  expect(first.map(({ schema }) => schema)).toEqual(schemas)
  for (const { applied } of first) expect(applied).toBeGreaterThan(0)
  const tables = await tablesOf(url)
  for (const schema of schemas) expect(tables.map(({ name }) => name)).toContain(`${schema}.outbox`)

  await admin(url, `insert into orders.heard (aggregate, version) values ('kept', 3)`)
  expect(await migrate(url, passwords)).toEqual(schemas.map((schema) => ({ schema, applied: 0 })))
  expect(await tablesOf(url)).toEqual(tables)
  expect(await admin(url, `select version from orders.heard where aggregate = 'kept'`)).toEqual([{ version: 3 }])
})

test('runs that come together wait for each other', async () => {
  const url = await createDatabase(server.url())
  const runs = await Promise.all([migrate(url, passwords), migrate(url, passwords), migrate(url, passwords)])
  const working = runs.filter((run) => run.some(({ applied }) => applied > 0))
  expect(working).toHaveLength(1)
})

test('databases of one server may be migrated at the same time', async () => {
  const urls = await Promise.all(Array.from({ length: 6 }, () => createDatabase(server.url())))
  // From nothing, so that the roles are made at the same moment as well.
  const owned = await admin<{ datname: string }>(server.url(), `select datname from pg_database where datname ~ '^t_'`)
  const fresh = new Set(urls.map((url) => new URL(url).pathname.slice(1)))
  for (const { datname } of owned) {
    if (!fresh.has(datname)) await admin(server.url(), `drop database "${datname}" with (force)`)
  }
  for (const schema of schemas) await admin(server.url(), `drop role if exists ${schema}`)
  await Promise.all(urls.map((url) => migrate(url, passwords)))
  for (const url of urls)
    expect(await admin(roleUrl(url, 'orders', passwords.orders), 'select 1 as one')).toHaveLength(1)
})

test('a table in use is waited for a little at a time, and migrated when it is free', async () => {
  const url = await createDatabase(server.url())
  // What the first migration wants to write, in somebody's hands who takes longer than it waits.
  await admin(
    url,
    'create schema auth; create table auth.migrations (id serial primary key, hash text not null, created_at bigint)',
  )
  const user = new pg.Client({ connectionString: url })
  await user.connect()
  try {
    await user.query('begin; lock table auth.migrations in access exclusive mode')
    const migrated = migrate(url, passwords)
    const waits = new Set<string>()
    while (waits.size < 2) {
      // Somebody else looks: within a transaction the picture of who does what stays as it was first seen.
      const rows = await admin<{ since: string }>(
        url,
        `select query_start::text as since from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      )
      for (const { since } of rows) waits.add(since)
      await setTimeout(20)
    }
    await user.query('commit')
    expect((await migrated).find(({ schema }) => schema === 'auth')?.applied).toBeGreaterThan(0)
  } finally {
    await user.end()
  }
})

test('functions are replaced by those of this version', async () => {
  const url = await createDatabase(server.url())
  await migrate(url, passwords)
  await admin(
    url,
    `create or replace function orders.must_change(p_rows bigint) returns void language sql as 'select null::void'`,
  )
  await migrate(url, passwords)
  await expect(admin(url, 'select orders.must_change(0)')).rejects.toMatchObject({ code: 'HF004' })
})

test('functions and the rights they need come in the same moment', async () => {
  const url = await createDatabase(server.url())
  await admin(
    url,
    `create table public.done (tag text, schema text, transaction bigint);
     create function public.note() returns event_trigger language plpgsql as $$ begin
       insert into public.done select tg_tag, coalesce(c.schema_name, substring(current_query() from 'grant usage on schema (\\w+)')),
         txid_current() from pg_event_trigger_ddl_commands() c;
     end $$;
     create event trigger note on ddl_command_end when tag in ('CREATE FUNCTION', 'GRANT') execute function public.note()`,
  )
  await migrate(url, passwords)
  const moments = await admin<{ functions: string; rights: string }>(
    url,
    `select string_agg(distinct transaction::text, ' ') filter (where tag = 'CREATE FUNCTION') as functions,
       string_agg(distinct transaction::text, ' ') filter (where tag = 'GRANT') as rights
     from public.done where schema = any ($1) group by schema`,
    [schemas],
  )
  expect(moments).toHaveLength(schemas.length)
  for (const { functions, rights } of moments) expect(rights).toBe(functions)
})

test('a new password takes the place of the old', async () => {
  const url = await createDatabase(server.url())
  await migrate(url, passwords)
  const changed = { ...passwords, orders: 'changed' }
  await migrate(url, changed)
  expect(await admin(roleUrl(url, 'orders', 'changed'), 'select current_user::text as me')).toEqual([{ me: 'orders' }])
  await expect(admin(roleUrl(url, 'orders', passwords.orders), 'select 1')).rejects.toMatchObject({ code: '28P01' })
  await migrate(url, passwords)
})

test('a courier that keeps its messages here makes its own schema, and sees nobody else’s', async () => {
  const url = await createDatabase(server.url())
  const [before, after] = [`old'"\\${randomBytes(4).toString('hex')}`, `new$${randomBytes(4).toString('hex')}`]
  await migrate(url, passwords, before)
  await migrate(url, passwords, after)
  const courier = new URL(url)
  courier.username = 'courier'
  courier.password = encodeURIComponent(after)
  await admin(courier.toString(), 'create schema courier; create table courier.kept (id int)')
  await expect(admin(courier.toString(), 'select * from orders.orders')).rejects.toMatchObject({ code: '42501' })
  courier.password = encodeURIComponent(before)
  await expect(admin(courier.toString(), 'select 1')).rejects.toMatchObject({ code: '28P01' })
})

describe('a role', () => {
  let url: string
  const as = (schema: Schema) => (statement: string) => admin(roleUrl(url, schema, passwords[schema]), statement)

  beforeAll(async () => {
    url = await createDatabase(server.url())
    await migrate(url, passwords)
  })

  test.each(schemas)('%s uses its own schema and nobody else’s', async (schema) => {
    const run = as(schema)
    await run(`insert into ${schema}.inbox (message_id, type, aggregate, version) values ('m', 'a.b', 'x', 1)`)
    await run(`select ${schema}.hear('n', 'a.b', 'x', 1, true)`)
    expect(await run(`delete from ${schema}.inbox returning message_id`)).toHaveLength(2)
    for (const other of schemas.filter((name) => name !== schema)) {
      await expect(run(`select * from ${other}.outbox`)).rejects.toMatchObject({ code: '42501' })
      await expect(run(`delete from ${other}.outbox`)).rejects.toMatchObject({ code: '42501' })
      await expect(run(`select ${other}.must_change(1)`)).rejects.toMatchObject({ code: '42501' })
      await expect(run(`set role ${other}`)).rejects.toMatchObject({ code: '42501' })
    }
  })

  test.each(schemas)('%s changes no table’s shape and no history of migrations', async (schema) => {
    const run = as(schema)
    for (const statement of [
      `alter table ${schema}.outbox add column more text`,
      `drop table ${schema}.outbox`,
      `truncate ${schema}.outbox`,
      `create table ${schema}.mine ()`,
      `create table public.mine ()`,
      `create or replace function ${schema}.must_change(p_rows bigint) returns void language sql as 'select null::void'`,
      `delete from ${schema}.migrations`,
      `create role friend`,
    ]) {
      await expect(run(statement), statement).rejects.toMatchObject({ code: '42501' })
    }
  })

  test.each(schemas)('%s never waits for long', async (schema) => {
    const run = as(schema)
    expect(await run('show statement_timeout')).toEqual([{ statement_timeout: '10s' }])
    expect(await run('show lock_timeout')).toEqual([{ lock_timeout: '3s' }])
    expect(await run('show idle_in_transaction_session_timeout')).toEqual([
      { idle_in_transaction_session_timeout: '10s' },
    ])
  })
})

describe('db-migrate', () => {
  const run = async (env: Record<string, string>) => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'db-migrate.ts')], {
      env: { PATH: process.env.PATH, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let out = ''
    let err = ''
    child.stdout.on('data', (chunk) => {
      out += chunk
    })
    child.stderr.on('data', (chunk) => {
      err += chunk
    })
    const [code] = await once(child, 'close')
    return { code, out, err }
  }
  const environment = (url: string) => ({
    DATABASE_URL: url,
    AUTH_DB_PASSWORD: passwords.auth,
    TICKETS_DB_PASSWORD: passwords.tickets,
    ORDERS_DB_PASSWORD: passwords.orders,
    PAYMENTS_DB_PASSWORD: passwords.payments,
    NOTIFICATIONS_DB_PASSWORD: passwords.notifications,
  })

  test('migrates and says what it did', async () => {
    const url = await createDatabase(server.url())
    const first = await run(environment(url))
    expect(first).toMatchObject({ code: 0, err: '' })
    expect(first.out).toMatch(/^orders: \d+ migrations?; functions and rights renewed$/m)
    expect(first.out).toContain('are up to date.')
    const second = await run(environment(url))
    expect(second.code).toBe(0)
    expect(second.out).toMatch(/^orders: nothing new; functions and rights renewed$/m)
    expect(first.out + second.out).not.toContain('owner')
  })

  test('names every variable that is missing or not right', async () => {
    const { ORDERS_DB_PASSWORD: _, ...rest } = environment('mysql://root@localhost/store')
    const { code, out, err } = await run({ ...rest, AUTH_DB_PASSWORD: '' })
    expect(code).toBe(1)
    expect(out).toBe('')
    expect(err).toContain('ORDERS_DB_PASSWORD is missing.')
    expect(err).toContain('AUTH_DB_PASSWORD is missing.')
    expect(err).toContain('DATABASE_URL is not right: it must be the postgresql:// address of the owner.')
    expect(err).not.toContain('mysql')
  })

  test('says which database it could not reach, and why', async () => {
    const { code, err } = await run(environment('postgresql://owner:s3cret@127.0.0.1:1/store'))
    expect(code).toBe(1)
    expect(err).toMatch(/^The database 127\.0\.0\.1:1\/store could not be migrated: .*ECONNREFUSED/)
    expect(err).not.toContain('s3cret')
  })
})
