import pg from 'pg'
import { migrate, roleUrl, type Schema } from '#drizzle/migrate'
import { installClock } from '#local/clock'
import { createDatabase, dropDatabase } from '#local/database'
import { rolePasswords } from '#local/secrets'
import { connectPool } from '#shared/postgres/pool'

export const simulated = ['tickets', 'orders', 'payments'] as const
export type Simulated = (typeof simulated)[number]

/** Time stands still until it is moved; ids that SQL makes come from the session's own chance, which has a seed. */
const stageSql = `
  create table clock.stopped (at timestamptz not null);
  insert into clock.stopped values ('epoch');
  grant select on clock.stopped to public;
  create or replace function clock.now() returns timestamptz language sql stable as $$ select at from clock.stopped $$;
  create function clock.uuidv7() returns uuid language sql volatile as $$
    select (lpad(to_hex((extract(epoch from clock.now()) * 1000)::bigint), 12, '0') || '7'
      || substr(md5(random()::text), 1, 3) || '8' || substr(md5(random()::text), 1, 15))::uuid $$;
`

/** What states rows went through, however they got there. Needs the schema that `installClock` makes. */
export const noteMoves = `
  create table clock.moves (seq bigint generated always as identity, kind text not null, id text not null,
    was text, is_now text not null, version_was integer, version integer not null);
  create function clock.note_move() returns trigger language plpgsql security definer set search_path = clock, pg_catalog as $$
  begin
    if tg_op = 'INSERT' then
      insert into clock.moves (kind, id, was, is_now, version_was, version)
      values (tg_table_name, new.id, null, new.state, null, new.version);
    elsif old.state <> new.state or old.version <> new.version then
      insert into clock.moves (kind, id, was, is_now, version_was, version)
      values (tg_table_name, new.id, old.state, new.state, old.version, new.version);
    end if;
    return null;
  end $$;
  create trigger note_move after insert or update on orders.orders for each row execute function clock.note_move();
  create trigger note_move after insert or update on payments.payments for each row execute function clock.note_move();`

/** Statistics that are gathered whenever there is time for it would let one seed have two plans. */
const withoutVacuum = `
  do $$ declare t regclass; begin
    for t in select c.oid::regclass from pg_class c
      where c.relkind = 'r' and c.relnamespace::regnamespace::text in ('tickets', 'orders', 'payments', 'clock')
    loop execute format('alter table %s set (autovacuum_enabled = false)', t); end loop;
  end $$`

const tables = `
  select string_agg(c.oid::regclass::text, ', ') as names from pg_class c
  where c.relkind = 'r' and c.relname <> 'migrations' and c.oid <> 'clock.stopped'::regclass and c.oid <> 'clock.ahead'::regclass
    and c.relnamespace::regnamespace::text in ('tickets', 'orders', 'payments', 'clock')`

/**
 * One database for all seeds of a process, emptied between them: real PostgreSQL with the services' own tables, functions and
 * roles. A service has one connection, because one statement runs at a time; what statements do to each other when they really
 * run at once is told in tests/holds and tests/stories/races.test.ts.
 */
export const openStore = async (superuser: string) => {
  const passwords = rolePasswords(superuser)
  const url = await createDatabase(superuser)
  await installClock(url)
  await migrate(url, passwords)
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await owner.query(stageSql)
  await owner.query(noteMoves)
  await owner.query(withoutVacuum)
  const { names } = (await owner.query<{ names: string }>(tables)).rows[0] ?? { names: '' }

  const connect = (schema: Schema) => connectPool({ databaseUrl: roleUrl(url, schema, passwords[schema]), size: 1 })
  const dbs = { tickets: connect('tickets'), orders: connect('orders'), payments: connect('payments') }
  const seeder = Object.values(dbs)

  const rows = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> =>
    (await owner.query<Row>(text, values)).rows

  return {
    dbs,
    /** As the owner: for looking at the books, never for what a service should do. */
    rows,
    setTime: (ms: number) => rows('update clock.stopped set at = to_timestamp($1::float8 / 1000)', [ms]),
    /** Empties everything, and lets chance in SQL begin at this seed's. */
    reset: async (seed: number) => {
      // Not even its owner may empty the ledger, unless its triggers are asked to look away.
      await owner.query('set session_replication_role = replica')
      await owner.query(`truncate ${names} restart identity`)
      await owner.query('set session_replication_role = origin')
      for (const db of seeder) await db.one((q) => q.execute(`select setseed(${((seed % 2001) - 1000) / 1000})`))
    },
    /** Runs `work` with some of the engine's functions changed, and puts them back. */
    changed: async <Result>(changes: Readonly<Record<string, readonly Edit[]>>, work: () => Promise<Result>) => {
      const before: string[] = []
      try {
        for (const [name, edits] of Object.entries(changes)) {
          const text = (await rows<{ text: string }>('select pg_get_functiondef($1::regprocedure) as text', [name]))[0]
            ?.text
          if (text === undefined) throw new Error(`there is no ${name}`)
          before.push(text)
          await owner.query(edits.reduce((so, edit) => replaced(name, so, edit), text))
        }
        return await work()
      } finally {
        for (const text of before) await owner.query(text)
      }
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(seeder.map((db) => db.close()))
      await owner.end()
      await dropDatabase(superuser, url)
    },
  }
}

export type Store = Awaited<ReturnType<typeof openStore>>

export type Edit = readonly [from: string, to: string]

const replaced = (name: string, text: string, [from, to]: Edit) => {
  if (!text.includes(from)) throw new Error(`${name} no longer says: ${from}`)
  return text.replaceAll(from, to)
}
