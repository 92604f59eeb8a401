import type { Id } from '#shared/ids'
import type { Saying } from '#shared/messages/contracts'
import type { Currency } from '#shared/money'

/**
 * The life of the money for one order.
 * `awaited` nothing begun · `opening` a Checkout Session is being made · `open` the buyer may pay · `authorized` the bank has
 * set the amount aside · `capturing` the order has won its units, the amount is being taken · `captured` taken ·
 * `voiding` being given back · `voided` given back, never charged · `closed` the order ended before anything was paid ·
 * `failed` the authorisation lapsed before it could be captured.
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
  'closed',
  'failed',
] as const

export type PaymentState = (typeof paymentStates)[number]

/** Every transition there is; the store refuses any other. */
export const transitions: { readonly [From in PaymentState]: readonly PaymentState[] } = {
  awaited: ['opening', 'authorized', 'closed'],
  opening: ['open', 'authorized', 'closed', 'voiding'],
  open: ['awaited', 'authorized', 'closed', 'voiding'],
  authorized: ['capturing', 'captured', 'voiding', 'failed'],
  capturing: ['captured', 'failed'],
  captured: [],
  voiding: ['voided'],
  voided: [],
  closed: ['voiding'],
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
  version: number
}

/** What we need to know of Stripe's PaymentIntent; its status alone decides. */
export type Intent = { id: string; status: string; amount: number; capturable: number; currency: string }

export type Change = { payment: Payment; says: Saying[] }

const to = (payment: Payment, state: PaymentState, says: Saying[] = []): Change => ({
  payment: { ...payment, state },
  says,
})

const about = (payment: Payment) => ({ payment: payment.id, order: payment.order })

/** Whether this intent is one too many: the payment already has another. It must be given back and changes nothing else. */
export const isForeign = (payment: Payment, intent: Intent) => payment.intent !== null && payment.intent !== intent.id

/** The buyer's bank has set the amount aside. For an order that has ended it goes straight back. */
const authorize = (payment: Payment, intent: Intent): Change | undefined => {
  const known = { ...payment, intent: intent.id }
  switch (payment.state) {
    case 'awaited':
    case 'opening':
    case 'open':
      return to(known, 'authorized', [
        {
          type: 'payment.authorized',
          data: { ...about(payment), amount: intent.capturable, currency: payment.currency },
        },
      ])
    case 'closed':
      return to(known, 'voiding')
    case 'authorized':
    case 'capturing':
    case 'captured':
    case 'voiding':
    case 'voided':
    case 'failed':
      return undefined
  }
}

const capture = (payment: Payment): Change | undefined => {
  switch (payment.state) {
    case 'authorized':
    case 'capturing':
      return to(payment, 'captured', [{ type: 'payment.captured', data: about(payment) }])
    case 'awaited':
    case 'opening':
    case 'open':
    case 'captured':
    case 'voiding':
    case 'voided':
    case 'closed':
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
      return capture(payment)
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

/** The order needs no money (any more), and none is under way. */
export const close = (payment: Payment): Change => to(payment, 'closed')

export const beginCapture = (payment: Payment): Change => to(payment, 'capturing')

export const beginVoid = (payment: Payment, intent: string): Change => to({ ...payment, intent }, 'voiding')
