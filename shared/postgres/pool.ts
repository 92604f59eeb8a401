import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { type Db, orAway, type Sql } from '#shared/postgres/db'

/**
 * pg's own `pool.query` closes its connection after every error, a unique violation included, and opening the next one
 * costs as much as fifty statements. Here only an error that ends the connection closes it.
 */
const keepConnections = (pool: pg.Pool) => {
  const query = async (config: pg.QueryConfig, values?: unknown[]) => {
    const client = await pool.connect()
    let ended = false
    try {
      return await client.query(config, values)
    } catch (error) {
      ended = !(error instanceof pg.DatabaseError && error.severity === 'ERROR')
      throw error
    } finally {
      client.release(ended)
    }
  }
  // Drizzle asks in this one way; pg's type lists all of them.
  pool.query = query as typeof pool.query
}

/** How long somebody waits for a connection when all are busy or none can be made: then it is better to come back. */
const PATIENCE_MS = 5000

/** PostgreSQL through a pool of connections that the process owns (Bun, Node). `size` is the most it opens. */
export const connectPool = ({ databaseUrl, size = 10 }: { databaseUrl: string; size?: number }): Db => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: size, connectionTimeoutMillis: PATIENCE_MS })
  // A connection that breaks fails what runs on it and is replaced; without a listener it would end the process as well.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  keepConnections(pool)
  const db = drizzle(pool)
  const sql = db as unknown as Sql
  return {
    one: async (build) => orAway(build(sql)),
    batch: (build) =>
      orAway(
        db.transaction(async (tx) => {
          const answers: unknown[] = []
          for (const statement of build(tx as unknown as Sql)) answers.push(await statement)
          return answers as never
        }),
      ),
    rows: async <Row>(statement: Parameters<Db['rows']>[0]) => (await orAway(db.execute(statement))).rows as Row[],
    close: () => pool.end(),
  }
}
