import { keepMessages } from '#shared/housekeeping'
import { traceFields } from '#shared/log'
import { continueTrace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import type { StripeEvent } from '../store/stripe-events.ts'
import { about, applyStripeEvent } from './apply-stripe-event.ts'
import { finishCapture, followIntent, traceOf } from './follow-intent.ts'

const AT_ONCE = 50

/** Those that something follows from; the others only come with them. */
const TELLING = [
  'checkout.session.expired',
  'payment_intent.amount_capturable_updated',
  'payment_intent.canceled',
  'payment_intent.succeeded',
]

/**
 * Keeps the events that Stripe could not tell us, as if it had: whatever became of our webhooks, nobody waits for long. From
 * new to old until there is nothing new, and all in one write: the next sweep stops where everything is known.
 */
const hearWhatWasMissed = async ({ stripe, stripeEvents }: Pick<Deps, 'stripe' | 'stripeEvents'>) => {
  const missed: StripeEvent[] = []
  let page = await stripe.events.list({ delivery_success: false, types: TELLING, limit: 100 })
  for (;;) {
    const missing = await stripeEvents.missing(page.data.map(({ id }) => id))
    missed.push(...page.data.filter(({ id }) => missing.has(id)).map(about))
    const last = page.data.at(-1)
    if (missing.size === 0 || !page.has_more || !last) break
    page = await stripe.events.list({ delivery_success: false, types: TELLING, limit: 100, starting_after: last.id })
  }
  return missed.length === 0 ? [] : stripeEvents.keepAll(missed)
}

/** Picks up what was left half-done: events missed or not applied, money half taken or half given back, unsent messages. */
export const sweep = async (deps: Deps) => {
  const trace = continueTrace(undefined)
  // One that fails does not keep the others from it.
  const attempt = <Result>(what: string, fields: Record<string, unknown>, work: () => Promise<Result>) =>
    work().catch((error: unknown) => deps.log('error', what, { ...fields, error }))

  const missed = (await attempt('Stripe could not be asked what we missed', {}, () => hearWhatWasMissed(deps))) ?? []
  const events = [...missed.slice(0, AT_ONCE), ...(await deps.stripeEvents.unapplied(AT_ONCE))]
  for (const event of events) {
    await attempt('an event from Stripe could not be applied', { event: event.id }, () =>
      applyStripeEvent(deps, event, trace),
    )
  }
  const stuck = await deps.payments.stuck(AT_ONCE)
  for (const payment of stuck) {
    const { id, intent } = payment
    if (!intent) continue
    const story = { payment: id, order: payment.order, ...traceFields(traceOf(payment, trace)) }
    await attempt('a payment is stuck', story, () =>
      payment.state === 'capturing'
        ? finishCapture(deps, payment, intent, trace)
        : followIntent(deps, id, intent, trace),
    )
  }
  const messages = await keepMessages(deps, { payments: stuck.length })
  const forgotten = messages.forgotten + (await deps.stripeEvents.forget())
  return { missed: missed.length, events: events.length, stuck: stuck.length, ...messages, forgotten }
}
