import { type SQL, sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Currency } from '#shared/money'
import type { Db } from '#shared/postgres/db'
import type { LedgerAccount, TransactionKind } from '../ledger.ts'

/** What a seller has of it, in one currency; whole minor units, each counted in the direction its name says. */
export type SellersMoney = {
  currency: Currency
  /** How many orders were sold. */
  orders: number
  sales: number
  fees: number
  refunds: number
  feesBack: number
  /** What banks have taken back from the installation over this seller's orders, less what they gave back. */
  disputes: number
  paidOut: number
  /** What has been earned and not been paid out yet. */
  onTheWay: number
}

/** One line as a seller sees it: positive is theirs, negative goes from them. */
export type SellersLine = {
  position: string
  at: string
  kind: TransactionKind
  order: Id<'order'> | null
  amount: number
  currency: Currency
}

export type Line = SellersLine & {
  key: string
  account: LedgerAccount
  seller: Id<'account'> | null
  payment: Id<'payment'> | null
}

export type AccountBalance = { account: LedgerAccount; currency: Currency; amount: number; lines: number }

type WhichLines = { order?: Id<'order'> | undefined; cursor?: string | undefined }

const isoAt = sql.raw(`to_char(l.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`)

/**
 * The lines that are a seller's: those of their account with Stripe; and where an installation is paid itself, what it took
 * and gave back for them.
 */
const sellersLines = (seller: Id<'account'>, where: SQL = sql`true`) => sql`
  select l.* from payments.ledger l
  where l.seller = ${seller} and ${where} and (l.account = 'sellers' or (l.account = 'platform'
    and l.kind in ('sale', 'refund', 'refund-failed')
    and exists (select from payments.payments p where p.id = l.payment and p.destination is null)))`

export const ledgerViews = (db: Db) => ({
  /** A seller's money by currency. */
  sellersMoney: (seller: Id<'account'>) =>
    db.rows<SellersMoney>(sql`
      with own as (${sellersLines(seller)}),
      disputed as (
        select currency, -sum(amount) as amount from payments.ledger
        where seller = ${seller} and account = 'platform' and kind in ('dispute', 'dispute-won') group by 1)
      select own.currency, count(distinct own.order_id) filter (where kind = 'sale')::integer as orders,
        coalesce(sum(own.amount) filter (where kind = 'sale'), 0)::float8 as sales,
        coalesce(-sum(own.amount) filter (where kind = 'fee'), 0)::float8 as fees,
        coalesce(-sum(own.amount) filter (where kind in ('refund', 'refund-failed')), 0)::float8 as refunds,
        coalesce(sum(own.amount) filter (where kind = 'fee-refund'), 0)::float8 as "feesBack",
        coalesce(max(disputed.amount), 0)::float8 as disputes,
        coalesce(-sum(own.amount) filter (where kind in ('payout', 'payout-failed')), 0)::float8 as "paidOut",
        coalesce(sum(own.amount), 0)::float8 as "onTheWay"
      from own left join disputed on disputed.currency = own.currency
      group by own.currency order by own.currency`),

  /** A seller's lines, newest first: those before a position, and only those of one order where that is asked. */
  sellersLines: (seller: Id<'account'>, limit: number, { order, cursor }: WhichLines) => {
    const before = cursor === undefined ? sql`true` : sql`l.position < ${cursor}::bigint`
    const ofOrder = order ? sql`l.payment = (select id from payments.payments where order_id = ${order})` : sql`true`
    return db.rows<SellersLine>(sql`
      select l.position::text, ${isoAt} as at, l.kind, l.order_id as "order", l.amount::float8 as amount, l.currency
      from (${sellersLines(seller, sql`${before} and ${ofOrder}`)}) l
      order by l.position desc limit ${limit}`)
  },

  /** The same from old to new, for a file. */
  sellersLinesAfter: (seller: Id<'account'>, limit: number, after: string) =>
    db.rows<SellersLine>(sql`
      select l.position::text, ${isoAt} as at, l.kind, l.order_id as "order", l.amount::float8 as amount, l.currency
      from (${sellersLines(seller, sql`l.position > ${after}::bigint`)}) l order by l.position limit ${limit}`),

  /** Every line there is, from old to new. */
  linesAfter: (limit: number, after: string) =>
    db.rows<Line>(sql`
      select l.position::text, ${isoAt} as at, l.key, l.kind, l.account, l.seller, l.order_id as "order", l.payment,
        l.amount::float8 as amount, l.currency
      from payments.ledger l where l.position > ${after}::bigint order by l.position limit ${limit}`),

  /** What every account holds in every currency. */
  trialBalance: () =>
    db.rows<AccountBalance>(sql`
      select account, currency, sum(amount)::float8 as amount, sum(lines)::float8 as lines
      from payments.ledger_balances group by 1, 2 having sum(lines) > 0 order by 2, 1`),
})

export type LedgerViews = ReturnType<typeof ledgerViews>
