import type { Person } from '#shared/http/session'
import type { Id } from '#shared/ids'
import type { Deps } from '../deps.ts'

type Wanted = { account: Id<'account'>; reason: string }

/**
 * Ends every session of an account; its owner signs in again, with whatever they have. An account that nobody has ends none, and
 * is not told from one that is signed in nowhere. Access tokens that are out are good for minutes more. Who did it, and why, is
 * in the log. Returns how many were ended.
 */
export const signOutAccount = async (
  { sessions, log }: Pick<Deps, 'sessions' | 'log'>,
  { account, reason }: Wanted,
  operator: Person,
): Promise<number> => {
  const ended = await sessions.endAll(account)
  log('warn', 'an operator has signed somebody out', { account, ended, operator: operator.id, reason })
  return ended
}
