import type { Outcome } from './outcome.ts'

/**
 * Something that was scanned or typed; `outcome` is not there while the store is asked. `at`: when it was scanned or answered, the
 * later of them, in milliseconds that are only compared. `isSeenAgain`: it was let in, and was before the camera once more.
 */
export type Scan = { key: string; code: string; at: number; outcome?: Outcome; isSeenAgain?: boolean }

/** A camera loses a ticket for a moment and finds it again while somebody puts it away; nobody else has come by then. */
const PUT_AWAY_MS = 10_000

/**
 * Whether what the camera sees is the ticket that was let in last, or is being asked about, and not the next one. A scanner is
 * pressed by somebody, for somebody: what it reads is always the next.
 */
export const isStillThere = (last: Scan | undefined, code: string, now: number): last is Scan =>
  last?.code === code && (!last.outcome || (last.outcome.verdict === 'yes' && now - last.at < PUT_AWAY_MS))
