import { newId } from '#shared/ids'
import type { Account } from '../account.ts'
import type { Deps } from '../deps.ts'
import { hashOf, SESSION_DAYS } from '../refresh-token.ts'
import type { NewSession } from '../store/sessions.ts'

/** What a browser takes away: who it is, two tokens, and for how long it may come back. */
export type Entered = { account: Account; accessToken: string; refreshToken: string; seconds: number }

/**
 * A new session for `account`, yet to be stored. Its tokens have nothing to do with what the browser presented, which is
 * replaced: whoever planted a session in somebody's browser is left with one that has ended.
 */
export const begin = async (
  { refreshTokens, issue }: Pick<Deps, 'refreshTokens' | 'issue'>,
  account: Account,
  presented: string | undefined,
): Promise<{ session: NewSession; entered: Entered }> => {
  const id = newId('session')
  const refreshToken = refreshTokens.first()
  const replaces = presented === undefined ? null : hashOf(presented)
  const accessToken = await issue({ id: account.id, session: id, name: account.name, roles: account.roles })
  return {
    session: { id, account: account.id, token: hashOf(refreshToken), replaces },
    entered: { account, accessToken, refreshToken, seconds: SESSION_DAYS * 24 * 60 * 60 },
  }
}
