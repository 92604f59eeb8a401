import pg from 'pg'
import { steps } from './schema.ts'

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

// Plans made while a table was still empty must not walk through it once it holds a million timers.
const PLANNER = '-c enable_seqscan=off -c jit=off'

const prepare = async (tx: Sql) => {
  await tx.query(`select pg_advisory_xact_lock(hashtext('courier.schema'))`)
  await tx.query(`create schema if not exists courier`)
  await tx.query(`create table if not exists courier.schema_step (taken int not null)`)
  const { rows } = await tx.query<{ taken: number }>(`select taken from courier.schema_step`)
  const taken = rows[0]?.taken ?? 0
  for (const step of steps.slice(taken)) await tx.query(step)
  if (rows.length === 0) await tx.query(`insert into courier.schema_step values ($1)`, [steps.length])
  else if (taken < steps.length) await tx.query(`update courier.schema_step set taken = $1`, [steps.length])
}

const openPool = (databaseUrl: string, max: number, onError: (error: Error) => void): pg.Pool => {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max,
    application_name: 'courier',
    options: PLANNER,
    connectionTimeoutMillis: 5000,
  })
  pool.on('error', onError)
  return pool
}

/** Publishers and operators on one pool, deliveries on the other: a rush on the one must not stop the heart of the other. */
export type Pools = { front: pg.Pool; work: pg.Pool; end(): Promise<void> }

/** Pools on the courier's database, its tables made where they are missing. Any number of replicas may start at once. */
export const openDatabase = async (databaseUrl: string, onError: (error: Error) => void): Promise<Pools> => {
  const front = openPool(databaseUrl, 10, onError)
  const work = openPool(databaseUrl, 4, onError)
  const end = async () => {
    await front.end()
    await work.end()
  }
  try {
    await transaction(front, prepare)
    return { front, work, end }
  } catch (error) {
    await end()
    throw error
  }
}
