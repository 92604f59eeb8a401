import { newId } from '#shared/ids'
import type { Trace } from '#shared/trace'
import type { Account, Role } from '../account.ts'
import type { Deps } from '../deps.ts'
import { type Proved, rolesIn } from '../proved.ts'
import { hashOf, looksLikeToken, SESSION_DAYS } from '../refresh-token.ts'
import type { NewSession } from '../store/sessions.ts'

/** What a browser comes with: the refresh token and device token it has, what it is, and the trace of its request. */
export type Visit = {
  presented: string | undefined
  deviceToken: string | undefined
  device: string
  trace: Trace
}

/** What a browser takes away: who it is, tokens, and for how long it may come back. */
export type Entered = {
  account: Account
  /** Those that the session has: it may have proved too little for all of the account's. */
  roles: Role[]
  accessToken: string
  refreshToken: string
  seconds: number
  /** By which it is known next time; undefined where it has one already. */
  deviceToken?: string
}

/** By what a browser's device token is known; null where it has none. */
export const deviceHashOf = ({ deviceToken }: Pick<Visit, 'deviceToken'>) =>
  looksLikeToken(deviceToken) ? hashOf(deviceToken) : null

/**
 * A new session for `account`, yet to be stored. Its tokens have nothing to do with what the browser presented, which is
 * replaced: whoever planted a session in somebody's browser is left with one that has ended.
 */
export const begin = async (
  { refreshTokens, issue, operatorsNeed }: Pick<Deps, 'refreshTokens' | 'issue' | 'operatorsNeed'>,
  account: Account,
  proved: Proved,
  { presented, deviceToken, device }: Visit,
): Promise<{ session: NewSession; entered: Entered }> => {
  const id = newId('session')
  const refreshToken = refreshTokens.first()
  const seenAs = looksLikeToken(deviceToken) ? deviceToken : refreshTokens.first()
  const replaces = presented === undefined ? null : hashOf(presented)
  const roles = rolesIn(operatorsNeed, account, proved)
  const accessToken = await issue({ id: account.id, session: id, name: account.name, roles })
  const token = hashOf(refreshToken)
  return {
    session: { id, account: account.id, token, replaces, device, deviceHash: hashOf(seenAs), proved },
    entered: { account, roles, accessToken, refreshToken, seconds: SESSION_DAYS * 24 * 60 * 60, deviceToken: seenAs },
  }
}
