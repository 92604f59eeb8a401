import { type SQL, sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Db } from '#shared/postgres/db'
import { insertMessages, messageRows } from '#shared/postgres/outbox'
import type { Trace } from '#shared/trace'
import type { Decision, Event, NewDraft } from '../event.ts'
import { artwork } from './pictures.ts'
import { type EventRow, eventOf, rowOf, typeRows } from './rows.ts'

/** An event, and the database's clock when it was read. */
export type Read = { event: Event; now: Date }

const whole = sql`jsonb_build_object('id', e.id, 'seller', e.seller, 'seller_name', e.seller_name, 'title', e.title,
  'description', e.description, 'venue', e.venue, 'city', e.city, 'starts_at', e.starts_at, 'time_zone', e.time_zone,
  'currency', e.currency, 'hold_minutes', e.hold_minutes, 'max_per_person', e.max_per_person,
  'refund_policy', e.refund_policy, 'access', e.access,
  'access_features', e.access_features, 'artwork', ${artwork}, 'status', e.status, 'version', e.version, 'told', e.told,
  'created_at', e.created_at, 'published_at', e.published_at, 'cancelled_at', e.cancelled_at,
  'cancel_reason', e.cancel_reason, 'withdrawn_at', e.withdrawn_at,
  'ticket_types', (select coalesce(jsonb_agg(to_jsonb(t) order by t.position), '[]') from tickets.ticket_types t
    where t.event = e.id))`

const given = (event: Event | NewDraft) => sql`
  select * from jsonb_to_record(${JSON.stringify(rowOf(event))}::jsonb) as g(id text, seller text, seller_name text,
    title text, description text, venue text, city text, starts_at timestamptz, time_zone text, currency text,
    hold_minutes integer, max_per_person integer, refund_policy text, access text, access_features jsonb, picture text, picture_small text,
    picture_alt text, status text, version integer, told integer, published_at timestamptz, cancelled_at timestamptz,
    cancel_reason text, withdrawn_at timestamptz)`

/** Writes the event's ticket types for the one row of the CTE `gate`, new ones and changed ones. */
const putTypes = (event: Event | NewDraft, gate: SQL) => sql`
  insert into tickets.ticket_types as t
    (id, event, position, name, description, price, quantity, max_per_order, sales_start_at, sales_end_at, seats)
  select k.id, ${gate}.id, k.position, k.name, k.description, k.price, k.quantity, k.max_per_order, k.sales_start_at,
    k.sales_end_at, k.seats
  from ${gate}, jsonb_to_recordset(${JSON.stringify(typeRows(event))}::jsonb) as k(id text, position integer, name text,
    description text, price integer, quantity integer, max_per_order integer, sales_start_at timestamptz, sales_end_at timestamptz,
    seats jsonb)
  on conflict (id) do update set position = excluded.position, name = excluded.name,
    description = excluded.description, price = excluded.price,
    quantity = excluded.quantity, max_per_order = excluded.max_per_order, sales_start_at = excluded.sales_start_at,
    sales_end_at = excluded.sales_end_at, seats = excluded.seats
  where t.event = excluded.event`

export type EventStore = ReturnType<typeof eventStore>

export const eventStore = (db: Db) => ({
  find: async (id: Id<'event'>): Promise<Read | undefined> => {
    const [row] = await db.rows<{ event: EventRow; now: string }>(
      sql`select ${whole} as event, to_jsonb(now()) #>> '{}' as now from tickets.events e where e.id = ${id}`,
    )
    return row && { event: eventOf(row.event), now: new Date(row.now) }
  },

  /** Writes a new event once per seller and key; false when the key was used before. */
  insert: async (event: NewDraft, key: string, fingerprint: string) => {
    const made = await db.rows(sql`
      with given as (${given(event)}),
      made as (
        insert into tickets.events (id, seller, seller_name, title, description, venue, city, starts_at, time_zone, currency,
          hold_minutes, max_per_person, refund_policy, access, access_features, picture, picture_small, picture_alt, status,
          version, told, created_at, idempotency_key, fingerprint)
        select id, seller, seller_name, title, description, venue, city, starts_at, time_zone, currency, hold_minutes,
          max_per_person, refund_policy, access, access_features, picture, picture_small, picture_alt, status, version, told,
          now(), ${key}, ${fingerprint} from given
        on conflict (seller, idempotency_key) do nothing
        returning id),
      types as (${putTypes(event, sql`made`)})
      select id from made`)
    return made.length === 1
  },

  /** Events that are still sold by sellers who are gone, those that begin soonest first; `limit` at the most. */
  ofSellersGone: async (limit: number): Promise<Read[]> => {
    const rows = await db.rows<{ event: EventRow; now: string }>(sql`
      select ${whole} as event, to_jsonb(now()) #>> '{}' as now
      from tickets.sellers s join tickets.events e on e.seller = s.seller
      where s.gone_at is not null and e.status = 'published' and e.starts_at > now() and e.withdrawn_at is null
      order by e.starts_at, e.id limit ${limit}::integer`)
    return rows.map(({ event, now }) => ({ event: eventOf(event), now: new Date(now) }))
  },

  /** A seller's own events, whole, newest first; those made before `before`. */
  ofSeller: async (seller: Id<'account'>, limit: number, before: Id<'event'> | undefined): Promise<Event[]> => {
    const rows = await db.rows<{ event: EventRow }>(sql`
      select ${whole} as event from tickets.events e
      where e.seller = ${seller} and (${before ?? null}::text is null or e.id < ${before ?? null}::text)
      order by e.id desc limit ${limit}::integer`)
    return rows.map(({ event }) => eventOf(event))
  },

  /** What a seller made with a key. */
  madeWith: async (seller: Id<'account'>, key: string) => {
    const [row] = await db.rows<{ event: EventRow; fingerprint: string }>(sql`
      select ${whole} as event, e.fingerprint from tickets.events e
      where e.seller = ${seller} and e.idempotency_key = ${key}`)
    return row && { event: eventOf(row.event), fingerprint: row.fingerprint }
  },

  /** Event, ticket types and messages in one statement, if nobody changed the event since it was read; says whether. */
  save: async ({ event, says }: Decision, trace: Trace) => {
    const told = rowOf(event).told
    const messages = messageRows(event.id, told - says.length, says, trace)
    const saved = await db.rows(sql`
      with given as (${given(event)}),
      changed as (
        update tickets.events e set title = g.title, description = g.description, venue = g.venue, city = g.city,
          starts_at = g.starts_at, time_zone = g.time_zone, currency = g.currency, hold_minutes = g.hold_minutes,
          seller_name = g.seller_name, max_per_person = g.max_per_person, refund_policy = g.refund_policy, access = g.access,
          access_features = g.access_features, picture = g.picture, picture_small = g.picture_small,
          picture_alt = g.picture_alt, withdrawn_at = g.withdrawn_at,
          status = g.status, version = g.version, told = g.told, published_at = g.published_at,
          cancelled_at = g.cancelled_at, cancel_reason = g.cancel_reason
        from given g where e.id = g.id and e.version = g.version - 1
        returning e.id),
      dropped as (
        delete from tickets.ticket_types t using changed where t.event = changed.id
          and t.id not in (select jsonb_array_elements_text(${JSON.stringify(event.ticketTypes.map(({ id }) => id))}::jsonb))),
      types as (${putTypes(event, sql`changed`)}),
      messages as (${insertMessages('tickets', messages, sql`changed`)})
      select id from changed`)
    return saved.length === 1
  },
})
