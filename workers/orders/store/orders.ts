import { type SQL, sql } from 'drizzle-orm'
import { type Id, newId } from '#shared/ids'
import type { Currency } from '#shared/money'
import type { Db, Sql } from '#shared/postgres/db'
import { insertMessages, messageRows } from '#shared/postgres/outbox'
import { type Trace, traceparent } from '#shared/trace'
import {
  type Change,
  type EventOfOrder,
  isBought,
  type Line,
  type Order,
  type Refund,
  type Seat,
  type Ticket,
  transitions,
} from '../order.ts'

const SCHEMA = 'orders'

/** `orders.view_refund` as it comes over the wire. */
export type RefundRow = Omit<Refund, 'askedAt' | 'changedAt' | 'freedAt'> & {
  askedAt: string
  changedAt: string
  freedAt: string | null
}

/** `orders.view_order` as it comes over the wire; a hold that was just made comes without what it cannot have yet. */
export type OrderRow = {
  id: Id<'order'>
  buyer: Id<'account'>
  event: Omit<EventOfOrder, 'startsAt' | 'cancelled'> & { startsAt: string; cancelled?: string | null }
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
  retaken?: 'same' | 'equal' | null
  frozenAt?: string | null
  lost?: number
  units?: { id: number; seat: Seat | null; admittedAt?: string | null }[]
  refunds?: RefundRow[]
  version: number
  now: string
}

/** An order, and the database's clock at the moment it was read. */
export type Read = { order: Order; now: Date }

const must = <T>(value: T | null, what: string): T => {
  if (value === null) throw new Error(`the database let an order pass without ${what}`)
  return value
}

const instantOf = (text: string | null | undefined) => (text ? new Date(text) : null)

export const readRefund = ({ askedAt, changedAt, freedAt, ...refund }: RefundRow): Refund => ({
  ...refund,
  ...{ askedAt: new Date(askedAt), changedAt: new Date(changedAt), freedAt: instantOf(freedAt) },
})

/** Units are in the order of the lines, and as many. */
const ticketsOf = ({ lines, units = [] }: OrderRow): Ticket[] => {
  const types = lines.flatMap(({ ticketType, name, quantity }) =>
    Array.from({ length: quantity }, () => ({ ticketType, name })),
  )
  return units.flatMap(({ id, seat, admittedAt }, index) => {
    const type = types[index]
    return type ? [{ unit: id, ...type, seat, admittedAt: instantOf(admittedAt) }] : []
  })
}

export const read = (row: OrderRow): Read => {
  const base = {
    id: row.id,
    buyer: row.buyer,
    event: { ...row.event, startsAt: new Date(row.event.startsAt), cancelled: row.event.cancelled ?? null },
    lines: row.lines,
    total: { amount: row.amount, currency: row.currency },
    heldAt: new Date(row.heldAt),
    expiresAt: new Date(row.expiresAt),
    extensions: row.extensions,
    tickets: ticketsOf(row),
    retaken: row.retaken ?? null,
    version: row.version,
  }
  const closedAt = () => new Date(must(row.closedAt, 'closed_at'))
  const bought = () => ({
    ...{ payment: row.payment, closedAt: closedAt(), frozenAt: instantOf(row.frozenAt) },
    ...{ lost: row.lost ?? 0, refunds: (row.refunds ?? []).map(readRefund) },
  })
  const asOrder = (): Order => {
    switch (row.state) {
      case 'held':
        return { ...base, state: 'held' }
      case 'confirmed':
        return { ...base, state: 'confirmed', payment: must(row.payment, 'payment') }
      case 'paid':
        return { ...base, state: 'paid', ...bought() }
      case 'released':
        return { ...base, state: 'released', because: must(row.because, 'because'), closedAt: closedAt() }
      case 'refunded':
        return { ...base, state: 'refunded', ...bought() }
    }
  }
  return { order: asOrder(), now: new Date(row.now) }
}

type Statement = PromiseLike<unknown>

const refundsOf = (order: Order) => (isBought(order) ? order.refunds : [])

/** The refunds that a decision made or moved on; what is as it was stays as it is. */
const movedRefunds = (before: Order, after: Order) => {
  const had = new Set(refundsOf(before))
  return refundsOf(after).filter((refund) => !had.has(refund))
}

const putRefunds = (refunds: readonly Refund[]) => sql`
  insert into orders.refunds as r
    (id, order_id, because, reason, amount, units, restock, state, attempt, why, asked_at, changed_at, freed_at, key)
  select g.id, moved.id, g.because, g.reason, g.amount,
    array(select value::bigint from jsonb_array_elements_text(g.units)), g.restock, g.state, g.attempt, g.why, g."askedAt",
    g."changedAt", g."freedAt", g.key
  from moved, jsonb_to_recordset(${JSON.stringify(refunds)}::jsonb) as g(id text, because text, reason text, amount integer,
    units jsonb, restock text, state text, attempt integer, why text, "askedAt" timestamptz, "changedAt" timestamptz,
    "freedAt" timestamptz, key text)
  on conflict (id) do update set state = excluded.state, attempt = excluded.attempt, why = excluded.why,
    changed_at = excluded.changed_at, freed_at = excluded.freed_at`

/** Units that anybody may have by this: all of a released order, or those of refunds whose money is on its way. */
const freedBy = (order: Order, refunds: readonly Refund[]) => {
  if (order.state === 'released') return sql`moved.units`
  const units = refunds.flatMap(({ restock, freedAt, units }) => (restock === 'on-sale' && freedAt ? units : []))
  return sql`array(select value::bigint from jsonb_array_elements_text(${JSON.stringify(units)}::jsonb))`
}

/** Units that are given up by this, and that somebody else may have after it. */
const goingOnSale = (refunds: readonly Refund[]) =>
  refunds.flatMap(({ restock, state, units }) => (restock === 'on-sale' && state !== 'failed' ? units : []))

/** Nobody is let in with an order's passes until this transaction ends; what follows sees who was before. */
const closeDoors = ({ id }: Order) => sql`select from orders.orders where id = ${id} for update`

/** What nobody may be inside with: what goes on sale, and what was chosen because nobody was when the order was read. */
const mustBeEmpty = (before: Order, refunds: readonly Refund[]) => {
  const had = new Set(refundsOf(before).map(({ id }) => id))
  const unused = new Set(before.tickets.filter(({ admittedAt }) => !admittedAt).map(({ unit }) => unit))
  const chosen = refunds.filter(({ id }) => !had.has(id)).flatMap(({ units }) => units.filter((one) => unused.has(one)))
  return [...new Set([...goingOnSale(refunds), ...chosen])]
}

const emptyOf = (units: readonly number[]) =>
  units.length > 0
    ? sql`and not exists (
        select from orders.admissions a where a.undone_at is null and a.order_id = orders.orders.id
          and a.unit = any (array(select value::bigint from jsonb_array_elements_text(${JSON.stringify(units)}::jsonb))))`
    : sql``

/**
 * One statement that moves an order on: the row (only if nobody moved it since it was read), its units, refunds and messages.
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
  const frozenAt = isBought(order) ? order.frozenAt : null
  const refunds = movedRefunds(before, order)
  // Decided while the hold went on, and perhaps written when it is over: then others have counted it as over already.
  const goesOn = before.state === 'held' && order !== before && (order.state === 'held' || order.state === 'paid')
  return sql`
    with moved as (
      update orders.orders set state = ${order.state}, because = ${because}, expires_at = ${order.expiresAt.toISOString()}::timestamptz,
        extensions = ${order.extensions}, payment = coalesce(${payment}, payment),
        frozen_at = ${frozenAt?.toISOString() ?? null}::timestamptz, lost = ${isBought(order) ? order.lost : 0},
        closed_at = ${closes ? sql`coalesce(closed_at, now())` : sql`null`}, version = ${before.version + says.length}
      where id = ${before.id} and state = ${before.state} and version = ${before.version}
        ${goesOn ? sql`and expires_at > now()` : sql``} ${emptyOf(mustBeEmpty(before, refunds))}
      returning id, units),
    freed as (
      update orders.units u set order_id = null
      from moved cross join lateral unnest(${freedBy(order, refunds)}) as gone(id)
      where u.id = gone.id and u.order_id = moved.id),
    ${refunds.length > 0 ? sql`given as (${putRefunds(refunds)}),` : sql``}
    told as (${insertMessages(SCHEMA, messageRows(before.id, before.version, says, trace), sql`moved`)})
    select orders.must_change((select count(*) from moved))`
}

/** Raises `overtaken` when somebody has moved the order on since it was read. */
const asRead = ({ id, version }: Order) =>
  sql`select orders.must_change((select count(*) from orders.orders where id = ${id} and version = ${version}))`

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
  /** The buyer has let go of too many holds for this event; one more may be had after so many seconds. */
  | { outcome: 'cooling-down'; seconds: number }
  /** The buyer has so many tickets of the event already, and nobody may have more than the limit. */
  | { outcome: 'limit-per-person'; limit: number; has: number }
  /** Somebody else is deciding over what there is, or uses the same key, in this very moment: ask once more. */
  | { outcome: 'again'; ticketType?: Id<'ticketType'>; seats?: Seat[] }
  /** These of the seats that were wanted cannot be had. */
  | { outcome: 'seats-taken'; ticketType: Id<'ticketType'>; seats: Seat[] }
  | {
      outcome:
        | 'not-found'
        | 'event-cancelled'
        | 'not-on-sale'
        | 'not-seated'
        | 'limit-exceeded'
        | 'sold-out'
        | 'not-together'
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

    /**
     * Writes a decision, with the note that its message was heard, or who decided it, where there is one. That nothing is to be
     * done is a decision as well. Raises `overtaken` when the order is no longer as it was read.
     */
    save: async (before: Order, change: Change | undefined, trace: Trace, note?: (q: Sql) => Statement) => {
      await db.batch((q) => [
        ...(note ? [note(q)] : []),
        ...(change && mustBeEmpty(before, movedRefunds(before, change.order)).length > 0
          ? [q.execute(closeDoors(before))]
          : []),
        q.execute(change ? moveOn(before, change, trace) : asRead(before)),
      ])
    },

    /**
     * Decides over a payment that was authorised for a lapsed order, where its units are: confirmed with them or with equal
     * ones, or refused. Raises `overtaken` when it is no longer as it was read, or somebody else is deciding over its units.
     */
    retake: async (before: Order, payment: Id<'payment'>, trace: Trace, hear: (q: Sql) => Statement) => {
      await db.batch((q) => [
        hear(q),
        q.execute(sql`select orders.retake(${before.id}, ${before.version}::integer, ${payment}, ${newId('message')},
          ${traceparent(trace)})`),
      ])
    },
  }
}

export type OrderStore = ReturnType<typeof orderStore>
