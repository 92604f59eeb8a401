import Stripe from 'stripe'
import type { Doubt } from '../store/doubts.ts'
import type { Difference } from '../store/reconciliations.ts'
import { isAway, of } from './read-statement.ts'
import { settleFee } from './settle-fee.ts'
import { type Books, settleLines, settleStrange, undo } from './settle-lines.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** How many are looked at in one run. */
const AT_ONCE = 50

/** From how many keys on that Stripe does not know it is asked whether it is Stripe's books, and not ours, that are wrong. */
const TOO_MANY = 5

const isMissing = (error: unknown) =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404

/** Whether something has happened at Stripe, where its line was not among those we read. */
const isAtStripe = async ({ stripe }: Books, key: string, account: string | null): Promise<boolean> => {
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

type Looked = { differences: Difference[]; gone?: boolean; later?: number }

/** A line that nobody explained when it was read: by now somebody may, or it is written down as nobody's. */
const lookAtLine = async (deps: Books, id: string, now: Date, strangeAfter: number): Promise<Looked> => {
  const line = await deps.stripe.balanceTransactions.retrieve(id, { expand: ['source'] })
  const { unexplained, differences } = await settleLines(deps, [line], now)
  if (unexplained.length === 0) return { differences }
  const later = line.created * 1000 + strangeAfter - now.getTime()
  if (later > 0) return { differences, later }
  return { differences: [...differences, ...(await settleStrange(deps, line, now))] }
}

const look = async (deps: Books, { subject, account }: Doubt, now: Date, strangeAfter: number): Promise<Looked> => {
  const [kind, id = ''] = subject.split(/:(.*)/)
  if (kind === 'line') return lookAtLine(deps, id, now, strangeAfter)
  if (kind === 'fees') return { differences: await settleFee(deps, id, now) }
  const ours = (await deps.reconciliations.posted([subject])).get(subject)
  if (!ours || ours.undone) return { differences: [] }
  return { differences: [], gone: !(await isAtStripe(deps, subject, account)) }
}

/** Takes back what we have written down and Stripe has never heard of. */
const strike = async ({ reconciliations }: Books, doubts: readonly Doubt[], now: Date) => {
  const posted = await reconciliations.posted(doubts.map(({ subject }) => subject))
  const standing = [...posted].filter(([, { undone }]) => !undone)
  await reconciliations.post(standing.flatMap(([key, ours]) => undo(key, ours, now)))
  return standing.map(
    ([key, { currency, amount }]): Difference => ({
      key,
      what: 'not-at-stripe',
      currency,
      ours: amount,
      stripes: null,
    }),
  )
}

/**
 * Asks Stripe about what is doubtful, a few at a time. Where hardly anything of ours is there, nothing is taken back: then it is
 * more likely that we look at the wrong books. `confirmed`: how many of Stripe's lines were just read. `away`: why Stripe could
 * not be asked any further.
 */
export const clearDoubts = async (
  deps: Books,
  about: { now: Date; strangeAfter: number; confirmed: number },
  hasTime: () => boolean,
): Promise<{ differences: Difference[]; away?: unknown }> => {
  const { doubts, log } = deps
  const { now, strangeAfter, confirmed } = about
  const found: Difference[] = []
  const gone: Doubt[] = []
  let there = 0
  for (const doubt of await doubts.due(AT_ONCE)) {
    if (!hasTime()) break
    try {
      const looked = await look(deps, doubt, now, strangeAfter)
      found.push(...looked.differences)
      if (looked.gone) gone.push(doubt)
      else if (looked.later) await doubts.putOff([doubt], looked.later)
      else {
        there += 1
        await doubts.clear([doubt])
      }
    } catch (error) {
      // What was found is told first; what is not decided waits for the next time.
      if (isAway(error)) return { differences: found, away: error }
      log('error', 'Stripe could not be asked about a line of the ledger', { subject: doubt.subject, error })
      await doubts.putOff([doubt], 5 * MINUTE)
    }
  }
  if (gone.length >= TOO_MANY && gone.length > there + confirmed) {
    await doubts.putOff(gone, DAY)
    const key = gone.map(({ subject }) => subject).slice(0, TOO_MANY)
    found.push({ key: key.join(' '), what: 'not-struck', currency: '', ours: gone.length, stripes: there + confirmed })
    return { differences: found }
  }
  found.push(...(await strike(deps, gone, now)))
  await doubts.clear(gone)
  return { differences: found }
}
