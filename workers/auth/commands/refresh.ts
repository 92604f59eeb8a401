import { Problem } from '#shared/http/problem'
import type { Deps } from '../deps.ts'
import { rolesIn } from '../proved.ts'
import { hashOf, looksLikeToken } from '../refresh-token.ts'
import type { Entered } from './begin.ts'

type Needs = Pick<Deps, 'sessions' | 'refreshTokens' | 'issue' | 'operatorsNeed' | 'log'>

/** Exchanges a refresh token for its successor and a new access token. A token used long ago ends its whole session. */
export const refresh = async (deps: Needs, presented: string | undefined): Promise<Entered> => {
  if (!looksLikeToken(presented)) throw new Problem('signed-out')
  const successor = deps.refreshTokens.after(presented)
  const rotation = await deps.sessions.rotate(hashOf(presented), hashOf(successor))
  if (!rotation) throw new Problem('signed-out')
  const { verdict, account, session, proved, seconds } = rotation
  if (verdict === 'reused') {
    const whose = { session, account: account.id }
    deps.log('warn', 'a refresh token was used again; its session is revoked', {
      alert: 'refresh-token-reused',
      ...whose,
    })
    throw new Problem('signed-out')
  }
  const roles = rolesIn(deps.operatorsNeed, account, proved)
  const accessToken = await deps.issue({ id: account.id, session, name: account.name, roles })
  return { account, roles, accessToken, refreshToken: successor, seconds }
}
