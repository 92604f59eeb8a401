import type Stripe from 'stripe'
import type * as z from 'zod'
import type { Account } from './account.ts'
import { holdingsOf } from './balances.ts'
import { getCharge, stripeAccountCharge } from './charges.ts'
import { invalid, refused } from './errors.ts'
import { newId } from './ids.ts'
import type { transferCreate } from './money-parameters.ts'
import { post } from './posting.ts'
import { mustTakeTransfers } from './recipients.ts'

export type NewTransfer = {
  to: string
  amount: number
  currency: string
  source: string | null
  group: string | null
  description?: string | null
  metadata?: Record<string, string>
}

/** A transfer without the lines of the balances it moves between; whoever makes it writes those down. */
export const newTransfer = (account: Account, what: NewTransfer): Stripe.Transfer => {
  const id = newId('tr')
  const transfer: Stripe.Transfer = {
    id,
    object: 'transfer',
    amount: what.amount,
    amount_reversed: 0,
    balance_transaction: null,
    created: account.now(),
    currency: what.currency,
    description: what.description ?? null,
    destination: what.to,
    livemode: false,
    metadata: what.metadata ?? {},
    reversals: { object: 'list', data: [], has_more: false, url: `/v1/transfers/${id}/reversals` },
    reversed: false,
    source_transaction: what.source,
    source_type: 'card',
    transfer_group: what.group,
  }
  account.state.transfers.set(id, transfer)
  return transfer
}

const sourceOf = (account: Account, id: string, amount: number, currency: string) => {
  const charge = getCharge(account, id)
  const sent = [...account.state.transfers.values()].filter((transfer) => transfer.source_transaction === id)
  const left =
    charge.amount_captured - sent.reduce((sum, transfer) => sum + transfer.amount - transfer.amount_reversed, 0)
  if (charge.currency !== currency) throw invalid('The currency must be that of the source transaction.', 'currency')
  if (amount > left)
    throw refused(`The transfer (${amount}) is greater than what is left of the source transaction (${left}).`, {
      param: 'amount',
    })
  return charge
}

/** The platform sends money of its own, for example what a failed refund left with it. */
export const createTransfer = (account: Account, params: z.output<typeof transferCreate>): Stripe.Transfer => {
  const { destination: to, amount, currency } = params
  mustTakeTransfers(account, to, 'destination')
  const charge = params.source_transaction ? sourceOf(account, params.source_transaction, amount, currency) : null
  if (!charge && amount > (holdingsOf(account, 'platform').get(currency)?.available ?? 0))
    throw refused('You have insufficient available funds in your Stripe account.', { code: 'balance_insufficient' })
  const transfer = newTransfer(account, {
    ...{ to, amount, currency, source: charge?.id ?? null },
    group: params.transfer_group ?? charge?.transfer_group ?? null,
    description: params.description ?? null,
    metadata: params.metadata ?? {},
  })
  const payment = stripeAccountCharge(account, transfer, to)
  const waits = charge !== null
  const [out, there] = post(account, {
    currency,
    entries: [
      { owner: 'platform', type: 'transfer', category: 'transfer', amount: -amount, source: transfer.id, waits },
      { owner: to, type: 'payment', category: 'charge', amount, source: payment.id, waits },
    ],
  })
  transfer.balance_transaction = out?.id ?? null
  transfer.destination_payment = payment.id
  payment.balance_transaction = there?.id ?? null
  account.emit('transfer.created', transfer)
  return transfer
}
