import type Stripe from 'stripe'
import { Currency } from '#shared/money'
import type { Deps } from '../deps.ts'
import type { LedgerAccount, Transaction } from '../ledger.ts'

type Needs = Pick<Deps, 'reconciliations' | 'stripe' | 'log'>

/** Whose money a payout is, and where it was. */
type Holder = { seller: Transaction['seller']; account: LedgerAccount }

const transactionsOf = (payout: Stripe.Payout, { seller, account }: Holder, currency: Currency): Transaction[] => {
  const about = { seller, order: null, payment: null, currency, amount: payout.amount }
  const left: Transaction = {
    ...{ ...about, key: `payout:${payout.id}`, kind: 'payout', from: account, to: 'bank' },
    at: new Date(payout.created * 1000),
  }
  if (payout.status !== 'failed' && payout.status !== 'canceled') return [left]
  const back: Transaction = {
    ...{ ...about, key: `payout-failed:${payout.id}`, kind: 'payout-failed', from: 'bank', to: account },
    at: new Date(),
  }
  return [left, back]
}

/** Writes down what left for a bank, and what came back from it; `account` is Stripe's, null for the installation's own. */
export const postPayout = async ({ reconciliations, stripe, log }: Needs, id: string, account: string | null) => {
  const seller = account === null ? null : await reconciliations.sellerOf(account)
  if (account !== null && seller === null) return log('warn', 'a payout is of nobody we know', { payout: id, account })
  const payout = await stripe.payouts.retrieve(id, {}, account === null ? {} : { stripeAccount: account })
  const currency = Currency.safeParse(payout.currency.toUpperCase()).data
  if (!currency) return log('warn', 'a payout is in a currency nothing is sold in', { payout: id })
  const holder: Holder = seller === null ? { seller, account: 'platform' } : { seller, account: 'sellers' }
  await reconciliations.post(transactionsOf(payout, holder, currency))
  if (payout.status === 'failed') log('error', 'a payout did not get to its bank', { payout: id, account })
}
