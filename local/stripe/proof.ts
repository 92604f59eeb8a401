import type { State } from './state.ts'

/**
 * Where the money of one currency is, in minor units. `platform`, `accounts`, `banks`, `buyers`, `exchange` and `processingFees` (with
 * `disputeFees` in them) are all there is, and sum to zero; what buyers paid is negative. The others say what it was for.
 */
export type Money = {
  platform: number
  /** Balances of connected accounts, by id. */
  accounts: Record<string, number>
  /** Paid out, by the id of the account, or `platform`. */
  banks: Record<string, number>
  buyers: number
  /** What was changed into another currency, less what came of it in this one. */
  exchange: number
  /** What Stripe kept, for payments and disputes. */
  processingFees: number
  disputeFees: number
  transfers: number
  reversals: number
  applicationFees: number
  applicationFeesBack: number
  /** Refunds that were not given back to us, with those under way; and those that were. */
  refunds: number
  refundsFailed: number
  /** Taken by buyers' banks and not given back: disputes that are open or lost. */
  disputes: number
  /** On its way or arrived; and what came back. */
  payouts: number
  payoutsFailed: number
}

const blank = (): Money => ({
  ...{
    platform: 0,
    accounts: {},
    banks: {},
    buyers: 0,
    exchange: 0,
    processingFees: 0,
    disputeFees: 0,
    transfers: 0,
    reversals: 0,
  },
  ...{ applicationFees: 0, applicationFeesBack: 0, refunds: 0, refundsFailed: 0, disputes: 0, payouts: 0 },
  payoutsFailed: 0,
})

type Kind = { [Key in keyof Money]: Money[Key] extends number ? Key : never }[keyof Money]

const BANK = 'bank:'

const readPurses = ({ purses }: State, at: (currency: string) => Money) => {
  for (const [purse, amount] of purses) {
    const [holder = '', currency = ''] = purse.split(' ')
    const money = at(currency)
    if (holder === 'platform') money.platform = amount
    else if (holder === 'buyers') money.buyers = amount
    else if (holder === 'exchange') money.exchange = amount
    else if (holder === 'stripe') money.processingFees = amount
    else if (holder.startsWith(BANK)) money.banks[holder.slice(BANK.length)] = amount
    else money.accounts[holder] = amount
  }
}

const readObjects = (state: State, at: (currency: string) => Money) => {
  const add = (currency: string, kind: Kind, amount: number) => {
    const money = at(currency)
    money[kind] += amount
  }
  for (const transfer of state.transfers.values()) add(transfer.currency, 'transfers', transfer.amount)
  for (const reversal of state.reversals.values()) add(reversal.currency, 'reversals', reversal.amount)
  for (const fee of state.applicationFees.values()) add(fee.currency, 'applicationFees', fee.amount)
  for (const back of state.feeRefunds.values()) add(back.currency, 'applicationFeesBack', back.amount)
  for (const refund of state.refunds.values())
    if (!state.owners.has(refund.id))
      add(refund.currency, refund.status === 'failed' ? 'refundsFailed' : 'refunds', refund.amount)
  for (const dispute of state.disputes.values()) {
    if (dispute.status !== 'won') add(dispute.currency, 'disputes', dispute.amount)
    for (const line of dispute.balance_transactions) add(dispute.currency, 'disputeFees', line.fee)
  }
  for (const payout of state.payouts.values())
    add(payout.currency, payout.status === 'failed' ? 'payoutsFailed' : 'payouts', payout.amount)
}

const total = (amounts: Iterable<number>) => [...amounts].reduce((sum, amount) => sum + amount, 0)

/** What each balance should be by the lines that explain it, and each side by the objects that caused it. */
const doubts = (state: State, books: Map<string, Money>) => {
  const found: string[] = []
  const mustBe = (what: string, is: number, should: number) => {
    if (is !== should) found.push(`${what} is ${is}, and should be ${should}`)
  }
  const lines = new Map<string, number>()
  const fees = new Map<string, number>()
  for (const line of state.transactions.values()) {
    const purse = `${state.owners.get(line.id) ?? 'platform'} ${line.currency}`
    lines.set(purse, (lines.get(purse) ?? 0) + line.net)
    const kept = line.fee_details.filter((fee) => fee.type === 'stripe_fee')
    fees.set(line.currency, (fees.get(line.currency) ?? 0) + total(kept.map((fee) => fee.amount)))
  }
  for (const [currency, money] of books) {
    const holders = [money.platform, money.buyers, money.exchange, money.processingFees]
    const all = [...holders, ...Object.values(money.accounts), ...Object.values(money.banks)]
    mustBe(`everything in ${currency}`, total(all), 0)
    mustBe(`platform ${currency}`, money.platform, lines.get(`platform ${currency}`) ?? 0)
    for (const [id, amount] of Object.entries(money.accounts))
      mustBe(`${id} ${currency}`, amount, lines.get(`${id} ${currency}`) ?? 0)
    mustBe(`Stripe's part in ${currency}`, money.processingFees, fees.get(currency) ?? 0)
    const received = [...state.paymentIntents.values()].filter((intent) => intent.currency === currency)
    const taken = total(received.map((intent) => intent.amount_received))
    mustBe(`what buyers gave in ${currency}`, -money.buyers, taken - money.refunds - money.disputes)
    mustBe(`what banks have in ${currency}`, total(Object.values(money.banks)), money.payouts)
    const sellers = money.transfers - money.reversals - money.applicationFees + money.applicationFeesBack
    const paidOut = total(Object.entries(money.banks).map(([id, amount]) => (id === 'platform' ? 0 : amount)))
    mustBe(`what sellers have in ${currency}`, total(Object.values(money.accounts)), sellers - paidOut)
  }
  return found
}

/** The books per currency. Throws where a balance is explained by nothing, or money came from nowhere. */
export const proveBooks = (state: State): Record<string, Money> => {
  const books = new Map<string, Money>()
  const at = (currency: string) => {
    const money = books.get(currency) ?? blank()
    books.set(currency, money)
    return money
  }
  readPurses(state, at)
  readObjects(state, at)
  const found = doubts(state, books)
  if (found.length > 0) throw new Error(`The stand-in's books are wrong: ${found.join('; ')}`)
  return Object.fromEntries(books)
}
