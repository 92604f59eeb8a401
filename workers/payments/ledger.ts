import type { Id } from '#shared/ids'
import type { Currency } from '#shared/money'

/**
 * Where money is. `buyers` and `bank` are outside: it comes from the one and is paid out to the other. `sellers` is what their
 * accounts with Stripe hold, `platform` what the installation's own holds, `stripe` what Stripe keeps for its work.
 */
export const accounts = ['buyers', 'sellers', 'platform', 'stripe', 'bank'] as const
export type LedgerAccount = (typeof accounts)[number]

export const transactionKinds = [
  'sale',
  'fee',
  'processing',
  'refund',
  'fee-refund',
  'refund-failed',
  'dispute',
  'dispute-fee',
  'dispute-won',
  'payout',
  'payout-failed',
  'correction',
  'opening',
] as const
export type TransactionKind = (typeof transactionKinds)[number]

/** Money that moves from one account to another; what has the same key is the same, and written once. */
export type Transaction = {
  key: string
  /** The key of the transaction that this one takes back, or puts in its place. */
  of?: string
  kind: TransactionKind
  from: LedgerAccount
  to: LedgerAccount
  /** Minor units, not negative; of 0 nothing is written. */
  amount: number
  currency: Currency
  seller: Id<'account'> | null
  order: Id<'order'> | null
  payment: Id<'payment'> | null
  /** When, by Stripe's clock. */
  at: Date
}

/** Which order, payment and seller a transaction is about. */
export type About = Pick<Transaction, 'seller' | 'order' | 'payment' | 'currency' | 'at'>

/** What the operator takes of an order: hundredths of a per cent of its total, and so much for each order (minor units). */
export type FeeRate = { basisPoints: number; fixed: number }

const of = (amount: number, numerator: number, denominator: number) =>
  Number((BigInt(amount) * BigInt(numerator)) / BigInt(denominator))

/** The fee on an order: rounded down, for the seller, and never more than there is. */
export const feeOn = (total: number, { basisPoints, fixed }: FeeRate) =>
  Math.min(total, of(total, basisPoints, 10_000) + fixed)

/** The part of a fee that belongs to `part` of a total; all of it to the whole. Rounded down. */
const share = (fee: number, part: number, total: number) => (total === 0 ? 0 : of(fee, part, total))

/**
 * How much of its fee the installation gives back with a refund of `amount`, after `refundedBefore` of `total`: what has gone
 * back by then in proportion, so that in the end it is the whole fee and never a cent more. What Stripe really gave back is
 * what the ledger has; this is what we expect of it, and show before anything has happened.
 */
export const feeBack = (total: number, fee: number, refundedBefore: number, amount: number) =>
  share(fee, refundedBefore + amount, total) - share(fee, refundedBefore, total)
