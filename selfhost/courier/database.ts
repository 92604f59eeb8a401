import pg from 'pg'

/** What a query needs: the pool, or one client inside a transaction. */
export type Sql = {
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<pg.QueryResult<Row>>
}

/** Runs `work` in one transaction: commits its result, rolls back and rethrows its error. */
export const transaction = async <Result>(pool: pg.Pool, work: (tx: Sql) => Promise<Result>): Promise<Result> => {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    // A connection that cannot even roll back must not go back to the pool.
    await client.query('rollback').catch((failed: Error) => {
      broken = failed
    })
    throw error
  } finally {
    client.release(broken)
  }
}

// Timestamps are always written by name with the database's now(): a default would bind, once and for all, to
// whatever now() meant to the session that made the table.
const schema = `
create schema if not exists courier;

create table if not exists courier.message (
  id uuid primary key,
  url text not null,
  method text not null,
  headers jsonb not null,
  body bytea not null,
  max_retries int not null,
  retry_delay text,
  timeout_ms int not null,
  labels text[] not null,
  created_at timestamptz not null,
  due_at timestamptz not null,
  state text not null check (state in ('CREATED', 'ACTIVE', 'RETRY')),
  retried int not null,
  -- True while a job for it exists; what is due is handed over once.
  queued boolean not null
);
create index if not exists message_due on courier.message (due_at) where not queued;

create table if not exists courier.dead_letter (
  seq bigint generated always as identity primary key,
  id uuid not null,
  url text not null,
  method text not null,
  headers jsonb not null,
  body bytea not null,
  max_retries int not null,
  retry_delay text,
  timeout_ms int not null,
  labels text[] not null,
  created_at timestamptz not null,
  due_at timestamptz not null,
  died_at timestamptz not null,
  error text not null,
  response_status int,
  response_headers jsonb,
  response_body bytea
);
create index if not exists dead_letter_message on courier.dead_letter (id);

create table if not exists courier.deduplication (
  id text primary key,
  message_id uuid not null,
  expires_at timestamptz not null
);
create index if not exists deduplication_expiry on courier.deduplication (expires_at);

create table if not exists courier.event_log (
  seq bigint generated always as identity primary key,
  at timestamptz not null,
  id uuid not null,
  state text not null,
  url text not null,
  labels text[] not null,
  next_delivery_at timestamptz,
  error text,
  response_status int
);
create index if not exists event_log_message on courier.event_log (id);
create index if not exists event_log_at on courier.event_log (at);
`

/** A pool on the courier's database, its tables made where they are missing. Any number of replicas may start at once. */
export const openDatabase = async (databaseUrl: string, onError: (error: Error) => void): Promise<pg.Pool> => {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 10,
    application_name: 'courier',
    connectionTimeoutMillis: 5000,
  })
  pool.on('error', onError)
  try {
    await transaction(pool, async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtext('courier.schema'))`)
      await tx.query(schema)
    })
    return pool
  } catch (error) {
    await pool.end()
    throw error
  }
}
