import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Db } from '#shared/postgres/db'
import type { Dispute } from './disputes.ts'

/** A dispute as people read of it; instants are ISO 8601 in UTC. */
export type DisputeShown = Omit<Dispute, 'evidenceDueAt' | 'openedAt' | 'payment'> & {
  evidenceDueAt: string | null
  openedAt: string
  closedAt: string | null
}

const shape = sql`jsonb_build_object('id', d.id, 'order', d.order_id, 'seller', d.seller, 'amount', d.amount,
  'currency', d.currency, 'reason', d.reason, 'state', d.state, 'evidenceDueAt', d.evidence_due_at,
  'openedAt', d.opened_at, 'closedAt', d.closed_at) as dispute`

export const disputeViews = (db: Db) => ({
  /** A seller's disputes: those that are open first, then the newest. */
  ofSeller: async (seller: Id<'account'>, limit: number) => {
    const rows = await db.rows<{ dispute: DisputeShown }>(sql`
      select ${shape} from payments.disputes d where d.seller = ${seller}
      order by d.state <> 'open', d.opened_at desc limit ${limit}`)
    return rows.map(({ dispute: { seller: _, ...shown } }) => shown)
  },

  /** Everybody's, newest first; `before` is the id of the last one of the page before. */
  all: async (limit: number, before: string | undefined) => {
    const older = sql`(d.opened_at, d.id) < (select b.opened_at, b.id from payments.disputes b where b.id = ${before ?? ''})`
    const rows = await db.rows<{ dispute: DisputeShown }>(sql`
      select ${shape} from payments.disputes d where ${before === undefined ? sql`true` : older}
      order by d.opened_at desc, d.id desc limit ${limit}`)
    return rows.map(({ dispute }) => dispute)
  },
})

export type DisputeViews = ReturnType<typeof disputeViews>
