import type Stripe from 'stripe'
import type { Id } from '#shared/ids'
import { Currency } from '#shared/money'
import type { About, LedgerAccount, Transaction } from './ledger.ts'
import { dispute, refundFailed, refund as refundMoves, sale, type Whose } from './movements.ts'
import type { Asked } from './store/reconciliations.ts'

// What lines of Stripe's own books come to in our ledger, under the same keys that the usual way writes down.

export type Line = Stripe.BalanceTransaction

/** What is to be had from one line: what it must be in the ledger, or a fee of ours that was given back, or nobody knows what. */
export type Reading =
  | { transactions: Transaction[] }
  | { feeRefund: { fee: string } }
  | { unexplained: Line }
  | 'no-line-of-its-own'

const at = (seconds: number) => new Date(seconds * 1000)

type Linked = string | { id: string } | null | undefined

const idOf = (of: Linked) => (typeof of === 'object' ? (of?.id ?? null) : (of ?? null))

const is = <Name extends string>(source: Line['source'], name: Name) =>
  typeof source === 'object' && source !== null && source.object === name

/** What a line is about, as far as it says so. */
export const askedOf = ({ id, source }: Line): Asked => {
  if (typeof source !== 'object' || source === null) return { id, intent: null, charge: null, payment: null }
  const charge = source.object === 'charge' ? source.id : 'charge' in source ? idOf(source.charge as Linked) : null
  const payment = 'metadata' in source ? (source.metadata?.payment ?? null) : null
  return { id, intent: 'payment_intent' in source ? idOf(source.payment_intent) : null, charge, payment }
}

/** The currencies between which the money of a line was changed; null where it was not. */
export const changeIn = ({ currency, exchange_rate, source }: Line): [string, string] | null =>
  exchange_rate !== null && typeof source === 'object' && source !== null && 'currency' in source
    ? [String(source.currency).toUpperCase(), currency.toUpperCase()]
    : null

const currencyOf = ({ currency }: Line) => Currency.safeParse(currency.toUpperCase()).data

const moved = (
  line: Line,
  kind: 'processing' | 'payout' | 'payout-failed' | 'correction',
  [from, to]: [LedgerAccount, LedgerAccount],
  about: Partial<About> & { key: string; amount: number },
): Transaction[] => {
  const currency = currencyOf(line)
  if (!currency || about.amount === 0) return []
  return [{ seller: null, order: null, payment: null, currency, at: at(line.created), kind, from, to, ...about }]
}

/** A line that is nobody's order: something that Stripe charges for, or that was done in its dashboard. */
export const other = (line: Line, holder: 'platform' | 'sellers', seller: Id<'account'> | null): Transaction[] => {
  const outside: LedgerAccount = line.net < 0 ? 'stripe' : 'buyers'
  const way: [LedgerAccount, LedgerAccount] = line.net < 0 ? [holder, outside] : [outside, holder]
  return moved(line, 'correction', way, { key: `other:${line.id}`, amount: Math.abs(line.net), seller })
}

const payout = (line: Line, holder: 'platform' | 'sellers', seller: Id<'account'> | null): Transaction[] => {
  const id = idOf(line.source) ?? line.id
  return line.amount < 0
    ? moved(line, 'payout', [holder, 'bank'], { key: `payout:${id}`, amount: -line.amount, seller })
    : moved(line, 'payout-failed', ['bank', holder], { key: `payout-failed:${id}`, amount: line.amount, seller })
}

const chargeIn = (charge: Stripe.Charge, line: Line) => ({
  ...{ id: charge.id, amount: charge.amount_captured, fee: charge.application_fee_amount ?? 0 },
  // When the money came, which may be days after the charge was made.
  ...{ destination: idOf(charge.transfer_data?.destination), at: at(line.created) },
})

const processing = (line: Line, owner: Whose): Transaction[] =>
  moved(line, 'processing', ['platform', 'stripe'], {
    ...{ key: `processing:${line.id}`, amount: line.fee },
    ...{ seller: owner.seller, order: owner.order, payment: owner.id },
  })

/** One line of the installation's own balance; `payment`: whose it is, if it is anybody's here. */
export const readLine = (line: Line, payment: Whose | undefined): Reading => {
  const { source } = line
  switch (line.type) {
    case 'charge':
    case 'payment':
      if (!payment || !is(source, 'charge')) return { unexplained: line }
      return { transactions: [...sale(payment, chargeIn(source as Stripe.Charge, line)), ...processing(line, payment)] }
    case 'refund':
    case 'payment_refund': {
      if (!payment || !is(source, 'refund')) return { unexplained: line }
      const { id, amount, created, transfer_reversal } = source as Stripe.Refund
      const made = { id, amount, reversed: transfer_reversal !== null, feeBack: 0, at: at(created) }
      return { transactions: refundMoves(payment, made) }
    }
    case 'refund_failure':
    case 'payment_failure_refund':
      if (!payment || !is(source, 'refund')) return { unexplained: line }
      return { transactions: [refundFailed(payment, source as Stripe.Refund, at(line.created))] }
    case 'adjustment': {
      if (!payment || !is(source, 'dispute')) return { unexplained: line }
      const move = { amount: line.amount, fee: line.fee, currency: line.currency, at: at(line.created) }
      return { transactions: dispute(payment, (source as Stripe.Dispute).id, [move]) }
    }
    case 'application_fee_refund':
      return is(source, 'fee_refund')
        ? { feeRefund: { fee: idOf((source as Stripe.FeeRefund).fee) ?? '' } }
        : { unexplained: line }
    // Part of the sale or the refund they come with.
    case 'application_fee':
    case 'transfer':
    case 'transfer_refund':
      return 'no-line-of-its-own'
    case 'payout':
    case 'payout_failure':
    case 'payout_cancel':
      return { transactions: payout(line, 'platform', null) }
    default:
      return { unexplained: line }
  }
}

/** One line of a connected account's balance: only what leaves it for a bank is not told by the installation's own lines. */
export const readSellersLine = (line: Line, seller: Id<'account'>): Reading => {
  switch (line.type) {
    case 'payout':
    case 'payout_failure':
    case 'payout_cancel':
      return { transactions: payout(line, 'sellers', seller) }
    case 'payment':
    case 'payment_refund':
    case 'application_fee_refund':
      return 'no-line-of-its-own'
    case 'adjustment':
      if (is(line.source, 'fee_refund')) return 'no-line-of-its-own'
      return { transactions: other(line, 'sellers', seller) }
    default:
      return { transactions: other(line, 'sellers', seller) }
  }
}
