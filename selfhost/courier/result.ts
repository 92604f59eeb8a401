import type { Outcome } from './attempt.ts'
import type { Claimed } from './claims.ts'

/** What came of one claim, and for a failure what follows: milliseconds to the next attempt, or `'never'`. */
export type Result = { message: Claimed; outcome: Outcome; next: number | 'never' }

type Failed = Result & { outcome: Extract<Outcome, { kind: 'failed' }> }
export type Retried = Failed & { next: number }
export type Buried = Failed & { next: 'never' }

/**
 * The condition under which the outcome `g` of a claim on the message `m` may be recorded. The claim is the fence: once another
 * replica took a message over, or somebody cancelled it, the outcome is no longer news. A message that waits for its retry is not
 * ACTIVE any more, so that an outcome recorded twice counts once.
 */
export const OURS = `m.id = g.id and m.claims = g.claims and m.state = 'ACTIVE'`
