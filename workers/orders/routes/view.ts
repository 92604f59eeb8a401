import { hasLapsed, isBought, MAX_EXTENSIONS, type Order, type Refund } from '../order.ts'
import { ticketsLeft } from '../refund.ts'
import type { Read } from '../store/orders.ts'

const shownAs = { asked: 'under-way', done: 'done', failed: 'failed', settled: 'done' } as const

/** What went or goes back, and for how many tickets. */
export const refundView = ({ id, amount, state, askedAt, units, reason }: Refund, { total }: Order) => ({
  id,
  amount: { amount, currency: total.currency },
  state: shownAs[state],
  at: askedAt.toISOString(),
  tickets: units.length,
  reason,
})

export const refundsView = (order: Order) =>
  isBought(order)
    ? order.refunds.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((refund) => refundView(refund, order))
    : []

/** What gets people in: a ticket that is being given back does not, nor does any while the payment is disputed. */
export const passesView = (order: Order) => {
  if (!isBought(order)) return []
  const left = new Set(ticketsLeft(order))
  return order.tickets.map((ticket) => ({
    ticketType: ticket.ticketType,
    name: ticket.name,
    seat: ticket.seat,
    state: left.has(ticket) ? (order.frozenAt ? ('frozen' as const) : ('valid' as const)) : ('void' as const),
  }))
}

/** The same, and when somebody was let in with each: for those who must know who is inside. */
export const passesWithAdmissions = (order: Order) =>
  passesView(order).map((pass, index) => ({
    ...pass,
    admittedAt: order.tickets[index]?.admittedAt?.toISOString() ?? null,
  }))

export const linesView = ({ lines, total }: Order) =>
  lines.map(({ ticketType, name, quantity, price, seats }) => ({
    ticketType,
    name,
    quantity,
    price: { amount: price, currency: total.currency },
    seats: seats ?? null,
  }))

export const eventView = ({ id, seller, title, venue, city, startsAt, timeZone, cancelled }: Order['event']) => ({
  ...{ id, seller, title, venue, city, startsAt: startsAt.toISOString(), timeZone, cancelled: cancelled !== null },
})

/** What a buyer is shown. A lapsed hold is shown as what it is: over, whether or not anybody has tidied up yet. */
export const view = ({ order, now }: Read) => {
  const lapsed = hasLapsed(order, now)
  return {
    id: order.id,
    event: eventView(order.event),
    items: linesView(order),
    total: order.total,
    state: lapsed ? ('released' as const) : order.state,
    because: lapsed ? ('expired' as const) : order.state === 'released' ? order.because : null,
    expiresAt: order.expiresAt.toISOString(),
    extensionsLeft: order.state === 'held' && !lapsed ? MAX_EXTENSIONS - order.extensions : 0,
    heldAt: order.heldAt.toISOString(),
    closedAt: 'closedAt' in order ? order.closedAt.toISOString() : lapsed ? order.expiresAt.toISOString() : null,
    refunds: refundsView(order),
    passes: passesView(order),
    frozen: isBought(order) && order.frozenAt !== null,
    retaken: order.retaken,
    version: order.version,
    /** The clock by which all of this was judged; a countdown goes by it. */
    now: now.toISOString(),
  }
}

export type OrderView = ReturnType<typeof view>
