import { type SQL, sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Db } from '#shared/postgres/db'
import { accountsWith, isNamed } from './buyers.ts'
import { type OrderRow, type Read, read } from './orders.ts'

export const soldStates = ['confirmed', 'paid', 'refunded'] as const
export type SoldState = (typeof soldStates)[number]

/** An order as its seller reads it; the name is null where nobody has told it, or the account is gone. */
export type Sold = Read & { buyerName: string | null }

/** That the tickets were asked for once more, and by whom. */
export type Resend = { at: string; by: 'buyer' | 'seller' }

/** One order with what has happened beside it; `buyerGone`: the account is deleted, and there is nobody to write to. */
export type SoldOne = Sold & { buyerGone: boolean; resends: Resend[] }

/** Which sold orders: with this `part` in their or their buyer's id, or words of their buyer's name that begin so. */
export type SalesFilter = {
  state?: SoldState | undefined
  ticketType?: Id<'ticketType'> | undefined
  part?: string | undefined
  words?: readonly string[] | undefined
  limit: number
  /** Those older than it. */
  before?: Id<'order'> | undefined
}

type Row = { order: OrderRow; name: string | null }
const soldOf = ({ order, name }: Row): Sold => ({ ...read(order), buyerName: name })

/** So many accounts of a name are looked up one by one; where there are more, the event's own orders are looked through. */
const FEW = 1000

const isSold = sql`o.state in ('confirmed', 'paid', 'refunded')`
const withName = sql`left join orders.buyers b on b.account = o.buyer`

/** The newest ids that the conditions let through. */
const newest = (conditions: SQL, limit: number) =>
  sql`(select o.id from orders.orders o where ${conditions} order by o.id desc limit ${limit}::integer)`

/**
 * Of two ways the shorter: from the accounts of that name to their orders, each by an index; or, where half the town is called
 * so, through the event's orders from the newest on, until there are enough.
 */
const byName = (conditions: SQL, words: readonly string[], limit: number) => {
  const [longest = '', ...others] = words.toSorted((a, b) => b.length - a.length)
  const rest = others.length > 0 ? sql`and ${isNamed(sql`w.account`, others)}` : sql``
  return {
    named: sql`named as materialized (${accountsWith(longest)} ${rest} limit ${FEW + 1}::integer),
      few as materialized (select count(*) <= ${FEW}::integer as yes from named),`,
    ids: sql`
      ${newest(sql`${conditions} and (select yes from few) and o.buyer in (select account from named)`, limit)}
      union all
      ${newest(sql`${conditions} and not (select yes from few) and ${isNamed(sql`o.buyer`, words)}`, limit)}`,
  }
}

const found = (conditions: SQL, { part, words = [], limit }: SalesFilter) => {
  const isPart = part === undefined ? undefined : sql`strpos(o.id, ${part}) > 0 or strpos(o.buyer, ${part}) > 0`
  if (words.length > 0 && isPart === undefined) return byName(conditions, words, limit)
  const either = [...(isPart ? [isPart] : []), ...(words.length > 0 ? [isNamed(sql`o.buyer`, words)] : [])]
  const ids = either.length > 0 ? sql`${conditions} and (${sql.join(either, sql` or `)})` : conditions
  return { named: sql``, ids: newest(ids, limit) }
}

/** The statement behind `list`. */
export const salesQuery = (event: Id<'event'>, filter: SalesFilter) => {
  const { state, ticketType, limit, before } = filter
  const { named, ids } = found(
    sql`o.event = ${event} and ${isSold}
      ${state ? sql`and o.state = ${state}` : sql``}
      ${ticketType ? sql`and o.lines @> ${JSON.stringify([{ ticketType }])}::jsonb` : sql``}
      ${before ? sql`and o.id < ${before}` : sql``}`,
    filter,
  )
  return sql`
    with ${named} ids as (${ids})
    select orders.view_order(o) as "order", b.name from ids join orders.orders o on o.id = ids.id ${withName}
    order by o.id desc limit ${limit}::integer`
}

/** What was sold, for who sold it: orders with the names of their buyers. */
export const salesStore = (db: Db) => ({
  /** What was sold for an event, newest first. */
  list: async (event: Id<'event'>, filter: SalesFilter): Promise<Sold[]> =>
    (await db.rows<Row>(salesQuery(event, filter))).map(soldOf),

  /** What was sold for an event, oldest first, after an order: for a file that is sent as it is read. */
  after: async (event: Id<'event'>, limit: number, after: string): Promise<Sold[]> => {
    const rows = await db.rows<Row>(sql`
      select orders.view_order(o) as "order", b.name from orders.orders o ${withName}
      where o.event = ${event} and ${isSold} and o.id > ${after} order by o.id limit ${limit}::integer`)
    return rows.map(soldOf)
  },

  /** An order in whichever state, with all that its seller is shown of it. */
  find: async (id: Id<'order'>): Promise<SoldOne | undefined> => {
    const [row] = await db.rows<Row & { gone: boolean; resends: Resend[] }>(sql`
      select orders.view_order(o) as "order", b.name, coalesce(b.gone_at is not null, false) as gone, (
          select coalesce(jsonb_agg(jsonb_build_object('at', r.asked_at, 'by', r.by) order by r.id), '[]')
          from (select * from orders.resends r where r.order_id = o.id order by r.id desc limit 20) r) as resends
      from orders.orders o ${withName} where o.id = ${id}`)
    return row && { ...soldOf(row), buyerGone: row.gone, resends: row.resends }
  },
})

export type SalesStore = ReturnType<typeof salesStore>
