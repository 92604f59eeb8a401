import { type SQL, sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Currency } from '#shared/money'
import type { Db, Sql } from '#shared/postgres/db'
import { insertMessages, messageRows } from '#shared/postgres/outbox'
import type { Trace } from '#shared/trace'
import { type Change, type EventOfOrder, type Line, type Order, type Seat, transitions } from '../order.ts'

const SCHEMA = 'orders'

/** `orders.view_order` as it comes over the wire. */
export type OrderRow = {
  id: Id<'order'>
  buyer: Id<'account'>
  event: Omit<EventOfOrder, 'startsAt'> & { startsAt: string }
  state: Order['state']
  because: Extract<Order, { state: 'released' }>['because'] | null
  lines: Line[]
  amount: number
  currency: Currency
  heldAt: string
  expiresAt: string
  extensions: number
  payment: Id<'payment'> | null
  closedAt: string | null
  version: number
  now: string
}

/** An order, and the database's clock at the moment it was read. */
export type Read = { order: Order; now: Date }

const must = <T>(value: T | null, what: string): T => {
  if (value === null) throw new Error(`the database let an order pass without ${what}`)
  return value
}

export const read = (row: OrderRow): Read => {
  const base = {
    id: row.id,
    buyer: row.buyer,
    event: { ...row.event, startsAt: new Date(row.event.startsAt) },
    lines: row.lines,
    total: { amount: row.amount, currency: row.currency },
    heldAt: new Date(row.heldAt),
    expiresAt: new Date(row.expiresAt),
    extensions: row.extensions,
    version: row.version,
  }
  const closedAt = () => new Date(must(row.closedAt, 'closed_at'))
  const asOrder = (): Order => {
    switch (row.state) {
      case 'held':
        return { ...base, state: 'held' }
      case 'confirmed':
        return { ...base, state: 'confirmed', payment: must(row.payment, 'payment') }
      case 'paid':
        return { ...base, state: 'paid', payment: row.payment, closedAt: closedAt() }
      case 'released':
        return { ...base, state: 'released', because: must(row.because, 'because'), closedAt: closedAt() }
      case 'refunded':
        return { ...base, state: 'refunded', payment: must(row.payment, 'payment'), closedAt: closedAt() }
    }
  }
  return { order: asOrder(), now: new Date(row.now) }
}

type Statement = PromiseLike<unknown>

/**
 * One statement that moves an order on: the row (only if nobody moved it since it was read), its units and its messages.
 * Raises `overtaken` (see shared/postgres/inbox.ts) when somebody was first.
 */
const moveOn = (before: Order, { order, says }: Change, trace: Trace) => {
  const allowed: readonly string[] = transitions[before.state]
  if (order !== before && !allowed.includes(order.state)) {
    throw new Error(`no transition from ${before.state} to ${order.state}`)
  }
  const because = order.state === 'released' ? order.because : null
  const payment = order.state === 'held' || order.state === 'released' ? null : order.payment
  const closes = order.state === 'paid' || order.state === 'released' || order.state === 'refunded'
  return sql`
    with moved as (
      update orders.orders set state = ${order.state}, because = ${because}, expires_at = ${order.expiresAt.toISOString()}::timestamptz,
        extensions = ${order.extensions}, payment = coalesce(${payment}, payment),
        closed_at = ${closes ? sql`coalesce(closed_at, now())` : sql`null`}, version = ${before.version + says.length}
      where id = ${before.id} and state = ${before.state} and version = ${before.version}
      returning id, units),
    freed as (
      update orders.units u set order_id = null
      from moved cross join lateral unnest(moved.units) as gone(id)
      where u.id = gone.id and u.order_id = moved.id and ${order.state === 'released'}::boolean),
    told as (${insertMessages(SCHEMA, messageRows(before.id, before.version, says, trace), sql`moved`)})
    select orders.must_change((select count(*) from moved))`
}

/** What is wanted of one ticket type: so many, or exactly these seats; of a seated type side by side, unless said otherwise. */
export type WantedItem = {
  ticketType: Id<'ticketType'>
  quantity: number
  seats?: readonly Seat[] | undefined
  together?: boolean | undefined
}

export type HoldRequest = {
  order: Id<'order'>
  message: Id<'message'>
  buyer: Id<'account'>
  event: Id<'event'>
  items: readonly WantedItem[]
  key: string
  fingerprint: string
  traceparent: string
}

export type HoldAnswer =
  /** `position` is where in the outbox the message is that this process has to publish now; `more`: others wait as well. */
  | { outcome: 'held'; order: OrderRow; position: number; more: boolean }
  | { outcome: 'replayed'; order: OrderRow }
  | { outcome: 'key-reused' }
  /** Somebody else is deciding over what there is, or uses the same key, in this very moment: ask once more. */
  | { outcome: 'again'; ticketType?: Id<'ticketType'>; seats?: Seat[] }
  /** These of the seats that were wanted cannot be had. */
  | { outcome: 'seats-taken'; ticketType: Id<'ticketType'>; seats: Seat[] }
  | {
      outcome: 'not-found' | 'not-on-sale' | 'not-seated' | 'limit-exceeded' | 'sold-out' | 'not-together'
      ticketType?: Id<'ticketType'>
      detail?: string
    }

export const orderStore = (db: Db) => {
  const one = async (where: SQL): Promise<Read | undefined> => {
    const [row] = await db.rows<{ order: OrderRow }>(
      sql`select orders.view_order(o) as "order" from orders.orders o where ${where}`,
    )
    return row && read(row.order)
  }

  return {
    /** Takes units for each request, all or nothing each; an answer each, in order. One round trip. */
    hold: async (requests: readonly HoldRequest[]): Promise<HoldAnswer[]> => {
      const [row] = await db.rows<{ answers: HoldAnswer[] }>(
        sql`select orders.hold(${JSON.stringify(requests)}::jsonb) as answers`,
      )
      return row?.answers ?? []
    },

    find: (id: Id<'order'>) => one(sql`o.id = ${id}`),
    /** The order if it is this buyer's; a stranger's order is as good as none. */
    findOwn: (id: Id<'order'>, buyer: Id<'account'>) => one(sql`o.id = ${id} and o.buyer = ${buyer}`),

    list: async (buyer: Id<'account'>, limit: number, before: Id<'order'> | undefined): Promise<Read[]> => {
      const rows = await db.rows<{ order: OrderRow }>(sql`
        select orders.view_order(o) as "order" from orders.orders o
        where o.buyer = ${buyer} ${before ? sql`and o.id < ${before}` : sql``}
        order by o.id desc limit ${limit}`)
      return rows.map((row) => read(row.order))
    },

    /** Lapsed holds that no reminder has ended, oldest first. */
    lapsed: async (limit: number): Promise<Read[]> => {
      const rows = await db.rows<{ order: OrderRow }>(sql`
        select orders.view_order(o) as "order" from orders.orders o
        where o.state = 'held' and o.expires_at <= now() order by o.expires_at limit ${limit}`)
      return rows.map((row) => read(row.order))
    },

    /** Writes a decision, with the note that its message was heard where there is one. */
    save: async (before: Order, change: Change | undefined, trace: Trace, hear?: (q: Sql) => Statement) => {
      await db.batch((q) => [...(hear ? [hear(q)] : []), ...(change ? [q.execute(moveOn(before, change, trace))] : [])])
    },
  }
}

export type OrderStore = ReturnType<typeof orderStore>
