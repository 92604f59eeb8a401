import { signalOf } from '#shared/postgres/inbox'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { sessionExpired } from '../payment.ts'
import type { StripeEvent } from '../store/stripe-events.ts'
import { applySellerEvent, isAboutSellers } from './apply-seller-event.ts'
import { followDispute } from './follow-dispute.ts'
import { followIntent, traceOf } from './follow-intent.ts'
import { followRefund, followRefunds } from './follow-refund.ts'

const reopen = async ({ payments }: Pick<Deps, 'payments'>, { payment: id, session }: StripeEvent, trace: Trace) => {
  const payment = id && (await payments.find(id))
  if (!payment || !session) return
  const change = sessionExpired(payment, session)
  if (!change) return
  await payments.save(payment, change, traceOf(payment, trace)).catch((error: unknown) => {
    // Somebody closed or paid it first, and that stands.
    if (signalOf(error) !== 'overtaken') throw error
  })
}

/** From an event's type to what it gives reason to; the first that fits. */
const causes: readonly [RegExp, (deps: Deps, event: StripeEvent, trace: Trace) => Promise<unknown> | undefined][] = [
  [/^charge\.dispute\./, (deps, { object }, trace) => (object ? followDispute(deps, object, trace) : undefined)],
  [/^(charge\.)?refund\./, (deps, { object }, trace) => (object ? followRefund(deps, object, trace) : undefined)],
  [/^charge\.refunded$/, (deps, { intent }, trace) => (intent ? followRefunds(deps, intent, trace) : undefined)],
  [/^checkout\.session\.expired$/, reopen],
  [
    /^(checkout\.session|payment_intent)\./,
    (deps, { payment, intent }, trace) => (payment && intent ? followIntent(deps, payment, intent, trace) : undefined),
  ],
]

/** Does what an event from Stripe gives reason to, by asking Stripe how things stand now. Doing it again changes nothing. */
export const applyStripeEvent = async (deps: Deps, event: StripeEvent, trace: Trace) => {
  if (isAboutSellers(event)) await applySellerEvent(deps, event, trace)
  else await causes.find(([type]) => type.test(event.type))?.[1](deps, event, trace)
  await deps.stripeEvents.applied(event.id)
}
