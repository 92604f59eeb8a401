import type { Invariant } from './books.ts'

const total = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0)

/** Our ledger has everything where Stripe has it: by currency, account and seller. */
export const theLedgerIsStripes: Invariant = ({ ledger, stripe }) => {
  const currencies = new Set([...ledger.map(({ currency }) => currency), ...Object.keys(stripe.money)])
  return [...currencies].flatMap((currency) => {
    const lines = ledger.filter((line) => line.currency === currency)
    const ours = (account: string, of?: string) =>
      total(lines.filter((line) => line.account === account && (!of || line.stripe === of)).map(({ amount }) => amount))
    const money = stripe.money[currency]
    const both: [string, number, number][] = [
      ['platform', ours('platform'), money?.platform ?? 0],
      ['buyers', ours('buyers'), money?.buyers ?? 0],
      ['stripe', ours('stripe'), money?.processingFees ?? 0],
      ['bank', ours('bank'), total(Object.values(money?.banks ?? {}))],
      ['sellers', ours('sellers'), total(Object.values(money?.accounts ?? {}))],
      ...Object.entries(money?.accounts ?? {}).map(([account, amount]): [string, number, number] => [
        account,
        ours('sellers', account),
        amount,
      ]),
    ]
    return both
      .filter(([, we, they]) => we !== they)
      .map(([what, we, they]) => `${currency}: ${what} has ${we} by our ledger and ${they} at Stripe`)
  })
}

/** Every transaction of the ledger is there once, and adds up to nothing. */
export const theLedgerAddsUp: Invariant = ({ crooked }) => crooked.map(({ key }) => `${key} does not add up`)

/** A seller's payouts are told by their own account; those that Stripe never told us of nobody but the comparing finds. */
const isPayout = (key: string) => /^payout(-failed)?:/.test(key)

/**
 * Comparing finds nothing that we have wrongly, and no balance that nobody can explain. In the middle of a storm it may be the
 * first to hear of something; once all is well, everything was written down with what it follows from.
 */
export const comparingFindsNoMistake: Invariant = ({ differences }) =>
  differences
    .filter(({ what, key, calmly }) => what !== 'missing' || (calmly && !isPayout(key)))
    .map(({ key, what, currency, ours, stripes }) => `${key} ${what}: ${ours} here, ${stripes} at Stripe (${currency})`)
