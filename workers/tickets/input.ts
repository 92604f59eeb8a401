import * as z from 'zod'
import { idOf } from '#shared/ids'
import { Currency, HIGHEST_PRICE } from '#shared/money'
import { line, prose } from '#shared/text'
import { TimeZone } from '#shared/time-zone'
import { type AccessFeature, accessFeatures } from './access-features.ts'

/** An instant people can mean, brought to the one form in which instants are compared and shown. */
export const Instant = z.iso
  .datetime('must be an instant in UTC, as in 2030-05-01T18:00:00Z')
  .refine((text) => text > '1970' && text < '2200', 'must be between 1970 and 2200')
  .transform((text) => new Date(text).toISOString())

const price = z.strictObject({ amount: z.int().min(0).max(HIGHEST_PRICE), currency: Currency })

/** How many rows a ticket type may have, and how many seats in them. */
const MOST_ROWS = 500
const MOST_SEATS = 20_000

const seatNumber = z.int().min(1).max(9999)

const seatRow = z
  .strictObject({ section: line(40), row: line(10), first: seatNumber, last: seatNumber })
  .refine(({ first, last }) => first <= last, { path: ['last'], error: 'must not be before first' })

const ticketType = z.strictObject({
  name: line(80),
  description: prose(300).default(''),
  price,
  quantity: z.int().min(1).max(100_000),
  maxPerOrder: z.int().min(1).max(20).default(10),
  salesStartAt: Instant.nullable().default(null),
  salesEndAt: Instant.nullable().default(null),
  seats: z.array(seatRow).min(1).max(MOST_ROWS).nullable().default(null),
})

type Given = Pick<z.output<typeof ticketType>, 'quantity' | 'seats'>

/** Seats have names of their own, and the quantity is how many there are. */
const seatsAgree = ({ value: { quantity, seats }, issues }: z.core.ParsePayload<Given>) => {
  // Rows that are wrong in themselves cannot be counted.
  if (seats === null || issues.length > 0) return
  const wrong = (path: (string | number)[], message: string) =>
    issues.push({ code: 'custom', input: seats, path, message })
  const names = new Set<string>()
  for (const [index, { section, row }] of seats.entries()) {
    const name = JSON.stringify([section, row])
    if (names.has(name)) wrong(['seats', index, 'row'], 'is a row that this section has already')
    names.add(name)
  }
  const count = seats.reduce((sum, { first, last }) => sum + last - first + 1, 0)
  if (count > MOST_SEATS) wrong(['seats'], `has ${count} seats; a ticket type may have ${MOST_SEATS}`)
  if (count !== quantity) wrong(['quantity'], `must be the number of seats: ${count}`)
}

type SalesWindow = { salesStartAt: string | null; salesEndAt: string | null }
const opensFirst = ({ salesStartAt, salesEndAt }: SalesWindow) =>
  !salesStartAt || !salesEndAt || salesStartAt < salesEndAt
const opensFirstOnly = { path: ['salesEndAt'], error: 'must be after salesStartAt' }

/** Each once, in the order in which they are shown. */
const features = z
  .array(z.enum(accessFeatures))
  .max(accessFeatures.length)
  .transform((given): AccessFeature[] => accessFeatures.filter((feature) => given.includes(feature)))

/** Where a picture is: its digest. */
export const PictureId = z.string().regex(/^[\w-]{43}$/, 'must be the id of a picture')

const artwork = z.strictObject({ large: PictureId, small: PictureId, alt: line(300) }).nullable()

const details = {
  title: line(120),
  description: prose(5000),
  venue: line(200),
  city: line(100),
  startsAt: Instant,
  timeZone: TimeZone,
  currency: Currency,
  holdMinutes: z.int().min(1).max(60),
  maxPerPerson: z.int().min(1).max(100).nullable(),
  refundPolicy: prose(1000),
  access: prose(2000),
  accessFeatures: features,
  artwork,
}

/** What an event is made from. */
export const NewEvent = z.strictObject({
  ...details,
  holdMinutes: details.holdMinutes.default(15),
  maxPerPerson: details.maxPerPerson.default(null),
  refundPolicy: details.refundPolicy.default(''),
  access: details.access.default(''),
  accessFeatures: details.accessFeatures.default([]),
  artwork: details.artwork.default(null),
  ticketTypes: z.array(ticketType.refine(opensFirst, opensFirstOnly).check(seatsAgree)).min(1).max(20),
})
export type NewEvent = z.output<typeof NewEvent>

/** What a copy of an event is called. */
export const Copy = z.strictObject({ title: details.title })

/** Why an event does not take place: the buyers read it. */
export const Cancellation = z.strictObject({ reason: line(500) })

/** What may be changed: any part; the ticket types as a whole list, old ones with their ids. */
export const EventChanges = z
  .strictObject({
    ...details,
    ticketTypes: z
      .array(
        ticketType
          .extend({ id: idOf('ticketType').optional() })
          .refine(opensFirst, opensFirstOnly)
          .check(seatsAgree),
      )
      .min(1)
      .max(20),
  })
  .partial()
export type EventChanges = z.output<typeof EventChanges>
