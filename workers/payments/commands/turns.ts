import Stripe from 'stripe'
import type { Deps } from '../deps.ts'

/** Does one thing at Stripe, unless it is too late for that; undefined where it was not done, or failed, which is in the log. */
export type Attempt = <Result>(
  what: string,
  fields: Record<string, unknown>,
  work: () => Promise<Result>,
  /** What becomes of something that failed, so that it does not stand in the way of others next time. */
  putOff?: () => Promise<unknown>,
) => Promise<Result | undefined>

/** Errands at Stripe, one after the other, each with a name for the log. */
export type Errand = (attempt: Attempt) => Promise<unknown>

/**
 * Runs errands in the time there is (ms): each has as much of what is left as those after it, so that none starves behind a
 * long one. What fails keeps nothing else from being done; but where Stripe is out of reach there is no use in trying the rest.
 * False where it is. Throws in the end what kept an errand from beginning.
 */
export const takeTurns = async (
  { log }: Pick<Deps, 'log'>,
  ms: number,
  errands: readonly Errand[],
): Promise<boolean> => {
  const end = Date.now() + ms
  const failures: unknown[] = []
  let away = false
  for (const [index, errand] of errands.entries()) {
    if (away) break
    const begun = Date.now()
    const until = begun + (end - begun) / (errands.length - index)
    const attempt: Attempt = async (what, fields, work, putOff) => {
      if (away || Date.now() >= until) return undefined
      try {
        return await work()
      } catch (error) {
        away = error instanceof Stripe.errors.StripeConnectionError
        log('error', what, { ...fields, error })
        await putOff?.()
        return undefined
      }
    }
    await errand(attempt).catch((error: unknown) => failures.push(error))
  }
  if (failures.length > 0) throw failures[0]
  return !away
}

/** After so long whoever began is taken for dead: on the edge a request may be ended without a word. */
const LOST_MS = 2 * 60_000

/** Does this at most once at a time for each `whose` in this process; undefined, and at once, while it is being done already. */
export const oneAtATime = <Whose extends object, Result>(work: (whose: Whose) => Promise<Result>) => {
  const begun = new WeakMap<Whose, number>()
  return async (whose: Whose): Promise<Result | undefined> => {
    const now = Date.now()
    if (now - (begun.get(whose) ?? Number.NEGATIVE_INFINITY) < LOST_MS) return undefined
    begun.set(whose, now)
    try {
      return await work(whose)
    } finally {
      if (begun.get(whose) === now) begun.delete(whose)
    }
  }
}
