import type Stripe from 'stripe'
import * as z from 'zod'
import { idOf } from '#shared/ids'
import type { StripeEvent } from './store/stripe-events.ts'

const PaymentId = idOf('payment')
const OrderId = idOf('order')

/** What we read of what Stripe tells us: with the object it is about, or (v2) with only that object's name. */
export const Told = z.object({
  id: z.string().min(1).max(255),
  object: z.enum(['event', 'v2.core.event']),
  type: z.string().min(1).max(255),
  livemode: z.boolean(),
  account: z.string().nullish(),
  context: z.string().nullish(),
  data: z
    .object({ object: z.record(z.string(), z.unknown()) })
    .nullish()
    .catch(null),
  related_object: z.object({ id: z.string(), type: z.string() }).nullish().catch(null),
})
export type Told = z.output<typeof Told>

const text = (value: unknown) => (typeof value === 'string' ? value : null)

const metadataOf = ({ data }: Told) => (data?.object.metadata ?? {}) as Record<string, unknown>

/** What an event is about. Only our own metadata is believed, and only as far as naming a payment. */
export const about = (event: Told): StripeEvent => {
  const object = event.data?.object ?? {}
  const payment = PaymentId.safeParse(metadataOf(event).payment)
  const [isIntent, isSession] = [object.object === 'payment_intent', object.object === 'checkout.session']
  return {
    id: event.id,
    type: event.type,
    payment: payment.success ? payment.data : null,
    intent: isIntent ? text(object.id) : text(object.payment_intent),
    session: isSession ? text(object.id) : null,
    object: isIntent || isSession ? null : (event.related_object?.id ?? text(object.id)),
    account: event.account ?? event.context ?? null,
  }
}

/** The same of an event as Stripe lists it. */
export const aboutListed = (event: Stripe.Event): StripeEvent => about(Told.parse(event))

/** Whose story an event belongs to, as our own metadata on Stripe's object say: for the log, and for nothing else. */
export const storyIn = (event: Told) => {
  const metadata = metadataOf(event)
  const order = OrderId.safeParse(metadata.order)
  return {
    traceparent: text(metadata.traceparent),
    fields: { event: event.id, type: event.type, ...(order.success ? { order: order.data } : {}) },
  }
}
