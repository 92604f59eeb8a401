import Stripe from 'stripe'
import { Problem } from '#shared/http/problem'
import { newId } from '#shared/ids'
import { type Trace, traceparent } from '#shared/trace'
import type { Deps } from '../deps.ts'
import type { Payment } from '../payment.ts'
import { sessionParams } from '../session-params.ts'
import type { Timed } from '../store/payments.ts'
import type { Terms } from '../terms.ts'
import { type Asking, type PayableOrder, payableOrder } from './payable-order.ts'

type Needs = Pick<
  Deps,
  'orders' | 'payments' | 'stripe' | 'publicUrl' | 'methods' | 'terms' | 'checkoutsPerSecond' | 'metrics'
>

const TRIES = 2

/** A place so close to the end of the hold that nobody could still pay is none. */
const LAST_SECONDS = 10

/** Stripe does not pay to the seller any more, and told us so only now. */
const cannotBePaid = (error: unknown) =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.code === 'insufficient_capabilities_for_transfer'

const notPayable = () =>
  new Problem(
    'seller-not-payable',
    'Something about their account has to be cleared up first; you have not been charged',
  )

/**
 * Asking again in the same words would fail in the same way: the session would end too soon by now, Stripe remembers a failure
 * of its own for a day, the event has been renamed since, or the seller could not be paid then. Whatever page there may be of the old attempt, nobody was shown it.
 */
const isSpent = (error: unknown) =>
  (error instanceof Stripe.errors.StripeInvalidRequestError && error.param === 'expires_at') ||
  error instanceof Stripe.errors.StripeIdempotencyError ||
  cannotBePaid(error) ||
  error instanceof Stripe.errors.StripeAPIError

const later = (detail: string, seconds: number) =>
  new Problem('unavailable', detail, {}, { 'Retry-After': String(seconds) })

const asRefusal = (error: unknown) => {
  if (cannotBePaid(error)) return notPayable()
  // What is spent now is new when the buyer asks again.
  return error instanceof Stripe.errors.StripeConnectionError || isSpent(error)
    ? later('Payments cannot be reached right now; your hold is safe', 5)
    : error
}

/** The terms were fixed with the first session, and are looked up only for that one. */
const termsFor = async (deps: Needs, order: PayableOrder): Promise<Terms> => {
  const known = await deps.payments.findByOrder(order.id)
  if (known && known.fee !== null) return { fee: known.fee, destination: known.destination }
  const terms = await deps.terms(order.event.seller ?? known?.seller, order.total)
  if (typeof terms === 'object') return terms
  // Orders has told us whom to pay; the message is still on its way.
  if (terms === 'not-told') throw later('The order is being prepared; your hold is safe', 1)
  throw notPayable()
}

/** A place in the queue, or the making of the session where there is no queue. */
const claim = async (deps: Needs, order: PayableOrder, { buyer }: Asking, trace: Trace): Promise<Timed> => {
  const own = { id: newId('payment'), order: order.id, buyer, seller: order.event.seller ?? null, price: order.total }
  const before = new Date(order.expiresAt.getTime() - LAST_SECONDS * 1000)
  const terms = await termsFor(deps, order)
  const claimed = await deps.payments.claim(
    { ...own, traceparent: traceparent(trace) },
    { ...terms, rate: deps.checkoutsPerSecond, before },
  )
  if (claimed) return claimed
  deps.metrics.count('holdfast_checkouts_total', 1, { outcome: 'too-long' })
  throw later('So many people are paying that your turn would come after your hold ends. Extend it, and try again', 5)
}

/** What there is to do with a payment as it is: a session to make, or a page, or a place that is there already. */
const mustBeMade = ({ state }: Payment): boolean => {
  switch (state) {
    case 'open':
    case 'awaited':
      return false
    case 'opening':
      return true
    case 'closed':
      throw new Problem('hold-over')
    case 'authorized':
    case 'capturing':
    case 'captured':
    case 'voiding':
    case 'voided':
    case 'taken':
    case 'returning':
    case 'returned':
    case 'failed':
      throw new Problem('order-closed', 'This order has been paid for or given up', { state })
  }
}

/** Has Stripe make the session of this attempt, or of the next one where this one is spent; a page, if there is one by then. */
const make = async (deps: Needs, order: PayableOrder, claimed: Payment) => {
  const { payments, stripe } = deps
  let payment = claimed
  for (let tries = 1; ; tries++) {
    try {
      const session = await stripe.checkout.sessions.create(sessionParams(payment, order, deps), {
        idempotencyKey: `checkout:${payment.order}:${payment.attempt}`,
      })
      return { payment, session }
    } catch (error) {
      if (error instanceof Stripe.errors.StripeRateLimitError) return { payment, session: 'too-fast' as const }
      // Somebody in another tab may have been first to begin a new attempt: then it is that one.
      const again = isSpent(error) ? ((await payments.reopen(payment)) ?? (await payments.find(payment.id))) : undefined
      if (again?.state === 'open') return { payment: again, session: undefined }
      if (again?.state !== 'opening' || tries === TRIES) throw asRefusal(error)
      payment = again
    }
  }
}

/**
 * Gives the buyer a page to pay on, or a place in the queue for one: Stripe lets only so many begin in a second. However many
 * tabs ask however often, there is one session for an order and attempt: the attempt is claimed in the database first, and
 * Stripe's idempotency key is made from it.
 */
export const openCheckout = async (deps: Needs, asking: Asking, trace: Trace): Promise<Timed> => {
  const { payments, stripe, metrics } = deps
  const order = await payableOrder(deps, asking, trace)
  const claimed = await claim(deps, order, asking, trace)
  if (!mustBeMade(claimed.payment)) {
    if (claimed.payment.state === 'awaited') metrics.count('holdfast_checkouts_total', 1, { outcome: 'queued' })
    return claimed
  }
  const { payment, session } = await make(deps, order, claimed.payment)
  if (!session) return { ...claimed, payment }
  if (session === 'too-fast') {
    await payments.queueAgain(payment)
    metrics.count('holdfast_checkouts_total', 1, { outcome: 'too-fast' })
    const queued = await claim(deps, order, asking, trace)
    // Whoever comes out of the queue at once all the same asks again, rather than going round in here.
    if (queued.payment.state === 'opening') throw later('Many people are paying right now; your hold is safe', 2)
    mustBeMade(queued.payment)
    return queued
  }
  if (!session.url) throw new Error(`Stripe gave session ${session.id} no page`)

  const opened = await payments.opened(payment, session.id, session.url)
  if (opened) {
    metrics.count('holdfast_checkouts_total', 1, { outcome: 'opened' })
    return { ...claimed, payment: opened }
  }
  const now = await payments.find(payment.id)
  if (now?.state === 'open' && now.session === session.id) return { ...claimed, payment: now }
  // The order ended while Stripe was making the session: nobody may pay on it.
  await stripe.checkout.sessions.expire(session.id).catch(() => {})
  throw new Problem('hold-over')
}
