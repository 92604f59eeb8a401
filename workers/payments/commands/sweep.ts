import { keepMessages } from '#shared/housekeeping'
import type { Deps } from '../deps.ts'
import { goOnAtStripe } from './at-stripe.ts'
import { oneAtATime } from './turns.ts'

/** How long a sweep may be at Stripe. With the one call that is under way by then it is over before the gateway gives up. */
const AT_STRIPE_MS = 20_000

/** How much money waits for something, or for somebody. */
const standing = async ({ payments, refunds, disputes, metrics }: Deps) => {
  const { stuck, capturesLate } = await payments.standing()
  const [refundsFailed, disputesOpen] = [await refunds.failed(), await disputes.open()]
  metrics.set('holdfast_refunds_failed', refundsFailed)
  metrics.set('holdfast_disputes_open', disputesOpen)
  return { payments: stuck, capturesLate, refundsFailed, disputesOpen }
}

const tidy = oneAtATime(async (deps: Deps) => {
  const messages = await keepMessages(deps, await standing(deps))
  return { ...messages, forgotten: messages.forgotten + (await deps.stripeEvents.forget()) }
})

const atStripe = oneAtATime((deps: Deps) => goOnAtStripe(deps, AT_STRIPE_MS))

/**
 * Picks up what was left half-done. First unsent messages, which are promised within a minute, whatever Stripe does; then, at
 * Stripe and whatever the broker does, events missed or not applied, money half taken, half given back or half paid back,
 * sessions and intents that nobody claims. What another sweep of this process is still busy with is left to that one, at once.
 */
export const sweep = async (deps: Deps) => {
  try {
    return await tidy(deps)
  } finally {
    await atStripe(deps)
  }
}
