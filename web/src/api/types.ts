import type { Id } from '#shared/ids'
import type { Currency, Money } from '#shared/money'

export type { Currency, Id, Money }

// Only types are taken from shared/: its schemas would put all of zod into the first load.
export const currencies = ['EUR', 'USD', 'GBP', 'CHF', 'SEK'] as const satisfies readonly Currency[]

/** A moment, as ISO 8601 in UTC. */
export type Instant = string

export type Page<T, Cursor = string> = { items: T[]; nextCursor: Cursor | null }

export type Account = { id: Id<'account'>; email: string; name: string; roles: 'operator'[] }
export type Credentials = { email: string; password: string }
export type NewAccount = Credentials & { name: string }

export type Seller = { id: Id<'account'>; name: string }
export type EventStatus = 'draft' | 'published'

export type EventSummary = {
  id: Id<'event'>
  title: string
  venue: string
  city: string
  startsAt: Instant
  timeZone: string
  status: EventStatus
  from: Money | null
  seller: Seller
  version: number
}

/** Seats beside each other, numbered from `first` to `last`. */
export type SeatRow = { section: string; row: string; first: number; last: number }

export type TicketType = {
  id: Id<'ticketType'>
  name: string
  price: Money
  quantity: number
  maxPerOrder: number
  salesStartAt: Instant | null
  salesEndAt: Instant | null
  /** Best row first; null where nobody has a place of their own. */
  seats: readonly SeatRow[] | null
}

export type EventView = Omit<EventSummary, 'from'> & {
  description: string
  currency: Currency
  holdMinutes: number
  ticketTypes: readonly TicketType[]
  createdAt: Instant
  publishedAt: Instant | null
}

export type EventInput = Pick<
  EventView,
  'title' | 'description' | 'venue' | 'city' | 'startsAt' | 'timeZone' | 'currency' | 'holdMinutes'
> & { ticketTypes: (Omit<TicketType, 'id' | 'seats'> & { id?: Id<'ticketType'>; seats: SeatRow[] | null })[] }

export type EventSort = 'soonest' | 'newest'
export type EventFilter = { q?: string | undefined; sort?: EventSort | undefined }

export type Stock = { available: number; total: number }
export type Availability = { now: Instant; events: Record<string, Record<string, Stock>> }

/** A row as it stands now: a character a seat from `first` on, `1` for free and `0` for taken. */
export type RowOfSeats = { section: string; row: string; first: number; seats: string }
export type SeatMap = { now: Instant; ticketTypes: Record<string, RowOfSeats[]> }

/** Where the units of a type are; `surplus` counts those that were taken off sale but are held or sold. */
export type TypeStock = { quantity: number; free: number; held: number; sold: number; surplus: number }

export type Seat = { section: string; row: string; seat: number }
export type OrderItem = {
  ticketType: Id<'ticketType'>
  name: string
  quantity: number
  price: Money
  seats: readonly Seat[] | null
}
export type OrderState = 'held' | 'confirmed' | 'paid' | 'released' | 'refunded'
export type ReleaseReason = 'expired' | 'cancelled' | 'declined' | 'capture-failed' | 'event-cancelled'

export type OrderView = {
  id: Id<'order'>
  event: Pick<EventView, 'id' | 'title' | 'startsAt' | 'timeZone' | 'venue' | 'city'>
  items: OrderItem[]
  total: Money
  state: OrderState
  because: ReleaseReason | null
  expiresAt: Instant
  extensionsLeft: number
  heldAt: Instant
  closedAt: Instant | null
  version: number
  now: Instant
}

/** So many of a type: side by side unless `apart`, where it has seats; or these `seats`, and then as many as they are. */
export type Choice = { ticketType: Id<'ticketType'>; quantity: number; apart?: boolean; seats?: readonly Seat[] | null }
export type HoldInput = {
  event: Id<'event'>
  items: { ticketType: Id<'ticketType'>; quantity?: number; together?: boolean; seats?: Seat[] }[]
}

/** `none` is our own word for an order that nobody has begun to pay; the API says "not found". */
export type CheckoutState =
  | 'none'
  | 'queued'
  | 'opening'
  | 'open'
  | 'authorized'
  | 'capturing'
  | 'captured'
  | 'voiding'
  | 'voided'
  | 'returning'
  | 'returned'
  | 'failed'
  | 'closed'
/** `url` is where to pay, while there is something to pay. */
export type Queue = { opensAt: string; now: string }
export type CheckoutView = { order: Id<'order'>; state: CheckoutState; url: string | null; queue: Queue | null }
