import { t } from '@lingui/core/macro'
import {
  type AccessFeature,
  type Artwork,
  type Currency,
  currencies,
  type EventInput,
  type EventView,
  type Id,
  type SeatRow,
  type TicketType,
} from '../../api/types.ts'
import { decimal, parsePrice } from '../../format/money.ts'
import { toInstant, toWallTime } from '../../format/zoned-time.ts'
import { quantityOf } from './seat-rows.ts'

/** A row of seats as somebody types it. */
export type RowDraft = { key: string; section: string; row: string; first: string; last: string }

/** One ticket type as somebody types it. `key` tells rows apart before the server has given them ids. */
export type TypeDraft = {
  key: string
  id?: Id<'ticketType'>
  name: string
  description: string
  price: string
  quantity: string
  maxPerOrder: string
  salesStart: string
  salesEnd: string
  /** Whether its places have names; `rows` are kept meanwhile if not, for who changes their mind. */
  seated: boolean
  rows: RowDraft[]
}

/** An event as somebody types it: all text, times on the clocks of its own zone. */
export type Draft = {
  title: string
  description: string
  venue: string
  city: string
  starts: string
  timeZone: string
  currency: Currency
  holdMinutes: string
  /** Empty where that is not limited. */
  maxPerPerson: string
  refundPolicy: string
  access: string
  accessFeatures: readonly AccessFeature[]
  artwork: Artwork | null
  ticketTypes: TypeDraft[]
}

/** What is wrong, by the pointer that the server would use too. */
export type Wrong = Record<string, string>

export const emptyType = (): TypeDraft => ({
  key: crypto.randomUUID(),
  name: '',
  description: '',
  price: '',
  quantity: '',
  maxPerOrder: '10',
  salesStart: '',
  salesEnd: '',
  seated: false,
  rows: [],
})

export const emptyDraft = (timeZone: string): Draft => ({
  title: '',
  description: '',
  venue: '',
  city: '',
  starts: '',
  timeZone,
  currency: 'EUR',
  holdMinutes: '15',
  maxPerPerson: '',
  refundPolicy: '',
  access: '',
  accessFeatures: [],
  artwork: null,
  ticketTypes: [emptyType()],
})

const rowDraftOf = ({ section, row, first, last }: SeatRow): RowDraft => ({
  key: crypto.randomUUID(),
  section,
  row,
  first: String(first),
  last: String(last),
})

const typeDraftOf = (type: TicketType, timeZone: string): TypeDraft => ({
  key: type.id,
  id: type.id,
  name: type.name,
  description: type.description,
  price: decimal(type.price),
  quantity: String(type.quantity),
  maxPerOrder: String(type.maxPerOrder),
  salesStart: type.salesStartAt ? toWallTime(type.salesStartAt, timeZone) : '',
  salesEnd: type.salesEndAt ? toWallTime(type.salesEndAt, timeZone) : '',
  seated: type.seats !== null,
  rows: (type.seats ?? []).map(rowDraftOf),
})

export const draftOf = (event: EventView): Draft => ({
  title: event.title,
  description: event.description,
  venue: event.venue,
  city: event.city,
  starts: toWallTime(event.startsAt, event.timeZone),
  timeZone: event.timeZone,
  currency: event.currency,
  holdMinutes: String(event.holdMinutes),
  maxPerPerson: event.maxPerPerson === null ? '' : String(event.maxPerPerson),
  refundPolicy: event.refundPolicy,
  access: event.access,
  accessFeatures: event.accessFeatures,
  artwork: event.artwork,
  ticketTypes: event.ticketTypes.map((type) => typeDraftOf(type, event.timeZone)),
})

export const currencyFrom = (text: string): Currency => currencies.find((currency) => currency === text) ?? 'EUR'

/**
 * What the server is asked to keep, or what keeps us from asking. Only what cannot be turned into a value is judged here:
 * everything else is the server's to say, so that the rules live in one place.
 */
export const inputOf = (draft: Draft): { input: EventInput } | { wrong: Wrong } => {
  const wrong: Wrong = {}
  const whole = (text: string, pointer: string): number => {
    if (!/^\d{1,9}$/.test(text.trim())) wrong[pointer] = t`Enter a whole number`
    return Number(text)
  }
  const moment = (wall: string, pointer: string): string => {
    const instant = toInstant(wall, draft.timeZone)
    if (instant === null) wrong[pointer] = t`Enter a date and a time`
    return instant ?? ''
  }
  const priceOf = (text: string, pointer: string): number => {
    const amount = parsePrice(text, draft.currency)
    if (amount === null) wrong[pointer] = t`Enter a price like 25 or 25.50, or 0 if it is free`
    return amount ?? 0
  }

  const rowsOf = (rows: RowDraft[], pointer: string): SeatRow[] => {
    if (rows.length === 0) wrong[pointer] = t`Add at least one row of seats`
    return rows.map(({ section, row, first, last }, n) => ({
      section: section.trim(),
      row: row.trim(),
      first: whole(first, `${pointer}/${n}/first`),
      last: whole(last, `${pointer}/${n}/last`),
    }))
  }

  const artworkOf = ({ large, small, alt }: Artwork) => {
    if (alt.trim() === '') wrong['/artwork/alt'] = t`Say what can be seen on the picture`
    return { large: large.id, small: small.id, alt: alt.trim() }
  }

  const { title, description, venue, city, timeZone, currency } = draft
  const input: EventInput = {
    title: title.trim(),
    description: description.trim(),
    venue: venue.trim(),
    city: city.trim(),
    startsAt: moment(draft.starts, '/startsAt'),
    timeZone,
    currency,
    holdMinutes: whole(draft.holdMinutes, '/holdMinutes'),
    maxPerPerson: draft.maxPerPerson.trim() === '' ? null : whole(draft.maxPerPerson, '/maxPerPerson'),
    refundPolicy: draft.refundPolicy.trim(),
    access: draft.access.trim(),
    accessFeatures: [...draft.accessFeatures],
    artwork: draft.artwork && artworkOf(draft.artwork),
    ticketTypes: draft.ticketTypes.map((type, n) => {
      const at = `/ticketTypes/${n}`
      const seats = type.seated ? rowsOf(type.rows, `${at}/seats`) : null
      return {
        ...(type.id === undefined ? {} : { id: type.id }),
        name: type.name.trim(),
        description: type.description.trim(),
        price: { amount: priceOf(type.price, `${at}/price`), currency },
        quantity: seats ? quantityOf(seats) : whole(type.quantity, `${at}/quantity`),
        maxPerOrder: whole(type.maxPerOrder, `${at}/maxPerOrder`),
        salesStartAt: type.salesStart === '' ? null : moment(type.salesStart, `${at}/salesStartAt`),
        salesEndAt: type.salesEnd === '' ? null : moment(type.salesEnd, `${at}/salesEndAt`),
        seats,
      }
    }),
  }
  return Object.keys(wrong).length > 0 ? { wrong } : { input }
}

/** Whether there is enough of it for the server to keep: what is still empty is nothing to complain about while somebody types. */
export const isComplete = (draft: Draft): boolean =>
  [draft.title, draft.venue, draft.city, ...draft.ticketTypes.map(({ name }) => name)].every(
    (text) => text.trim() !== '',
  ) && 'input' in inputOf(draft)

/**
 * What is typed now, where what was `sent` has been saved: ticket types that were new then have ids since. They are known by
 * their keys, as meanwhile others may have come, gone or moved.
 */
export const withIds = (now: Draft, sent: Draft, saved: Pick<EventView, 'ticketTypes'>): Draft => {
  const ids = new Map(sent.ticketTypes.map(({ key }, n) => [key, saved.ticketTypes[n]?.id]))
  const isKnown = now.ticketTypes.every(({ key, id }) => id !== undefined || ids.get(key) === undefined)
  if (isKnown) return now
  return {
    ...now,
    ticketTypes: now.ticketTypes.map((type) => {
      const id = type.id ?? ids.get(type.key)
      return id === undefined ? type : { ...type, id }
    }),
  }
}

/** What is typed, put on top of another version: a ticket type that is not in it any more is a new one. */
export const rebased = (draft: Draft, onto: Pick<EventView, 'ticketTypes'>): Draft => {
  const known = new Set(onto.ticketTypes.map(({ id }) => id))
  return {
    ...draft,
    ticketTypes: draft.ticketTypes.map(({ id, ...type }) =>
      id !== undefined && known.has(id) ? { id, ...type } : type,
    ),
  }
}
