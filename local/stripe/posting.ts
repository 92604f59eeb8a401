import type Stripe from 'stripe'
import type { Account } from './account.ts'
import { newId } from './ids.ts'

const DAY = 24 * 60 * 60
/** How long the money of a payment waits before it can be paid out. */
export const WAIT_DAYS = 2

/** The platform's own balance, or that of a connected account (`acct_…`). */
export type Owner = 'platform' | (string & {})

/** One line of one balance. `fees` are taken off `amount`; those of type `stripe_fee` go to Stripe. */
export type Entry = {
  owner: Owner
  type: Stripe.BalanceTransaction.Type
  category: string
  amount: number
  source: string
  description?: string | null
  fees?: Stripe.BalanceTransaction.FeeDetail[]
  /** Where it was changed from another currency. */
  rate?: number
  /** Waits `WAIT_DAYS`; otherwise it counts at once. */
  waits?: boolean
}

/** One movement of money: lines of balances, and what buyers, banks and money-changers give (negative) or are given. */
export type Posting = {
  currency: string
  entries: Entry[]
  buyers?: number
  exchange?: number
  bank?: { of: Owner; amount: number }
}

const shift = ({ purses }: Account['state'], purse: string, currency: string, by: number) => {
  if (by !== 0) purses.set(`${purse} ${currency}`, (purses.get(`${purse} ${currency}`) ?? 0) + by)
}

export const stripeFee = (account: Account, amount: number, currency: string): Stripe.BalanceTransaction.FeeDetail => ({
  amount: Math.round((amount * account.prices.basisPoints) / 10_000) + account.prices.fixed,
  application: null,
  currency,
  description: 'Stripe processing fees',
  type: 'stripe_fee',
})

const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0)
const feeOf = (entry: Entry) => sum((entry.fees ?? []).map((fee) => fee.amount))

/**
 * Writes one movement down on every side of it, and gives back a line for each entry. Throws when money would come from
 * nowhere: every movement sums to zero.
 */
export const post = (account: Account, { currency, entries, buyers = 0, exchange = 0, bank }: Posting) => {
  const { state } = account
  const toStripe = sum(
    entries.flatMap((entry) => (entry.fees ?? []).filter((fee) => fee.type === 'stripe_fee').map((fee) => fee.amount)),
  )
  const outside = buyers + exchange + (bank?.amount ?? 0)
  const total = sum(entries.map((entry) => entry.amount - feeOf(entry))) + toStripe + outside
  if (total !== 0) throw new Error(`A posting does not sum to zero but to ${total} ${currency}`)
  const now = account.now()
  shift(state, 'stripe', currency, toStripe)
  shift(state, 'buyers', currency, buyers)
  shift(state, 'exchange', currency, exchange)
  if (bank) shift(state, `bank:${bank.of}`, currency, bank.amount)
  return entries.map((entry) => {
    const fee = feeOf(entry)
    const line: Stripe.BalanceTransaction = {
      id: newId('txn'),
      object: 'balance_transaction',
      amount: entry.amount,
      // Money becomes available at the beginning of a day.
      available_on: entry.waits ? Math.ceil(now / DAY + WAIT_DAYS) * DAY : now,
      balance_type: 'payments',
      created: now,
      currency,
      description: entry.description ?? null,
      exchange_rate: entry.rate ?? null,
      fee,
      fee_details: entry.fees ?? [],
      net: entry.amount - fee,
      reporting_category: entry.category,
      source: entry.source,
      status: 'pending',
      type: entry.type,
    }
    state.transactions.set(line.id, line)
    if (entry.owner !== 'platform') state.owners.set(line.id, entry.owner)
    shift(state, entry.owner, currency, line.net)
    return line
  })
}

/** A line as it is shown now: whether it can be paid out changes with the clock alone. */
export const lineAt = (line: Stripe.BalanceTransaction, now: number): Stripe.BalanceTransaction => ({
  ...line,
  status: line.available_on <= now ? 'available' : 'pending',
})
