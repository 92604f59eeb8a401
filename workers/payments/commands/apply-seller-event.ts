import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import type { StripeEvent } from '../store/stripe-events.ts'
import { followSeller } from './follow-seller.ts'
import { postPayout } from './post-payout.ts'

/** What is told by Stripe about sellers' accounts and payouts, rather than about payments of ours. */
export const isAboutSellers = ({ type, account }: Pick<StripeEvent, 'type' | 'account'>) =>
  account !== null || /^(v2|account|capability|payout|person)\./.test(type)

/** Whose account it is: that it happened in, or that it is about. */
const accountOf = ({ account, object }: StripeEvent) => account ?? (object?.startsWith('acct_') ? object : undefined)

/** Does what an event about a seller's account gives reason to. Doing it again changes nothing. */
export const applySellerEvent = async (
  deps: Pick<Deps, 'sellers' | 'stripe' | 'log' | 'reconciliations'>,
  event: StripeEvent,
  trace: Trace,
) => {
  const account = accountOf(event)
  if (account !== undefined && /^(v2\.core\.account|account|capability|person)\b/.test(event.type)) {
    await followSeller(deps, account, trace)
    return
  }
  if (event.type.startsWith('payout.') && event.object) return postPayout(deps, event.object, event.account)
  deps.log('info', 'nothing follows from this event', { event: event.id, type: event.type, object: event.object })
}
