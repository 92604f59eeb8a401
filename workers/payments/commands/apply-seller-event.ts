import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import type { StripeEvent } from '../store/stripe-events.ts'

/** What is told by Stripe about sellers' accounts and payouts, rather than about payments of ours. */
export const isAboutSellers = ({ type, account }: Pick<StripeEvent, 'type' | 'account'>) =>
  account !== null || /^(v2|account|capability|payout|person)\./.test(type)

/** Does what an event about a seller's account gives reason to. Doing it again changes nothing. */
export const applySellerEvent = async ({ log }: Pick<Deps, 'log'>, event: StripeEvent, _trace: Trace) => {
  log('info', 'nothing follows from this event', { event: event.id, type: event.type, object: event.object })
}
