import { sql } from 'drizzle-orm'
import type { Db } from '#shared/postgres/db'

/**
 * How much of a fee (minor units) has gone back under these keys of the ledger, what put them right included, and in how many
 * lines that is written.
 */
export const feeBack = async (db: Db, keys: readonly string[]): Promise<{ amount: number; lines: number }> => {
  const [row] = await db.rows<{ amount: number; lines: number }>(sql`
    with asked as (select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb) as key)
    select coalesce(-sum(l.amount), 0)::float8 as amount, count(*)::integer as lines
    from asked cross join lateral (
      select amount from payments.ledger l where l.key = asked.key and l.account = 'platform'
      union all
      select amount from payments.ledger l where l.of = asked.key and l.account = 'platform') l`)
  return row ?? { amount: 0, lines: 0 }
}
