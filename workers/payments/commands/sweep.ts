import { keepMessages } from '#shared/housekeeping'
import { traceFields } from '#shared/log'
import { continueTrace, type Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import type { Payment } from '../payment.ts'
import { applyStripeEvent } from './apply-stripe-event.ts'
import { driveRefund } from './drive-refund.ts'
import { finishCapture, finishReturn, followIntent, traceOf } from './follow-intent.ts'
import { followUnfinished } from './follow-seller.ts'
import { hearWhatWasMissed } from './hear-what-was-missed.ts'
import { claimIntents, endUnrecorded, followSession } from './look-for-lost.ts'
import { reconcile } from './reconcile.ts'

const AT_ONCE = 50

const goOn = async (deps: Deps, payment: Payment, intent: string, trace: Trace): Promise<unknown> => {
  if (payment.state === 'capturing') return finishCapture(deps, payment, intent, trace)
  if (payment.state === 'returning') return finishReturn(deps, payment, trace)
  return followIntent(deps, payment.id, intent, trace)
}

/** How much money needs somebody's attention. */
const standing = async ({ refunds, disputes, metrics }: Deps) => {
  const [refundsFailed, disputesOpen] = [await refunds.failed(), await disputes.open()]
  metrics.set('holdfast_refunds_failed', refundsFailed)
  metrics.set('holdfast_disputes_open', disputesOpen)
  return { refundsFailed, disputesOpen }
}

/**
 * Picks up what was left half-done: events missed or not applied, money half taken, half given back or half paid back, sessions
 * and intents that nobody claims, unsent messages.
 */
export const sweep = async (deps: Deps) => {
  const trace = continueTrace(undefined)
  // One that fails does not keep the others from it.
  const attempt = <Result>(what: string, fields: Record<string, unknown>, work: () => Promise<Result>) =>
    work().catch((error: unknown) => deps.log('error', what, { ...fields, error }))
  const storyOf = (payment: Payment) => ({
    ...{ payment: payment.id, order: payment.order, ...traceFields(traceOf(payment, trace)) },
  })

  const missed = (await attempt('Stripe could not be asked what we missed', {}, () => hearWhatWasMissed(deps))) ?? []
  const events = [...missed.slice(0, AT_ONCE), ...(await deps.stripeEvents.unapplied(AT_ONCE))]
  for (const event of events) {
    await attempt('an event from Stripe could not be applied', { event: event.id }, () =>
      applyStripeEvent(deps, event, trace),
    )
  }
  const stuck = await deps.payments.stuck(AT_ONCE)
  for (const payment of stuck) {
    const { intent } = payment
    if (intent) await attempt('a payment is stuck', storyOf(payment), () => goOn(deps, payment, intent, trace))
  }
  for (const payment of await deps.payments.overdue(AT_ONCE)) {
    await attempt('a session could not be looked up', storyOf(payment), () => followSession(deps, payment, trace))
  }
  await deps.refunds.askLateAgain()
  for (const refund of await deps.refunds.unanswered(AT_ONCE)) {
    const story = { refund: refund.id, payment: refund.payment, order: refund.order }
    await attempt('a refund waits for Stripe', story, () => driveRefund(deps, refund, trace))
  }
  await attempt('sessions could not be ended', {}, () => endUnrecorded(deps, AT_ONCE))
  await attempt('sellers could not be looked at', {}, () => followUnfinished(deps, AT_ONCE, trace))
  const claimed = (await attempt('Stripe could not be asked for money', {}, () => claimIntents(deps, trace))) ?? 0

  await attempt('the books could not be compared', {}, () => reconcile(deps))

  const messages = await keepMessages(deps, { payments: stuck.length, ...(await standing(deps)) })
  const forgotten = messages.forgotten + (await deps.stripeEvents.forget())
  return { missed: missed.length, events: events.length, stuck: stuck.length, claimed, ...messages, forgotten }
}
