import type { Outcome } from './attempt.ts'
import { parseRetryDelay } from './retry-delay.ts'

const DAY_MS = 86_400_000

const defaultDelay = (retried: number) => Math.exp(2.5 * (retried + 1)) * 1000

/** Never longer than a day and never negative; what is no number at all falls back to QStash's own schedule. */
const bounded = (delay: number, retried: number) =>
  Math.min(DAY_MS, Math.max(0, Number.isNaN(delay) ? defaultDelay(retried) : delay))

/**
 * Milliseconds until the next attempt, or `'never'` when this failure was the last.
 * What the destination asks for (`Retry-After`) comes first, then the publisher's expression, then e^(2.5 n) seconds.
 */
export const decide = (
  message: { retried: number; maxRetries: number; retryDelay: string | null },
  outcome: Extract<Outcome, { kind: 'failed' }>,
): number | 'never' => {
  const { retried, maxRetries, retryDelay } = message
  if (outcome.hopeless || retried >= maxRetries) return 'never'
  // What asks for more than a day is not heard, as with QStash.
  if (outcome.retryAfterMs !== undefined && outcome.retryAfterMs <= DAY_MS) return outcome.retryAfterMs
  return bounded(retryDelay === null ? defaultDelay(retried) : parseRetryDelay(retryDelay)(retried), retried)
}
