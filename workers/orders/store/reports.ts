import { type SQL, sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Currency } from '#shared/money'
import type { Db } from '#shared/postgres/db'

/** What was sold in a stretch of time (numbered from 1), and what went back in it. Minor units of one currency. */
export type Point = { stretch: number; orders: number; tickets: number; gross: number; refunded: number }

/** `charged`: how many of the orders cost something. `returned`: tickets whose money went back. */
export type CurrencySums = {
  currency: Currency
  orders: number
  charged: number
  tickets: number
  gross: number
  refunded: number
  returned: number
  points: Point[]
}

/** A ticket type of one event, or one event of all; `of`: how many tickets there are. */
export type Part = {
  id: Id<'ticketType'> | Id<'event'>
  name: string
  currency: Currency
  tickets: number
  returned: number
  gross: number
  of: number
}

export type Report = {
  now: string
  /** Of how many events. */
  events: number
  currencies: CurrencySums[]
  parts: Part[]
  /** Holds that run now, and when the first of them ends. */
  held: { orders: number; tickets: number; nextEnd: string | null }
  /** Confirmed, and being charged. */
  beingPaid: { orders: number; tickets: number }
}

/** How an event sells, in a line. */
export type Glance = { tickets: number; of: number; gross: number; held: number; currency: Currency }

type Stretches = { starts: readonly Date[]; isWhole: boolean }

const MOST_PARTS = 50

const typeParts = sql`
  select t.id, t.name, own.currency, t.quantity as "of", coalesce(l.tickets, 0) as tickets, coalesce(l.gross, 0) as gross,
    coalesce(b.tickets, 0) as returned
  from own join orders.ticket_types t on t.event = own.id
  left join (
    select line->>'ticketType' as id, sum((line->>'quantity')::int)::int as tickets,
      sum((line->>'quantity')::bigint * (line->>'price')::bigint) as gross
    from sold cross join lateral jsonb_array_elements(sold.lines) line where sold.stretch > 0 group by 1) l on l.id = t.id
  left join (
    select u.ticket_type as id, count(*)::int as tickets
    from back cross join lateral unnest(back.units) as gone(id) join orders.units u on u.id = gone.id
    where back.stretch > 0 group by 1) b on b.id = t.id
  where t.on_sale or l.tickets is not null`

const eventParts = sql`
  select own.id, own.title as name, own.currency, coalesce(t.of, 0) as "of", coalesce(l.tickets, 0) as tickets,
    coalesce(l.gross, 0) as gross, coalesce(b.tickets, 0) as returned
  from own
  left join (select event as id, sum(quantity)::int as "of" from orders.ticket_types where on_sale group by 1) t using (id)
  join (
    select event as id, sum(tickets)::int as tickets, sum(amount) as gross from sold where stretch > 0 group by 1) l using (id)
  left join (select event as id, sum(tickets)::int as tickets from back where stretch > 0 group by 1) b using (id)`

/** One statement over the events in `own`: a scan of what they sold, joined with what went back of it. */
const report = (own: SQL, parts: SQL, { starts, isWhole }: Stretches) => {
  const stretch = (at: SQL) => sql`greatest(${isWhole ? 1 : 0}, width_bucket(${at}, (select at from starts)))`
  return sql`
    with starts as (
      select array_agg(value::timestamptz order by n) as at
      from jsonb_array_elements_text(${JSON.stringify(starts)}::jsonb) with ordinality as given(value, n)),
    own as (${own}),
    found as (
      select o.id, o.event, own.currency, o.amount, o.lines, o.state, cardinality(o.units) as tickets, o.closed_at
      from own join orders.orders o on o.event = own.id where o.state in ('confirmed', 'paid', 'refunded')),
    sold as (select *, ${stretch(sql`closed_at`)} as stretch from found where state <> 'confirmed'),
    back as (
      select f.event, f.currency, r.amount, r.units, cardinality(r.units) as tickets,
        ${stretch(sql`coalesce(r.freed_at, r.changed_at)`)} as stretch
      from found f join orders.refunds r on r.order_id = f.id where r.state in ('done', 'settled')),
    points as (
      select currency, stretch, sum(orders)::int as orders, sum(charged)::int as charged, sum(tickets)::int as tickets,
        sum(gross) as gross, sum(refunded) as refunded, sum(returned)::int as returned
      from (
        select currency, stretch, count(*) as orders, count(*) filter (where amount > 0) as charged, sum(tickets) as tickets,
          sum(amount) as gross, 0 as refunded, 0 as returned
        from sold where stretch > 0 group by 1, 2
        union all
        select currency, stretch, 0, 0, 0, 0, sum(amount), sum(tickets) from back where stretch > 0 group by 1, 2) moved
      group by 1, 2),
    sums as (
      select currency, sum(orders)::int as orders, sum(charged)::int as charged, sum(tickets)::int as tickets,
        sum(gross) as gross, sum(refunded) as refunded, sum(returned)::int as returned,
        jsonb_agg(jsonb_build_object('stretch', stretch, 'orders', orders, 'tickets', tickets, 'gross', gross,
          'refunded', refunded) order by stretch) as points
      from points group by 1),
    parts as (${parts}),
    held as (
      select count(*)::int as orders, coalesce(sum(cardinality(o.units)), 0)::int as tickets, min(o.expires_at) as "nextEnd"
      from own join orders.orders o on o.event = own.id where o.state = 'held' and o.expires_at > now())
    select jsonb_build_object('now', now(), 'events', (select count(*) from own),
      'currencies', coalesce((select jsonb_agg(to_jsonb(sums) order by currency) from sums), '[]'),
      'parts', coalesce((select jsonb_agg(to_jsonb(best) order by gross desc, tickets desc, id)
        from (select * from parts order by gross desc, tickets desc, id limit ${MOST_PARTS}::integer) best), '[]'),
      'held', (select to_jsonb(held) from held),
      'beingPaid', (select jsonb_build_object('orders', count(*), 'tickets', coalesce(sum(tickets), 0))
        from found where state = 'confirmed')) as report`
}

export const reportStore = (db: Db) => {
  const ask = async (own: SQL, parts: SQL, stretches: Stretches): Promise<Report> => {
    const [row] = await db.rows<{ report: Report }>(report(own, parts, stretches))
    if (!row) throw new Error('the database answered nothing')
    return row.report
  }
  return {
    /** What a seller sold of all their events, by event. */
    ofSeller: (seller: Id<'account'>, stretches: Stretches) =>
      ask(sql`select id, title, currency from orders.events where seller = ${seller}`, eventParts, stretches),

    /** What was sold of one event, by ticket type; undefined for one that is not `seller`'s, where that is asked. */
    ofEvent: async (event: Id<'event'>, seller: Id<'account'> | undefined, stretches: Stretches) => {
      const own = sql`
        select id, title, currency from orders.events
        where id = ${event} ${seller === undefined ? sql`` : sql`and seller = ${seller}`}`
      const found = await ask(own, typeParts, stretches)
      return found.events === 0 ? undefined : found
    },

    /** How some of a seller's events sell; those of others, and those nobody told of, are not among them. */
    atAGlance: async (events: readonly Id<'event'>[], seller: Id<'account'>): Promise<Record<Id<'event'>, Glance>> => {
      const [row] = await db.rows<{ glances: Record<Id<'event'>, Glance> }>(sql`
        with own as (
          select id, currency from orders.events where seller = ${seller}
            and id = any (array(select jsonb_array_elements_text(${JSON.stringify(events)}::jsonb)))),
        given_back as (
          select o.event as id, sum(cardinality(r.units)) as tickets
          from own join orders.orders o on o.event = own.id join orders.refunds r on r.order_id = o.id
          where o.state in ('confirmed', 'paid', 'refunded') and r.state in ('done', 'settled') group by 1),
        sold as (
          select o.event as id, sum(cardinality(o.units)) as tickets, sum(o.amount) as gross
          from own join orders.orders o on o.event = own.id
          where o.state in ('confirmed', 'paid', 'refunded') group by 1),
        held as (
          select o.event as id, sum(cardinality(o.units)) as tickets
          from own join orders.orders o on o.event = own.id where o.state = 'held' and o.expires_at > now() group by 1),
        stock as (
          select t.event as id, sum(t.quantity) as tickets
          from own join orders.ticket_types t on t.event = own.id where t.on_sale group by 1)
        select coalesce(jsonb_object_agg(own.id, jsonb_build_object(
          'tickets', coalesce(sold.tickets, 0) - coalesce(given_back.tickets, 0), 'of', coalesce(stock.tickets, 0),
          'gross', coalesce(sold.gross, 0), 'held', coalesce(held.tickets, 0), 'currency', own.currency)), '{}') as glances
        from own left join sold using (id) left join given_back using (id) left join held using (id)
        left join stock using (id)`)
      return row?.glances ?? {}
    },
  }
}

export type ReportStore = ReturnType<typeof reportStore>
