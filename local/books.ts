import { admin } from '#local/postgres'

/** What the database and Stripe hold, for adding up after a story. */
export type Books = {
  /** Units by state. */
  units: Record<string, number>
  /** Orders by state, with the reason where there is one: `released(expired)`. */
  orders: Record<string, number>
  payments: Record<string, number>
  /** Units that an order says it has and does not, or has and may not: has to be empty. */
  wrong: string[]
}

type Counted = { key: string; count: number }

const asRecord = (rows: Counted[]) => Object.fromEntries(rows.map(({ key, count }) => [key, count]))

const count = (database: string, key: string, table: string) =>
  admin<Counted>(database, `select ${key} as key, count(*)::int as count from ${table} group by 1`).then(asRecord)

/** Orders and units that contradict each other: the sums that must come out whatever happened on the way. */
const contradictions = `
  with wanted as (
    select o.id, o.state, o.units, (select sum((line->>'quantity')::int) from jsonb_array_elements(o.lines) line) as quantity
    from orders.orders o),
  has as (select order_id, count(*) as quantity, array_agg(id) as units from orders.units
          where order_id is not null group by order_id)
  select format('order %s is %s, wants %s, has %s', w.id, w.state, w.quantity, coalesce(h.quantity, 0)) as wrong
  from wanted w left join has h on h.order_id = w.id
  where case w.state
    when 'released' then h.quantity is not null
    else h.quantity is distinct from w.quantity or not (h.units <@ w.units and w.units <@ h.units) end
  union all
  select format('unit %s belongs to %s, which is not there', u.id, u.order_id)
  from orders.units u where u.order_id is not null and not exists (select from orders.orders o where o.id = u.order_id)
  union all
  select format('order %s names other seats than its own', o.id)
  from orders.orders o cross join jsonb_array_elements(o.lines) line
  cross join lateral (select orders.seat_names(array(
    select u.id from orders.units u where u.order_id = o.id and u.ticket_type = line->>'ticketType')) as own) seats
  where o.state <> 'released' and line ? 'seats' and not ((line->'seats') @> seats.own and seats.own @> (line->'seats'))
  union all
  select format('order %s is %s, its payment is %s', o.id, o.state, p.state)
  from orders.orders o join payments.payments p on p.order_id = o.id
  where (o.state = 'paid' and o.amount > 0) <> (p.state = 'captured')`

export const books = async (database: string): Promise<Books> => ({
  units: await count(
    database,
    `coalesce((select o.state from orders.orders o where o.id = order_id), 'free')`,
    'orders.units',
  ),
  orders: await count(database, `state || coalesce('(' || because || ')', '')`, 'orders.orders'),
  payments: await count(database, 'state', 'payments.payments'),
  wrong: (await admin<{ wrong: string }>(database, contradictions)).map(({ wrong }) => wrong),
})
