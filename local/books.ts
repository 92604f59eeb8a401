import { admin } from '#local/postgres'

/** What the database and Stripe hold, for adding up after a story. */
export type Books = {
  /** Units by their order's state; `free`, and `withdrawn` where they were given back and nobody gets them. */
  units: Record<string, number>
  /** Orders by state, with the reason where there is one: `released(expired)`. */
  orders: Record<string, number>
  payments: Record<string, number>
  /** Units that an order says it has and does not, or has and may not, and money that went back wrongly: has to be empty. */
  wrong: string[]
}

type Counted = { key: string; count: number }

const asRecord = (rows: Counted[]) => Object.fromEntries(rows.map(({ key, count }) => [key, count]))

const count = (database: string, key: string, table: string) =>
  admin<Counted>(database, `select ${key} as key, count(*)::int as count from ${table} group by 1`).then(asRecord)

/** Orders and units that contradict each other: the sums that must come out whatever happened on the way. */
const contradictions = `
  with wanted as (
    select o.id, o.state, o.amount, (select sum((line->>'quantity')::int) from jsonb_array_elements(o.lines) line)
        - cardinality(o.units) as missing,
      -- What was given back and put on sale again is not theirs any more, and may be somebody else's.
      array(select u from unnest(o.units) u where not exists (
        select from orders.refunds r where r.order_id = o.id and r.freed_at is not null and r.restock = 'on-sale'
          and u = any (r.units))) as units
    from orders.orders o),
  given as (
    select r.order_id as id, sum(r.amount) as amount, sum(cardinality(r.units)) as units,
      sum(cardinality(r.units)) filter (where r.freed_at is not null) as freed,
      (select count(distinct u) from orders.refunds every cross join unnest(every.units) u
        where every.order_id = r.order_id and u = any (select unnest(o.units) from orders.orders o where o.id = r.order_id))
        as own
    from orders.refunds r group by r.order_id),
  has as (select order_id, count(*) as quantity, array_agg(id) as units from orders.units
          where order_id is not null group by order_id)
  select format('order %s is %s, wants %s, has %s', w.id, w.state, cardinality(w.units) + w.missing, coalesce(h.quantity, 0))
    as wrong
  from wanted w left join has h on h.order_id = w.id
  where case w.state
    when 'released' then h.quantity is not null
    else w.missing <> 0 or coalesce(h.quantity, 0) <> cardinality(w.units)
      or not (coalesce(h.units, '{}') <@ w.units and w.units <@ coalesce(h.units, '{}')) end
  union all
  select format('order %s of %s gives back %s, and units %s, of which %s are different ones of its own', o.id, o.amount,
    g.amount, g.units, g.own)
  from orders.orders o join given g on g.id = o.id where g.amount > o.amount or g.units <> g.own
  union all
  select format('order %s is %s and %s of its %s units are given back', o.id, o.state, coalesce(g.freed, 0),
    cardinality(o.units))
  from orders.orders o left join given g on g.id = o.id
  where (o.state = 'refunded') <> (coalesce(g.freed, 0) = cardinality(o.units))
    or (g.id is not null and o.state not in ('paid', 'refunded'))
  union all
  select format('unit %s belongs to %s, which is not there', u.id, u.order_id)
  from orders.units u where u.order_id is not null and not exists (select from orders.orders o where o.id = u.order_id)
  union all
  select format('order %s names other seats than its own', o.id)
  from orders.orders o cross join jsonb_array_elements(o.lines) line
  cross join lateral (select orders.seat_names(array(
    select u.id from orders.units u where u.id = any (o.units) and u.ticket_type = line->>'ticketType')) as own) seats
  where o.state <> 'released' and line ? 'seats' and not ((line->'seats') @> seats.own and seats.own @> (line->'seats'))
  union all
  select format('unit %s is inside %s times', a.unit, count(*))
  from orders.admissions a where a.undone_at is null group by a.unit having count(*) > 1
  union all
  select format('unit %s is inside with %s, which is %s and not its own', a.unit, o.id, o.state)
  from orders.admissions a join orders.orders o on o.id = a.order_id left join orders.units u on u.id = a.unit
  where a.undone_at is null and (o.state not in ('paid', 'refunded') or u.order_id is distinct from o.id)
  union all
  select format('order %s is %s, its payment is %s', o.id, o.state, p.state)
  from orders.orders o join payments.payments p on p.order_id = o.id
  where (o.state in ('paid', 'refunded') and o.amount > 0) <> (p.state = 'captured')`

export const books = async (database: string): Promise<Books> => ({
  units: await count(
    database,
    `coalesce((select case when exists (
       select from orders.refunds r where r.order_id = o.id and r.freed_at is not null and units.id = any (r.units))
       then 'withdrawn' else o.state end from orders.orders o where o.id = order_id), 'free')`,
    'orders.units as units',
  ),
  orders: await count(database, `state || coalesce('(' || because || ')', '')`, 'orders.orders'),
  payments: await count(database, 'state', 'payments.payments'),
  wrong: (await admin<{ wrong: string }>(database, contradictions)).map(({ wrong }) => wrong),
})
