import type Stripe from 'stripe'
import * as z from 'zod'
import type { Account } from './account.ts'
import { getCharge } from './charges.ts'
import { invalid, missing, refused } from './errors.ts'
import { newId } from './ids.ts'
import { created, integer, metadata, paging, parameters } from './params.ts'
import { getIntent } from './payment-intents.ts'

export const refundCreate = parameters({
  amount: integer(1).optional(),
  charge: z.string().optional(),
  payment_intent: z.string().optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata: metadata.optional(),
})

export const refundList = parameters({
  ...paging,
  ...created,
  charge: z.string().optional(),
  payment_intent: z.string().optional(),
})

const chargeToRefund = (account: Account, params: z.output<typeof refundCreate>) => {
  if (params.charge) return getCharge(account, params.charge)
  if (!params.payment_intent)
    throw invalid('Missing required param: payment_intent.', 'payment_intent', 'parameter_missing')
  const intent = getIntent(account, params.payment_intent)
  if (intent.status !== 'succeeded')
    throw refused(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
      code: 'payment_intent_unexpected_state',
      param: 'payment_intent',
    })
  return getCharge(account, String(intent.latest_charge))
}

export const createRefund = (account: Account, params: z.output<typeof refundCreate>): Stripe.Refund => {
  const charge = chargeToRefund(account, params)
  if (!charge.captured)
    throw refused(`Charge ${charge.id} has not been captured: cancel its PaymentIntent instead.`, {
      code: 'charge_not_refundable',
    })
  const left = charge.amount - charge.amount_refunded
  if (left === 0) throw refused(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' })
  const amount = params.amount ?? left
  if (amount > left)
    throw refused(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left}).`, {
      param: 'amount',
    })
  const refund: Stripe.Refund = {
    id: newId('re'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: account.now(),
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: {
      type: 'card',
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
    },
    metadata: params.metadata ?? {},
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  }
  account.state.refunds.set(refund.id, refund)
  charge.amount_refunded += amount
  charge.refunded = charge.amount_refunded === charge.amount
  account.emit('refund.created', refund)
  account.emit('charge.refunded', charge)
  return refund
}

export const getRefund = (account: Account, id: string) => {
  const refund = account.state.refunds.get(id)
  if (!refund) throw missing('refund', id, 'refund')
  return refund
}

/** Days later the buyer's bank sends the money back: the refund fails, and the money is ours again. */
export const failRefund = (account: Account, id: string, reason: string) => {
  const refund = getRefund(account, id)
  if (refund.status !== 'succeeded') throw new Error(`Refund ${id} is ${refund.status}, so it cannot fail`)
  const charge = getCharge(account, String(refund.charge))
  refund.status = 'failed'
  refund.failure_reason = reason
  charge.amount_refunded -= refund.amount
  charge.refunded = false
  account.emit('refund.updated', refund)
  account.emit('refund.failed', refund)
}
