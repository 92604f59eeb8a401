import type { Person } from '#shared/http/session'
import type { Deps } from '../deps.ts'
import { hashOf } from '../refresh-token.ts'

/** Ends the session for good. Signing out twice, or without being signed in, is the same. */
export const signOut = async (
  { sessions }: Pick<Deps, 'sessions'>,
  person: Person | undefined,
  presented: string | undefined,
) => {
  if (!person && presented === undefined) return
  await sessions.revoke(presented === undefined ? null : hashOf(presented), person?.session ?? null)
}
