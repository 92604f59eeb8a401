import { type SQL, sql } from 'drizzle-orm'
import type { Db } from '#shared/postgres/db'

/** How long what happened is kept: longer than any broker repeats itself, and than Stripe's thirty days. */
export const KEPT = sql.raw(`interval '35 days'`)

/** What one sweep may delete of one table, so that it never holds up anybody. */
const AT_ONCE = 2000

const deleted = async (db: Db, statement: SQL) => {
  const [row] = await db.rows<{ count: number }>(
    sql`with gone as (${statement}) select count(*)::integer as count from gone`,
  )
  return row?.count ?? 0
}

/**
 * Forgets messages told and heard more than 35 days ago; returns how many. What somebody has not heard is kept, however old.
 * `heard` is never forgotten: it is what makes an old message old, and a row an aggregate.
 */
export const forgetMessages = async (db: Db, schema: string): Promise<number> => {
  const name = sql.identifier(schema)
  // The oldest first, by the key, and no further: a look for more would read the whole table when there is nothing to find.
  const told = await deleted(
    db,
    sql`delete from ${name}.outbox o using (select position from ${name}.outbox order by position limit ${AT_ONCE}) old
      where o.position = old.position and o.heard_at is not null and o.published_at < now() - ${KEPT} returning 1`,
  )
  const heard = await deleted(
    db,
    sql`delete from ${name}.inbox where message_id in (
      select message_id from ${name}.inbox where heard_at < now() - ${KEPT} order by heard_at limit ${AT_ONCE}) returning 1`,
  )
  return told + heard
}
