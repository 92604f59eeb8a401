import { proveBooks } from './proof.ts'
import type { State } from './state.ts'

export type Balance = { authorised: number; captured: number; refunded: number; net: number }

/** Per currency, in minor units: what could be captured, was captured, went back, and is left. */
const balanceOf = ({ paymentIntents, refunds, owners }: State) => {
  const balances: Partial<Record<string, Balance>> = {}
  const at = (currency: string) => {
    const balance = balances[currency] ?? { authorised: 0, captured: 0, refunded: 0, net: 0 }
    balances[currency] = balance
    return balance
  }
  for (const intent of paymentIntents.values()) {
    at(intent.currency).authorised += intent.amount_capturable
    at(intent.currency).captured += intent.amount_received
  }
  for (const refund of refunds.values())
    if (refund.status !== 'failed' && !owners.has(refund.id)) at(refund.currency).refunded += refund.amount
  for (const balance of Object.values(balances)) if (balance) balance.net = balance.captured - balance.refunded
  return balances
}

/** A plain copy of everything, oldest first, to compare one's own books with. Throws when the sums do not come out. */
export const readBooks = (state: State) => {
  const own = <Item extends { id: string }>(items: Map<string, Item>) =>
    [...items.values()].filter(({ id }) => !state.owners.has(id))
  return structuredClone({
    sessions: [...state.sessions.values()],
    paymentIntents: [...state.paymentIntents.values()],
    /** Of the platform; what is on connected accounts is in `transfers`, `transactions` and `owners`. */
    charges: own(state.charges),
    refunds: own(state.refunds),
    events: [...state.events.values()],
    accounts: [...state.accounts.values()],
    transfers: [...state.transfers.values()],
    reversals: [...state.reversals.values()],
    applicationFees: [...state.applicationFees.values()],
    feeRefunds: [...state.feeRefunds.values()],
    disputes: [...state.disputes.values()],
    payouts: [...state.payouts.values()],
    /** Every line of every balance; those of connected accounts are named in `owners`. */
    transactions: [...state.transactions.values()],
    owners: Object.fromEntries(state.owners),
    balance: balanceOf(state),
    money: proveBooks(state),
  })
}

export type Books = ReturnType<typeof readBooks>
