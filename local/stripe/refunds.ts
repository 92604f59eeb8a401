import type Stripe from 'stripe'
import * as z from 'zod'
import type { Account } from './account.ts'
import { getCharge } from './charges.ts'
import type { Surroundings } from './endpoint.ts'
import { invalid, missing, refused } from './errors.ts'
import { newId } from './ids.ts'
import { boolean, created, integer, metadata, paging, parameters } from './params.ts'
import { getIntent } from './payment-intents.ts'
import { post } from './posting.ts'
import { getFee, getTransfer, share, takeBack } from './reversals.ts'

export const refundCreate = parameters({
  amount: integer(1).optional(),
  charge: z.string().optional(),
  payment_intent: z.string().optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  metadata: metadata.optional(),
  refund_application_fee: boolean.optional(),
  reverse_transfer: boolean.optional(),
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

/** A refund whose bank is slow: it ends by itself after this time. */
const PENDING_SECONDS = 3 * 24 * 60 * 60

type Create = z.output<typeof refundCreate>

/** What goes back from a connected account with this refund: the same part of the transfer and of the fee, all of it at last. */
const partsOf = (account: Account, charge: Stripe.Charge, amount: number, params: Create) => {
  const transfer = charge.transfer ? getTransfer(account, String(charge.transfer)) : null
  const fee = charge.application_fee ? getFee(account, String(charge.application_fee)) : null
  if (params.reverse_transfer && !transfer)
    throw refused('Cannot reverse the transfer on this refund: the charge has none.', { param: 'reverse_transfer' })
  if (params.refund_application_fee && !fee)
    throw refused('Cannot refund an application fee: the charge has none.', { param: 'refund_application_fee' })
  const last = amount === charge.amount - charge.amount_refunded
  const part = (of: number, gone: number) => share(amount, charge.amount_captured, of, of - gone)
  const feeLeft = (fee?.amount ?? 0) - (fee?.amount_refunded ?? 0)
  return {
    transfer,
    fee,
    // In proportion to this refund, also where an earlier one left the transfer alone.
    amount: params.reverse_transfer ? part(transfer?.amount ?? 0, transfer?.amount_reversed ?? 0) : 0,
    feeAmount: !params.refund_application_fee ? 0 : last ? feeLeft : part(fee?.amount ?? 0, fee?.amount_refunded ?? 0),
  }
}

/**
 * Gives money back. With `reverse_transfer` the connected account pays for its part, with `refund_application_fee` it gets
 * the fee back: the same share as the refund is of what was captured, rounded half up for each refund and capped by what is
 * left; the refund that leaves nothing takes all that is left of the fee. Stripe's own fee does not come back.
 */
export const createRefund = (
  account: Account,
  params: Create,
  _: string,
  around: Pick<Surroundings, 'refundFate' | 'isShareStuck'>,
): Stripe.Refund => {
  const charge = chargeToRefund(account, params)
  const disputes = [...account.state.disputes.values()].filter((one) => one.charge === charge.id)
  const lost = disputes.filter(({ status }) => status === 'lost').reduce((sum, one) => sum + one.amount, 0)
  const left = charge.amount - charge.amount_refunded - lost
  if (disputes.some(({ status }) => status !== 'won' && status !== 'lost') || (lost > 0 && left <= 0))
    throw refused(`Charge ${charge.id} has been charged back; cannot issue a refund.`, { code: 'charge_disputed' })
  if (!charge.captured || charge.status !== 'succeeded')
    throw refused(`Charge ${charge.id} has not been captured: cancel its PaymentIntent instead.`, {
      code: 'charge_not_refundable',
    })
  if (left === 0) throw refused(`Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' })
  const amount = params.amount ?? left
  if (amount > left)
    throw refused(`Refund amount (${amount}) is greater than unrefunded amount on charge (${left}).`, {
      param: 'amount',
    })
  const parts = partsOf(account, charge, amount, params)
  if (params.reverse_transfer && around.isShareStuck())
    throw refused('The connected account does not have enough balance to reverse the transfer.', {
      code: 'balance_insufficient',
    })
  const fate = around.refundFate()
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
    status: fate.is === 'pending' ? 'pending' : 'succeeded',
    transfer_reversal: null,
  }
  account.state.refunds.set(refund.id, refund)
  const isCard = charge.payment_method_details?.type === 'card'
  const [line] = post(account, {
    currency: charge.currency,
    entries: [
      {
        ...{ owner: 'platform', type: isCard ? 'refund' : 'payment_refund', category: 'refund' },
        ...{ amount: -amount, source: refund.id },
      },
    ],
    buyers: amount,
  })
  refund.balance_transaction = line?.id ?? null
  charge.amount_refunded += amount
  charge.refunded = charge.amount_refunded === charge.amount
  account.emit('refund.created', refund)
  account.emit('charge.refunded', charge)
  const { transfer } = parts
  if (transfer) {
    const { reversal } = takeBack(account, { ...parts, transfer, refund: refund.id })
    refund.transfer_reversal = reversal?.id ?? null
  }
  if (fate.is === 'pending') account.state.deadlines.set(refund.id, account.now() + PENDING_SECONDS)
  if (fate.is === 'failed') failRefund(account, refund.id, fate.reason)
  return refund
}

export const getRefund = ({ state }: Account, id: string, on: string | null = null) => {
  const refund = state.refunds.get(id)
  if (!refund || (state.owners.get(id) ?? null) !== on) throw missing('refund', id, 'refund')
  return refund
}

const tellOf = (account: Account, refund: Stripe.Refund) => {
  account.emit('refund.updated', refund)
  account.emit('charge.refund.updated', refund)
}

/** A refund that was under way has reached the buyer. */
export const settleRefund = (account: Account, id: string) => {
  const refund = getRefund(account, id)
  if (refund.status !== 'pending') throw new Error(`Refund ${id} is ${refund.status}, and not under way`)
  refund.status = 'succeeded'
  account.state.deadlines.delete(id)
  tellOf(account, refund)
}

/**
 * The buyer's bank sends the money back, perhaps days later: the refund fails, and the money is the platform's again. What
 * was taken from a connected account stays with the platform, as at Stripe: who wants it back there makes a transfer.
 */
export const failRefund = (account: Account, id: string, reason: string) => {
  const refund = getRefund(account, id)
  if (refund.status !== 'succeeded' && refund.status !== 'pending')
    throw new Error(`Refund ${id} is ${refund.status}, so it cannot fail`)
  const charge = getCharge(account, String(refund.charge))
  const [line] = post(account, {
    currency: refund.currency,
    entries: [
      {
        ...{ owner: 'platform', type: 'refund_failure', category: 'refund_failure' },
        ...{ amount: refund.amount, source: refund.id },
      },
    ],
    buyers: -refund.amount,
  })
  refund.status = 'failed'
  refund.failure_reason = reason
  if (line) refund.failure_balance_transaction = line.id
  account.state.deadlines.delete(id)
  charge.amount_refunded -= refund.amount
  charge.refunded = false
  tellOf(account, refund)
  account.emit('refund.failed', refund)
}
