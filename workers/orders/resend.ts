import { Problem } from '#shared/http/problem'
import type { Id } from '#shared/ids'
import type { Saying } from '#shared/messages/contracts'
import { isBought, type Line, type Order, subjectOf, type Ticket } from './order.ts'
import { ticketsLeft } from './refund.ts'

const lineOf = ({ name, price, ticketType }: Line, left: readonly Ticket[]) => {
  const tickets = left.filter((ticket) => ticket.ticketType === ticketType)
  const seats = tickets.flatMap(({ seat }) => (seat ? [seat] : []))
  return { name, price, quantity: tickets.length, seats: seats.length > 0 ? seats : null }
}

const nothing = (detail: string) => new Problem('nothing-to-send', detail)

/**
 * What is said when somebody wants the tickets by mail once more: those that still are the buyer's. Throws `nothing-to-send`
 * where none of them gets anybody in.
 */
export const askForTickets = (order: Order, resend: Id<'resend'>): Saying => {
  if (!isBought(order)) throw nothing(`The order is ${order.state}`)
  if (order.event.cancelled !== null) throw nothing('The event has been cancelled')
  if (order.frozenAt !== null) throw nothing('The payment is disputed, and the tickets are good for nothing meanwhile')
  const left = ticketsLeft(order)
  if (left.length === 0) throw nothing('All of the tickets were given back')
  const lines = order.lines.map((line) => lineOf(line, left)).filter(({ quantity }) => quantity > 0)
  return {
    type: 'order.tickets-asked-for',
    data: {
      ...{ order: order.id, resend, subject: subjectOf(order), lines, currency: order.total.currency },
      amount: lines.reduce((sum, { price, quantity }) => sum + price * quantity, 0),
    },
  }
}
