import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Currency } from '#shared/money'
import type { Db } from '#shared/postgres/db'
import { feeBack } from './fee-back.ts'
import type { Write } from './payments.ts'

export type Refund = {
  id: Id<'refund'>
  payment: Id<'payment'>
  order: Id<'order'>
  amount: number
  currency: Currency
  intent: string | null
  because: 'seller' | 'operator' | 'event-cancelled' | 'late'
  attempt: number
  state: 'asked' | 'made' | 'failed'
  stripeRefund: string | null
  reversed: boolean
  atOwnExpense: boolean
  why: string | null
  /** How many whole days ago this attempt was asked for. */
  days: number
  /** Whether Stripe has been asked before, and we do not know what it made of it. */
  tried: boolean
}

export type Asked = Omit<Refund, 'state' | 'stripeRefund' | 'reversed' | 'why' | 'days' | 'tried'>
type AskedLate = Omit<Asked, 'because' | 'attempt' | 'atOwnExpense'>

const shape = sql`jsonb_build_object('id', r.id, 'payment', r.payment, 'order', r.order_id, 'amount', r.amount,
  'currency', r.currency, 'intent', r.intent, 'because', r.because, 'attempt', r.attempt, 'state', r.state,
  'stripeRefund', r.stripe_refund, 'reversed', r.reversed, 'atOwnExpense', r.at_own_expense, 'why', r.why,
  'days', floor(extract(epoch from now() - r.asked_at) / 86400), 'tried', r.changed_at > r.asked_at) as refund`

/** Writes down that money shall go back, before Stripe is asked. Asked with a higher attempt, what failed is asked again. */
export const askRefund =
  ({ id, payment, order, amount, currency, intent, because, attempt, atOwnExpense }: Asked): Write =>
  (q) =>
    q.execute(sql`
      insert into payments.refunds as r
        (id, payment, order_id, amount, currency, intent, because, attempt, at_own_expense, state)
      values (${id}, ${payment}, ${order}, ${amount}, ${currency}, ${intent}, ${because}, ${attempt}, ${atOwnExpense}, 'asked')
      on conflict (id) do update set attempt = excluded.attempt, at_own_expense = excluded.at_own_expense, state = 'asked',
        stripe_refund = null, why = null, asked_at = now(), changed_at = now()
      where r.attempt < excluded.attempt and r.state = 'failed'`)

/** The same for money that came too late; once for an intent, whoever notices it. */
export const askLateRefund =
  ({ id, payment, order, amount, currency, intent }: AskedLate): Write =>
  (q) =>
    q.execute(sql`
      insert into payments.refunds (id, payment, order_id, amount, currency, intent, because, state)
      values (${id}, ${payment}, ${order}, ${amount}, ${currency}, ${intent}, 'late', 'asked')
      on conflict (intent) where because = 'late' do nothing`)

/** Writes what has become of a refund. Raises `overtaken` when somebody else has written something since it was read. */
export const settleRefund =
  (
    before: Refund,
    { state, stripeRefund, reversed, why }: Pick<Refund, 'state' | 'stripeRefund' | 'reversed' | 'why'>,
  ): Write =>
  (q) =>
    q.execute(sql`
      with settled as (
        update payments.refunds set state = ${state}, stripe_refund = ${stripeRefund}, reversed = ${reversed}, why = ${why},
          changed_at = now()
        where id = ${before.id} and attempt = ${before.attempt} and state = ${before.state} returning id)
      select payments.must_change((select count(*) from settled))`)

export const refundStore = (db: Db) => {
  const many = async (query: ReturnType<typeof sql>) =>
    (await db.rows<{ refund: Refund }>(query)).map(({ refund }) => refund)
  const one = async (query: ReturnType<typeof sql>) => (await many(query))[0]

  return {
    find: (id: Id<'refund'>) => one(sql`select ${shape} from payments.refunds r where r.id = ${id}`),
    findByStripe: (id: string) => one(sql`select ${shape} from payments.refunds r where r.stripe_refund = ${id}`),
    findLate: (intent: string) =>
      one(sql`select ${shape} from payments.refunds r where r.intent = ${intent} and r.because = 'late'`),

    /** Writes a late refund down by itself, where no payment changes with it. */
    ask: async (late: AskedLate) => {
      await db.batch((q) => [askLateRefund(late)(q)])
    },

    /** Asked for and not answered: somebody died, or Stripe could not be reached. */
    unanswered: (limit: number) =>
      many(sql`select ${shape} from payments.refunds r
        where r.state = 'asked' and r.changed_at < now() - interval '30 seconds' order by r.changed_at limit ${limit}`),

    /** Tried, and still without an answer: the others come first next time. */
    tried: async ({ id, attempt }: Refund) => {
      await db.rows(sql`update payments.refunds set changed_at = now()
        where id = ${id} and attempt = ${attempt} and state = 'asked'`)
    },

    /**
     * What was refused because the seller's share could not be taken back is asked for anew, and the share left where it is.
     * Undefined where somebody else has moved it on.
     */
    bear: ({ id, attempt }: Refund) =>
      one(sql`update payments.refunds r
        set attempt = r.attempt + 1, at_own_expense = true, asked_at = now(), changed_at = now()
        where r.id = ${id} and r.attempt = ${attempt} and r.state = 'asked' returning ${shape}`),

    /**
     * Late money whose refund was refused an hour ago is asked for again, as at first: nobody else would. Returns how many.
     */
    askLateAgain: async (): Promise<number> => {
      const rows = await db.rows(sql`
        update payments.refunds set state = 'asked', attempt = attempt + 1, at_own_expense = false, stripe_refund = null,
          asked_at = now() - interval '1 minute', changed_at = now() - interval '1 minute'
        where because = 'late' and state = 'failed' and not reversed and stripe_refund is null
          and changed_at < now() - interval '1 hour' returning id`)
      return rows.length
    },

    feeBack: (keys: readonly string[]) => feeBack(db, keys),

    /** How many refunds wait for somebody to look after them. */
    failed: async (): Promise<number> => {
      const [row] = await db.rows<{ count: number }>(
        sql`select count(*)::integer as count from payments.refunds where state = 'failed'`,
      )
      return row?.count ?? 0
    },
  }
}

export type RefundStore = ReturnType<typeof refundStore>
