import { continueTrace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { applyStripeEvent } from './apply-stripe-event.ts'
import { followIntent } from './follow-intent.ts'

const AT_ONCE = 50

/** Picks up what was left half-done: events kept but not applied, money half taken or half given back, unsent messages. */
export const sweep = async (deps: Deps) => {
  const trace = continueTrace(undefined)
  const attempt = async (what: string, fields: Record<string, unknown>, work: () => Promise<void>) => {
    await work().catch((error: unknown) => deps.log('error', what, { ...fields, error }))
  }
  const events = await deps.stripeEvents.unapplied(AT_ONCE)
  for (const event of events) {
    await attempt('an event from Stripe could not be applied', { event: event.id }, () =>
      applyStripeEvent(deps, event, trace),
    )
  }
  const stuck = await deps.payments.stuck(AT_ONCE)
  for (const { id, intent } of stuck) {
    if (!intent) continue
    await attempt('a payment is stuck', { payment: id }, () => followIntent(deps, id, intent, trace))
  }
  const published = await deps.outbox.drain()
  return { events: events.length, stuck: stuck.length, published }
}
