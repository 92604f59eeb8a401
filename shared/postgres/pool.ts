import { drizzle } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import type { Db, Sql } from '#shared/postgres/db'

/** PostgreSQL through a pool of connections that the process owns (Bun, Node). `size` is the most it opens. */
export const connectPool = ({ databaseUrl, size = 10 }: { databaseUrl: string; size?: number }): Db => {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: size })
  // A connection that breaks fails what runs on it and is replaced; without a listener it would end the process as well.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const db = drizzle(pool)
  const sql = db as unknown as Sql
  return {
    one: async (build) => build(sql),
    batch: (build) =>
      db.transaction(async (tx) => {
        const answers: unknown[] = []
        for (const statement of build(tx as unknown as Sql)) answers.push(await statement)
        return answers as never
      }),
    rows: async <Row>(statement: Parameters<Db['rows']>[0]) => (await db.execute(statement)).rows as Row[],
    close: () => pool.end(),
  }
}
