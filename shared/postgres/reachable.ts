import { sql } from 'drizzle-orm'
import type { Db } from '#shared/postgres/db'

/** Resolves when the database answers and the schema's tables are there; rejects with what is wrong. */
export const reachable = async (db: Db, table: { schema: string; name: string }): Promise<undefined> => {
  await db.rows(sql`select from ${sql.identifier(table.schema)}.${sql.identifier(table.name)} limit 1`)
}
