import { Problem } from '#shared/http/problem'
import type { Id } from '#shared/ids'
import type { Saying } from '#shared/messages/contracts'
import type { OrderSubject, RefundReason, RefusalReason, ReleaseReason } from '#shared/messages/orders'
import type { Money } from '#shared/money'

/** How much longer one extension makes a hold, and how often it may be had (WCAG 2.2.1 asks for at least ten). */
export const EXTENSION_MS = 2 * 60_000
export const MAX_EXTENSIONS = 10

/** A place with a name, as it is printed on the ticket. */
export type Seat = { section: string; row: string; seat: number }

export type Line = {
  ticketType: Id<'ticketType'>
  name: string
  quantity: number
  price: number
  /** The places, where they have names. */
  seats?: readonly Seat[]
}

/** One admission of an order: which unit it is, of which type, and its place where it has one. */
export type Ticket = {
  unit: number
  ticketType: Id<'ticketType'>
  name: string
  seat: Seat | null
  /** When somebody was let in with it; null while nobody is. */
  admittedAt: Date | null
}

export type EventOfOrder = {
  id: Id<'event'>
  seller: Id<'account'>
  title: string
  venue: string
  city: string
  startsAt: Date
  timeZone: string
  /** Why it does not take place; null while it does. */
  cancelled: string | null
}

/** What becomes of units that are given back: anybody may have them, or nobody. */
export type Restock = 'on-sale' | 'withdrawn'

/**
 * Money that goes back for an order. `asked` of payments · `done`: it is on its way · `failed`: it did not get there ·
 * `settled` in another way. The passes of its units are worth nothing from the first; its units are the buyer's no more
 * from `freedAt` on.
 */
export type Refund = {
  id: Id<'refund'>
  because: RefundReason
  /** What whoever decided it says to the buyer. */
  reason: string
  /** Minor units of the order's currency. */
  amount: number
  units: readonly number[]
  restock: Restock
  state: 'asked' | 'done' | 'failed' | 'settled'
  /** How often payments was asked. */
  attempt: number
  /** Why it failed, the last time it did. */
  why: string | null
  askedAt: Date
  changedAt: Date
  freedAt: Date | null
  /** Who asked for it, and with which key; null where nobody did. */
  key: string | null
}

type Base = {
  id: Id<'order'>
  buyer: Id<'account'>
  event: EventOfOrder
  lines: readonly Line[]
  total: Money
  heldAt: Date
  /** When the hold ends or ended. */
  expiresAt: Date
  extensions: number
  /** Its admissions in the order of its lines. Not told of a hold that was made a moment ago. */
  tickets: readonly Ticket[]
  /** It had lapsed when the money came, and got its units after all: the `same`, or as many that are `equal`. */
  retaken: 'same' | 'equal' | null
  /** How many messages this order has told. */
  version: number
}

export type Held = Base & { state: 'held' }
export type Confirmed = Base & { state: 'confirmed'; payment: Id<'payment'> }
/** What a paid order has, whether or not anything of it is left. `frozenAt`: its payment is disputed since. */
type Bought = Base & {
  payment: Id<'payment'> | null
  closedAt: Date
  refunds: readonly Refund[]
  frozenAt: Date | null
  /** What banks have given back over disputes that were lost; minor units. */
  lost: number
}
export type Paid = Bought & { state: 'paid' }
export type Released = Base & { state: 'released'; because: ReleaseReason; closedAt: Date }
export type Refunded = Bought & { state: 'refunded' }

export type Order = Held | Confirmed | Paid | Released | Refunded
export type OrderState = Order['state']

/** Every transition there is. What is not here cannot be written. */
export const transitions = {
  held: ['held', 'confirmed', 'paid', 'released'],
  confirmed: ['paid', 'released'],
  paid: ['paid', 'refunded'],
  // Only by orders.retake, which takes units for it in the same statement.
  released: ['released', 'confirmed'],
  refunded: ['refunded'],
} as const satisfies Record<OrderState, readonly OrderState[]>

/** What a decision comes to: the order as it is next, and what is said about it. `undefined`: nothing to do. */
export type Change<Next extends Order = Order> = { order: Next; says: [Saying, ...Saying[]] }

/** The refusal of what the order's state does not allow. */
export const closed = (order: Order): Problem =>
  new Problem('order-closed', `The order is ${order.state}`, { state: order.state })

const release = (order: Held | Confirmed, because: ReleaseReason, now: Date): Change<Released> => ({
  order: { ...base(order), state: 'released', because, closedAt: now },
  says: [{ type: 'order.released', data: { order: order.id, because } }],
})

const base = ({ id, buyer, event, lines, total, heldAt, expiresAt, extensions, tickets, ...rest }: Order): Base => ({
  ...{ id, buyer, event, lines, total, heldAt, expiresAt, extensions, tickets },
  ...{ retaken: rest.retaken, version: rest.version },
})

/** What is told of an order to those who write to its buyer. */
export const subjectOf = ({ buyer, event }: Order): OrderSubject => ({
  ...{ buyer, event: event.id, title: event.title, venue: event.venue, city: event.city },
  ...{ startsAt: event.startsAt.toISOString(), timeZone: event.timeZone, cancelled: event.cancelled },
})

const paid = (order: Held | Confirmed, payment: Id<'payment'> | null, now: Date): Change<Paid> => ({
  order: { ...base(order), state: 'paid', payment, closedAt: now, refunds: [], frozenAt: null, lost: 0 },
  says: [
    {
      type: 'order.paid',
      data: {
        ...{ order: order.id, payment, subject: subjectOf(order), ...order.total },
        lines: order.lines.map(({ name, quantity, price, seats }) => ({
          ...{ name, quantity, price, seats: seats ? [...seats] : null },
        })),
      },
    },
  ],
})

const mustTakePlace = ({ event }: Order) => {
  if (event.cancelled !== null) throw new Problem('event-cancelled')
}

export const isBought = (order: Order): order is Paid | Refunded => order.state === 'paid' || order.state === 'refunded'

export const hasLapsed = (order: Order, now: Date) => order.state === 'held' && order.expiresAt <= now

/** Gives the buyer two more minutes. Refused when the hold is over, or has been extended as often as allowed. */
export const extend = (order: Order, now: Date): Change<Held> => {
  switch (order.state) {
    case 'held': {
      if (hasLapsed(order, now)) throw new Problem('extension-refused', 'The hold has ended')
      mustTakePlace(order)
      if (order.extensions >= MAX_EXTENSIONS) {
        throw new Problem('extension-refused', `A hold can be extended ${MAX_EXTENSIONS} times`)
      }
      const expiresAt = new Date(order.expiresAt.getTime() + EXTENSION_MS)
      return {
        order: { ...order, expiresAt, extensions: order.extensions + 1 },
        says: [{ type: 'order.extended', data: { order: order.id, expiresAt: expiresAt.toISOString() } }],
      }
    }
    case 'confirmed':
    case 'paid':
    case 'released':
    case 'refunded':
      throw closed(order)
  }
}

/** The buyer lets go. Cancelling what is released already changes nothing; what is being paid cannot be cancelled here. */
export const cancel = (order: Order, now: Date): Change<Released> | undefined => {
  switch (order.state) {
    case 'held':
      return release(order, hasLapsed(order, now) ? 'expired' : 'cancelled', now)
    case 'released':
      return undefined
    case 'confirmed':
    case 'paid':
    case 'refunded':
      throw closed(order)
  }
}

/** Takes tickets that cost nothing. */
export const claim = (order: Order, now: Date): Change<Paid> | undefined => {
  switch (order.state) {
    case 'held':
      if (order.total.amount > 0) throw new Problem('payment-required')
      if (hasLapsed(order, now)) throw new Problem('hold-over')
      mustTakePlace(order)
      return paid(order, null, now)
    case 'paid':
      return undefined
    case 'confirmed':
    case 'released':
    case 'refunded':
      throw closed(order)
  }
}

/** The reminder that a hold should have ended. Early, extended or already decided: nothing happens. */
export const expire = (order: Order, now: Date): Change<Released> | undefined =>
  order.state === 'held' && hasLapsed(order, now) ? release(order, 'expired', now) : undefined

const refusal = (order: Order, payment: Id<'payment'>, because: RefusalReason): Saying => ({
  type: 'order.payment-refused',
  data: { order: order.id, payment, because, subject: subjectOf(order) },
})
const refuse = (order: Order, payment: Id<'payment'>, because: RefusalReason): Change => ({
  order,
  says: [refusal(order, payment, because)],
})

const isFor = (order: Order, { amount, currency }: Money) =>
  amount === order.total.amount && currency === order.total.currency

/**
 * Whether money that was authorised for this order may get it units after all: only where the hold ran out, and nobody decided
 * against it. Whether there are any is decided where they are (`orders.retake`).
 */
export const mayBeRetaken = (order: Order, authorized: Money, now: Date): order is Released =>
  order.state === 'released' &&
  order.because === 'expired' &&
  isFor(order, authorized) &&
  order.event.cancelled === null &&
  order.event.startsAt > now

/**
 * The bank has set the money aside: the order wins its units if it still has them. It does while it is `held`, even past the
 * end of the hold: whoever frees units takes the order out of `held` in the same statement, so nobody else can have them.
 * Money for an order that has ended, of a wrong amount, or from a second payment is refused, and so never taken; and for an
 * event that was cancelled meanwhile, which ends the hold.
 */
export const confirm = (order: Order, payment: Id<'payment'>, authorized: Money, now: Date): Change | undefined => {
  switch (order.state) {
    case 'held': {
      if (order.event.cancelled !== null) {
        const ended = release(order, 'event-cancelled', now)
        return { order: ended.order, says: [...ended.says, refusal(order, payment, 'event-cancelled')] }
      }
      if (!isFor(order, authorized)) return refuse(order, payment, 'not-asked-for')
      return {
        order: { ...base(order), state: 'confirmed', payment },
        says: [{ type: 'order.confirmed', data: { order: order.id, payment } }],
      }
    }
    case 'confirmed':
    case 'paid':
    case 'refunded':
      return order.payment === payment ? undefined : refuse(order, payment, 'not-asked-for')
    case 'released':
      return refuse(order, payment, order.because === 'event-cancelled' ? 'event-cancelled' : 'late')
  }
}

/** The money has been taken. Only a confirmed order becomes paid, and only by its own payment. */
export const pay = (order: Order, payment: Id<'payment'>, now: Date): Change<Paid> | undefined =>
  order.state === 'confirmed' && order.payment === payment ? paid(order, payment, now) : undefined

/** The money could not be taken after all: the units go back on sale. */
export const failPayment = (order: Order, payment: Id<'payment'>, now: Date): Change<Released> | undefined =>
  order.state === 'confirmed' && order.payment === payment ? release(order, 'capture-failed', now) : undefined
