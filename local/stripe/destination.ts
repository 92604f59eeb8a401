import type Stripe from 'stripe'
import type { Account } from './account.ts'
import { stripeAccountCharge } from './charges.ts'
import { refused } from './errors.ts'
import { newId } from './ids.ts'
import { type Entry, post, stripeFee } from './posting.ts'
import { mustTakeTransfers } from './recipients.ts'
import type { Destination } from './state.ts'
import { newTransfer } from './transfers.ts'

/** What a capture may say anew about where the money goes. */
export type Split = { applicationFee?: number | undefined; transfer?: number | undefined }

export const checkSplit = (total: number, { account: _, ...destination }: Destination, param = '') => {
  const { amount, applicationFee } = destination
  const named = (name: string) => (param ? `${param}[${name}]` : name)
  if (amount !== null && applicationFee !== null)
    throw refused('You cannot pass both `application_fee_amount` and `transfer_data[amount]`.', {
      param: named('application_fee_amount'),
    })
  if (applicationFee !== null && applicationFee > total)
    throw refused(`The application fee (${applicationFee}) cannot be greater than the amount (${total}).`, {
      param: named('application_fee_amount'),
    })
  if (amount !== null && amount > total)
    throw refused(`The transfer (${amount}) cannot be greater than the amount (${total}).`, {
      param: param ? `${param}[transfer_data][amount]` : 'transfer_data[amount]',
    })
}

const feeFrom = (
  account: Account,
  charge: Stripe.Charge,
  payment: Stripe.Charge,
  amount: number,
): Stripe.ApplicationFee => {
  const id = newId('fee')
  const fee: Stripe.ApplicationFee = {
    id,
    object: 'application_fee',
    account: account.state.owners.get(payment.id) ?? '',
    amount,
    amount_refunded: 0,
    application: 'ca_standin',
    balance_transaction: null,
    charge: payment.id,
    created: account.now(),
    currency: charge.currency,
    fee_source: { type: 'charge', charge: payment.id },
    livemode: false,
    originating_transaction: charge.id,
    refunded: false,
    refunds: { object: 'list', data: [], has_more: false, url: `/v1/application_fees/${id}/refunds` },
  }
  account.state.applicationFees.set(id, fee)
  return fee
}

/** The platform's money of one currency is changed into another as it comes. The buyer pays what they were told. */
const settleChanged = (account: Account, charge: Stripe.Charge, { into, rate }: { into: string; rate: number }) => {
  const { amount_captured: given, currency } = charge
  const amount = Math.round(given * rate)
  post(account, { currency, entries: [], buyers: -given, exchange: given })
  const isCard = charge.payment_method_details?.type === 'card'
  const [line] = post(account, {
    currency: into,
    entries: [
      {
        ...{ owner: 'platform', type: isCard ? 'charge' : 'payment', category: 'charge', amount, source: charge.id },
        ...{ description: charge.description, fees: [stripeFee(account, amount, into)], waits: true, rate },
      },
    ],
    exchange: -amount,
  })
  charge.balance_transaction = line?.id ?? null
}

/**
 * The money of a captured charge arrives. Without a destination all of it is the platform's, less Stripe's fee. With one, it
 * is sent on whole (or `transfer_data[amount]` of it), and the application fee comes back from there; Stripe's fee is paid by
 * the platform in every case. What each side sees stands in its own balance.
 */
export const settleCharge = (account: Account, charge: Stripe.Charge, destination: Destination | null) => {
  const { amount_captured: amount, currency } = charge
  const change = account.state.changes.get(currency)
  if (change && !destination) return settleChanged(account, charge, change)
  const isCard = charge.payment_method_details?.type === 'card'
  const entries: Entry[] = [
    {
      owner: 'platform',
      type: isCard ? 'charge' : 'payment',
      category: 'charge',
      amount,
      source: charge.id,
      description: charge.description,
      fees: [stripeFee(account, amount, currency)],
      waits: true,
    },
  ]
  if (!destination) {
    const [line] = post(account, { currency, entries, buyers: -amount })
    charge.balance_transaction = line?.id ?? null
    return
  }
  const to = destination.account
  const sent = destination.amount ?? amount
  charge.transfer_group ??= `group_${charge.payment_intent}`
  const transfer = newTransfer(account, {
    ...{ to, amount: sent, currency, source: charge.id, group: charge.transfer_group },
  })
  const payment = stripeAccountCharge(account, transfer, to)
  const asked = destination.applicationFee ?? 0
  const fee = asked > 0 ? feeFrom(account, charge, payment, asked) : null
  entries.push(
    { owner: 'platform', type: 'transfer', category: 'transfer', amount: -sent, source: transfer.id, waits: true },
    {
      owner: to,
      type: 'payment',
      category: 'charge',
      amount: sent,
      source: payment.id,
      waits: true,
      fees: fee
        ? [{ amount: asked, application: fee.id, currency, description: 'Application fee', type: 'application_fee' }]
        : [],
    },
  )
  if (fee)
    entries.push({
      ...{ owner: 'platform', type: 'application_fee', category: 'platform_earning' },
      ...{ amount: asked, source: fee.id, waits: true },
    })
  const [own, out, there, back] = post(account, { currency, entries, buyers: -amount })
  charge.balance_transaction = own?.id ?? null
  charge.transfer = transfer.id
  transfer.balance_transaction = out?.id ?? null
  transfer.destination_payment = payment.id
  payment.balance_transaction = there?.id ?? null
  if (fee) {
    fee.balance_transaction = back?.id ?? null
    payment.application_fee = fee.id
    payment.application_fee_amount = asked
    charge.application_fee = fee.id
    charge.application_fee_amount = asked
  }
  account.emit('transfer.created', transfer)
  if (fee) account.emit('application_fee.created', fee)
}

/** Where the money of this payment goes, with what the capture says anew. Throws when it cannot go there. */
export const destinationOf = (
  account: Account,
  intent: Stripe.PaymentIntent,
  amount: number,
  split: Split = {},
): Destination | null => {
  const to = intent.transfer_data?.destination
  if (!to) {
    if (split.applicationFee !== undefined)
      throw refused(
        'Can only apply an application_fee_amount when the PaymentIntent was attempted as a destination payment (using `transfer_data[destination]`).',
        { param: 'application_fee_amount' },
      )
    if (split.transfer !== undefined)
      throw refused('This PaymentIntent has no `transfer_data[destination]`.', { param: 'transfer_data[amount]' })
    return null
  }
  const destination: Destination = {
    account: String(to),
    amount: split.transfer ?? (split.applicationFee === undefined ? (intent.transfer_data?.amount ?? null) : null),
    applicationFee: split.applicationFee ?? (split.transfer === undefined ? intent.application_fee_amount : null),
    onBehalfOf: intent.on_behalf_of === null ? null : String(intent.on_behalf_of),
  }
  checkSplit(amount, destination)
  mustTakeTransfers(account, destination.account, 'transfer_data[destination]')
  return destination
}
