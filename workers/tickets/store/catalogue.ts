import { type SQL, sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Currency } from '#shared/money'
import type { Db } from '#shared/postgres/db'
import type { Artwork } from '../artwork.ts'
import type { Position } from '../cursor.ts'
import { artwork } from './pictures.ts'

/** An event in a list. `starts_at` and `published_at` are as PostgreSQL writes them, to the microsecond. */
export type Listed = {
  id: Id<'event'>
  title: string
  venue: string
  city: string
  startsAt: string
  timeZone: string
  status: 'draft' | 'published' | 'cancelled'
  publishedAt: string | null
  currency: Currency
  /** Price of the cheapest ticket type, in minor units. */
  from: number | null
  seller: { id: Id<'account'>; name: string }
  artwork: Artwork | null
  version: number
}

export type Search = {
  words: readonly string[]
  from?: string | undefined
  to?: string | undefined
  currency?: Currency | undefined
  city?: string | undefined
  /** In minor units: what the cheapest ticket may cost. */
  upTo?: number | undefined
}
/** Which of a seller's own events: not on sale yet, to come, begun already, called off. */
export const shows = ['draft', 'on-sale', 'past', 'cancelled'] as const
export type Show = (typeof shows)[number]

/** How many of each a seller has. */
export type Counts = { draft: number; onSale: number; past: number; cancelled: number }

export type Sort = 'soonest' | 'newest'

const listed = sql`jsonb_build_object('id', e.id, 'title', e.title, 'venue', e.venue, 'city', e.city,
  'startsAt', e.starts_at, 'timeZone', e.time_zone, 'status', e.status, 'publishedAt', e.published_at,
  'currency', e.currency, 'from', (select min(t.price) from tickets.ticket_types t where t.event = e.id),
  'seller', jsonb_build_object('id', e.seller, 'name', e.seller_name), 'artwork', ${artwork}, 'version', e.version) as event`

/** Words are looked for as they are written: what LIKE would read as a wildcard is escaped. */
const patternOf = (word: string) => `%${word.replace(/[\\%_]/g, '\\$&')}%`

const matching = ({ words, from, to, currency, city, upTo }: Search): SQL[] => [
  ...(words.length === 0
    ? []
    : [
        sql`e.title || ' ' || e.venue || ' ' || e.city
          ilike all (array(select jsonb_array_elements_text(${JSON.stringify(words.map(patternOf))}::jsonb)))`,
      ]),
  ...(from === undefined ? [] : [sql`e.starts_at >= ${from}::timestamptz`]),
  ...(to === undefined ? [] : [sql`e.starts_at <= ${to}::timestamptz`]),
  ...(currency === undefined ? [] : [sql`e.currency = ${currency}`]),
  ...(city === undefined ? [] : [sql`e.city = ${city}`]),
  ...(upTo === undefined
    ? []
    : [sql`exists (select from tickets.ticket_types t where t.event = e.id and t.price <= ${upTo}::bigint)`]),
]

const shown: Record<Show, SQL> = {
  draft: sql`e.status = 'draft'`,
  'on-sale': sql`e.status = 'published' and e.starts_at > now()`,
  past: sql`e.status = 'published' and e.starts_at <= now()`,
  cancelled: sql`e.status = 'cancelled'`,
}

const order = {
  soonest: {
    by: sql`e.starts_at, e.id`,
    after: (at: string, id: string) => sql`(e.starts_at, e.id) > (${at}::timestamptz, ${id}::text)`,
  },
  newest: {
    by: sql`e.published_at desc, e.id desc`,
    after: (at: string, id: string) => sql`(e.published_at, e.id) < (${at}::timestamptz, ${id}::text)`,
  },
}

/** A city, and how many events are on sale there. */
export type City = { city: string; events: number }

export type Catalogue = ReturnType<typeof catalogue>

export const catalogue = (db: Db) => {
  const list = async (where: SQL[], by: SQL, count: number) => {
    const rows = await db.rows<{ event: Listed }>(sql`
      select ${listed} from tickets.events e where ${sql.join(where, sql` and `)} order by ${by} limit ${count}::integer`)
    return rows.map((row) => row.event)
  }
  return {
    /** Published events that have not begun, for everybody. */
    onSale: (search: Search, sort: Sort, count: number, after: Position | undefined) => {
      const begins = [sql`e.status = 'published'`, sql`e.starts_at > now()`, sql`e.withdrawn_at is null`]
      const rest = after && 'at' in after ? [order[sort].after(after.at, after.id)] : []
      return list([...begins, ...matching(search), ...rest], order[sort].by, count)
    },
    /** Where there is something on sale, most first. */
    cities: (count: number) =>
      db.rows<City>(sql`
        select e.city, count(*)::integer as events from tickets.events e
        where e.status = 'published' and e.starts_at > now() and e.withdrawn_at is null
        group by e.city order by events desc, e.city limit ${count}::integer`),
    /** A seller's own events, newest first, whatever their status unless `show` says which. */
    ofSeller: (seller: Id<'account'>, count: number, after: Position | undefined, show?: Show) => {
      const which = show ? [shown[show]] : []
      const rest = after ? [sql`e.id < ${after.id}::text`] : []
      return list([sql`e.seller = ${seller}`, ...which, ...rest], sql`e.id desc`, count)
    },
    /** How many events a seller has, by how they stand. */
    countsOf: async (seller: Id<'account'>): Promise<Counts> => {
      const [row] = await db.rows<{ counts: Counts }>(sql`
        select jsonb_build_object('draft', count(*) filter (where ${shown.draft}),
          'onSale', count(*) filter (where ${shown['on-sale']}), 'past', count(*) filter (where ${shown.past}),
          'cancelled', count(*) filter (where ${shown.cancelled})) as counts
        from tickets.events e where e.seller = ${seller}`)
      if (!row) throw new Error('the database answered nothing')
      return row.counts
    },
  }
}
