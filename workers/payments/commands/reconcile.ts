import Stripe from 'stripe'
import type { Deps } from '../deps.ts'
import type { Transaction } from '../ledger.ts'
import { intentIn, type Line, other, type Reading, readLine, readSellersLine } from '../statement.ts'
import type { Difference, Posted } from '../store/reconciliations.ts'

type Needs = Pick<Deps, 'reconciliations' | 'stripe' | 'log' | 'connect'>

const MINUTE = 60_000
/** What has just happened may still be on its way into our ledger; and not every sweep compares. Milliseconds. */
export const PACE = { settledAfter: 2 * MINUTE, every: 5 * MINUTE }
const DAY = 24 * 60 * MINUTE
/** The first time, as far back as our records go. */
const FIRST = 35 * DAY
/** How many lines one run compares at most, and how much that has no line at Stripe it asks about one by one. */
const PAGES = 5
const SINGLY = 50
const SELLERS = 10

const seconds = (date: Date) => Math.floor(date.getTime() / 1000)

/** All lines of a balance from this time, oldest first; undefined when there are more than one run should look at. */
const linesBetween = async ({ stripe }: Needs, after: Date, until: Date, account?: string) => {
  const lines: Line[] = []
  const created = { gt: seconds(after), lte: seconds(until) }
  const of = account === undefined ? {} : { stripeAccount: account }
  let last: string | undefined
  for (let page = 0; page < PAGES; page++) {
    const asked = { created, limit: 100, expand: ['data.source'], ...(last ? { starting_after: last } : {}) }
    const answer = await stripe.balanceTransactions.list(asked, of)
    lines.push(...answer.data)
    last = answer.data.at(-1)?.id
    if (!answer.has_more || !last) return lines.reverse()
  }
  return undefined
}

/** As much of the time since the last comparison as one run can look at. */
const window = async (deps: Needs, after: Date, until: Date): Promise<{ lines: Line[]; until: Date } | undefined> => {
  const lines = await linesBetween(deps, after, until)
  if (lines) return { lines, until }
  const half = new Date(after.getTime() + Math.floor((until.getTime() - after.getTime()) / 2))
  return seconds(half) > seconds(after) ? window(deps, after, half) : undefined
}

const isAsIs = (posted: Posted, { from, to, amount, currency }: Transaction) =>
  posted.from === from && posted.to === to && posted.amount === amount && posted.currency === currency

/** Takes a transaction back. The ledger keeps both. */
const undo = ({ key, from, to, ...rest }: Posted, at: Date): Transaction => ({
  ...{ ...rest, key: `undo:${key}`, from: to, to: from, at },
})

const redo = (transaction: Transaction): Transaction => ({ ...transaction, key: `redo:${transaction.key}` })

/** What Stripe has against what we have: what we lack is written down, what we have otherwise is taken back and written anew. */
const settle = async ({ reconciliations }: Needs, expected: readonly Transaction[], now: Date) => {
  const wanted = expected.filter(({ amount }) => amount > 0)
  const posted = await reconciliations.posted(wanted.map(({ key }) => key))
  const differences: Difference[] = []
  const posts: Transaction[] = []
  for (const transaction of wanted) {
    const { key, kind, amount, currency } = transaction
    const ours = posted.get(key)
    if (ours && isAsIs(ours, transaction)) continue
    // What Stripe charges for its work nobody told us before: that it is missing is how it comes to be there.
    if (ours || (kind !== 'processing' && kind !== 'correction')) {
      const what = ours ? 'different' : 'missing'
      differences.push({ key, what, currency, ours: ours?.amount ?? null, stripes: amount })
    }
    posts.push(...(ours ? [undo(ours, now), redo(transaction)] : [transaction]))
  }
  await reconciliations.post(posts)
  return differences
}

const isMissing = (error: unknown) =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404

/** Whether something has happened at Stripe, where its line was not among those we looked at. */
const isAtStripe = async ({ stripe }: Needs, key: string): Promise<boolean> => {
  const [kind = '', id = ''] = key.replace(/^(undo|redo):/, '').split(/:(.*)/)
  try {
    switch (kind) {
      case 'sale':
        return (await stripe.charges.retrieve(id)).captured
      case 'refund':
        return Boolean(await stripe.refunds.retrieve(id))
      case 'refund-failed':
        return ['failed', 'canceled'].includes((await stripe.refunds.retrieve(id)).status ?? '')
      case 'dispute':
      case 'dispute-won':
        return Boolean(await stripe.disputes.retrieve(id))
      case 'processing':
        return Boolean(await stripe.balanceTransactions.retrieve(id))
      default:
        // Payouts are looked at with the account they are of.
        return true
    }
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

/** Takes back what we have written down and Stripe has never heard of. */
const strike = async (deps: Needs, after: Date, until: Date, seen: ReadonlySet<string>, now: Date) => {
  const keys = await deps.reconciliations.keysBetween(after, until)
  const strange = keys.filter((key) => !seen.has(key) && !/^(undo|redo):/.test(key)).slice(0, SINGLY)
  const differences: Difference[] = []
  for (const key of strange) {
    if (await isAtStripe(deps, key)) continue
    const ours = (await deps.reconciliations.posted([key])).get(key)
    if (!ours) continue
    await deps.reconciliations.post([undo(ours, now)])
    differences.push({ key, what: 'not-at-stripe', currency: ours.currency, ours: ours.amount, stripes: null })
  }
  return differences
}

/** The fees of ours that went back: Stripe says how much in all, the ledger how much of it is written down. */
const settleFees = async (deps: Needs, fees: ReadonlySet<string>, now: Date) => {
  const { stripe, reconciliations } = deps
  const differences: Difference[] = []
  for (const id of fees) {
    const fee = await stripe.applicationFees.retrieve(id, { expand: ['originating_transaction'] })
    const charge = fee.originating_transaction
    const intent = typeof charge === 'object' && charge && 'payment_intent' in charge ? charge.payment_intent : null
    const [owner] = typeof intent === 'string' ? await reconciliations.owners([intent]) : []
    if (!owner) continue
    const ours = await reconciliations.feeBack(owner.id)
    if (ours === fee.amount_refunded) continue
    const key = `fee-refund:${id}:${fee.amount_refunded}`
    differences.push({ key, what: 'different', currency: owner.currency, ours, stripes: fee.amount_refunded })
    const back = fee.amount_refunded > ours
    const way = back ? ({ from: 'platform', to: 'sellers' } as const) : ({ from: 'sellers', to: 'platform' } as const)
    const about = { seller: owner.seller, order: owner.order, payment: owner.id, currency: owner.currency, at: now }
    const amount = Math.abs(fee.amount_refunded - ours)
    await reconciliations.post([{ ...about, ...way, key, kind: 'fee-refund', amount }])
  }
  return differences
}

type Sorted = { transactions: Transaction[]; fees: Set<string>; unexplained: Line[] }

const sort = (readings: readonly Reading[]): Sorted => {
  const sorted: Sorted = { transactions: [], fees: new Set(), unexplained: [] }
  for (const reading of readings) {
    if (reading === 'no-line-of-its-own') continue
    if ('transactions' in reading) sorted.transactions.push(...reading.transactions)
    else if ('feeRefund' in reading) sorted.fees.add(reading.feeRefund.fee)
    else sorted.unexplained.push(reading.unexplained)
  }
  return sorted
}

const sumOf = (balance: Stripe.Balance, currency: string) =>
  [...balance.available, ...balance.pending]
    .filter((part) => part.currency === currency.toLowerCase())
    .reduce((sum, { amount }) => sum + amount, 0)

/** What left sellers' accounts, and whether what is left in them is what we think. */
const settleSellers = async (deps: Needs, after: Date, until: Date, now: Date) => {
  const differences: Difference[] = []
  const holdings = Map.groupBy(await deps.reconciliations.holdings(after, SELLERS), ({ account }) => account)
  for (const [account, [first]] of holdings) {
    if (!first) continue
    const lines = await linesBetween(deps, after, until, account)
    if (!lines) continue
    const { transactions } = sort(lines.map((line) => readSellersLine(line, first.seller)))
    differences.push(...(await settle(deps, transactions, now)))
  }
  const balances = Map.groupBy(await deps.reconciliations.holdings(after, SELLERS), ({ account }) => account)
  for (const [account, held] of balances) {
    const balance = await deps.stripe.balance.retrieve({}, { stripeAccount: account })
    for (const { currency, amount } of held) {
      const stripes = sumOf(balance, currency)
      if (amount !== stripes) differences.push({ key: account, what: 'balance', currency, ours: amount, stripes })
    }
  }
  return differences
}

const checkPlatform = async ({ reconciliations, stripe }: Needs): Promise<Difference[]> => {
  const held = await reconciliations.platform()
  if (!held) return []
  const balance = await stripe.balance.retrieve()
  return held.flatMap(({ currency, amount }): Difference[] => {
    const stripes = sumOf(balance, currency)
    return amount === stripes ? [] : [{ key: 'platform', what: 'balance', currency, ours: amount, stripes }]
  })
}

export type Reconciled = { compared: number; differences: Difference[] }

/**
 * Compares the ledger with Stripe's own books, from where it was compared last to a moment ago, and puts the ledger right:
 * afterwards it is equal to Stripe's, and every difference there was is written down for the operator. Killed anywhere, or
 * twice at once, it begins again there and writes nothing twice. Undefined when there is nothing to compare yet.
 */
export const reconcile = async (deps: Needs, pace = PACE): Promise<Reconciled | undefined> => {
  const { reconciliations, log } = deps
  const { until: compared, now } = await reconciliations.standing()
  const after = compared ?? new Date(now.getTime() - FIRST)
  const latest = new Date(now.getTime() - pace.settledAfter)
  if (latest.getTime() - after.getTime() < pace.every) return undefined
  const found = await window(deps, after, latest)
  if (!found) throw new Error('more happened in a second at Stripe than one comparison looks at')
  const { lines, until } = found

  const intents = [...new Set(lines.flatMap((line) => intentIn(line) ?? []))]
  const owners = new Map((await reconciliations.owners(intents)).map((owner) => [owner.intent, owner]))
  const { transactions, fees, unexplained } = sort(lines.map((line) => readLine(line, owners)))
  const seen = new Set(transactions.map(({ key }) => key))
  const strange = unexplained.flatMap((line) => other(line, 'platform', null))
  const differences = [
    ...(await settle(deps, transactions, now)),
    ...(await settle(deps, strange, now)),
    ...unexplained.map(
      ({ id, currency, net }): Difference => ({ key: id, what: 'unexplained', currency, ours: null, stripes: net }),
    ),
    ...(await settleFees(deps, fees, now)),
    ...(await strike(deps, after, until, seen, now)),
    ...(deps.connect ? await settleSellers(deps, after, until, now) : []),
    ...(until === latest ? await checkPlatform(deps) : []),
  ]
  const settled = differences.every(({ what }) => what !== 'balance')
  await reconciliations.write(until, lines.length, differences, settled)
  await reconciliations.forget()
  for (const difference of differences)
    log('error', 'our ledger and Stripe’s differed', { alert: 'books-differ', ...difference })
  return { compared: lines.length, differences }
}
