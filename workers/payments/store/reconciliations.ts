import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Db } from '#shared/postgres/db'
import type { Transaction } from '../ledger.ts'
import type { Whose } from '../movements.ts'
import { feeBack } from './fee-back.ts'
import { insertTransactions } from './ledger.ts'

/** What was found to differ between our ledger and Stripe's books. Amounts in minor units; null where there is nothing. */
export type Difference = {
  key: string
  what:
    | 'missing'
    | 'different'
    | 'not-at-stripe'
    | 'not-struck'
    | 'unexplained'
    | 'explained'
    | 'opening'
    | 'converted'
    | 'other-account'
    | 'balance'
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

/**
 * The last that is written down under a key: from one account to another, after whatever corrections there were. `undone`: it
 * was taken back, and this is what took it back.
 */
export type Posted = Pick<Transaction, 'key' | 'kind' | 'from' | 'to' | 'amount' | 'currency'> & {
  position: string
  undone: boolean
  seller: Id<'account'> | null
  order: Id<'order'> | null
  payment: Id<'payment'> | null
}

/** What something of Stripe's (`id`) is about: its payment intent and charge, and the payment of ours that it names. */
export type Asked = { id: string; intent: string | null; charge: string | null; payment: string | null }

/** A seller whose balance is to be compared from `after` on; `anew`: as a part of going through it from far back. */
export type Due = { seller: Id<'account'>; account: string; after: Date; anew: boolean }

export type Holding = { currency: string; amount: number }

/**
 * How far a pass has come: up to when, and since when it is under way; from when on the ledger mirrors Stripe's lines; and the
 * database's clock.
 */
export type Standing = { until: Date | null; begunAt: Date | null; from: Date | null; now: Date }

const isoUtc = (column: ReturnType<typeof sql>) =>
  sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`

const seconds = (ms: number) => sql`make_interval(secs => ${ms / 1000}::float8)`

const date = (text: string | null) => (text === null ? null : new Date(text))

export const reconciliationStore = (db: Db) => ({
  standing: async (pass: Pass): Promise<Standing> => {
    const [row] = await db.rows<{
      standing: { until: string | null; begunAt: string | null; from: string | null; now: string }
    }>(sql`
      select jsonb_build_object('now', now(), 'from', (select begins_at from payments.stripe_account),
        'until', (select until from payments.reconciliations where pass = ${pass} order by position desc limit 1),
        'begunAt', (select at from payments.reconciliations where pass = ${pass} and begins order by position desc limit 1)
      ) as standing`)
    if (!row) throw new Error('the database answered nothing')
    const { until, begunAt, from, now } = row.standing
    return { until: date(until), begunAt: date(begunAt), from: date(from), now: new Date(now) }
  },

  write: async (found: {
    pass: Pass
    begins: boolean
    until: Date
    compared: number
    differences: readonly Difference[]
    /** Whether the ledger is right now, whatever was found. */
    settled: boolean
  }) => {
    await db.rows(sql`
      insert into payments.reconciliations (pass, begins, until, compared, differences, settled)
      values (${found.pass}, ${found.begins}, ${found.until.toISOString()}::timestamptz, ${found.compared},
        ${JSON.stringify(found.differences)}::jsonb, ${found.settled})`)
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
      delete from payments.reconciliations r where r.differences = '[]' and r.at < now() - interval '1 hour'
        and r.position < (select max(position) from payments.reconciliations l where l.pass = r.pass)
        and not (r.begins and r.position = (
          select max(position) from payments.reconciliations b where b.pass = r.pass and b.begins))`),

  /**
   * Whose each of these is, by `id`: a payment is known by its intent, by a charge whose sale is written down, by an intent too
   * many that was paid back, and by what the thing itself says.
   */
  owners: async (asked: readonly Asked[]): Promise<Map<string, Whose>> => {
    if (asked.length === 0) return new Map()
    const rows = await db.rows<{ asked: string; owner: Whose }>(sql`
      select a.id as asked, jsonb_build_object('id', p.id, 'order', p.order_id, 'seller', p.seller, 'currency', p.currency) as owner
      from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb) as a(id text, intent text, charge text, payment text)
      cross join lateral (
        select id from payments.payments p where p.intent = a.intent
        union all select l.payment from payments.ledger l where l.key = 'sale:' || a.charge and l.account = 'buyers'
        union all select r.payment from payments.refunds r where r.intent = a.intent and r.because = 'late'
        union all select a.payment
        limit 1) found
      join payments.payments p on p.id = found.id and p.currency is not null`)
    return new Map(rows.map(({ asked: id, owner }) => [id, owner]))
  },

  /** The last that is written down under each of these keys; the two lines of a transaction are one. */
  posted: async (keys: readonly string[]): Promise<Map<string, Posted>> => {
    if (keys.length === 0) return new Map()
    const rows = await db.rows<{ asked: string; last: Posted }>(sql`
      with asked as (select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb) as key)
      select asked.key as asked, jsonb_build_object('key', t.key, 'position', t.position::text, 'kind', t.kind,
        'from', f.account, 'to', t.account, 'amount', t.amount, 'currency', t.currency, 'seller', t.seller,
        'order', t.order_id, 'payment', t.payment, 'undone', t.key like 'undo:%') as last
      from asked
      cross join lateral (
        select * from (
          select * from payments.ledger l where l.key = asked.key and l.amount > 0
          union all
          select * from payments.ledger l where l.of = asked.key and l.amount > 0) written
        order by position desc limit 1) t
      join payments.ledger f on f.key = t.key and f.amount < 0`)
    return new Map(rows.map(({ asked, last }) => [asked, last]))
  },

  /** Keys of what we have written down as having happened in this time, in this balance. */
  keysBetween: async (after: Date, until: Date, seller: Id<'account'> | null): Promise<string[]> => {
    // What leaves a seller's balance for a bank is that balance's; all the rest passes through the installation's own.
    const own = sql`l.kind in ('payout', 'payout-failed') and l.account = 'sellers'`
    const where =
      seller === null
        ? sql`not (${own}) and l.account <> 'bank' and l.kind not in ('correction', 'opening')`
        : sql`${own} and l.seller = ${seller}`
    const rows = await db.rows<{ key: string }>(sql`
      select distinct l.key from payments.ledger l
      where l.at > ${after.toISOString()}::timestamptz and l.at <= ${until.toISOString()}::timestamptz
        and l.of is null and ${where}`)
    return rows.map(({ key }) => key)
  },

  feeBack: (keys: readonly string[]) => feeBack(db, keys),

  post: async (transactions: readonly Transaction[]) => {
    if (transactions.length > 0) await db.rows(insertTransactions(transactions))
  },

  /**
   * Sellers whose balances are to be compared, the longest waiting first: those who moved and were not looked at for `every`
   * (ms), and everybody once a day, from `back` (ms) on or from where that was broken off.
   */
  due: async (every: number, back: number, limit: number): Promise<Due[]> => {
    const rows = await db.rows<{ due: Omit<Due, 'after'> & { after: string } }>(sql`
      select jsonb_build_object('seller', s.seller, 'account', s.account, 'anew', a.anew,
        'after', case when a.anew
          then coalesce(s.recomparing_until, greatest(s.created_at - interval '1 minute', now() - ${seconds(back)}))
          else s.compared_until end) as due
      from payments.sellers s
      cross join lateral (
        select s.recompared_at is null or s.recompared_at < now() - interval '1 day' as anew) a
      where s.account is not null and (a.anew or (s.compared_until < now() - ${seconds(every)}
        and (s.compared_at is null or s.compared_at < now() - ${seconds(every)})
        and exists (
          select from payments.ledger l where l.seller = s.seller and l.account = 'sellers' and l.at > s.compared_until)))
      order by s.compared_at nulls first limit ${limit}`)
    return rows.map(({ due }) => ({ ...due, after: new Date(due.after) }))
  },

  /** One piece of it is done, up to `until`; `whole`: the last. */
  compared: async ({ seller, anew }: Due, until: Date, whole: boolean) => {
    const at = sql`${until.toISOString()}::timestamptz`
    const far = sql`recomparing_until = ${at}`
    const last = sql`recomparing_until = null, recompared_at = now(), compared_until = ${at}`
    await db.rows(sql`
      update payments.sellers set compared_at = now(), ${anew ? (whole ? last : far) : sql`compared_until = ${at}`}
      where seller = ${seller}`)
  },

  /** A seller's balance could not be read: the others come first next time. `parted`: and it is not tried again for a day. */
  unread: async (seller: Id<'account'>, parted: boolean) => {
    await db.rows(sql`
      update payments.sellers set compared_at = now(), recompared_at = case when ${parted} then now() else recompared_at end
      where seller = ${seller}`)
  },

  /** What a balance holds by our ledger; null while something has moved in the last `quiet` ms. Of a seller, or the platform. */
  holdings: async (seller: Id<'account'> | null, quiet: number): Promise<Holding[] | null> => {
    const rows = await db.rows<Holding & { quiet: boolean }>(sql`
      select currency, sum(amount)::float8 as amount, max(moved_at) < now() - ${seconds(quiet)} as quiet
      from payments.ledger_balances
      where account = ${seller === null ? 'platform' : 'sellers'} and seller = ${seller ?? ''} group by 1`)
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
