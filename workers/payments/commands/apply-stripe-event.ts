import { signalOf } from '#shared/postgres/inbox'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { sessionExpired } from '../payment.ts'
import type { StripeEvent } from '../store/stripe-events.ts'
import { followIntent } from './follow-intent.ts'

type Needs = Pick<Deps, 'payments' | 'stripe' | 'stripeEvents' | 'log'>

const reopen = async ({ payments }: Needs, { payment: id, session }: StripeEvent, trace: Trace) => {
  const payment = id && (await payments.find(id))
  if (!payment || !session) return
  const change = sessionExpired(payment, session)
  if (!change) return
  await payments.save(payment, change, trace).catch((error: unknown) => {
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
