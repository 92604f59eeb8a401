import type { Breach } from './invariants/all.ts'
import type { World } from './world.ts'

/** What has to be true at every moment, and cannot be told from the books at the end. */
const ALWAYS = `
  with alive as (
    select o.*, (select sum((line->>'quantity')::int) from jsonb_array_elements(o.lines) line)
      - coalesce((select sum(cardinality(r.units)) from orders.refunds r
        where r.order_id = o.id and r.freed_at is not null and r.restock = 'on-sale'), 0) as quantity
    from orders.orders o where o.state <> 'released'),
  kept as (
    select o.buyer, o.event, cardinality(o.units) - coalesce((select sum(cardinality(r.units)) from orders.refunds r
      where r.order_id = o.id and r.freed_at is not null), 0) as quantity
    from orders.orders o where o.state in ('held', 'confirmed', 'paid')),
  has as (select order_id, count(*) as quantity from orders.units where order_id is not null group by 1)
  select 'nothingIsSoldTwice' as invariant,
    format('%s is %s, wants %s, has %s', a.id, a.state, a.quantity, coalesce(h.quantity, 0)) as row
  from alive a left join has h on h.order_id = a.id where coalesce(h.quantity, 0) <> a.quantity
  union all
  select 'nobodyIsPaidBackTwice', format('%s cost %s and gives back %s', o.id, o.amount, sum(r.amount))
  from orders.orders o join orders.refunds r on r.order_id = o.id group by o.id having sum(r.amount) > o.amount
  union all
  select 'refundsAreStripes', format('%s is asked for the first time, and its units are free', id)
  from orders.refunds where state = 'asked' and attempt = 1 and freed_at is not null
  union all
  select 'limitsHold', format('%s has %s holds for %s', buyer, count(*), event)
  from orders.orders where state = 'held' and expires_at > clock.now() group by buyer, event having count(*) > 5
  union all
  select 'limitsHold', format('%s has %s tickets for %s, and may have %s', buyer, sum(quantity), event, e.max_per_person)
  from kept join orders.events e on e.id = event group by buyer, event, e.id having sum(quantity) > e.max_per_person
  union all
  select 'limitsHold', format('%s has %s of %s in one order', o.id, line->>'quantity', line->>'ticketType')
  from orders.orders o cross join lateral jsonb_array_elements(o.lines) line
  where (line->>'quantity')::int > 4`

/** Looks at the database in the middle of things: I1 and I13, which holds may break for a moment and then mend. */
export const watch = async ({ store }: World): Promise<Breach[]> => {
  const found = await store.rows<{ invariant: string; row: string }>(ALWAYS)
  return [...Map.groupBy(found, ({ invariant }) => invariant)].map(([invariant, rows]) => ({
    invariant,
    rows: rows.map(({ row }) => row),
  }))
}
