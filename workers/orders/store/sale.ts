import { type SQL, sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { EventOnSale } from '#shared/messages/tickets'
import type { Currency } from '#shared/money'
import type { Db, Sql } from '#shared/postgres/db'
import { type Trace, traceparent } from '#shared/trace'

export type Availability = {
  now: string
  events: Record<Id<'event'>, Record<Id<'ticketType'>, { available: number; total: number }>>
}

/** A row of seats as it stands: a character a seat from `first` on, `1` for free and `0` for taken. */
export type RowOfSeats = { section: string; row: string; first: number; seats: string }
export type SeatMap = { now: string; ticketTypes: Record<Id<'ticketType'>, RowOfSeats[]> }

/**
 * Where the units of a type are. `surplus`: how many of those held or sold the seller has taken off; they leave when they
 * come back. `sold` counts what is being paid, too. `withdrawn`: given back, and nobody gets it.
 */
export type Stock = {
  quantity: number
  free: number
  held: number
  sold: number
  surplus: number
  withdrawn: number
}
export type EventStock = { now: string; ticketTypes: Record<Id<'ticketType'>, Stock> }

/** How far a cancelled event is paid back, or what would have to be if it were cancelled. Amounts in minor units. */
export type Cancellation = {
  event: Id<'event'>
  cancelled: boolean
  currency: Currency
  /** `disputed`: over these the banks decide, and what they decide against the buyer is paid back then. */
  orders: { toRefund: number; underWay: number; done: number; failed: number; disputed: number }
  amount: { toRefund: number; underWay: number; done: number; failed: number }
  /** Holds that nobody has ended. */
  held: number
  now: string
}

/** What one batch came to: holds ended, refunds asked for, and from where to go on, if there is more. */
export type PaidBack = { ended: number; asked: number; after: string | null }

/** The units of type `t` that anybody may have now, not counting what lapsed holds still occupy. */
const freeUnits = sql`case when t.seated
  then (select count(*)::int from orders.units u
    where u.ticket_type = t.id and u.seat is not null and u.order_id is null and not u.withdrawn)
  else (select count(*)::int from orders.units u where u.ticket_type = t.id and u.order_id is null) end`

/**
 * Holds that nobody has ended, a row for each line: `id` of the type, its `units`, how many of them anybody gets after the
 * hold (`back`: all but seats that were taken off), and whether it is `over`.
 */
const heldLines = (event: SQL) => sql`
  select line->>'ticketType' as id, (line->>'quantity')::int as units, o.expires_at <= now() as over,
    case when line ? 'seats'
      then (select count(*)::int from orders.units u
        where u.id = any (o.units) and u.ticket_type = line->>'ticketType' and not u.withdrawn)
      else (line->>'quantity')::int end as back
  from orders.orders o cross join lateral jsonb_array_elements(o.lines) line
  where o.state = 'held' and ${event}`

export const saleStore = (db: Db) => ({
  /** Takes over what tickets told about an event. */
  put: async (event: EventOnSale, hear: (q: Sql) => PromiseLike<unknown>) => {
    await db.batch((q) => [hear(q), q.execute(sql`select orders.put_on_sale(${JSON.stringify(event)}::jsonb)`)])
  },

  /** Takes an event off sale for good. */
  cancel: async (event: Id<'event'>, reason: string, hear: (q: Sql) => PromiseLike<unknown>) => {
    await db.batch((q) => [hear(q), q.execute(sql`select orders.cancel_event(${event}, ${reason})`)])
  },

  /** Cancelled events that somebody may still have to be paid back for, oldest first. */
  toPayBack: async (limit: number): Promise<Id<'event'>[]> => {
    const rows = await db.rows<{ id: Id<'event'> }>(sql`
      select id from orders.events where cancelled_at is not null and paid_back_at is null
      order by cancelled_at limit ${limit}::integer`)
    return rows.map(({ id }) => id)
  },

  /** Ends holds and asks for refunds of a cancelled event, up to `limit` of each, of orders after `after`. */
  payBack: async (event: Id<'event'>, limit: number, after: string, trace: Trace): Promise<PaidBack> => {
    const [row] = await db.rows<{ done: PaidBack }>(
      sql`select orders.pay_back(${event}, ${limit}::integer, ${after}, ${traceparent(trace)}) as done`,
    )
    if (!row) throw new Error('the database answered nothing')
    return row.done
  },

  /** How far an event is paid back, an order counted once; undefined for an event there is not. */
  cancellation: async (event: Id<'event'>): Promise<Cancellation | undefined> => {
    const [row] = await db.rows<{ cancellation: Cancellation }>(sql`
      with sold as (
        select o.amount - r.given as owed, r.*, o.frozen_at is not null as frozen,
          o.state <> 'refunded' and cardinality(orders.units_left(o)) > 0 as open
        from orders.orders o
        cross join lateral (
          select count(*) as refunds, coalesce(sum(amount), 0) as given,
            coalesce(sum(amount) filter (where state = 'asked'), 0) as under_way,
            coalesce(sum(amount) filter (where state in ('done', 'settled')), 0) as done,
            coalesce(sum(amount) filter (where state = 'failed'), 0) as failed,
            count(*) filter (where state = 'asked') as asked, count(*) filter (where state = 'failed') as bad
          from orders.refunds where order_id = o.id) r
        where o.event = ${event} and o.state in ('confirmed', 'paid', 'refunded')),
      counted as (
        select sold.*, case
          when bad > 0 then 'failed' when open and frozen then 'disputed' when open then 'toRefund'
          when asked > 0 then 'underWay' when refunds > 0 then 'done' end as what
        from sold)
      select jsonb_build_object('event', e.id, 'cancelled', e.cancelled_at is not null, 'currency', e.currency, 'now', now(),
        'held', (select count(*) from orders.orders o where o.event = e.id and o.state = 'held'),
        'orders', jsonb_build_object(
          'toRefund', count(*) filter (where what = 'toRefund'), 'underWay', count(*) filter (where what = 'underWay'),
          'done', count(*) filter (where what = 'done'), 'failed', count(*) filter (where what = 'failed'),
          'disputed', count(*) filter (where what = 'disputed')),
        'amount', jsonb_build_object(
          'toRefund', coalesce(sum(owed) filter (where open and not frozen), 0),
          'underWay', coalesce(sum(under_way), 0), 'done', coalesce(sum(done), 0), 'failed', coalesce(sum(failed), 0))
        ) as cancellation
      from orders.events e left join counted on true where e.id = ${event} group by e.id`)
    return row?.cancellation
  },

  /** Whose event it is; undefined where there is none. */
  sellerOf: async (event: Id<'event'>): Promise<Id<'account'> | undefined> => {
    const [row] = await db.rows<{ seller: Id<'account'> }>(sql`select seller from orders.events where id = ${event}`)
    return row?.seller
  },

  /** What is to be had, counted from the units themselves; a lapsed hold counts as free from the moment it lapses. */
  availability: async (events: readonly Id<'event'>[]): Promise<Availability> => {
    const [row] = await db.rows<{ availability: Availability }>(sql`
      with t as (
        select t.event, t.id, t.quantity, t.stocked, t.seated from orders.ticket_types t
        where t.on_sale and t.event in (select jsonb_array_elements_text(${JSON.stringify(events)}::jsonb))),
      lapsed as (
        select id, sum(back)::int as units
        from (${heldLines(sql`o.expires_at <= now() and o.event in (select event from t)`)}) held group by id),
      counted as (
        select t.event, t.id, t.quantity as total,
          -- What a lowered quantity has no room for is not to be had, although it may be free.
          least(t.quantity, greatest(0, coalesce(lapsed.units, 0) - greatest(0, t.stocked - t.quantity) + ${freeUnits}))
            as available
        from t left join lapsed on lapsed.id = t.id),
      by_event as (
        select event, jsonb_object_agg(id, jsonb_build_object('available', available, 'total', total)) as types
        from counted group by event)
      select jsonb_build_object('now', now(), 'events', coalesce(jsonb_object_agg(event, types), '{}')) as availability
      from by_event`)
    if (!row) throw new Error('the database answered nothing')
    return row.availability
  },

  /** Every seat of an event's seated types, in the seller's order of rows; empty where there are none. */
  seatMap: async (event: Id<'event'>): Promise<SeatMap> => {
    const [row] = await db.rows<{ map: SeatMap }>(sql`
      with t as (select id from orders.ticket_types where event = ${event} and on_sale and seated),
      rows as (
        select r.ticket_type, r.position, jsonb_build_object('section', r.section, 'row', r.name, 'first', r.first, 'seats',
          string_agg(case when u.order_id is null or (o.state = 'held' and o.expires_at <= now()) then '1' else '0' end,
            '' order by u.seat)) as shown
        from t join orders.seat_rows r on r.ticket_type = t.id
        join orders.units u on u.ticket_type = t.id and u.seat_row = r.number and u.seat between r.first and r.last
        left join orders.orders o on o.id = u.order_id
        group by r.ticket_type, r.number)
      select jsonb_build_object('now', now(), 'ticketTypes', coalesce((
        select jsonb_object_agg(ticket_type, shown) from (
          select ticket_type, jsonb_agg(shown order by position) as shown from rows group by 1) by_type), '{}')) as map`)
    if (!row) throw new Error('the database answered nothing')
    return row.map
  },

  /** How the units of a seller's own event stand, by type; undefined for anybody else's. */
  stock: async (event: Id<'event'>, seller: Id<'account'>): Promise<EventStock | undefined> => {
    const [row] = await db.rows<{ stock: EventStock }>(sql`
      with t as (
        select t.id, t.quantity, t.stocked, t.seated
        from orders.ticket_types t join orders.events e on e.id = t.event
        where t.event = ${event} and (t.on_sale or e.cancelled_at is not null)),
      withdrawn as (
        select u.ticket_type as id, count(*)::int as units, count(*) filter (where u.withdrawn)::int as beyond
        from orders.orders o join orders.refunds r on r.order_id = o.id
        cross join lateral unnest(r.units) as gone(id) join orders.units u on u.id = gone.id
        where o.event = ${event} and o.state in ('confirmed', 'paid', 'refunded')
          and r.restock = 'withdrawn' and r.freed_at is not null
        group by 1),
      held as (
        select id, coalesce(sum(units) filter (where not over), 0)::int as held,
          coalesce(sum(back) filter (where over), 0)::int as back,
          coalesce(sum(units - back) filter (where over), 0)::int as leaving
        from (${heldLines(sql`o.event = ${event}`)}) line group by id),
      counted as (
        select t.id, t.quantity, ${freeUnits} + coalesce(h.back, 0) as back, coalesce(h.held, 0) as held,
          coalesce(h.leaving, 0) as leaving, t.seated, t.stocked, coalesce(w.units, 0) as withdrawn,
          coalesce(w.beyond, 0) as withdrawn_beyond,
          case when t.seated
            then (select count(*)::int from orders.units u
              where u.ticket_type = t.id and u.seat is not null and u.withdrawn and u.order_id is not null)
            else greatest(0, t.stocked - t.quantity) end as beyond
        from t left join held h on h.id = t.id left join withdrawn w on w.id = t.id)
      select jsonb_build_object('now', now(), 'ticketTypes', coalesce(jsonb_object_agg(id, jsonb_build_object(
        'quantity', quantity,
        -- What comes back while there are too many leaves before anybody can have it; a seat that was taken off is not among
        -- the free ones to begin with.
        'free', case when seated then back else greatest(0, back - beyond) end,
        'surplus', case when seated then beyond - leaving - withdrawn_beyond else greatest(0, beyond - back) end,
        'held', held,
        'withdrawn', withdrawn,
        -- Whatever is neither free, nor in an open hold, nor given back.
        'sold', stocked + case when seated then beyond - leaving else 0 end - back - held - withdrawn)), '{}')) as stock
      from counted
      having exists (select from orders.events e where e.id = ${event} and e.seller = ${seller})`)
    return row?.stock
  },
})

export type SaleStore = ReturnType<typeof saleStore>
