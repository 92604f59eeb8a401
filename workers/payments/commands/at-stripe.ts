import { traceFields } from '#shared/log'
import { continueTrace, type Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import type { Payment } from '../payment.ts'
import { applyStripeEvent } from './apply-stripe-event.ts'
import { driveRefund } from './drive-refund.ts'
import { finishCapture, finishReturn, followIntent, traceOf } from './follow-intent.ts'
import { finishLook } from './follow-seller.ts'
import { hearWhatWasMissed } from './hear-what-was-missed.ts'
import { endUnrecorded, followSession, unclaimed } from './look-for-lost.ts'
import { PACE, reconcile, within } from './reconcile.ts'
import { type Errand, takeTurns } from './turns.ts'

const AT_ONCE = 50

/** The part of the time that comparing the books cannot take from those who wait. */
const FOR_PEOPLE = 3 / 4

const goOn = async (deps: Deps, payment: Payment, intent: string, trace: Trace): Promise<unknown> => {
  if (payment.state === 'capturing') return finishCapture(deps, payment, intent, trace)
  if (payment.state === 'returning') return finishReturn(deps, payment, trace)
  return followIntent(deps, payment.id, intent, trace)
}

const storyOf = (payment: Payment, trace: Trace) => ({
  ...{ payment: payment.id, order: payment.order, ...traceFields(traceOf(payment, trace)) },
})

/** What was missed, and what was heard of and not applied. */
const applyEvents =
  (deps: Deps, trace: Trace): Errand =>
  async (attempt) => {
    const { stripeEvents } = deps
    const missed = (await attempt('Stripe could not be asked what we missed', {}, () => hearWhatWasMissed(deps))) ?? []
    for (const event of [...missed.slice(0, AT_ONCE), ...(await stripeEvents.unapplied(AT_ONCE))]) {
      const apply = () => applyStripeEvent(deps, event, trace)
      await attempt('an event from Stripe could not be applied', { event: event.id }, apply, () =>
        stripeEvents.putOff(event.id),
      )
    }
  }

const goOnWithPayments =
  (deps: Deps, trace: Trace): Errand =>
  async (attempt) => {
    for (const payment of await deps.payments.stuck(AT_ONCE)) {
      const { intent } = payment
      if (!intent) continue
      const work = () => goOn(deps, payment, intent, trace)
      await attempt('a payment is stuck', storyOf(payment, trace), work, () => deps.payments.putOff(payment))
    }
  }

const giveBack =
  (deps: Deps, trace: Trace): Errand =>
  async (attempt) => {
    await deps.refunds.askLateAgain()
    for (const refund of await deps.refunds.unanswered(AT_ONCE)) {
      const story = { refund: refund.id, payment: refund.payment, order: refund.order }
      await attempt(
        'a refund waits for Stripe',
        story,
        () => driveRefund(deps, refund, trace),
        () => deps.refunds.tried(refund),
      )
    }
  }

const lookUpSessions =
  (deps: Deps, trace: Trace): Errand =>
  async (attempt) => {
    for (const payment of await deps.payments.overdue(AT_ONCE)) {
      const work = () => followSession(deps, payment, trace)
      await attempt('a session could not be looked up', storyOf(payment, trace), work, () =>
        deps.payments.putOff(payment),
      )
    }
    await attempt('sessions could not be ended', {}, () => endUnrecorded(deps, AT_ONCE))
  }

const lookAtSellers =
  (deps: Deps, trace: Trace): Errand =>
  async (attempt) => {
    for (const looking of await deps.sellers.lookAtUnfinished(AT_ONCE)) {
      const story = { seller: looking.seller }
      await attempt('Stripe could not be asked about a seller', story, () => finishLook(deps, looking, trace))
    }
  }

const claimMoney =
  (deps: Deps, trace: Trace): Errand =>
  async (attempt) => {
    const found = (await attempt('Stripe could not be asked for money', {}, () => unclaimed(deps))) ?? []
    for (const { payment, intent } of found) {
      const story = { payment, intent }
      await attempt('money could not be claimed', story, () => followIntent(deps, payment, intent, trace))
    }
  }

/**
 * All that a sweep asks of Stripe, in the time there is (ms): what people wait for first, and the books last. What was told by
 * it leaves before they are compared.
 */
export const goOnAtStripe = async (deps: Deps, ms: number) => {
  const trace = continueTrace(undefined)
  const end = Date.now() + ms
  const inReach = await takeTurns(deps, FOR_PEOPLE * ms, [
    applyEvents(deps, trace),
    goOnWithPayments(deps, trace),
    giveBack(deps, trace),
    lookUpSessions(deps, trace),
    claimMoney(deps, trace),
    lookAtSellers(deps, trace),
  ]).finally(() => deps.outbox.drain())
  const left = end - Date.now()
  const compare: Errand = (attempt) =>
    attempt('the books could not be compared', {}, () => reconcile(deps, PACE, within(left)))
  if (inReach) await takeTurns(deps, left, [compare])
}
