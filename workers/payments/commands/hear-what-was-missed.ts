import type { Deps } from '../deps.ts'
import type { StripeEvent } from '../store/stripe-events.ts'
import { aboutListed } from '../told.ts'

/** Those that something follows from; the others only come with them. Stripe lists twenty types at the most. */
const TELLING = [
  ...['checkout.session.completed', 'checkout.session.expired', 'checkout.session.async_payment_succeeded'],
  ...['payment_intent.amount_capturable_updated', 'payment_intent.canceled', 'payment_intent.succeeded'],
  ...['refund.created', 'refund.updated', 'refund.failed', 'charge.refunded'],
  ...['charge.dispute.created', 'charge.dispute.updated', 'charge.dispute.closed'],
  ...['charge.dispute.funds_withdrawn', 'charge.dispute.funds_reinstated'],
  ...['account.updated', 'capability.updated', 'payout.paid', 'payout.failed'],
]

const asked = { delivery_success: false, types: TELLING, limit: 100 }

/**
 * Keeps the events that Stripe could not tell us, as if it had: whatever became of our webhooks, nobody waits for long. From
 * new to old until there is nothing new, and all in one write: the next sweep stops where everything is known.
 */
export const hearWhatWasMissed = async ({ stripe, stripeEvents }: Pick<Deps, 'stripe' | 'stripeEvents'>) => {
  const missed: StripeEvent[] = []
  let page = await stripe.events.list(asked)
  for (;;) {
    const missing = await stripeEvents.missing(page.data.map(({ id }) => id))
    missed.push(...page.data.filter(({ id }) => missing.has(id)).map(aboutListed))
    const last = page.data.at(-1)
    if (missing.size === 0 || !page.has_more || !last) break
    page = await stripe.events.list({ ...asked, starting_after: last.id })
  }
  return missed.length === 0 ? [] : stripeEvents.keepAll(missed)
}
