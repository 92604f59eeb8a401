import type { Id } from '#shared/ids'
import type { Saying } from '#shared/messages/contracts'
import type { Currency } from '#shared/money'

/**
 * The life of the money for one order.
 * `awaited` nothing begun, or waiting for a place · `opening` a Checkout Session is being made · `open` the buyer may pay ·
 * `authorized` the bank has set the amount aside · `capturing` the order has won its units, the amount is being taken ·
 * `captured` taken, and the order has what it paid for · `voiding` being given back · `voided` given back, never charged ·
 * `taken` charged at once by a way that cannot wait, and the order has not decided · `returning` being paid back because the
 * order refused it · `returned` paid back · `closed` the order ended before anything was paid, or so it looks: money that
 * comes later is the order's to decide about · `failed` the authorisation lapsed before it could be captured.
 */
export const paymentStates = [
  'awaited',
  'opening',
  'open',
  'authorized',
  'capturing',
  'captured',
  'voiding',
  'voided',
  'taken',
  'returning',
  'returned',
  'closed',
  'failed',
] as const

export type PaymentState = (typeof paymentStates)[number]

/** Every transition there is; the store refuses any other. */
export const transitions: { readonly [From in PaymentState]: readonly PaymentState[] } = {
  awaited: ['opening', 'authorized', 'taken', 'closed'],
  opening: ['awaited', 'open', 'authorized', 'taken', 'closed'],
  open: ['awaited', 'authorized', 'taken', 'closed'],
  authorized: ['capturing', 'taken', 'voiding', 'failed'],
  // Somebody may have taken a part of it by hand.
  capturing: ['captured', 'returning', 'failed'],
  captured: [],
  // Somebody may have taken it by hand while we gave it back.
  voiding: ['voided', 'returning'],
  voided: [],
  taken: ['captured', 'returning'],
  returning: ['returned'],
  returned: [],
  closed: ['authorized', 'taken'],
  failed: [],
}

export type Payment = {
  id: Id<'payment'>
  order: Id<'order'>
  buyer: Id<'account'>
  amount: number
  currency: Currency
  state: PaymentState
  attempt: number
  sessionExpiresAt: Date | null
  session: string | null
  url: string | null
  intent: string | null
  /** The trace in which the order was made, or the first in which somebody wanted to pay for it. */
  traceparent: string | null
  /** Who gets the money; null for orders from before sellers were paid. */
  seller: Id<'account'> | null
  /** Fixed with the first session, in minor units: what the installation keeps, and the account the rest goes to. */
  fee: number | null
  destination: string | null
  /** When Stripe may be asked for a session. */
  slotAt: Date | null
  /** Stripe's charge, once money was taken. */
  charge: string | null
  version: number
}

/** What we need to know of Stripe's PaymentIntent; its status alone decides. */
export type Intent = {
  id: string
  status: string
  amount: number
  capturable: number
  /** What of it was taken: less than `amount` where somebody has captured a part of it by hand. */
  received: number
  currency: string
  /** The last charge; null before anybody tried to pay. */
  charge: Charge | null
}

/** Stripe's charge: what of it the installation keeps as its fee, and the account the money went to, if not its own. */
export type Charge = { id: string; amount: number; fee: number; destination: string | null; at: Date }

export type Change = { payment: Payment; says: Saying[] }

const to = (payment: Payment, state: PaymentState, says: Saying[] = []): Change => ({
  payment: { ...payment, state },
  says,
})

const about = (payment: Payment) => ({ payment: payment.id, order: payment.order })

const isOfItsCurrency = ({ currency }: Payment, intent: Intent) =>
  intent.currency.toLowerCase() === currency.toLowerCase()

/**
 * Whether this intent is one too many: the payment already has another, or counts in another currency. It must be given
 * back, or paid back, and changes nothing else.
 */
export const isForeign = (payment: Payment, intent: Intent) =>
  (payment.intent !== null && payment.intent !== intent.id) || !isOfItsCurrency(payment, intent)

/** Whether it is exactly the money that the order was promised; nothing else is ever captured. */
export const isExact = (payment: Payment, intent: Intent) =>
  isOfItsCurrency(payment, intent) &&
  intent.amount === payment.amount &&
  (intent.status !== 'succeeded' || intent.received === payment.amount)

const tell = (payment: Payment, amount: number): Saying[] => [
  { type: 'payment.authorized', data: { ...about(payment), amount, currency: payment.currency } },
]

/** The buyer's bank has set the amount aside. Whether it is still in time the order decides, not we. */
const authorize = (payment: Payment, intent: Intent): Change | undefined => {
  switch (payment.state) {
    case 'awaited':
    case 'opening':
    case 'open':
    case 'closed':
      return to({ ...payment, intent: intent.id }, 'authorized', tell(payment, intent.capturable))
    case 'authorized':
    case 'capturing':
    case 'captured':
    case 'voiding':
    case 'voided':
    case 'taken':
    case 'returning':
    case 'returned':
    case 'failed':
      return undefined
  }
}

/** The money has been taken: as we asked once the order had won, or at once, and then the order has yet to decide. */
const take = (payment: Payment, intent: Intent): Change | undefined => {
  const known = { ...payment, intent: intent.id, charge: intent.charge?.id ?? null }
  switch (payment.state) {
    case 'capturing':
      if (!isExact(payment, intent)) return misfit(known)
      return to(known, 'captured', [{ type: 'payment.captured', data: about(payment) }])
    case 'awaited':
    case 'opening':
    case 'open':
    case 'closed':
      return to(known, 'taken', tell(payment, intent.received))
    case 'authorized':
      // By hand, before the order has answered; it has been told.
      return to(known, 'taken')
    case 'voiding':
      return to(known, 'returning')
    case 'captured':
    case 'voided':
    case 'taken':
    case 'returning':
    case 'returned':
    case 'failed':
      return undefined
  }
}

const lapse = (payment: Payment): Change | undefined => {
  switch (payment.state) {
    case 'voiding':
      return to(payment, 'voided', [{ type: 'payment.voided', data: about(payment) }])
    case 'authorized':
    case 'capturing':
      return to(payment, 'failed', [{ type: 'payment.failed', data: about(payment) }])
    case 'awaited':
    case 'opening':
    case 'open':
    case 'captured':
    case 'voided':
    case 'taken':
    case 'returning':
    case 'returned':
    case 'closed':
    case 'failed':
      return undefined
  }
}

/** What follows from the intent as Stripe has it now. In which order Stripe told its story does not matter. */
export const observe = (payment: Payment, intent: Intent): Change | undefined => {
  if (isForeign(payment, intent)) return undefined
  switch (intent.status) {
    case 'requires_capture':
      return authorize(payment, intent)
    case 'succeeded':
      return take(payment, intent)
    case 'canceled':
      return lapse(payment)
    default:
      return undefined
  }
}

/** The session ran out unpaid while the order may still be alive: the buyer may begin again. */
export const sessionExpired = (payment: Payment, session: string): Change | undefined =>
  payment.state === 'open' && payment.session === session
    ? { payment: { ...payment, state: 'awaited', session: null, url: null }, says: [] }
    : undefined

/** The order has won its units: take the money, or keep what was taken. Only now. */
export const win = (payment: Payment): Change | undefined => {
  switch (payment.state) {
    case 'authorized':
      return to(payment, 'capturing')
    case 'taken':
      return to(payment, 'captured', [{ type: 'payment.captured', data: about(payment) }])
    case 'voiding':
    case 'voided':
    case 'returning':
    case 'returned':
    case 'closed':
      // The order counts on money that has been let go of. It cannot come from our own orders, and must not hang if it does.
      return { payment, says: [{ type: 'payment.failed', data: about(payment) }] }
    case 'awaited':
    case 'opening':
    case 'open':
    case 'capturing':
    case 'captured':
    case 'failed':
      return undefined
  }
}

/** Money that is not what the order was promised, and was taken all the same: it is paid back, and the order loses its payment. */
export const misfit = (payment: Payment): Change | undefined =>
  payment.state === 'taken' || payment.state === 'capturing'
    ? to(payment, 'returning', [{ type: 'payment.failed', data: about(payment) }])
    : undefined

/** The order has ended or wants no money (any more). What the bank has set aside or taken waits for `refuse`. */
export const close = (payment: Payment): Change | undefined => {
  switch (payment.state) {
    case 'awaited':
    case 'opening':
    case 'open':
      return to(payment, 'closed')
    case 'authorized':
    case 'capturing':
    case 'captured':
    case 'voiding':
    case 'voided':
    case 'taken':
    case 'returning':
    case 'returned':
    case 'closed':
    case 'failed':
      return undefined
  }
}

/** The order refuses this money: what is set aside is given back, what was taken is paid back. */
export const refuse = (payment: Payment): Change | undefined => {
  switch (payment.state) {
    case 'authorized':
      return to(payment, 'voiding')
    case 'taken':
      return to(payment, 'returning')
    case 'awaited':
    case 'opening':
    case 'open':
    case 'capturing':
    case 'captured':
    case 'voiding':
    case 'voided':
    case 'returning':
    case 'returned':
    case 'closed':
    case 'failed':
      return undefined
  }
}

/** Stripe has taken the refund of money that the order refused: whoever paid is charged nothing in the end. */
export const returned = (payment: Payment): Change | undefined =>
  payment.state === 'returning'
    ? to(payment, 'returned', [{ type: 'payment.voided', data: about(payment) }])
    : undefined
