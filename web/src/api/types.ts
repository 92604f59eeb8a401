import type { Id } from '#shared/ids'
import type { Currency, Money } from '#shared/money'

export type { Currency, Id, Money }

// Only types are taken from shared/: its schemas would put all of zod into the first load.
export const currencies = ['EUR', 'USD', 'GBP', 'CHF', 'SEK'] as const satisfies readonly Currency[]

/** A moment, as ISO 8601 in UTC. */
export type Instant = string

export type Page<T, Cursor = string> = { items: T[]; nextCursor: Cursor | null }

export type AccountLanguage = 'en' | 'de' | 'fr'
export type Account = {
  id: Id<'account'>
  email: string
  emailVerified: boolean
  name: string
  language: AccountLanguage
  timeZone: string
  roles: 'operator'[]
  /** Those for which this session has proved too little. */
  withheld: 'operator'[]
  /** How many there are. */
  passkeys: number
  /** Whether a code of an app is asked for after the password. */
  secondFactor: boolean
}
export type Credentials = { email: string; password: string }
export type NewAccount = Credentials & { name: string; language: AccountLanguage; timeZone: string }
export type Profile = Pick<Account, 'name' | 'language' | 'timeZone'>

export type Seller = { id: Id<'account'>; name: string }
/** Which of one's own events: not on sale yet, to come, begun already, called off. */
export const eventShows = ['draft', 'on-sale', 'past', 'cancelled'] as const
export type EventShow = (typeof eventShows)[number]
export type EventCounts = { draft: number; onSale: number; past: number; cancelled: number }

/** A picture that is kept, and its size in pixels. */
export type Picture = { id: string; width: number; height: number }
/** A seller's own picture, for a page and for a card, and what can be seen on it. */
export type Artwork = { large: Picture; small: Picture; alt: string }

/** What a seller can say of a venue with one tick, in the order in which it is shown. */
export const accessFeatures = [
  'step-free',
  'accessible-toilet',
  'wheelchair-places',
  'companion-free',
  'hearing-loop',
  'sign-language',
  'assistance-dogs',
  'quiet-room',
] as const
export type AccessFeature = (typeof accessFeatures)[number]

export type EventStatus = 'draft' | 'published' | 'cancelled'

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
  artwork: Artwork | null
  version: number
}

/** Seats beside each other, numbered from `first` to `last`. */
export type SeatRow = { section: string; row: string; first: number; last: number }

export type TicketType = {
  id: Id<'ticketType'>
  name: string
  /** What it includes; empty where its name says it. */
  description: string
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
  /** How many tickets one person may have of it in all; null where that is not limited. */
  maxPerPerson: number | null
  /** What the seller says about giving money back; empty where they say nothing. */
  refundPolicy: string
  /** What the seller says of getting in and about; empty where they say nothing. */
  access: string
  accessFeatures: readonly AccessFeature[]
  ticketTypes: readonly TicketType[]
  createdAt: Instant
  publishedAt: Instant | null
  /** What the seller says to those who wanted to come; null unless it is cancelled. */
  cancelReason: string | null
  /** Its seller is gone, and so nobody sells it any more. */
  withdrawn: boolean
}

/** What is told of an event that began more than a month ago. */
export type OverEvent = Pick<EventView, 'title' | 'venue' | 'city' | 'startsAt' | 'timeZone'> & { cancelled: boolean }

export type EventInput = Pick<
  EventView,
  | 'title'
  | 'description'
  | 'venue'
  | 'city'
  | 'startsAt'
  | 'timeZone'
  | 'currency'
  | 'holdMinutes'
  | 'maxPerPerson'
  | 'refundPolicy'
  | 'access'
> & {
  accessFeatures: AccessFeature[]
  artwork: { large: string; small: string; alt: string } | null
  ticketTypes: (Omit<TicketType, 'id' | 'seats'> & { id?: Id<'ticketType'>; seats: SeatRow[] | null })[]
}

export type EventSort = 'soonest' | 'newest'
/** What the cheapest ticket may cost: nothing, or so many whole units of whatever currency the event is in. */
export type PriceLimit = 'free' | '25' | '50' | '100'
/** `from` and `to` are days on the reader's own calendar, as 2026-12-31; both are included. */
export type EventFilter = {
  q?: string | undefined
  city?: string | undefined
  from?: string | undefined
  to?: string | undefined
  price?: PriceLimit | undefined
  sort?: EventSort | undefined
}
export type City = { city: string; events: number }

export type Stock = { available: number; total: number }
export type Availability = { now: Instant; events: Record<string, Record<string, Stock>> }

/** A row as it stands now: a character a seat from `first` on, `1` for free and `0` for taken. */
export type RowOfSeats = { section: string; row: string; first: number; seats: string }
export type SeatMap = { now: Instant; ticketTypes: Record<string, RowOfSeats[]> }

/**
 * Where the units of a type are; `surplus` counts those that were taken off sale but are held or sold, `withdrawn` those
 * that were paid back and are nobody's any more.
 */
export type TypeStock = {
  quantity: number
  free: number
  held: number
  sold: number
  surplus: number
  withdrawn: number
}

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

/** Money that goes back: under way, with the buyer's bank, or stuck somewhere and being looked into. */
export type RefundState = 'under-way' | 'done' | 'failed'
export type RefundView = {
  id: Id<'refund'>
  amount: Money
  state: RefundState
  at: Instant
  /** How many tickets it is for; none where money goes back and the tickets stay. */
  tickets: number
  reason: string
}

/** One ticket of a paid order. */
export type PassState = 'valid' | 'frozen' | 'void'
export type PassView = { ticketType: Id<'ticketType'>; name: string; seat: Seat | null; state: PassState }

/** The hold had ended when the money came, and the buyer got these tickets after all, or others of the same kind. */
export type Retaken = 'same' | 'equal'

export type OrderView = {
  id: Id<'order'>
  event: Pick<EventView, 'id' | 'title' | 'startsAt' | 'timeZone' | 'venue' | 'city'> & { cancelled: boolean }
  items: OrderItem[]
  total: Money
  state: OrderState
  because: ReleaseReason | null
  expiresAt: Instant
  extensionsLeft: number
  heldAt: Instant
  closedAt: Instant | null
  refunds: RefundView[]
  passes: PassView[]
  frozen: boolean
  retaken: Retaken | null
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
/** A place in the queue of those who want to pay: whose turn comes at `opensAt`, by the clock that shows `now`. */
export type Queue = { opensAt: Instant; now: Instant }
/** `url` is where to pay, while there is something to pay. */
export type CheckoutView = { order: Id<'order'>; state: CheckoutState; url: string | null; queue: Queue | null }
