import * as z from 'zod'
import { idOf } from '#shared/ids'
import { Currency, HIGHEST_PRICE } from '#shared/money'
import { line, prose } from '#shared/text'

/** An instant people can mean, brought to the one form in which instants are compared and shown. */
export const Instant = z.iso
  .datetime('must be an instant in UTC, as in 2030-05-01T18:00:00Z')
  .refine((text) => text > '1970' && text < '2200', 'must be between 1970 and 2200')
  .transform((text) => new Date(text).toISOString())

// Offsets such as +01:00 are zones to Intl, but no places: they know nothing of summer time.
const PLACE = /^[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)*$/

const isTimeZone = (name: string) => {
  try {
    return PLACE.test(name) && new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined
  } catch {
    return false
  }
}

const price = z.strictObject({ amount: z.int().min(0).max(HIGHEST_PRICE), currency: Currency })

const ticketType = z.strictObject({
  name: line(80),
  price,
  quantity: z.int().min(1).max(100_000),
  maxPerOrder: z.int().min(1).max(20).default(10),
  salesStartAt: Instant.nullable().default(null),
  salesEndAt: Instant.nullable().default(null),
})

type SalesWindow = { salesStartAt: string | null; salesEndAt: string | null }
const opensFirst = ({ salesStartAt, salesEndAt }: SalesWindow) =>
  !salesStartAt || !salesEndAt || salesStartAt < salesEndAt
const opensFirstOnly = { path: ['salesEndAt'], error: 'must be after salesStartAt' }

const details = {
  title: line(120),
  description: prose(5000),
  venue: line(200),
  city: line(100),
  startsAt: Instant,
  timeZone: z.string().max(64).refine(isTimeZone, 'must be the name of a time zone, as in Europe/Berlin'),
  currency: Currency,
  holdMinutes: z.int().min(1).max(60),
}

/** What an event is made from. */
export const NewEvent = z.strictObject({
  ...details,
  holdMinutes: details.holdMinutes.default(15),
  ticketTypes: z.array(ticketType.refine(opensFirst, opensFirstOnly)).min(1).max(20),
})
export type NewEvent = z.output<typeof NewEvent>

/** What may be changed: any part; the ticket types as a whole list, old ones with their ids. */
export const EventChanges = z
  .strictObject({
    ...details,
    ticketTypes: z
      .array(ticketType.extend({ id: idOf('ticketType').optional() }).refine(opensFirst, opensFirstOnly))
      .min(1)
      .max(20),
  })
  .partial()
export type EventChanges = z.output<typeof EventChanges>
