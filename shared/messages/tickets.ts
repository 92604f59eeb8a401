import * as z from 'zod'
import { idOf } from '#shared/ids'
import { Currency } from '#shared/money'

// Spoken by tickets. Contracts are read tolerantly (unknown fields pass), so that fields can be added.

/** Seats beside each other, numbered from `first` to `last`, both included. */
export const SeatRow = z.object({
  section: z.string(),
  row: z.string(),
  first: z.int().positive(),
  last: z.int().positive(),
})
export type SeatRow = z.infer<typeof SeatRow>

export const TicketTypeOnSale = z.object({
  id: idOf('ticketType'),
  name: z.string(),
  /** Minor units of the event's currency. */
  price: z.int().nonnegative(),
  quantity: z.int().positive(),
  maxPerOrder: z.int().positive(),
  salesStartAt: z.iso.datetime().nullable(),
  salesEndAt: z.iso.datetime().nullable(),
  /** Where its admissions are, best row first, `quantity` seats in all; null where nobody has a place of their own. */
  seats: z.array(SeatRow).nullish(),
})
export type TicketTypeOnSale = z.infer<typeof TicketTypeOnSale>

/** An event as it is on sale: the whole of it each time, so that one message is enough to catch up. */
export const EventOnSale = z.object({
  event: idOf('event'),
  seller: idOf('account'),
  title: z.string(),
  venue: z.string(),
  city: z.string(),
  startsAt: z.iso.datetime(),
  timeZone: z.string(),
  currency: Currency,
  holdMinutes: z.int().positive(),
  /** How many tickets one person may have of it in all, of whatever types; null where that is not limited. */
  maxPerPerson: z.int().positive().nullish(),
  ticketTypes: z.array(TicketTypeOnSale).min(1),
})
export type EventOnSale = z.infer<typeof EventOnSale>

/** The event does not take place: nothing of it is on sale any more, holds end, and everybody gets their money back. */
export const EventCancelled = z.object({ event: idOf('event'), seller: idOf('account'), reason: z.string() })

export const ticketsMessages = {
  'event.published': EventOnSale,
  'event.changed': EventOnSale,
  'event.cancelled': EventCancelled,
} as const
