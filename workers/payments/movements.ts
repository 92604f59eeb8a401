import type { Currency } from '#shared/money'
import type { About, LedgerAccount, Transaction } from './ledger.ts'
import type { Charge, Payment } from './payment.ts'

// Which money moved, as the ledger has it, when something has happened at Stripe. Each has a key of its own, so that writing
// it down again changes nothing.

/** Whose money it is, as far as the ledger says so. */
export type Whose = Pick<Payment, 'id' | 'order' | 'seller' | 'currency'>

const aboutOf = (payment: Whose, at: Date): About => ({
  ...{ seller: payment.seller, order: payment.order, payment: payment.id, currency: payment.currency, at },
})

/** Whose money it is that a buyer pays: the seller's, where the payment goes on to an account of theirs. */
const ownerOf = (destination: string | null): LedgerAccount => (destination === null ? 'platform' : 'sellers')

/** A buyer was charged, and the installation kept its fee. */
export const sale = (payment: Whose, { id, amount, fee, destination, at }: Charge): Transaction[] => {
  const about = aboutOf(payment, at)
  const sold: Transaction = {
    ...about,
    key: `sale:${id}`,
    kind: 'sale',
    from: 'buyers',
    to: ownerOf(destination),
    amount,
  }
  if (destination === null) return [sold]
  return [sold, { ...about, key: `fee:${id}`, kind: 'fee', from: 'sellers', to: 'platform', amount: fee }]
}

/** Money on its way back, as Stripe has it. `reversed`: the seller's share was taken back for it; `feeBack`: so much of the fee. */
export type RefundMade = { id: string; amount: number; reversed: boolean; feeBack: number; at: Date }

export const refund = (payment: Whose, { id, amount, reversed, feeBack, at }: RefundMade): Transaction[] => {
  const about = aboutOf(payment, at)
  const from: LedgerAccount = reversed ? 'sellers' : 'platform'
  return [
    { ...about, key: `refund:${id}`, kind: 'refund', from, to: 'buyers', amount },
    { ...about, key: `fee-refund:${id}`, kind: 'fee-refund', from: 'platform', to: 'sellers', amount: feeBack },
  ]
}

/** The bank sent it back: to the installation, wherever it had come from. Stripe does not give it to the seller again. */
export const refundFailed = (
  payment: Whose,
  { id, amount }: { id: string; amount: number },
  at: Date,
): Transaction => ({
  ...aboutOf(payment, at),
  ...{ key: `refund-failed:${id}`, kind: 'refund-failed', from: 'buyers', to: 'platform', amount },
})

/** What Stripe took or gave back over a dispute: minor units, negative what was taken, `fee` what Stripe keeps of it. */
export type DisputeMove = { amount: number; fee: number; currency: string; at: Date }

/** A dispute takes the money, and a fee; a dispute won brings the money back. */
export const dispute = (payment: Whose, id: string, moves: readonly DisputeMove[]): Transaction[] =>
  moves.flatMap(({ amount, fee, currency, at }): Transaction[] => {
    // Stripe may settle in another currency than the buyer paid in; then the money is in that one.
    const about = { ...aboutOf(payment, at), currency: currency.toUpperCase() as Currency }
    if (amount < 0) {
      return [
        { ...about, key: `dispute:${id}`, kind: 'dispute', from: 'platform', to: 'buyers', amount: -amount },
        {
          ...about,
          key: `dispute-fee:${id}`,
          kind: 'dispute-fee',
          from: 'platform',
          to: 'stripe',
          amount: Math.max(fee, 0),
        },
      ]
    }
    return [{ ...about, key: `dispute-won:${id}`, kind: 'dispute-won', from: 'buyers', to: 'platform', amount }]
  })
