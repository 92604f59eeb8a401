import type Stripe from 'stripe'
import type { Transaction } from '../ledger.ts'
import type { Difference } from '../store/reconciliations.ts'
import type { Books } from './settle-lines.ts'

const feeRefundKey = (of: string) => `fee-refund:${of}`

/** Under which keys the ledger has what went back of a charge's fee: with each of its refunds, or as what put a sum right. */
export const feeRefundKeys = async (stripe: Stripe, fee: string, charge: string): Promise<string[]> => {
  const keys = [feeRefundKey(fee)]
  for await (const refund of stripe.refunds.list({ charge, limit: 100 })) keys.push(feeRefundKey(refund.id))
  return keys
}

/**
 * What went back of one of our fees: Stripe says how much in all, the ledger how much of it is written down, with the refunds of
 * that charge or as what put an earlier sum right.
 */
export const settleFee = async (deps: Books, id: string, now: Date): Promise<Difference[]> => {
  const { stripe, reconciliations } = deps
  const fee = await stripe.applicationFees.retrieve(id, { expand: ['originating_transaction'] })
  const charge = fee.originating_transaction
  if (typeof charge !== 'object' || charge === null || !('payment_intent' in charge)) return []
  const intent = typeof charge.payment_intent === 'string' ? charge.payment_intent : (charge.payment_intent?.id ?? null)
  const asked = { id, intent, charge: charge.id, payment: charge.metadata.payment ?? null }
  const owner = (await reconciliations.owners([asked])).get(id)
  if (!owner) return []
  const own = feeRefundKey(id)
  const { amount: ours, lines } = await reconciliations.feeBack(await feeRefundKeys(stripe, id, charge.id))
  const { amount_refunded: stripes } = fee
  if (ours === stripes) return []
  const way =
    stripes > ours ? ({ from: 'platform', to: 'sellers' } as const) : ({ from: 'sellers', to: 'platform' } as const)
  const post: Transaction = {
    ...{ seller: owner.seller, order: owner.order, payment: owner.id, currency: owner.currency, at: now },
    // Not the first of its kind: what it puts right are the shares that were written down with the refunds. How many lines
    // there were makes its key its own, should the same sum be missing again.
    ...{ ...way, key: `${own}:${lines}:${stripes}`, of: own, kind: 'fee-refund', amount: Math.abs(stripes - ours) },
  }
  await reconciliations.post([post])
  return [{ key: post.key, what: 'different', currency: owner.currency, ours, stripes }]
}
