import type { Deps } from '../deps.ts'
import type { Transaction } from '../ledger.ts'
import { askedOf, changeIn, type Line, other, type Reading, readLine } from '../statement.ts'
import type { Difference, Posted } from '../store/reconciliations.ts'

export type Books = Pick<Deps, 'reconciliations' | 'doubts' | 'stripeBooks' | 'stripe' | 'log'>

const isAsIs = (posted: Posted, { from, to, amount, currency }: Transaction) =>
  !posted.undone && posted.from === from && posted.to === to && posted.amount === amount && posted.currency === currency

/** Takes a transaction back. */
export const undo = (key: string, { position, undone, from, to, ...ours }: Posted, now: Date): Transaction[] =>
  undone ? [] : [{ ...ours, key: `undo:${position}:${key}`, of: key, from: to, to: from, at: now }]

/** Puts another in the place of what was there, or was taken back; its own key is used up. The ledger keeps them all. */
const redo = (key: string, { position }: Posted, right: Transaction): Transaction => ({
  ...right,
  ...{ key: `redo:${position}:${key}`, of: key },
})

/** What Stripe has against what we have: what we lack is written down, what we have otherwise is taken back and written anew. */
export const settle = async ({ reconciliations }: Books, expected: readonly Transaction[], now: Date) => {
  const wanted = expected.filter(({ amount }) => amount > 0)
  const posted = await reconciliations.posted(wanted.map(({ key }) => key))
  const differences: Difference[] = []
  const posts: Transaction[] = []
  for (const transaction of wanted) {
    const { key, kind, amount, currency } = transaction
    const ours = posted.get(key)
    if (ours && isAsIs(ours, transaction)) continue
    const standing = ours && !ours.undone
    // What Stripe charges for its work nobody told us before: that it is missing is how it comes to be there.
    if (standing || (kind !== 'processing' && kind !== 'correction')) {
      const what = standing ? 'different' : 'missing'
      differences.push({ key, what, currency, ours: standing ? ours.amount : null, stripes: amount })
    }
    posts.push(...(ours ? [...undo(key, ours, now), redo(key, ours, transaction)] : [transaction]))
  }
  await reconciliations.post(posts)
  return differences
}

export type Sorted = { transactions: Transaction[]; fees: Set<string>; unexplained: Line[] }

export const sort = (readings: readonly Reading[]): Sorted => {
  const sorted: Sorted = { transactions: [], fees: new Set(), unexplained: [] }
  for (const reading of readings) {
    if (reading === 'no-line-of-its-own') continue
    if ('transactions' in reading) sorted.transactions.push(...reading.transactions)
    else if ('feeRefund' in reading) sorted.fees.add(reading.feeRefund.fee)
    else sorted.unexplained.push(reading.unexplained)
  }
  return sorted
}

/** A line that was nobody's and is somebody's now must not be counted as both. */
const takeOthersBack = async ({ reconciliations }: Books, explained: readonly Line[], now: Date) => {
  const posted = await reconciliations.posted(explained.map(({ id }) => `other:${id}`))
  const posts = [...posted].flatMap(([key, ours]) => undo(key, ours, now))
  await reconciliations.post(posts)
  return posts.map(
    ({ of, currency, amount }): Difference => ({
      ...{ key: of ?? '', what: 'explained', currency, ours: amount, stripes: null },
    }),
  )
}

/** Money that Stripe has changed into another currency: its balances cannot be compared with sales, and somebody should know. */
const noteChanges = async ({ stripeBooks }: Books, lines: readonly Line[]) => {
  const examples = new Map(lines.flatMap((line) => (changeIn(line) ?? []).map((currency) => [currency, line] as const)))
  const differences: Difference[] = []
  for (const [currency, { id, amount }] of examples)
    if (await stripeBooks.noteConverted('platform', currency))
      differences.push({ key: id, what: 'converted', currency, ours: null, stripes: amount })
  return differences
}

/** Makes the ledger equal to these lines of the installation's balance, as far as they are explained by what we know. */
export const settleLines = async (deps: Books, lines: readonly Line[], now: Date) => {
  const owners = await deps.reconciliations.owners(lines.map(askedOf))
  const sorted = sort(lines.map((line) => readLine(line, owners.get(line.id))))
  const strange = new Set(sorted.unexplained)
  const differences = [
    ...(await settle(deps, sorted.transactions, now)),
    ...(await takeOthersBack(
      deps,
      lines.filter((line) => !strange.has(line)),
      now,
    )),
    ...(await noteChanges(deps, lines)),
  ]
  return { ...sorted, differences }
}

/** Writes down a line that is nobody's. */
export const settleStrange = async (deps: Books, line: Line, now: Date): Promise<Difference[]> => {
  const posts = other(line, 'platform', null)
  const [known] = [...(await deps.reconciliations.posted(posts.map(({ key }) => key))).values()]
  await settle(deps, posts, now)
  const { id, currency, net } = line
  return known && !known.undone ? [] : [{ key: id, what: 'unexplained', currency, ours: null, stripes: net }]
}
