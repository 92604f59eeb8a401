import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Currency } from '#shared/money'
import type { Db } from '#shared/postgres/db'
import type { Refund } from '../order.ts'
import { type RefundRow, readRefund } from './orders.ts'

/** A refund with what it is for, as an operator looks at it. */
export type ListedRefund = { refund: Refund; order: Id<'order'>; event: Id<'event'>; currency: Currency }

export const refundStore = (db: Db) => ({
  /** Refunds in a state, the latest asked first. */
  list: async (state: Refund['state'], limit: number, before: Id<'refund'> | undefined): Promise<ListedRefund[]> => {
    const rows = await db.rows<{ listed: Omit<ListedRefund, 'refund'> & { refund: RefundRow } }>(sql`
      select jsonb_build_object('refund', orders.view_refund(r), 'order', o.id, 'event', o.event, 'currency', o.currency) as listed
      from orders.refunds r join orders.orders o on o.id = r.order_id
      where ${state === 'failed' ? sql`r.state = 'failed'` : sql`r.state = ${state}`}
        ${before ? sql`and r.id < ${before}` : sql``}
      order by r.id desc limit ${limit}::integer`)
    return rows.map(({ listed }) => ({ ...listed, refund: readRefund(listed.refund) }))
  },

  /** Whose refund it is; undefined where there is none. */
  orderOf: async (refund: Id<'refund'>): Promise<Id<'order'> | undefined> => {
    const [row] = await db.rows<{ order: Id<'order'> }>(
      sql`select order_id as "order" from orders.refunds where id = ${refund}`,
    )
    return row?.order
  },
})

export type RefundStore = ReturnType<typeof refundStore>
