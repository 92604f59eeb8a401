import type Stripe from 'stripe'
import type { StripeStandIn } from '#local/stripe/stripe'
import type { Chance } from './chance.ts'
import type { Weather } from './weather.ts'

/** What buyers' banks do by themselves, and what they know of it: what Stripe has told anybody about. */
export const createBanks = (stripe: Pick<StripeStandIn, 'dispute' | 'closeDispute' | 'faults'>, chance: Chance) => {
  const taken = new Set<string>()
  const refunds = new Set<string>()
  const disputes = new Set<string>()

  const hear = ({ type, data }: Stripe.Event) => {
    // What is told of accounts (API v2) has nothing with it.
    const object = data?.object
    if (type === 'payment_intent.succeeded') taken.add((object as Stripe.PaymentIntent).id)
    if (type === 'refund.created') refunds.add((object as Stripe.Refund).id)
    if (type === 'refund.failed') refunds.delete((object as Stripe.Refund).id)
    if (type === 'charge.dispute.created') disputes.add((object as Stripe.Dispute).id)
    if (type === 'charge.dispute.closed') disputes.delete((object as Stripe.Dispute).id)
  }

  const one = (of: Set<string>) => (of.size === 0 ? undefined : chance.one([...of]))

  const deeds = {
    dispute: () => {
      const intent = one(taken)
      if (!intent) return undefined
      // A payment is disputed once; and of what was given back altogether nothing is left to dispute.
      taken.delete(intent)
      try {
        stripe.dispute(intent)
      } catch {
        return undefined
      }
      return `${intent} is disputed`
    },
    verdict: () => {
      const dispute = one(disputes)
      if (!dispute) return undefined
      const outcome = chance.one(['won', 'lost'] as const)
      stripe.closeDispute(dispute, outcome)
      return `a dispute is ${outcome}`
    },
    bounce: () => {
      const refund = one(refunds)
      if (!refund) return undefined
      stripe.faults.failRefund(refund)
      return 'a refund comes back'
    },
  }

  return {
    hear,
    act: (weights: Weather['banks']) => {
      const { dispute, verdict, bounce } = weights
      return dispute + verdict + bounce > 0 ? deeds[chance.weighted(weights)]() : undefined
    },
  }
}
