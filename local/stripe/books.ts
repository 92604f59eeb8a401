import type { State } from './state.ts'

export type Balance = { authorised: number; captured: number; refunded: number; net: number }

/** Per currency, in minor units: what could be captured, was captured, went back, and is left. */
const balanceOf = ({ paymentIntents, refunds }: State) => {
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
  for (const refund of refunds.values()) if (refund.status !== 'failed') at(refund.currency).refunded += refund.amount
  for (const balance of Object.values(balances)) if (balance) balance.net = balance.captured - balance.refunded
  return balances
}

/** A plain copy of everything, oldest first, to compare one's own books with. */
export const readBooks = (state: State) =>
  structuredClone({
    sessions: [...state.sessions.values()],
    paymentIntents: [...state.paymentIntents.values()],
    charges: [...state.charges.values()],
    refunds: [...state.refunds.values()],
    events: [...state.events.values()],
    balance: balanceOf(state),
  })

export type Books = ReturnType<typeof readBooks>
