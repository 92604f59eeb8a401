import type { Id } from '#shared/ids'
import type { SeatRow } from '#shared/messages/tickets'
import type { Currency } from '#shared/money'
import type { AccessFeature } from '../access-features.ts'
import type { Artwork } from '../artwork.ts'
import type { Event, NewDraft, TicketType } from '../event.ts'

type TypeRow = {
  id: Id<'ticketType'>
  position: number
  name: string
  description: string
  price: number
  quantity: number
  max_per_order: number
  sales_start_at: string | null
  sales_end_at: string | null
  seats: readonly SeatRow[] | null
}

type WrittenRow = {
  id: Id<'event'>
  seller: Id<'account'>
  seller_name: string
  title: string
  description: string
  venue: string
  city: string
  starts_at: string
  time_zone: string
  currency: Currency
  hold_minutes: number
  max_per_person: number | null
  refund_policy: string
  access: string
  access_features: readonly AccessFeature[]
  picture: string | null
  picture_small: string | null
  picture_alt: string | null
  status: Event['status']
  version: number
  told: number
  published_at: string | null
  cancelled_at: string | null
  cancel_reason: string | null
  withdrawn_at: string | null
}

/** An event as the database gives it back, as JSON. */
export type EventRow = WrittenRow & { created_at: string; ticket_types: TypeRow[]; artwork: Artwork | null }

/** PostgreSQL's way to write an instant, in ours. */
export const utc = (text: string) => new Date(text).toISOString()
const utcOrNull = (text: string | null) => (text === null ? null : utc(text))

const typeOf = (row: TypeRow, currency: Currency): TicketType => ({
  id: row.id,
  name: row.name,
  description: row.description,
  price: { amount: row.price, currency },
  quantity: row.quantity,
  maxPerOrder: row.max_per_order,
  salesStartAt: utcOrNull(row.sales_start_at),
  salesEndAt: utcOrNull(row.sales_end_at),
  seats: row.seats,
})

export const eventOf = (row: EventRow): Event => {
  const facts = {
    id: row.id,
    seller: { id: row.seller, name: row.seller_name },
    title: row.title,
    description: row.description,
    venue: row.venue,
    city: row.city,
    startsAt: utc(row.starts_at),
    timeZone: row.time_zone,
    currency: row.currency,
    holdMinutes: row.hold_minutes,
    maxPerPerson: row.max_per_person,
    refundPolicy: row.refund_policy,
    access: row.access,
    accessFeatures: row.access_features,
    artwork: row.artwork,
    version: row.version,
    ticketTypes: row.ticket_types.map((type) => typeOf(type, row.currency)),
    createdAt: utc(row.created_at),
  }
  if (row.published_at === null) return { ...facts, status: 'draft' }
  const published = { ...facts, publishedAt: utc(row.published_at), told: row.told }
  if (row.cancelled_at === null) return { ...published, status: 'published', withdrawnAt: utcOrNull(row.withdrawn_at) }
  const { cancelled_at, cancel_reason } = row
  return { ...published, status: 'cancelled', cancelledAt: utc(cancelled_at), cancelReason: cancel_reason ?? '' }
}

export const rowOf = (event: Event | NewDraft): WrittenRow => ({
  id: event.id,
  seller: event.seller.id,
  seller_name: event.seller.name,
  title: event.title,
  description: event.description,
  venue: event.venue,
  city: event.city,
  starts_at: event.startsAt,
  time_zone: event.timeZone,
  currency: event.currency,
  hold_minutes: event.holdMinutes,
  max_per_person: event.maxPerPerson,
  refund_policy: event.refundPolicy,
  access: event.access,
  access_features: event.accessFeatures,
  picture: event.artwork?.large.id ?? null,
  picture_small: event.artwork?.small.id ?? null,
  picture_alt: event.artwork?.alt ?? null,
  status: event.status,
  version: event.version,
  told: event.status === 'draft' ? 0 : event.told,
  published_at: event.status === 'draft' ? null : event.publishedAt,
  cancelled_at: event.status === 'cancelled' ? event.cancelledAt : null,
  cancel_reason: event.status === 'cancelled' ? event.cancelReason : null,
  withdrawn_at: event.status === 'published' ? event.withdrawnAt : null,
})

export const typeRows = (event: Event | NewDraft): TypeRow[] =>
  event.ticketTypes.map((type, position) => ({
    id: type.id,
    position,
    name: type.name,
    description: type.description,
    price: type.price.amount,
    quantity: type.quantity,
    max_per_order: type.maxPerOrder,
    sales_start_at: type.salesStartAt,
    sales_end_at: type.salesEndAt,
    seats: type.seats,
  }))
