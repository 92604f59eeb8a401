import { type FieldError, Problem } from '#shared/http/problem'
import type { Id } from '#shared/ids'
import type { Saying } from '#shared/messages/contracts'
import type { EventOnSale, SeatRow } from '#shared/messages/tickets'
import type { Currency, Money } from '#shared/money'
import type { AccessFeature } from './access-features.ts'
import type { Artwork } from './artwork.ts'

export type TicketType = {
  id: Id<'ticketType'>
  name: string
  /** What it includes, in a sentence or two; empty where its name says it. */
  description: string
  price: Money
  quantity: number
  maxPerOrder: number
  salesStartAt: string | null
  salesEndAt: string | null
  /** Where its admissions are, best row first, `quantity` seats in all; null where nobody has a place of their own. */
  seats: readonly SeatRow[] | null
}

/** What the seller says about an event. Instants are ISO 8601 in UTC. */
export type Details = {
  title: string
  description: string
  venue: string
  city: string
  startsAt: string
  timeZone: string
  currency: Currency
  holdMinutes: number
  /** How many tickets one person may have of it in all, of whatever types; null where that is not limited. */
  maxPerPerson: number | null
  /** What the seller says about giving money back, before anybody buys; empty where they say nothing. */
  refundPolicy: string
  /** What the seller says about getting in and about: ways, places, whom to ask; empty where they say nothing. */
  access: string
  accessFeatures: readonly AccessFeature[]
  /** A picture of the seller's; where there is none, one is drawn. */
  artwork: Artwork | null
}

type Facts = Details & {
  id: Id<'event'>
  seller: { id: Id<'account'>; name: string }
  /** Counts edits. */
  version: number
  ticketTypes: readonly TicketType[]
  createdAt: string
}

/** Only its seller knows of it; nobody has been told. */
export type Draft = Facts & { status: 'draft' }
/** On sale. `told` counts the messages about it. `withdrawnAt`: since then it is not, because its seller is gone. */
export type Published = Facts & { status: 'published'; publishedAt: string; told: number; withdrawnAt: string | null }
/** It does not take place. Nothing of it changes any more; it was told with its last message. */
export type Cancelled = Facts & {
  status: 'cancelled'
  publishedAt: string
  told: number
  cancelledAt: string
  /** What the seller tells the buyers about why. */
  cancelReason: string
}
export type Event = Draft | Published | Cancelled

/** A ticket type as the seller gives it: with an id when it is one the event has. */
export type GivenTicketType = Omit<TicketType, 'id'> & { id?: Id<'ticketType'> | undefined }
export type Changes = { [Field in keyof Details]?: Details[Field] | undefined } & {
  ticketTypes?: readonly GivenTicketType[] | undefined
}

/** What is to be saved, and what the others have to hear about it. */
export type Decision = { event: Event; says: Saying[] }

type Mint = () => Id<'ticketType'>

const invalid = (errors: FieldError[]) => new Problem('invalid-request', undefined, { errors })
const notReady = (detail: string) => new Problem('event-not-ready', detail)

const isPast = (instant: string, now: Date) => Date.parse(instant) <= now.getTime()

/** The event as it is on sale, whole. */
const onSale = (event: Event | NewDraft): EventOnSale => ({
  event: event.id,
  seller: event.seller.id,
  title: event.title,
  venue: event.venue,
  city: event.city,
  startsAt: event.startsAt,
  timeZone: event.timeZone,
  currency: event.currency,
  holdMinutes: event.holdMinutes,
  maxPerPerson: event.maxPerPerson,
  // What a ticket includes is for who buys here: nobody who hears of it has a use for it.
  ticketTypes: event.ticketTypes.map(({ price, seats, description: _, ...type }) => ({
    ...type,
    price: price.amount,
    seats: seats && [...seats],
  })),
})

/** Every price is in the event's currency; a new currency comes with new prices. */
const checkPrices = (event: Pick<Facts, 'ticketTypes' | 'currency'>, given: boolean) => {
  const errors = event.ticketTypes.flatMap(({ price }, index) =>
    price.currency === event.currency
      ? []
      : [{ pointer: `#/ticketTypes/${index}/price/currency`, detail: `must be the event's: ${event.currency}` }],
  )
  if (errors.length === 0) return
  throw invalid(given ? errors : [{ pointer: '#/ticketTypes', detail: 'must come with a new currency' }])
}

/** The others hear of an event as a whole, in one message, and no service takes a body of more than 64 KiB. */
const MOST_TOLD_BYTES = 60 * 1024

const checkSize = (event: Event | NewDraft) => {
  if (new TextEncoder().encode(JSON.stringify(onSale(event))).length <= MOST_TOLD_BYTES) return
  throw invalid([{ pointer: '#/ticketTypes', detail: 'has too many rows of seats for one event, or too long names' }])
}

const known = (had: readonly TicketType[], given: readonly GivenTicketType[], mint: Mint): TicketType[] => {
  const left = new Set(had.map((type) => type.id))
  const errors: FieldError[] = []
  const types = given.map(({ id, ...type }, index) => {
    if (id !== undefined && !left.delete(id)) {
      const pointer = `#/ticketTypes/${index}/id`
      errors.push({ pointer, detail: `${id} is not a ticket type of this event, or is named twice` })
    }
    return { id: id ?? mint(), ...type }
  })
  if (errors.length > 0) throw invalid(errors)
  return types
}

/** A draft that is not stored yet: when it was made, the database will say. */
export type NewDraft = Omit<Draft, 'createdAt'>

/** A new event: a draft, until it is published. */
export const draft = (
  { ticketTypes, ...details }: Details & { ticketTypes: readonly GivenTicketType[] },
  who: Pick<Facts, 'id' | 'seller'>,
  mint: Mint,
): NewDraft => {
  const event: NewDraft = { ...details, ...who, ticketTypes: known([], ticketTypes, mint), version: 1, status: 'draft' }
  checkPrices(event, true)
  checkSize(event)
  return event
}

/** What a seller has to begin with who wants another one like it: all but the days of its sale, which were those of that one. */
export const copyOf = (event: Event, title: string): Details & { ticketTypes: readonly GivenTicketType[] } => {
  const { description, venue, city, startsAt, timeZone, currency, holdMinutes } = event
  const { maxPerPerson, refundPolicy, access, accessFeatures, artwork } = event
  return {
    ...{ title, description, venue, city, startsAt, timeZone, currency, holdMinutes },
    ...{ maxPerPerson, refundPolicy, access, accessFeatures, artwork },
    ticketTypes: event.ticketTypes.map(({ id: _, ...type }) => ({ ...type, salesStartAt: null, salesEndAt: null })),
  }
}

/** What may not be done to an event that people are buying for. */
const checkPromises = (before: Published, after: Facts, now: Date) => {
  if (after.currency !== before.currency) throw notReady('The currency of a published event cannot change')
  const kept = new Set(after.ticketTypes.map((type) => type.id))
  const removed = before.ticketTypes.filter((type) => !kept.has(type.id)).map((type) => type.id)
  if (removed.length > 0) {
    throw notReady(`A published event keeps its ticket types; missing: ${removed.join(', ')}`)
  }
  const seatedBefore = new Map(before.ticketTypes.map((type) => [type.id, type.seats !== null]))
  const reseated = after.ticketTypes.filter((type) => seatedBefore.get(type.id) === (type.seats === null))
  if (reseated.length > 0) {
    const which = reseated.map((type) => type.id).join(', ')
    throw notReady(`A published ticket type keeps having seats, or having none; changed: ${which}`)
  }
  if (after.startsAt !== before.startsAt && isPast(after.startsAt, now))
    throw notReady('startsAt must be in the future')
}

/** Throws `event-cancelled` for what nobody decides over any more. */
const standing = (event: Event): Draft | Published => {
  if (event.status === 'cancelled') throw new Problem('event-cancelled')
  return event
}

const given = <Value extends object>(changes: Value) =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as {
    [Field in keyof Value]?: Exclude<Value[Field], undefined>
  }

/** Changes what is given and leaves the rest. Ticket types are given as the whole list. */
export const edit = (found: Event, { ticketTypes, ...details }: Changes, now: Date, mint: Mint): Decision => {
  const event = standing(found)
  // Whoever has just left is let in for minutes more, and nobody would end the sale a second time.
  if (event.status === 'published' && event.withdrawnAt !== null)
    throw notReady('Its sale has ended for good, because its seller is gone')
  const after = {
    ...event,
    ...given(details),
    ticketTypes: ticketTypes ? known(event.ticketTypes, ticketTypes, mint) : event.ticketTypes,
    version: event.version + 1,
  }
  if (event.status === 'published') checkPromises(event, after, now)
  checkPrices(after, ticketTypes !== undefined)
  checkSize(after)
  switch (after.status) {
    case 'draft':
      return { event: after, says: [] }
    case 'published':
      return {
        event: { ...after, told: after.told + 1 },
        says: [{ type: 'event.changed', data: onSale(after) }],
      }
  }
}

/** Puts a draft on sale. */
export const publish = (found: Event, now: Date): Decision => {
  const event = standing(found)
  if (event.status === 'published') throw notReady('It is published already')
  if (event.ticketTypes.length === 0) throw notReady('ticketTypes: at least one is needed')
  if (isPast(event.startsAt, now)) throw notReady('startsAt must be in the future')
  const published: Published = {
    ...event,
    status: 'published',
    publishedAt: now.toISOString(),
    version: event.version + 1,
    told: 1,
    withdrawnAt: null,
  }
  return { event: published, says: [{ type: 'event.published', data: onSale(published) }] }
}

/** Calls a published event off, for good. A draft is nobody's loss: only what people may have bought can be cancelled. */
export const cancel = (found: Event, reason: string, now: Date): Decision => {
  const event = standing(found)
  if (event.status === 'draft') throw notReady('It is not published: nobody has to be told')
  return {
    event: {
      ...event,
      status: 'cancelled',
      cancelledAt: now.toISOString(),
      cancelReason: reason,
      version: event.version + 1,
      told: event.told + 1,
    },
    says: [{ type: 'event.cancelled', data: { event: event.id, seller: event.seller.id, reason } }],
  }
}

/** What somebody who is no longer here is called: nothing; whoever shows it has a word for it. */
export const NOBODY = ''

/**
 * Ends the sale of an event whose seller is gone, with the last trace of who that was. It is not called off: who has tickets
 * keeps them, and whoever runs the installation decides what becomes of it.
 */
export const withdraw = (event: Published, now: Date): Decision => {
  const at = now.toISOString()
  const ended = (type: TicketType): TicketType => ({
    ...type,
    // What was to begin later does not begin.
    salesStartAt: type.salesStartAt && type.salesStartAt < at ? type.salesStartAt : null,
    salesEndAt: type.salesEndAt && type.salesEndAt < at ? type.salesEndAt : at,
  })
  const after: Published = {
    ...event,
    seller: { ...event.seller, name: NOBODY },
    ticketTypes: event.ticketTypes.map(ended),
    withdrawnAt: at,
    version: event.version + 1,
    told: event.told + 1,
  }
  return { event: after, says: [{ type: 'event.changed', data: onSale(after) }] }
}

const LONG_OVER_MS = 30 * 24 * 60 * 60_000

/** Whether it began so long ago that its page has nothing more to tell than that it is over. */
export const isLongOver = ({ startsAt }: Event, now: Date) => Date.parse(startsAt) + LONG_OVER_MS <= now.getTime()
