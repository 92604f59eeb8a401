import Stripe from 'stripe'
import type { Deps } from '../deps.ts'
import type { Line } from '../statement.ts'

type Asks = Pick<Deps, 'stripe'>

/** A stretch of time of one balance: `after` is behind us, `until` is as far as it can be compared now. */
export type Stretch = { after: Date; until: Date }

/** All that happened in a balance up to `until`, oldest first. */
export type Piece = { lines: Line[]; until: Date }

/** How many lines one call brings, and how many calls the lines of one second are worth. */
const PAGE = 100
const PAGES = 50

export const seconds = (date: Date) => Math.floor(date.getTime() / 1000)

/** Stripe's own parameter for whose balance is asked about. */
export const of = (account: string | null) => (account === null ? {} : { stripeAccount: account })

const restOf = async ({ stripe }: Asks, { after, until }: Stretch, account: string | null, lines: Line[]) => {
  const created = { gt: seconds(after), lte: seconds(until) }
  for (let page = 1; page < PAGES; page++) {
    const last = lines.at(-1)?.id
    const asked = { created, limit: PAGE, expand: ['data.source'], ...(last ? { starting_after: last } : {}) }
    const { data, has_more } = await stripe.balanceTransactions.list(asked, of(account))
    lines.push(...data)
    if (!has_more) return lines
  }
  throw new Error('more happened in a second at Stripe than can be compared')
}

/**
 * The first piece of a stretch: as much of it as fits on one page of Stripe's, found by halving, and at least a whole second,
 * because a position between two pieces is an instant.
 */
export const nextPiece = async (deps: Asks, { after, until }: Stretch, account: string | null): Promise<Piece> => {
  const created = { gt: seconds(after), lte: seconds(until) }
  const asked = { created, limit: PAGE, expand: ['data.source'] }
  const { data, has_more } = await deps.stripe.balanceTransactions.list(asked, of(account))
  if (!has_more) return { lines: data.toReversed(), until }
  const half = seconds(after) + Math.floor((created.lte - created.gt) / 2)
  if (half > created.gt) return nextPiece(deps, { after, until: new Date(half * 1000) }, account)
  const second = { after, until: new Date(created.lte * 1000) }
  return { lines: (await restOf(deps, second, account, data)).reverse(), until: second.until }
}

/** Stripe cannot be asked just now, whatever the question: there is no use in going on. */
export const isAway = (error: unknown) =>
  error instanceof Stripe.errors.StripeConnectionError ||
  error instanceof Stripe.errors.StripeRateLimitError ||
  error instanceof Stripe.errors.StripeAuthenticationError

/** Stripe does not know it (any more), or does not let us look at it. */
export const isBeyondUs = (error: unknown) =>
  error instanceof Stripe.errors.StripeError && (error.statusCode === 404 || error.statusCode === 403)
