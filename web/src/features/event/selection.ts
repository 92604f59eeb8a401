import { isTicketTypeId } from '../../api/ids.ts'
import type { Choice, EventView, HoldInput, Seat, TicketType } from '../../api/types.ts'

// A choice as one word in the address, so that it survives signing in and reloading:
//   typ_…-2           two of a type, the best side by side where it has seats
//   typ_…-2-apart     two, wherever they are
//   typ_…!C*12*Stalls these seats: row, number, section
// joined by full stops. Names of rows and sections are free text; the few characters that mean something here are escaped.

const escaped = (name: string) =>
  name.replace(/[%.!*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`)
const unescaped = (text: string) =>
  text.replace(/%(2[1AE5])/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))

const mostSeats = 20

const formatOne = ({ ticketType, quantity, apart, seats }: Choice) =>
  seats
    ? [ticketType, ...seats.map(({ section, row, seat }) => `${escaped(row)}*${seat}*${escaped(section)}`)].join('!')
    : `${ticketType}-${quantity}${apart ? '-apart' : ''}`

export const formatChoice = (choice: Choice[]): string | undefined => {
  const chosen = choice.filter(({ quantity }) => quantity > 0)
  return chosen.length === 0 ? undefined : chosen.map(formatOne).join('.')
}

const parseSeat = (text: string): Seat[] => {
  const [row = '', digits = '', section = ''] = text.split('*')
  const valid = row !== '' && section !== '' && /^[1-9]\d{0,3}$/.test(digits)
  return valid ? [{ section: unescaped(section), row: unescaped(row), seat: Number(digits) }] : []
}

const parseSeats = (texts: string[]) => [...new Set(texts)].flatMap(parseSeat).slice(0, mostSeats)

const parseOne = (part: string): Choice[] => {
  const [named = '', ...seatTexts] = part.split('!')
  if (isTicketTypeId(named) && seatTexts.length > 0) {
    const seats = parseSeats(seatTexts)
    return seats.length > 0 ? [{ ticketType: named, quantity: seats.length, seats }] : []
  }
  const [ticketType = '', digits = '', apart] = part.split('-')
  if (!isTicketTypeId(ticketType) || !/^[1-9]\d{0,2}$/.test(digits)) return []
  return [{ ticketType, quantity: Number(digits), ...(apart === 'apart' ? { apart: true } : {}) }]
}

export const parseChoice = (text: string | undefined): Choice[] => (text ?? '').split('.').flatMap(parseOne)

const ofType = (choice: Choice[], type: TicketType) => choice.find(({ ticketType }) => ticketType === type.id)

export const quantityOf = (choice: Choice[], type: TicketType): number => ofType(choice, type)?.quantity ?? 0

/** The seats that were chosen by name; null where any will do. */
export const seatsOf = (choice: Choice[], type: TicketType): readonly Seat[] | null =>
  ofType(choice, type)?.seats ?? null

export const isApart = (choice: Choice[], type: TicketType): boolean => ofType(choice, type)?.apart ?? false

const replaced = (choice: Choice[], type: TicketType, now: Choice[]): Choice[] => [
  ...choice.filter(({ ticketType }) => ticketType !== type.id),
  ...now,
]

export const withQuantity = (choice: Choice[], type: TicketType, quantity: number): Choice[] =>
  replaced(
    choice,
    type,
    quantity > 0 ? [{ ticketType: type.id, quantity, ...(isApart(choice, type) ? { apart: true } : {}) }] : [],
  )

export const withSeats = (choice: Choice[], type: TicketType, seats: readonly Seat[]): Choice[] =>
  replaced(choice, type, seats.length > 0 ? [{ ticketType: type.id, quantity: seats.length, seats }] : [])

/** The same choice, where those of some types need not be side by side. */
export const takenApart = (choice: Choice[], types: readonly string[]): Choice[] =>
  choice.map((item) => (types.includes(item.ticketType) ? { ...item, apart: true } : item))

type Limits = {
  /** How many of a type one person may take now. */
  most: (type: TicketType) => number
  /** How many tickets of all types together; null where that is not limited. */
  inAll?: number | null
  /** Those of some seats that are free, as far as is known. */
  free: (type: TicketType, seats: readonly Seat[]) => readonly Seat[]
}

/** What of a choice can still be had. */
export const stillToBeHad = (
  choice: Choice[],
  { ticketTypes }: Pick<EventView, 'ticketTypes'>,
  { most, free, inAll = null }: Limits,
): Choice[] => {
  let room = inAll ?? Number.POSITIVE_INFINITY
  return ticketTypes.flatMap((type) => {
    const wanted = ofType(choice, type)
    if (!wanted) return []
    const { apart, seats } = wanted
    const able = Math.min(most(type), room)
    if (type.seats && seats) {
      const kept = free(type, seats).slice(0, able)
      room -= kept.length
      return withSeats([], type, kept)
    }
    const quantity = Math.min(wanted.quantity, able)
    if (quantity <= 0) return []
    room -= quantity
    return [{ ticketType: type.id, quantity, ...(type.seats && apart ? { apart } : {}) }]
  })
}

const countOf = (choice: readonly Choice[]) => choice.reduce((sum, { quantity }) => sum + quantity, 0)

export const isSmaller = (fitted: Choice[], wanted: Choice[]) => countOf(fitted) < countOf(wanted)

/** A choice as orders is asked for it. */
export const itemsOf = (choice: Choice[]): HoldInput['items'] =>
  choice.map(({ ticketType, quantity, apart, seats }) =>
    seats ? { ticketType, seats: [...seats] } : { ticketType, quantity, ...(apart ? { together: false } : {}) },
  )
