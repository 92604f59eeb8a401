import { type FieldError, Problem } from '#shared/http/problem'
import type { Id } from '#shared/ids'
import type { Saying } from '#shared/messages/contracts'
import type { RefundReason } from '#shared/messages/orders'
import {
  type Change,
  closed,
  isBought,
  type Order,
  type Paid,
  pay,
  type Refund,
  type Refunded,
  type Restock,
  type Seat,
  subjectOf,
  type Ticket,
} from './order.ts'

type Bought = Paid | Refunded

/** What is given back of one type: so many, or exactly these seats. */
export type GivenBack = {
  ticketType: Id<'ticketType'>
  quantity?: number | undefined
  seats?: readonly Seat[] | undefined
}

/**
 * What is to go back: neither `items` nor `amount` is everything left; `items` are these tickets, for their price unless
 * `amount` says otherwise; `amount` alone is money, and the tickets stay.
 */
export type RefundWish = {
  because: RefundReason
  reason: string
  restock: Restock
  items?: readonly GivenBack[] | undefined
  amount?: number | undefined
  /** By which asking again is told from asking for more. */
  key?: string
}

const refused = (detail: string) => new Problem('refund-refused', detail)

/**
 * How much can still be given back, in minor units: one that failed counts, too, for it is to be tried again or settled; and so
 * does what a bank has given back.
 */
export const refundable = (order: Order) =>
  isBought(order)
    ? Math.max(0, order.total.amount - order.lost - order.refunds.reduce((sum, { amount }) => sum + amount, 0))
    : 0

/** What a bank has decided about, and left a part of: nobody but an operator gives that back. */
const isLeftOver = ({ lost }: Bought, { because }: RefundWish) => lost > 0 && because === 'operator'

/** The tickets that are in no refund: what the buyer still has. */
export const ticketsLeft = (order: Bought): Ticket[] => {
  const given = new Set(order.refunds.flatMap(({ units }) => units))
  return order.tickets.filter(({ unit }) => !given.has(unit))
}

/** Nothing is the buyer's any more once every unit is in a refund whose money went on its way. */
const isWhole = ({ tickets, refunds }: Bought) => {
  const freed = new Set(refunds.flatMap(({ units, freedAt }) => (freedAt ? units : [])))
  return tickets.every(({ unit }) => freed.has(unit))
}

const sameSeat = (a: Seat | null, b: Seat) => a?.section === b.section && a.row === b.row && a.seat === b.seat

/** Tickets without a place are all the same until somebody was let in with one: that one keeps its place as long as it can. */
const unusedFirst = (tickets: readonly Ticket[]) =>
  tickets.toSorted((a, b) => Number(a.admittedAt !== null) - Number(b.admittedAt !== null))

/** The tickets that are named, or why they cannot be: what was never the order's is a mistake in the request. */
const named = (order: Bought, items: readonly GivenBack[]): Ticket[] => {
  const left = ticketsLeft(order)
  const errors: FieldError[] = []
  const chosen = items.flatMap(({ ticketType, quantity = 0, seats }, index) => {
    const wrong = (field: string, detail: string) => {
      errors.push({ pointer: `#/items/${index}/${field}`, detail })
      return []
    }
    const bought = order.tickets.filter((ticket) => ticket.ticketType === ticketType)
    const own = left.filter((ticket) => ticket.ticketType === ticketType)
    if (bought.length === 0) return wrong('ticketType', 'is not in this order')
    if (seats) {
      return seats.flatMap((seat, which) => {
        if (!bought.some((ticket) => sameSeat(ticket.seat, seat)))
          return wrong(`seats/${which}`, 'is not in this order')
        const ticket = own.find((one) => sameSeat(one.seat, seat))
        if (!ticket) throw refused(`${seat.section}, row ${seat.row}, seat ${seat.seat} has been given back`)
        return [ticket]
      })
    }
    if (quantity > own.length) throw refused(`${own.length} of "${bought[0]?.name}" are left to give back`)
    if (quantity < own.length && own.some(({ seat }) => seat)) return wrong('seats', 'must say which')
    return unusedFirst(own).slice(0, quantity)
  })
  if (errors.length > 0) throw new Problem('invalid-request', undefined, { errors })
  return chosen
}

const priceOf = ({ lines }: Order, tickets: readonly Ticket[]) => {
  const prices = new Map(lines.map(({ ticketType, price }) => [ticketType, price]))
  return tickets.reduce((sum, { ticketType }) => sum + (prices.get(ticketType) ?? 0), 0)
}

/** Which tickets go back, and how much money. */
const wanted = (order: Bought, { items, amount }: RefundWish): { tickets: Ticket[]; amount: number } => {
  const left = refundable(order)
  if (amount !== undefined && amount > left) throw refused(`${left} of the order's minor units are left to give back`)
  if (items) {
    const tickets = named(order, items)
    return { tickets, amount: amount ?? Math.min(priceOf(order, tickets), left) }
  }
  if (amount !== undefined) return { tickets: [], amount }
  return { tickets: ticketsLeft(order), amount: left }
}

/** The order with one refund in another state, ended if nothing of it is left. */
const withRefund = (order: Bought, refund: Refund): Bought => {
  const others = order.refunds.filter(({ id }) => id !== refund.id)
  const next: Bought = { ...order, refunds: [...others, refund] }
  return isWhole(next) ? { ...next, state: 'refunded' } : next
}

const asked = (order: Bought, refund: Refund, payment: Id<'payment'>, atOwnExpense = false): Saying => ({
  type: 'order.refund-asked',
  data: {
    ...{ order: order.id, payment, refund: refund.id, amount: refund.amount, currency: order.total.currency },
    ...{ attempt: refund.attempt, because: refund.because, subject: subjectOf(order) },
    ...(atOwnExpense ? { atOwnExpense } : {}),
  },
})

/** `units`: how many are the buyer's no more by this; none where the money went on its way before. */
const onItsWay = (before: Bought, refund: Refund, state: 'done' | 'settled', now: Date): Change<Bought> => {
  const order = withRefund(before, { ...refund, state, changedAt: now, freedAt: refund.freedAt ?? now })
  return {
    order,
    says: [
      {
        type: 'order.refunded',
        data: {
          ...{ order: order.id, refund: refund.id, amount: refund.amount, currency: order.total.currency },
          ...{ units: refund.freedAt ? 0 : refund.units.length, whole: order.state === 'refunded' },
          ...{ because: refund.because, reason: refund.reason, subject: subjectOf(order) },
        },
      },
    ],
  }
}

/**
 * Decides that money goes back. The tickets it is for are worth nothing from now on; where no money is due, that is all. Asked
 * again with the same key, there is nothing to do.
 * Throws `order-closed`, `refund-refused`, and `invalid-request` where something is named that was never the order's.
 */
export const askRefund = (order: Order, wish: RefundWish, id: Id<'refund'>, now: Date): Change<Bought> | undefined => {
  if (wish.key !== undefined && isBought(order) && order.refunds.some(({ key }) => key === wish.key)) return undefined
  switch (order.state) {
    case 'paid': {
      if (order.frozenAt && !isLeftOver(order, wish)) throw refused('The payment is disputed: the bank decides over it')
      const { tickets, amount } = wanted(order, wish)
      if (tickets.length === 0 && amount === 0) throw refused('Nothing is left to give back')
      const { because, reason, restock } = wish
      if (restock === 'on-sale' && tickets.some(({ admittedAt }) => admittedAt)) {
        throw refused('Somebody was let in with these tickets: nobody else can have their places')
      }
      const refund: Refund = {
        ...{ id, because, reason, restock, amount, units: tickets.map(({ unit }) => unit) },
        ...{ state: 'asked', attempt: 1, why: null, askedAt: now, changedAt: now, freedAt: null },
        key: wish.key ?? null,
      }
      if (amount === 0 || order.payment === null) return onItsWay(order, refund, 'done', now)
      return { order: withRefund(order, refund), says: [asked(order, refund, order.payment)] }
    }
    case 'held':
    case 'confirmed':
    case 'released':
    case 'refunded':
      throw closed(order)
  }
}

const refundOf = (order: Order, id: Id<'refund'>): { order: Bought; refund: Refund } => {
  const refund = isBought(order) && order.refunds.find((one) => one.id === id)
  if (!isBought(order) || !refund) throw new Error(`${order.id} has no refund ${id}`)
  return { order, refund }
}

/** Stripe has taken the refund: its units are the buyer's no more. */
export const refundDone = (found: Order, id: Id<'refund'>, now: Date): Change<Bought> | undefined => {
  const { order, refund } = refundOf(found, id)
  switch (refund.state) {
    case 'asked':
    case 'failed':
      return onItsWay(order, refund, 'done', now)
    case 'done':
    case 'settled':
      return undefined
  }
}

/** The money did not get there, be it days after it went on its way. The tickets do not come back by that. */
export const refundFailed = (found: Order, id: Id<'refund'>, why: string, now: Date): Change<Bought> | undefined => {
  const { order, refund } = refundOf(found, id)
  switch (refund.state) {
    case 'asked':
    case 'done':
      return {
        order: withRefund(order, { ...refund, state: 'failed', why, changedAt: now }),
        says: [{ type: 'order.refund-failed', data: { order: order.id, refund: id, why } }],
      }
    case 'failed':
    case 'settled':
      return undefined
  }
}

const failedOnly = (found: Order, id: Id<'refund'>) => {
  const { order, refund } = refundOf(found, id)
  if (refund.state !== 'failed') throw refused(`The refund is ${refund.state}: only one that failed is decided by hand`)
  return { order, refund }
}

/** Asks payments once more for a refund that failed; `atOwnExpense`, and the seller's share of it stays with them. */
export const retryRefund = (found: Order, id: Id<'refund'>, now: Date, atOwnExpense = false): Change<Bought> => {
  const { order, refund } = failedOnly(found, id)
  if (order.payment === null) throw refused('Nothing was paid')
  const again: Refund = { ...refund, state: 'asked', attempt: refund.attempt + 1, changedAt: now }
  return { order: withRefund(order, again), says: [asked(order, again, order.payment, atOwnExpense)] }
}

/** The money of a refund that failed went back in another way. */
export const settleRefund = (found: Order, id: Id<'refund'>, now: Date): Change<Bought> => {
  const { order, refund } = failedOnly(found, id)
  return onItsWay(order, refund, 'settled', now)
}

/** Everything left goes back, if the event does not take place; nothing to do where nothing is left. */
export const payBack = (order: Order, id: Id<'refund'>, now: Date): Change<Bought> | undefined => {
  const reason = order.event.cancelled
  if (reason === null || order.state !== 'paid' || order.frozenAt || ticketsLeft(order).length === 0) return undefined
  return askRefund(order, { because: 'event-cancelled', reason, restock: 'withdrawn' }, id, now)
}

/** One decision and the next that follows from it, as one. */
export const followedBy = <First extends Order>(
  first: Change<First> | undefined,
  next: (order: First) => Change | undefined,
): Change | undefined => {
  const second = first && next(first.order)
  return second ? { order: second.order, says: [...first.says, ...second.says] } : first
}

/** The money has been taken; for an event that was cancelled meanwhile it goes back at once. */
export const payOrPayBack = (order: Order, payment: Id<'payment'>, id: Id<'refund'>, now: Date): Change | undefined =>
  followedBy(pay(order, payment, now), (paid) => payBack(paid, id, now))
