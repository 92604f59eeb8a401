import type Stripe from 'stripe'
import type { Account } from './account.ts'
import type { Owner } from './posting.ts'
import type { State } from './state.ts'

/** Lines of one balance, oldest first. */
export const linesOf = ({ transactions, owners }: State, owner: Owner) =>
  [...transactions.values()].filter(({ id }) => (owners.get(id) ?? 'platform') === owner)

export type Holding = { available: number; pending: number }

/** What an account holds per currency, and how much of it could be paid out now. */
export const holdingsOf = (account: Account, owner: Owner) => {
  const holdings = new Map<string, Holding>()
  for (const line of linesOf(account.state, owner)) {
    const holding = holdings.get(line.currency) ?? { available: 0, pending: 0 }
    holdings.set(line.currency, holding)
    holding[line.available_on <= account.now() ? 'available' : 'pending'] += line.net
  }
  return holdings
}

export const balanceOf = (account: Account, owner: Owner): Stripe.Balance => {
  const holdings = [...holdingsOf(account, owner)]
  const amounts = (which: keyof Holding) =>
    holdings.map(([currency, holding]) => ({
      amount: holding[which],
      currency,
      source_types: { card: holding[which] },
    }))
  return {
    object: 'balance',
    available: amounts('available'),
    pending: amounts('pending'),
    ...(owner === 'platform' && { connect_reserved: holdings.map(([currency]) => ({ amount: 0, currency })) }),
    livemode: false,
  }
}
