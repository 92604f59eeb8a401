import type Stripe from 'stripe'
import { idOf } from '#shared/ids'
import { signalOf } from '#shared/postgres/inbox'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { sessionExpired } from '../payment.ts'
import type { StripeEvent } from '../store/stripe-events.ts'
import { followIntent, traceOf } from './follow-intent.ts'

type Needs = Pick<Deps, 'payments' | 'stripe' | 'stripeEvents' | 'log'>

const PaymentId = idOf('payment')
const OrderId = idOf('order')

const text = (value: unknown) => (typeof value === 'string' ? value : null)

/** What an event is about. Only our own metadata is believed, and only as far as naming a payment. */
export const about = (event: Stripe.Event): StripeEvent => {
  const object = event.data.object as { id?: unknown; object?: unknown; payment_intent?: unknown; metadata?: unknown }
  const metadata = object.metadata as { payment?: unknown } | null | undefined
  const payment = PaymentId.safeParse(metadata?.payment)
  return {
    id: event.id,
    type: event.type,
    payment: payment.success ? payment.data : null,
    intent: object.object === 'payment_intent' ? text(object.id) : text(object.payment_intent),
    session: object.object === 'checkout.session' ? text(object.id) : null,
  }
}

/** Whose story an event belongs to, as our own metadata on Stripe's object say: for the log, and for nothing else. */
export const storyIn = (event: Stripe.Event) => {
  const { metadata } = event.data.object as { metadata?: { order?: unknown; traceparent?: unknown } | null }
  const order = OrderId.safeParse(metadata?.order)
  return {
    traceparent: text(metadata?.traceparent),
    fields: { event: event.id, type: event.type, ...(order.success ? { order: order.data } : {}) },
  }
}

const reopen = async ({ payments }: Needs, { payment: id, session }: StripeEvent, trace: Trace) => {
  const payment = id && (await payments.find(id))
  if (!payment || !session) return
  const change = sessionExpired(payment, session)
  if (!change) return
  await payments.save(payment, change, traceOf(payment, trace)).catch((error: unknown) => {
    // Somebody closed or paid it first, and that stands.
    if (signalOf(error) !== 'overtaken') throw error
  })
}

/** Does what an event from Stripe gives reason to, by asking Stripe how things stand now. Doing it again changes nothing. */
export const applyStripeEvent = async (deps: Needs, event: StripeEvent, trace: Trace) => {
  if (event.payment && event.type === 'checkout.session.expired') await reopen(deps, event, trace)
  else if (event.payment && event.intent) await followIntent(deps, event.payment, event.intent, trace)
  await deps.stripeEvents.applied(event.id)
}
