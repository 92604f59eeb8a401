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
      with counted as (
        select t.event, t.id, count(u.id)::int as total,
          count(u.id) filter (where u.state = 'free' or (u.state = 'held' and u.held_until <= now()))::int as available
        from orders.ticket_types t left join orders.units u on u.ticket_type = t.id
        where t.on_sale and t.event in (select jsonb_array_elements_text(${JSON.stringify(events)}::jsonb))
        group by t.event, t.id),
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
