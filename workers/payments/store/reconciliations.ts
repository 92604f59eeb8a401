import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Db } from '#shared/postgres/db'
import type { Transaction } from '../ledger.ts'
import type { Whose } from '../movements.ts'
import { insertTransactions } from './ledger.ts'

/** What was found to differ between our ledger and Stripe's books. Amounts in minor units; null where there is nothing. */
export type Difference = {
  key: string
  what: 'missing' | 'different' | 'not-at-stripe' | 'unexplained' | 'balance'
  currency: string
  ours: number | null
  stripes: number | null
}

/** `latest` goes on from where it was; `all` goes through the last weeks anew, once a day. */
export type Pass = 'latest' | 'all'

export type Reconciliation = {
  position: string
  pass: Pass
  at: string
  until: string
  compared: number
  differences: Difference[]
  /** Whether the ledger was put right for all of them. */
  settled: boolean
}

/** A transaction as it is written down: from one account to another, after whatever corrections there were. */
export type Posted = Pick<Transaction, 'key' | 'kind' | 'from' | 'to' | 'amount' | 'currency'> & {
  position: string
  seller: Id<'account'> | null
  order: Id<'order'> | null
  payment: Id<'payment'> | null
}

/** Whose a payment is, as far as the ledger says it. */
export type Owner = Whose & { intent: string }

/** A seller whose balance is to be compared from `after` on; `anew`: from far back. */
export type Due = { seller: Id<'account'>; account: string; after: Date; anew: boolean }

export type Holding = { currency: string; amount: number }

/** How far a pass has come: up to when, and since when it is under way; and the database's clock. */
export type Standing = { until: Date | null; begunAt: Date | null; now: Date }

const isoUtc = (column: ReturnType<typeof sql>) =>
  sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`

const seconds = (ms: number) => sql`make_interval(secs => ${ms / 1000}::float8)`

const date = (text: string | null) => (text === null ? null : new Date(text))

export const reconciliationStore = (db: Db) => ({
  standing: async (pass: Pass): Promise<Standing> => {
    const [row] = await db.rows<{ standing: { until: string | null; begunAt: string | null; now: string } }>(sql`
      select jsonb_build_object('now', now(),
        'until', (select until from payments.reconciliations where pass = ${pass} order by position desc limit 1),
        'begunAt', (select at from payments.reconciliations where pass = ${pass} and begins order by position desc limit 1)
      ) as standing`)
    if (!row) throw new Error('the database answered nothing')
    const { until, begunAt, now } = row.standing
    return { until: date(until), begunAt: date(begunAt), now: new Date(now) }
  },

  write: async (found: {
    pass: Pass
    begins: boolean
    until: Date
    compared: number
    differences: readonly Difference[]
  }) => {
    const settled = found.differences.every(({ what }) => what !== 'balance')
    await db.rows(sql`
      insert into payments.reconciliations (pass, begins, until, compared, differences, settled)
      values (${found.pass}, ${found.begins}, ${found.until.toISOString()}::timestamptz, ${found.compared},
        ${JSON.stringify(found.differences)}::jsonb, ${settled})`)
  },

  /** Those that found something, and the last that did not; newest first. */
  list: (limit: number, before: string | undefined) =>
    db.rows<Reconciliation>(sql`
      select r.position::text, r.pass, ${isoUtc(sql`r.at`)} as at, ${isoUtc(sql`r.until`)} as until, r.compared, r.differences,
        r.settled
      from payments.reconciliations r
      where ${before === undefined ? sql`true` : sql`r.position < ${before}::bigint`}
        and (r.differences <> '[]' or r.position = (select max(position) from payments.reconciliations))
      order by r.position desc limit ${limit}`),

  /** Comparisons that found nothing are of no use once there is a newer one; where a pass began is, for longer. */
  forget: () =>
    db.rows(sql`
      delete from payments.reconciliations r where r.differences = '[]' and r.at < now() - interval '3 days'
        and r.position < (select max(position) from payments.reconciliations l where l.pass = r.pass)
        and not (r.begins and r.position = (select max(position) from payments.reconciliations b where b.begins))`),

  /** Our payments for these intents of Stripe's. */
  owners: (intents: readonly string[]) =>
    db.rows<Owner>(sql`
      select p.id, p.order_id as "order", p.seller, p.currency, p.intent from payments.payments p
      where p.intent in (select jsonb_array_elements_text(${JSON.stringify(intents)}::jsonb))`),

  /**
   * What is written down under these keys, corrections included; what was taken back is not there. The two lines of a
   * transaction are one row, and the last that was written about a key is what counts.
   */
  posted: async (keys: readonly string[]): Promise<Map<string, Posted>> => {
    const rows = await db.rows<{ asked: string; last: Posted }>(sql`
      with asked as (select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb) as key)
      select asked.key as asked, jsonb_build_object('key', t.key, 'position', t.position::text, 'kind', t.kind,
        'from', f.account, 'to', t.account, 'amount', t.amount, 'currency', t.currency, 'seller', t.seller,
        'order', t.order_id, 'payment', t.payment) as last
      from asked
      cross join lateral (
        select * from (
          select * from payments.ledger l where l.key = asked.key and l.amount > 0
          union all
          select * from payments.ledger l where l.of = asked.key and l.amount > 0) written
        order by position desc limit 1) t
      join payments.ledger f on f.key = t.key and f.amount < 0`)
    return new Map(rows.flatMap(({ asked, last }) => (last.key.startsWith('undo:') ? [] : [[asked, last]])))
  },

  /** Keys of what we have written down as having happened in this time, in this balance. */
  keysBetween: async (after: Date, until: Date, seller: Id<'account'> | null): Promise<string[]> => {
    // What leaves a seller's balance for a bank is that balance's; all the rest passes through the installation's own.
    const own = sql`l.kind in ('payout', 'payout-failed') and l.account = 'sellers'`
    const where =
      seller === null
        ? sql`not (${own}) and l.account <> 'bank' and l.kind <> 'correction'`
        : sql`${own} and l.seller = ${seller}`
    const rows = await db.rows<{ key: string }>(sql`
      select distinct l.key from payments.ledger l
      where l.at > ${after.toISOString()}::timestamptz and l.at <= ${until.toISOString()}::timestamptz
        and l.of is null and ${where}`)
    return rows.map(({ key }) => key)
  },

  /** How much of the fee on a payment has gone back, by the ledger. */
  feeBack: async (payment: Id<'payment'>): Promise<number> => {
    const [row] = await db.rows<{ amount: number }>(sql`
      select coalesce(-sum(amount), 0)::float8 as amount from payments.ledger
      where payment = ${payment} and account = 'platform' and kind = 'fee-refund'`)
    return row?.amount ?? 0
  },

  post: async (transactions: readonly Transaction[]) => {
    if (transactions.length > 0) await db.rows(insertTransactions(transactions))
  },

  /**
   * Sellers whose balances are to be compared, the longest waiting first: those who moved and were not looked at for `every`
   * (ms), and everybody once a day, from `back` (ms) on.
   */
  due: async (every: number, back: number, limit: number): Promise<Due[]> => {
    const rows = await db.rows<{ due: Omit<Due, 'after'> & { after: string } }>(sql`
      select jsonb_build_object('seller', s.seller, 'account', s.account, 'anew', a.anew,
        'after', case when a.anew then greatest(s.created_at - interval '1 minute', now() - ${seconds(back)}) else s.compared_until end) as due
      from payments.sellers s
      cross join lateral (
        select s.recompared_at is null or s.recompared_at < now() - interval '1 day' as anew) a
      where s.account is not null and (a.anew or (s.compared_until < now() - ${seconds(every)} and exists (
        select from payments.ledger l where l.seller = s.seller and l.account = 'sellers' and l.at > s.compared_until)))
      order by s.compared_until nulls first limit ${limit}`)
    return rows.map(({ due }) => ({ ...due, after: new Date(due.after) }))
  },

  compared: async ({ seller, anew }: Due, until: Date, whole: boolean) => {
    await db.rows(sql`
      update payments.sellers set compared_until = ${until.toISOString()}::timestamptz,
        recompared_at = case when ${anew && whole} then now() else recompared_at end
      where seller = ${seller}`)
  },

  /** What a balance holds by our ledger; null while something has moved in the last `quiet` ms. Of a seller, or the platform. */
  holdings: async (seller: Id<'account'> | null, quiet: number): Promise<Holding[] | null> => {
    const own = seller === null ? sql`account = 'platform'` : sql`account = 'sellers' and seller = ${seller}`
    const rows = await db.rows<Holding & { quiet: boolean }>(sql`
      select currency, sum(amount)::float8 as amount, max(at) < now() - ${seconds(quiet)} as quiet
      from payments.ledger where ${own} group by 1`)
    return rows.every((row) => row.quiet) ? rows : null
  },

  sellerOf: async (account: string): Promise<Id<'account'> | null> => {
    const [row] = await db.rows<{ seller: Id<'account'> }>(
      sql`select seller from payments.sellers where account = ${account}`,
    )
    return row?.seller ?? null
  },
})

export type ReconciliationStore = ReturnType<typeof reconciliationStore>
