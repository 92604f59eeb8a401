import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Currency } from '#shared/money'
import type { Db } from '#shared/postgres/db'
import type { Write } from './payments.ts'

export type DisputeState = 'open' | 'won' | 'lost'

export type Dispute = {
  id: string
  payment: Id<'payment'>
  order: Id<'order'>
  seller: Id<'account'> | null
  /** Minor units. */
  amount: number
  currency: Currency
  reason: string
  state: DisputeState
  evidenceDueAt: Date | null
  openedAt: Date
}

/** Writes how a dispute stands; `before` is the state it was read in, null when it is new. Raises `overtaken`. */
export const writeDispute =
  (before: DisputeState | null, dispute: Dispute): Write =>
  (q) => {
    const due = dispute.evidenceDueAt?.toISOString() ?? null
    return q.execute(sql`
      with written as (
        insert into payments.disputes as d
          (id, payment, order_id, seller, amount, currency, reason, state, evidence_due_at, opened_at, closed_at)
        values (${dispute.id}, ${dispute.payment}, ${dispute.order}, ${dispute.seller}, ${dispute.amount}, ${dispute.currency},
          ${dispute.reason}, ${dispute.state}, ${due}::timestamptz, ${dispute.openedAt.toISOString()}::timestamptz,
          case when ${dispute.state} <> 'open' then now() end)
        on conflict (id) do update set state = excluded.state, amount = excluded.amount, reason = excluded.reason,
          evidence_due_at = excluded.evidence_due_at, closed_at = coalesce(d.closed_at, excluded.closed_at)
        where d.state = ${before}
        returning id)
      select payments.must_change((select count(*) from written))`)
  }

const keeping = (payment: Id<'payment'>, id: string) => sql`exists (
  select from payments.disputes d where d.payment = ${payment} and d.id <> ${id} and d.state <> 'won')`

/** Raises `overtaken` where it has changed meanwhile whether other disputes keep this payment. */
export const stillKept =
  ({ payment, id }: Pick<Dispute, 'payment' | 'id'>, kept: boolean): Write =>
  (q) =>
    q.execute(sql`select payments.must_change(case when ${keeping(payment, id)} = ${kept} then 1 else 0 end)`)

export const disputeStore = (db: Db) => ({
  /** Whether other disputes of this payment are open or lost. */
  isKept: async (payment: Id<'payment'>, id: string): Promise<boolean> => {
    const [row] = await db.rows<{ kept: boolean }>(sql`select ${keeping(payment, id)} as kept`)
    return row?.kept ?? false
  },

  /** How we know a dispute to stand; null when we have not heard of it. */
  stateOf: async (id: string): Promise<DisputeState | null> => {
    const [row] = await db.rows<{ state: DisputeState }>(sql`select state from payments.disputes where id = ${id}`)
    return row?.state ?? null
  },

  open: async (): Promise<number> => {
    const [row] = await db.rows<{ count: number }>(
      sql`select count(*)::integer as count from payments.disputes where state = 'open'`,
    )
    return row?.count ?? 0
  },
})

export type DisputeStore = ReturnType<typeof disputeStore>
