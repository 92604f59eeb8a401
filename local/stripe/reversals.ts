import type Stripe from 'stripe'
import type { Account } from './account.ts'
import { invalid, missing, refused } from './errors.ts'
import { newId } from './ids.ts'
import { type Entry, post } from './posting.ts'

/** `part` of `whole`, of an amount: rounded half up each time, and never more than is left of it. */
export const share = (part: number, whole: number, of: number, left: number) =>
  Math.min(left, Math.floor((2 * part * of + whole) / (2 * whole)))

export const getTransfer = ({ state }: Account, id: string) => {
  const transfer = state.transfers.get(id)
  if (!transfer) throw missing('transfer', id, 'id')
  return transfer
}

export const getFee = ({ state }: Account, id: string) => {
  const fee = state.applicationFees.get(id)
  if (!fee) throw missing('application_fee', id, 'id')
  return fee
}

/** What a connected account gives back of a payment the platform made to it. */
const refundThere = (account: Account, transfer: Stripe.Transfer, amount: number, reversal: string): Stripe.Refund => {
  const { state } = account
  const payment = state.charges.get(String(transfer.destination_payment))
  const refund: Stripe.Refund = {
    id: newId('pyr'),
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: payment?.id ?? null,
    created: account.now(),
    currency: transfer.currency,
    customer: null,
    customer_account: null,
    metadata: {},
    payment_intent: null,
    payment_method: null,
    reason: null,
    receipt_number: null,
    source_transfer_reversal: reversal,
    status: 'succeeded',
    transfer_reversal: null,
  }
  state.refunds.set(refund.id, refund)
  state.owners.set(refund.id, String(transfer.destination))
  if (payment) {
    payment.amount_refunded += amount
    payment.refunded = payment.amount_refunded === payment.amount
  }
  return refund
}

const reversalOf = (account: Account, transfer: Stripe.Transfer, amount: number, refund: string | null) => {
  const id = newId('trr')
  const there = refundThere(account, transfer, amount, id)
  const reversal: Stripe.TransferReversal = {
    id,
    object: 'transfer_reversal',
    amount,
    balance_transaction: null,
    created: account.now(),
    currency: transfer.currency,
    destination_payment_refund: there.id,
    metadata: {},
    source_refund: refund,
    transfer: transfer.id,
  }
  account.state.reversals.set(id, reversal)
  transfer.amount_reversed += amount
  transfer.reversed = transfer.amount_reversed === transfer.amount
  transfer.reversals.data.unshift(reversal)
  return { reversal, there }
}

const feeRefundOf = (account: Account, fee: Stripe.ApplicationFee, amount: number): Stripe.FeeRefund => {
  const back: Stripe.FeeRefund = {
    id: newId('fr'),
    object: 'fee_refund',
    amount,
    balance_transaction: null,
    created: account.now(),
    currency: fee.currency,
    fee: fee.id,
    metadata: {},
  }
  account.state.feeRefunds.set(back.id, back)
  fee.amount_refunded += amount
  fee.refunded = fee.amount_refunded === fee.amount
  fee.refunds.data.unshift(back)
  return back
}

/** `refund` is what a buyer was given back, when that is why. Either amount may be 0, and then that part does not happen. */
export type TakeBack = {
  transfer: Stripe.Transfer
  amount: number
  fee: Stripe.ApplicationFee | null
  feeAmount: number
  refund: string | null
}

/**
 * The platform takes back what it sent a connected account, and gives its fee back to it. On that account both are one line,
 * the refund of the payment; where only the fee goes back, an adjustment.
 */
export const takeBack = (account: Account, { transfer, amount, fee, feeAmount, refund }: TakeBack) => {
  const to = String(transfer.destination)
  const { currency } = transfer
  const entries: Entry[] = []
  const made = amount > 0 ? reversalOf(account, transfer, amount, refund) : null
  const back = fee && feeAmount > 0 ? feeRefundOf(account, fee, feeAmount) : null
  if (made)
    entries.push(
      {
        ...{ owner: 'platform', type: 'transfer_refund', category: 'transfer_reversal' },
        ...{ amount, source: made.reversal.id },
      },
      {
        ...{ owner: to, type: 'payment_refund', category: 'refund', amount: -amount, source: made.there.id },
        fees: back
          ? [
              {
                amount: -feeAmount,
                application: null,
                currency,
                description: 'Application fee',
                type: 'application_fee',
              },
            ]
          : [],
      },
    )
  if (back) {
    if (!made)
      entries.push({
        ...{ owner: to, type: 'adjustment', category: 'fee', amount: feeAmount, source: back.id },
        description: 'Application fee refund',
      })
    entries.push({
      ...{ owner: 'platform', type: 'application_fee_refund', category: 'platform_earning_refund' },
      ...{ amount: -feeAmount, source: back.id },
    })
  }
  const lines = post(account, { currency, entries })
  if (made) {
    made.reversal.balance_transaction = lines[0]?.id ?? null
    made.there.balance_transaction = lines[1]?.id ?? null
    account.emit('transfer.reversed', transfer)
  }
  if (back && fee) {
    back.balance_transaction = lines.at(-1)?.id ?? null
    account.emit('application_fee.refunded', fee)
  }
  return { reversal: made?.reversal ?? null, feeRefund: back }
}

export type ReversalParams = {
  amount?: number | undefined
  refund_application_fee?: boolean | undefined
  metadata?: Record<string, string> | undefined
}

const feeOn = ({ state }: Account, transfer: Stripe.Transfer) => {
  const payment = state.charges.get(String(transfer.destination_payment))
  return state.applicationFees.get(String(payment?.application_fee)) ?? null
}

export const createReversal = (account: Account, id: string, params: ReversalParams): Stripe.TransferReversal => {
  const transfer = getTransfer(account, id)
  const left = transfer.amount - transfer.amount_reversed
  if (left === 0) throw refused(`Transfer ${id} is already fully reversed.`)
  const amount = params.amount ?? left
  if (amount > left)
    throw refused(`Reversal amount (${amount}) is greater than the amount left of the transfer (${left}).`, {
      param: 'amount',
    })
  const fee = params.refund_application_fee ? feeOn(account, transfer) : null
  if (params.refund_application_fee && !fee)
    throw invalid('This transfer has no application fee to refund.', 'refund_application_fee')
  const feeLeft = fee ? fee.amount - fee.amount_refunded : 0
  const feeAmount = fee ? (amount === left ? feeLeft : share(amount, transfer.amount, fee.amount, feeLeft)) : 0
  const { reversal } = takeBack(account, { transfer, amount, fee, feeAmount, refund: null })
  if (!reversal) throw new Error('unreachable: a reversal has an amount')
  reversal.metadata = params.metadata ?? {}
  return reversal
}

export const createFeeRefund = (account: Account, id: string, params: ReversalParams): Stripe.FeeRefund => {
  const fee = getFee(account, id)
  const left = fee.amount - fee.amount_refunded
  if (left === 0) throw refused(`Application fee ${id} has already been refunded.`)
  const amount = params.amount ?? left
  if (amount > left)
    throw refused(`Refund amount (${amount}) is greater than unrefunded amount on fee (${left}).`, { param: 'amount' })
  const payment = account.state.charges.get(String(fee.charge))
  const transfer = getTransfer(account, String(payment?.source_transfer))
  const { feeRefund } = takeBack(account, { transfer, amount: 0, fee, feeAmount: amount, refund: null })
  if (!feeRefund) throw new Error('unreachable: a refund has an amount')
  feeRefund.metadata = params.metadata ?? {}
  return feeRefund
}
