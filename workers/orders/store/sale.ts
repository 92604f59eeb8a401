import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { EventOnSale } from '#shared/messages/tickets'
import type { Db, Sql } from '#shared/postgres/db'

export type Availability = {
  now: string
  events: Record<Id<'event'>, Record<Id<'ticketType'>, { available: number; total: number }>>
}

export const saleStore = (db: Db) => ({
  /** Takes over what tickets told about an event. */
  put: async (event: EventOnSale, hear: (q: Sql) => PromiseLike<unknown>) => {
    await db.batch((q) => [hear(q), q.execute(sql`select orders.put_on_sale(${JSON.stringify(event)}::jsonb)`)])
  },

  /** What is to be had, counted from the units themselves; a lapsed hold counts as free from the moment it lapses. */
  availability: async (events: readonly Id<'event'>[]): Promise<Availability> => {
    const [row] = await db.rows<{ availability: Availability }>(sql`
      with wanted as (
        select t.event, t.id, t.quantity, t.stocked from orders.ticket_types t
        where t.on_sale and t.event in (select jsonb_array_elements_text(${JSON.stringify(events)}::jsonb))),
      lapsed as (
        select line->>'ticketType' as id, sum((line->>'quantity')::int)::int as units
        from orders.orders o cross join lateral jsonb_array_elements(o.lines) line
        where o.state = 'held' and o.expires_at <= now() and o.event in (select event from wanted)
        group by 1),
      counted as (
        select w.event, w.id, w.quantity as total,
          -- What a lowered quantity has no room for is not to be had, although it may be free.
          greatest(0, coalesce(lapsed.units, 0) - greatest(0, w.stocked - w.quantity)
            + (select count(*)::int from orders.units u where u.ticket_type = w.id and u.order_id is null)) as available
        from wanted w left join lapsed on lapsed.id = w.id),
      by_event as (
        select event, jsonb_object_agg(id, jsonb_build_object('available', available, 'total', total)) as types
        from counted group by event)
      select jsonb_build_object('now', now(), 'events', coalesce(jsonb_object_agg(event, types), '{}')) as availability
      from by_event`)
    if (!row) throw new Error('the database answered nothing')
    return row.availability
  },
})

export type SaleStore = ReturnType<typeof saleStore>
