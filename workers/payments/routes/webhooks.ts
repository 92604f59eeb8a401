import type Stripe from 'stripe'
import { Problem } from '#shared/http/problem'
import { idOf } from '#shared/ids'
import { applyStripeEvent } from '../commands/apply-stripe-event.ts'
import type { StripeEvent } from '../store/stripe-events.ts'
import { payments } from './service.ts'

const PaymentId = idOf('payment')

const text = (value: unknown) => (typeof value === 'string' ? value : null)

/** What an event is about. Only our own metadata is believed, and only as far as naming a payment. */
const about = (event: Stripe.Event): StripeEvent => {
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

/** Stripe's calls: signed over the raw body, acknowledged once kept, applied after the answer. */
export const webhookRoutes = () =>
  payments.machines().post('/stripe', async (c) => {
    const { deps, trace, later } = c.var
    const body = await c.req.text()
    const signature = c.req.header('stripe-signature') ?? ''
    const event = await deps.stripe.webhooks.constructEventAsync(body, signature, deps.webhookSecret).catch(() => {
      throw new Problem('bad-signature')
    })
    const kept = about(event)
    if (await deps.stripeEvents.keep(kept)) {
      later(applyStripeEvent(deps, kept, trace).then(() => deps.outbox.drain()))
    }
    return c.json({ received: true })
  })
