import Stripe from 'stripe'
import type { Deps } from '../deps.ts'
import type { Transaction } from '../ledger.ts'
import { intentIn, type Line, other, type Reading, readLine, readSellersLine } from '../statement.ts'
import type { Difference, Due, Pass, Posted, Standing } from '../store/reconciliations.ts'

type Needs = Pick<Deps, 'reconciliations' | 'stripe' | 'log' | 'connect'>

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * In milliseconds: what has just happened may still be on its way into our ledger; not every sweep compares; and balances are
 * compared where nothing has moved for a while.
 */
export const PACE = { settledAfter: 2 * MINUTE, every: 5 * MINUTE, quiet: 10 * MINUTE }
export type Pace = typeof PACE

/** As far back as our records of payments and events go. */
const BACK = 35 * DAY
/** How many pages of a hundred lines one run reads, and how many sellers it looks at. */
const PAGES = 20
const SELLERS = 10

const seconds = (date: Date) => Math.floor(date.getTime() / 1000)

const of = (account: string | undefined) => (account === undefined ? {} : { stripeAccount: account })

/** All lines of a balance in this time, oldest first; undefined when there are more than one run reads. */
const linesBetween = async ({ stripe }: Needs, after: Date, until: Date, account?: string) => {
  const lines: Line[] = []
  const created = { gt: seconds(after), lte: seconds(until) }
  let last: string | undefined
  for (let page = 0; page < PAGES; page++) {
    const asked = { created, limit: 100, expand: ['data.source'], ...(last ? { starting_after: last } : {}) }
    const answer = await stripe.balanceTransactions.list(asked, of(account))
    lines.push(...answer.data)
    last = answer.data.at(-1)?.id
    if (!answer.has_more || !last) return lines.reverse()
  }
  return undefined
}

type Window = { lines: Line[]; until: Date }

/** As much of this time as one run can read. */
const window = async (deps: Needs, after: Date, until: Date, account?: string): Promise<Window> => {
  const lines = await linesBetween(deps, after, until, account)
  if (lines) return { lines, until }
  const half = new Date(after.getTime() + Math.floor((until.getTime() - after.getTime()) / 2))
  if (seconds(half) <= seconds(after)) throw new Error('more happened in a second at Stripe than one comparison reads')
  return window(deps, after, half, account)
}

const isAsIs = (posted: Posted, { from, to, amount, currency }: Transaction) =>
  posted.from === from && posted.to === to && posted.amount === amount && posted.currency === currency

/** Takes a transaction back, and puts another in its place where there is one. The ledger keeps all three. */
const mend = (key: string, { position, from, to, ...ours }: Posted, now: Date, right?: Transaction): Transaction[] => [
  { ...ours, key: `undo:${position}:${key}`, of: key, from: to, to: from, at: now },
  ...(right ? [{ ...right, key: `redo:${position}:${key}`, of: key }] : []),
]

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
    posts.push(...(ours ? mend(key, ours, now, transaction) : [transaction]))
  }
  await reconciliations.post(posts)
  return differences
}

const isMissing = (error: unknown) =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404

/** Whether something has happened at Stripe, where its line was not among those we read. */
const isAtStripe = async ({ stripe }: Needs, key: string, account?: string): Promise<boolean> => {
  const [kind = '', id = ''] = key.split(/:(.*)/)
  try {
    switch (kind) {
      case 'sale':
      case 'fee':
        return (await stripe.charges.retrieve(id)).captured
      case 'refund':
      case 'fee-refund':
        return Boolean(await stripe.refunds.retrieve(id.split(':')[0] ?? ''))
      case 'refund-failed':
        return ['failed', 'canceled'].includes((await stripe.refunds.retrieve(id)).status ?? '')
      case 'dispute':
      case 'dispute-fee':
      case 'dispute-won':
        return Boolean(await stripe.disputes.retrieve(id))
      case 'processing':
        return Boolean(await stripe.balanceTransactions.retrieve(id))
      case 'payout':
        return Boolean(await stripe.payouts.retrieve(id, {}, of(account)))
      case 'payout-failed':
        return ['failed', 'canceled'].includes((await stripe.payouts.retrieve(id, {}, of(account))).status)
      default:
        return true
    }
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

type Compared = { after: Date; until: Date; seen: ReadonlySet<string>; now: Date }

/** Takes back what we have written down and Stripe has never heard of. */
const strike = async (deps: Needs, { after, until, seen, now }: Compared, due?: Due) => {
  const keys = await deps.reconciliations.keysBetween(after, until, due?.seller ?? null)
  const differences: Difference[] = []
  for (const key of keys.filter((one) => !seen.has(one))) {
    if (await isAtStripe(deps, key, due?.account)) continue
    const ours = (await deps.reconciliations.posted([key])).get(key)
    if (!ours) continue
    await deps.reconciliations.post(mend(key, ours, now))
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
    const key = `fee-refund:${id}:${ours}:${fee.amount_refunded}`
    differences.push({ key, what: 'different', currency: owner.currency, ours, stripes: fee.amount_refunded })
    const back = fee.amount_refunded > ours
    const way = back ? ({ from: 'platform', to: 'sellers' } as const) : ({ from: 'sellers', to: 'platform' } as const)
    const about = { seller: owner.seller, order: owner.order, payment: owner.id, currency: owner.currency, at: now }
    // Not the first of its kind: what it puts right are the shares that were written down with the refunds.
    const amount = Math.abs(fee.amount_refunded - ours)
    await reconciliations.post([{ ...about, ...way, key, of: `fee-refund:${id}`, kind: 'fee-refund', amount }])
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

/**
 * Whether a balance at Stripe is what we think, where nothing moves just now: by our ledger, and since `until`, up to which all
 * was compared, by Stripe, who may have what we have not heard of.
 */
const checkBalance = async (
  { reconciliations, stripe }: Needs,
  { quiet, until }: { quiet: number; until: Date },
  due?: Due,
): Promise<Difference[]> => {
  const held = await reconciliations.holdings(due?.seller ?? null, quiet)
  if (!held || held.length === 0) return []
  const balance = await stripe.balance.retrieve({}, of(due?.account))
  const since = await stripe.balanceTransactions.list({ created: { gt: seconds(until) }, limit: 1 }, of(due?.account))
  if (since.data.length > 0) return []
  return held.flatMap(({ currency, amount }): Difference[] => {
    const stripes = sumOf(balance, currency)
    return amount === stripes
      ? []
      : [{ key: due?.account ?? 'platform', what: 'balance', currency, ours: amount, stripes }]
  })
}

/** What left one seller's balance, and whether what is left in it is what we think. */
const compareSeller = async (deps: Needs, due: Due, latest: Date, now: Date, pace: Pace) => {
  const { lines, until } = await window(deps, due.after, latest, due.account)
  const { transactions } = sort(lines.map((line) => readSellersLine(line, due.seller)))
  const seen = new Set(transactions.map(({ key }) => key))
  const whole = until === latest
  const differences = [
    ...(await settle(deps, transactions, now)),
    ...(await strike(deps, { after: due.after, until, seen, now }, due)),
    ...(whole ? await checkBalance(deps, { quiet: pace.quiet, until }, due) : []),
  ]
  await deps.reconciliations.compared(due, until, whole)
  return { compared: lines.length, differences }
}

/** From where a pass goes on; undefined while it has nothing to do. */
const beginning = (
  pass: Pass,
  { until, begunAt, now }: Standing,
  pace: Pace,
): { after: Date; begins: boolean } | undefined => {
  const first = { after: new Date(now.getTime() - BACK), begins: true }
  if (until === null) return first
  const behind = now.getTime() - pace.settledAfter - until.getTime()
  if (pass === 'latest') return behind < pace.every ? undefined : { after: until, begins: false }
  if (behind >= HOUR) return { after: until, begins: false }
  return begunAt === null || now.getTime() - begunAt.getTime() >= DAY ? first : undefined
}

const comparePlatform = async (deps: Needs, pass: Pass, standing: Standing, pace: Pace) => {
  const { reconciliations } = deps
  const { now } = standing
  const start = beginning(pass, standing, pace)
  if (!start) return undefined
  const latest = new Date(now.getTime() - pace.settledAfter)
  const { after, begins } = start
  const { lines, until } = await window(deps, after, latest)

  const intents = [...new Set(lines.flatMap((line) => intentIn(line) ?? []))]
  const owners = new Map((await reconciliations.owners(intents)).map((owner) => [owner.intent, owner]))
  const { transactions, fees, unexplained } = sort(lines.map((line) => readLine(line, owners)))
  const strange = unexplained.flatMap((line) => other(line, 'platform', null))
  const known = await reconciliations.posted(strange.map(({ key }) => key))
  const seen = new Set(transactions.map(({ key }) => key))
  const differences = [
    ...(await settle(deps, transactions, now)),
    ...(await settle(deps, strange, now)),
    ...unexplained
      .filter(({ id }) => !known.has(`other:${id}`))
      .map(
        ({ id, currency, net }): Difference => ({ key: id, what: 'unexplained', currency, ours: null, stripes: net }),
      ),
    ...(await settleFees(deps, fees, now)),
    ...(await strike(deps, { after, until, seen, now })),
    ...(until === latest ? await checkBalance(deps, { quiet: pace.quiet, until }) : []),
  ]
  return { pass, begins, until, compared: lines.length, differences }
}

export type Reconciled = { compared: number; differences: Difference[] }

/**
 * Compares the ledger with Stripe's own books and puts the ledger right: afterwards it is equal to Stripe's, and every
 * difference there was is written down for the operator. The installation's balance from where it was compared last, and once
 * a day that of the last weeks anew; each seller's when something moved, and once a day likewise. Killed anywhere, or twice at
 * once, it begins again there and writes nothing twice.
 */
export const reconcile = async (deps: Needs, pace: Pace = PACE): Promise<Reconciled> => {
  const { reconciliations, log } = deps
  const all: Reconciled = { compared: 0, differences: [] }
  const note = ({ compared, differences }: Reconciled) => {
    all.compared += compared
    all.differences.push(...differences)
    for (const difference of differences)
      log('error', 'our ledger and Stripe’s differed', { alert: 'books-differ', ...difference })
  }
  for (const pass of ['latest', 'all'] as const) {
    const found = await comparePlatform(deps, pass, await reconciliations.standing(pass), pace)
    if (!found) continue
    await reconciliations.write(found)
    note(found)
  }
  if (deps.connect) {
    const { now } = await reconciliations.standing('latest')
    const latest = new Date(now.getTime() - pace.settledAfter)
    for (const due of await reconciliations.due(pace.every, BACK, SELLERS)) {
      const found = await compareSeller(deps, due, latest, now, pace)
      if (found.differences.length > 0)
        await reconciliations.write({
          pass: 'latest',
          begins: false,
          until: (await reconciliations.standing('latest')).until ?? latest,
          ...found,
        })
      note(found)
    }
  }
  await reconciliations.forget()
  return all
}
