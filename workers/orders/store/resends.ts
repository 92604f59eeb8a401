import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Saying } from '#shared/messages/contracts'
import type { Db } from '#shared/postgres/db'
import { insertMessages, messageRows } from '#shared/postgres/outbox'
import type { Trace } from '#shared/trace'
import type { Order } from '../order.ts'
import type { Resend } from './sales.ts'

const SCHEMA = 'orders'

/** How often an hour the mail of one order may be asked for again, whoever asks. */
export const MOST_AN_HOUR = 3

const lately = (order: Id<'order'>) =>
  sql`from orders.resends r where r.order_id = ${order} and r.asked_at > now() - interval '1 hour'`

export const resendStore = (db: Db) => ({
  /**
   * Notes that the tickets are wanted again, with the message that says so. Raises `overtaken` where the order is no longer as
   * it was read, or they were asked for too often: the order's row is locked first, and so those who ask at once are counted
   * one after the other.
   */
  ask: async (order: Order, id: Id<'resend'>, by: Resend['by'], says: Saying, trace: Trace) => {
    await db.batch((q) => [
      q.execute(sql`
        select orders.must_change((select count(*) from (
          select from orders.orders where id = ${order.id} and version = ${order.version} for update) same))`),
      q.execute(sql`
        with made as (
          insert into orders.resends (id, order_id, by) select ${id}, ${order.id}, ${by}
          where (select count(*) ${lately(order.id)}) < ${MOST_AN_HOUR} returning id),
        told as (${insertMessages(SCHEMA, messageRows(id, 0, [says], trace), sql`made`)})
        select orders.must_change((select count(*) from made))`),
    ])
  },

  /** In how many seconds they may be asked for again; 0 where that is now. */
  wait: async (order: Id<'order'>): Promise<number> => {
    const [row] = await db.rows<{ seconds: number }>(sql`
      select case when count(*) < ${MOST_AN_HOUR} then 0
        else ceil(extract(epoch from min(r.asked_at) + interval '1 hour' - now()))::integer end as seconds
      ${lately(order)}`)
    return row?.seconds ?? 0
  },
})

export type ResendStore = ReturnType<typeof resendStore>
