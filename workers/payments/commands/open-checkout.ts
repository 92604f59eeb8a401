import Stripe from 'stripe'
import * as z from 'zod'
import { Problem } from '#shared/http/problem'
import { type Id, idOf, newId } from '#shared/ids'
import { Money } from '#shared/money'
import { type Trace, traceparent } from '#shared/trace'
import type { Deps } from '../deps.ts'
import type { Payment } from '../payment.ts'

/** What we read of an order that we are about to be paid for; orders may show more. */
const PayableOrder = z.object({
  id: idOf('order'),
  state: z.enum(['held', 'confirmed', 'paid', 'released', 'refunded']),
  because: z.string().nullable(),
  total: Money,
  items: z.array(z.object({ name: z.string(), quantity: z.int().positive(), price: Money })),
  event: z.object({ title: z.string() }),
})
type PayableOrder = z.infer<typeof PayableOrder>

type Asking = { order: Id<'order'>; buyer: Id<'account'>; headers: Record<string, string> }

/** Asks orders as the buyer: a stranger's order is not found there either, and a hold that is over says so itself. */
const payableOrder = async ({ orders }: Pick<Deps, 'orders'>, { order, headers }: Asking, trace: Trace) => {
  const response = await orders.fetch(`/api/orders/${order}`, { headers, trace }).catch(() => undefined)
  if (response?.status === 404) throw new Problem('not-found')
  if (!response?.ok) throw new Problem('unavailable', 'The order could not be looked up', {}, { 'Retry-After': '2' })
  const found = PayableOrder.parse(await response.json())
  if (found.state === 'released' && found.because === 'expired') throw new Problem('hold-over')
  if (found.state !== 'held') throw new Problem('order-closed', `The order is ${found.state}`, { state: found.state })
  if (found.total.amount === 0) throw new Problem('order-closed', 'This order costs nothing; claim it instead')
  return found
}

const sessionParams = (
  payment: Payment,
  order: PayableOrder,
  publicUrl: string,
): Stripe.Checkout.SessionCreateParams => {
  const metadata = {
    ...{ order: order.id, payment: payment.id },
    // Kept with the payment, so that Stripe is asked in the same words each time; what Stripe tells us carries it back.
    ...(payment.traceparent === null ? {} : { traceparent: payment.traceparent }),
  }
  return {
    mode: 'payment',
    client_reference_id: order.id,
    metadata,
    // Taken only once the order has won its units; until then it is set aside, and letting go of it costs nobody anything.
    payment_intent_data: { capture_method: 'manual', metadata },
    line_items: order.items.map((item) => ({
      quantity: item.quantity,
      price_data: {
        currency: item.price.currency.toLowerCase(),
        unit_amount: item.price.amount,
        product_data: { name: `${order.event.title} – ${item.name}` },
      },
    })),
    expires_at: Math.floor((payment.sessionExpiresAt?.getTime() ?? 0) / 1000),
    // These pages show what is; they decide nothing.
    success_url: `${publicUrl}/orders/${order.id}?paid=1`,
    cancel_url: `${publicUrl}/orders/${order.id}`,
  }
}

const TRIES = 2

/**
 * Asking again in the same words would fail in the same way: the session would end too soon by now, Stripe remembers a failure
 * of its own for a day, or the event has been renamed since. Whatever page there may be of the old attempt, nobody was shown it.
 */
const isSpent = (error: unknown) =>
  (error instanceof Stripe.errors.StripeInvalidRequestError && error.param === 'expires_at') ||
  error instanceof Stripe.errors.StripeIdempotencyError ||
  error instanceof Stripe.errors.StripeAPIError

/**
 * Gives the buyer a page to pay on. However many tabs ask however often, there is one session for an order and attempt: the
 * attempt is claimed in the database first, and Stripe's idempotency key is made from it.
 */
export const openCheckout = async (
  deps: Pick<Deps, 'orders' | 'payments' | 'stripe' | 'publicUrl'>,
  asking: Asking,
  trace: Trace,
): Promise<Payment> => {
  const { payments, stripe, publicUrl } = deps
  const order = await payableOrder(deps, asking, trace)
  const create = (payment: Payment) =>
    stripe.checkout.sessions.create(sessionParams(payment, order, publicUrl), {
      idempotencyKey: `checkout:${payment.order}:${payment.attempt}`,
    })

  let payment = await payments.open({
    ...{ id: newId('payment'), order: order.id, buyer: asking.buyer, price: order.total },
    traceparent: traceparent(trace),
  })
  switch (payment.state) {
    case 'open':
      return payment
    case 'closed':
      throw new Problem('hold-over')
    case 'authorized':
    case 'capturing':
    case 'captured':
    case 'voiding':
    case 'voided':
    case 'failed':
      throw new Problem('order-closed', 'This order has been paid for or given up', { state: payment.state })
    case 'awaited':
    case 'opening':
      break
  }

  let session: Stripe.Checkout.Session | undefined
  for (let tries = 1; !session; tries++) {
    try {
      session = await create(payment)
    } catch (error) {
      // Somebody in another tab may have been first to begin a new attempt: then it is that one.
      const again = isSpent(error) ? ((await payments.reopen(payment)) ?? (await payments.find(payment.id))) : undefined
      if (again?.state === 'open') return again
      if (again?.state !== 'opening' || tries === TRIES) throw asRefusal(error)
      payment = again
    }
  }
  if (!session.url) throw new Error(`Stripe gave session ${session.id} no page`)

  const opened = await payments.opened(payment, session.id, session.url)
  if (opened) return opened
  const now = await payments.find(payment.id)
  if (now?.state === 'open' && now.session === session.id) return now
  // The order ended while Stripe was making the session: nobody may pay on it.
  await stripe.checkout.sessions.expire(session.id).catch(() => {})
  throw new Problem('hold-over')
}

const asRefusal = (error: unknown) => {
  if (error instanceof Stripe.errors.StripeRateLimitError) {
    return new Problem(
      'unavailable',
      'Many people are paying right now; your hold is safe, try again in a moment',
      {},
      {
        'Retry-After': '2',
      },
    )
  }
  // What is spent now is new when the buyer asks again.
  if (error instanceof Stripe.errors.StripeConnectionError || isSpent(error)) {
    return new Problem(
      'unavailable',
      'Payments cannot be reached right now; your hold is safe',
      {},
      { 'Retry-After': '5' },
    )
  }
  return error
}
