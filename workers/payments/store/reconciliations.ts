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

export type Reconciliation = {
  position: string
  at: string
  until: string
  compared: number
  differences: Difference[]
  /** Whether the ledger was put right for all of them. */
  settled: boolean
}

/** A transaction as it is written down: from one account to another, after whatever corrections there were. */
export type Posted = Pick<Transaction, 'key' | 'kind' | 'from' | 'to' | 'amount' | 'currency'> & {
  seller: Id<'account'> | null
  order: Id<'order'> | null
  payment: Id<'payment'> | null
}

/** Whose a payment is, as far as the ledger says it. */
export type Owner = Whose & { intent: string }

export type Holding = { seller: Id<'account'>; account: string; currency: string; amount: number }

// The two lines of a key as one row. A correction takes the whole transaction back (`undo:`) and writes it down anew (`redo:`).
const pairs = sql`
  select t.key, t.kind, f.account as "from", t.account as "to", t.amount::float8 as amount, t.currency, t.seller,
    t.order_id as "order", t.payment
  from payments.ledger t join payments.ledger f on f.key = t.key and f.amount < 0
  where t.amount > 0`

export const reconciliationStore = (db: Db) => ({
  /** Up to when everything has been compared, null before the first time; and the database's clock. */
  standing: async (): Promise<{ until: Date | null; now: Date }> => {
    const [row] = await db.rows<{ standing: { until: string | null; now: string } }>(sql`
      select jsonb_build_object('until', max(until), 'now', now()) as standing from payments.reconciliations`)
    if (!row) throw new Error('the database answered nothing')
    const { until, now } = row.standing
    return { until: until === null ? null : new Date(until), now: new Date(now) }
  },

  write: async (until: Date, compared: number, differences: readonly Difference[], settled: boolean) => {
    await db.rows(sql`
      insert into payments.reconciliations (until, compared, differences, settled)
      values (${until.toISOString()}::timestamptz, ${compared}, ${JSON.stringify(differences)}::jsonb, ${settled})`)
  },

  /** Those that found something, and the last that did not; newest first. */
  list: (limit: number, before: string | undefined) =>
    db.rows<Reconciliation>(sql`
      select r.position::text, to_char(r.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at,
        to_char(r.until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as until, r.compared, r.differences, r.settled
      from payments.reconciliations r
      where ${before === undefined ? sql`true` : sql`r.position < ${before}::bigint`}
        and (r.differences <> '[]' or r.position = (select max(position) from payments.reconciliations))
      order by r.position desc limit ${limit}`),

  /** Comparisons that found nothing are of no use once there is a newer one. */
  forget: () =>
    db.rows(sql`
      delete from payments.reconciliations where differences = '[]' and at < now() - interval '1 day'
        and position < (select max(position) from payments.reconciliations)`),

  /** Our payments for these intents of Stripe's. */
  owners: (intents: readonly string[]) =>
    db.rows<Owner>(sql`
      select p.id, p.order_id as "order", p.seller, p.currency, p.intent from payments.payments p
      where p.intent in (select jsonb_array_elements_text(${JSON.stringify(intents)}::jsonb))`),

  /** What is written down under these keys, corrections included; what was taken back altogether is not there. */
  posted: async (keys: readonly string[]): Promise<Map<string, Posted>> => {
    const rows = await db.rows<Posted>(sql`
      with asked as (select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb) as key)
      select p.* from asked cross join lateral (${pairs} and t.key in (asked.key, 'undo:' || asked.key, 'redo:' || asked.key)) p`)
    const all = new Map(rows.map((row) => [row.key, row]))
    const found = keys.flatMap((key): [string, Posted][] => {
      const row = all.has(`undo:${key}`) ? all.get(`redo:${key}`) : all.get(key)
      return row ? [[key, { ...row, key }]] : []
    })
    return new Map(found)
  },

  /** Keys of what we have written down as having happened in this time and that Stripe knows of. */
  keysBetween: async (after: Date, until: Date): Promise<string[]> => {
    const rows = await db.rows<{ key: string }>(sql`
      select distinct key from payments.ledger
      where at > ${after.toISOString()}::timestamptz and at <= ${until.toISOString()}::timestamptz
        and kind in ('sale', 'refund', 'refund-failed', 'dispute', 'dispute-won', 'payout', 'payout-failed', 'processing')
        and amount > 0`)
    return rows.map(({ key }) => key)
  },

  /** How much of the fee on a payment has gone back, by the ledger. */
  feeBack: async (payment: Id<'payment'>): Promise<number> => {
    const [row] = await db.rows<{ amount: number }>(sql`
      select coalesce(-sum(amount), 0)::float8 as amount from payments.ledger
      where payment = ${payment} and account = 'platform' and kind in ('fee-refund')`)
    return row?.amount ?? 0
  },

  post: async (transactions: readonly Transaction[]) => {
    if (transactions.length > 0) await db.rows(insertTransactions(transactions))
  },

  /** What sellers' accounts with Stripe hold by our ledger, for those that moved since; and nobody has just now. */
  holdings: (since: Date, limit: number) =>
    db.rows<Holding>(sql`
      with moved as (
        select seller from payments.ledger where account = 'sellers' and at > ${since.toISOString()}::timestamptz
        group by seller having max(at) < now() - interval '5 minutes' order by max(at) limit ${limit})
      select s.seller, s.account, l.currency, sum(l.amount)::float8 as amount
      from moved m join payments.sellers s on s.seller = m.seller and s.account is not null
      join payments.ledger l on l.seller = s.seller and l.account = 'sellers'
      group by 1, 2, 3`),

  /** The same of the installation's own account; null while something has moved just now. */
  platform: async (): Promise<{ currency: string; amount: number }[] | null> => {
    const [quiet] = await db.rows<{ quiet: boolean }>(sql`
      select not exists (select from payments.ledger where at > now() - interval '5 minutes') as quiet`)
    if (!quiet?.quiet) return null
    return db.rows(sql`
      select currency, sum(amount)::float8 as amount from payments.ledger where account = 'platform' group by 1`)
  },

  sellerOf: async (account: string): Promise<Id<'account'> | null> => {
    const [row] = await db.rows<{ seller: Id<'account'> }>(
      sql`select seller from payments.sellers where account = ${account}`,
    )
    return row?.seller ?? null
  },
})

export type ReconciliationStore = ReturnType<typeof reconciliationStore>
