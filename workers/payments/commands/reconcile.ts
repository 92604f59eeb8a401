import type { Deps } from '../deps.ts'
import { readSellersLine } from '../statement.ts'
import type { Difference, Due, Pass, Standing } from '../store/reconciliations.ts'
import { clearDoubts } from './clear-doubts.ts'
import { compareBalance } from './compare-balance.ts'
import { isAway, isBeyondUs, nextPiece } from './read-statement.ts'
import { type Books, settle, settleLines, sort } from './settle-lines.ts'

type Needs = Books & Pick<Deps, 'connect' | 'live'>

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * In milliseconds: what has just happened may still be on its way into our ledger; not every sweep compares; balances are
 * compared where nothing has moved for a while; and a line that nobody explains is somebody's after all, or nobody's by then.
 */
export const PACE = { settledAfter: 2 * MINUTE, every: 5 * MINUTE, quiet: 10 * MINUTE, strangeAfter: 4 * MINUTE }
export type Pace = typeof PACE

/** As far back as our records of payments and events go. */
const BACK = 35 * DAY
/** How many sellers one run looks at. */
const SELLERS = 10

/** Whether there is time for another piece of work. */
export type HasTime = () => boolean

/** So many milliseconds from now. */
export const within = (ms: number): HasTime => {
  const end = Date.now() + ms
  return () => Date.now() < end
}

export type Reconciled = { compared: number; differences: Difference[] }

type Run = { deps: Needs; pace: Pace; hasTime: HasTime; tell: (found: Told) => Promise<void>; compared: () => number }
type Told = Reconciled & { pass?: { pass: Pass; begins: boolean; until: Date } }

const latestOf = ({ now }: Standing, { settledAfter }: Pace) => new Date(now.getTime() - settledAfter)

/** From where a pass goes on; undefined while it has nothing to do. */
const beginning = (
  pass: Pass,
  { until, begunAt, from, now }: Standing,
  pace: Pace,
): { after: Date; begins: boolean } | undefined => {
  const first = { after: new Date(Math.max(now.getTime() - BACK, from?.getTime() ?? 0)), begins: true }
  if (until === null) return first
  const behind = now.getTime() - pace.settledAfter - until.getTime()
  if (pass === 'latest') return behind < pace.every ? undefined : { after: until, begins: false }
  if (behind >= HOUR) return { after: until, begins: false }
  return begunAt === null || now.getTime() - begunAt.getTime() >= DAY ? first : undefined
}

/** Keys of ours in this time that Stripe's lines did not tell: Stripe is asked about each. */
const doubt = async (deps: Needs, after: Date, until: Date, seen: readonly string[], due?: Due) => {
  const known = new Set(seen)
  await deps.doubts.settle(seen)
  const keys = await deps.reconciliations.keysBetween(after, until, due?.seller ?? null)
  await deps.doubts.note(
    keys.filter((key) => !known.has(key)),
    due?.seller ?? null,
  )
}

/**
 * The installation's own balance, piece by piece: each is written down when it is done, and the next run goes on behind it.
 * Returns up to when all is compared; undefined where there was nothing to do, or not enough time.
 */
const comparePlatform = async ({ deps, pace, hasTime, tell }: Run, pass: Pass, standing: Standing) => {
  const start = beginning(pass, standing, pace)
  if (!start) return undefined
  const { now } = standing
  const latest = latestOf(standing, pace)
  let { after, begins } = start
  do {
    const { lines, until } = await nextPiece(deps, { after, until: latest }, null)
    const { transactions, fees, unexplained, differences } = await settleLines(deps, lines, now)
    await deps.doubts.note([...unexplained.map(({ id }) => `line:${id}`), ...[...fees].map((id) => `fees:${id}`)], null)
    await doubt(
      deps,
      after,
      until,
      transactions.map(({ key }) => key),
    )
    await tell({ compared: lines.length, differences, pass: { pass, begins, until } })
    after = until
    begins = false
  } while (after < latest && hasTime())
  return after < latest ? undefined : latest
}

/** What left one seller's balance, and whether what is left in it is what we think. */
const compareSeller = async ({ deps, pace, hasTime, tell }: Run, due: Due, standing: Standing) => {
  const { now } = standing
  const latest = latestOf(standing, pace)
  let { after } = due
  do {
    const { lines, until } = await nextPiece(deps, { after, until: latest }, due.account)
    const { transactions } = sort(lines.map((line) => readSellersLine(line, due.seller)))
    const differences = await settle(deps, transactions, now)
    await doubt(
      deps,
      after,
      until,
      transactions.map(({ key }) => key),
      due,
    )
    if (until === latest) differences.push(...(await compareBalance(deps, { quiet: pace.quiet, until }, now, due)))
    await tell({ compared: lines.length, differences })
    await deps.reconciliations.compared(due, until, until === latest)
    after = until
  } while (after < latest && hasTime())
}

/** Each in turn: one whose books cannot be read, as those of who has parted from us, keeps nobody else from it. */
const compareSellers = async (run: Run, standing: Standing) => {
  const { deps, pace, hasTime } = run
  for (const due of await deps.reconciliations.due(pace.every, BACK, SELLERS)) {
    if (!hasTime()) return
    try {
      await compareSeller(run, due, standing)
    } catch (error) {
      if (isAway(error)) throw error
      const parted = isBeyondUs(error)
      await deps.reconciliations.unread(due.seller, parted)
      const { seller, account } = due
      if (parted) deps.log('warn', 'a seller’s books at Stripe are closed to us', { seller, account })
      else deps.log('error', 'a seller’s books could not be compared', { seller, account, error })
    }
  }
}

/** Whose key it is; undefined where a restricted key may not say so. */
const ownAccount = async ({ stripe }: Needs) => {
  try {
    return (await stripe.accounts.retrieveCurrent()).id
  } catch (error) {
    if (isBeyondUs(error)) return undefined
    throw error
  }
}

/** Whether the key is that of the account that the ledger mirrors. Compared with another's books, all of ours would be wrong. */
const isOurAccount = async ({ deps, tell }: Run) => {
  const id = await ownAccount(deps)
  if (id === undefined) return true
  if (await deps.stripeBooks.isOurs(id, deps.live, BACK)) return true
  if (await deps.stripeBooks.tellsOther())
    await tell({
      compared: 0,
      differences: [{ key: id, what: 'other-account', currency: '', ours: null, stripes: null }],
    })
  return false
}

const inPieces = async (run: Run) => {
  const { deps, pace, hasTime, tell, compared } = run
  const { reconciliations } = deps
  const [latest, all] = [await reconciliations.standing('latest'), await reconciliations.standing('all')]
  const now = latest.now
  const doubts = await deps.doubts.due(1)
  const sellers = deps.connect ? await reconciliations.due(pace.every, BACK, 1) : []
  const isDue = beginning('latest', latest, pace) || beginning('all', all, pace)
  if (!isDue && doubts.length === 0 && sellers.length === 0) return
  if (!(await isOurAccount(run))) return
  const until = await comparePlatform(run, 'latest', latest)
  const about = { now, strangeAfter: pace.strangeAfter, confirmed: compared() }
  const cleared = await clearDoubts(deps, about, hasTime)
  if (cleared.differences.length > 0) await tell({ compared: 0, differences: cleared.differences })
  if (cleared.away) throw cleared.away
  const balance = until && hasTime() ? await compareBalance(deps, { quiet: pace.quiet, until }, now) : []
  if (balance.length > 0) await tell({ compared: 0, differences: balance })
  if (deps.connect && hasTime()) await compareSellers(run, latest)
  if (hasTime()) await comparePlatform(run, 'all', all)
}

/**
 * Compares the ledger with Stripe's own books and puts the ledger right: afterwards it is equal to Stripe's, and every
 * difference there was is written down for the operator. The installation's balance from where it was compared last, and once
 * a day that of the last weeks anew; each seller's when something moved, and once a day likewise. It goes by pieces for as long
 * as there is time, and breaks off where Stripe cannot be asked; killed anywhere, or twice at once, it goes on behind the last
 * piece and writes nothing twice.
 */
export const reconcile = async (deps: Needs, pace: Pace = PACE, hasTime: HasTime = () => true): Promise<Reconciled> => {
  const { reconciliations, stripeBooks, log } = deps
  const all: Reconciled = { compared: 0, differences: [] }
  const tell = async ({ compared, differences, pass }: Told) => {
    all.compared += compared
    all.differences.push(...differences)
    for (const difference of differences)
      log('error', 'our ledger and Stripe’s differed', { alert: 'books-differ', ...difference })
    if (!pass && differences.length === 0) return
    const standing = await reconciliations.standing('latest')
    const place = pass ?? {
      pass: 'latest',
      begins: false,
      until: standing.until ?? new Date(standing.now.getTime() - BACK),
    }
    const unsettled = differences.some(({ what }) => what === 'other-account' || what === 'not-struck')
    await reconciliations.write({
      ...place,
      compared,
      differences,
      settled: !unsettled && !(await stripeBooks.isApart()),
    })
  }
  await inPieces({ deps, pace, hasTime, tell, compared: () => all.compared })
  await reconciliations.forget()
  return all
}
