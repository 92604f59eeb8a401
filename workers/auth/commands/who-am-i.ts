import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import type { Deps } from '../deps.ts'
import { isTwoFactors, needsTwoFactors } from '../proved.ts'
import type { Me } from '../store/accounts.ts'

type Needs = Pick<Deps, 'accounts'>

/** The account of a person whose session still lasts: here, at its source, signing out takes effect at once. */
export const whoAmI = async ({ accounts }: Needs, person: Person): Promise<Me> => {
  const me = await accounts.ofSession(person.session)
  if (me?.account.id !== person.id) throw new Problem('signed-out')
  return me
}

/**
 * The same, for what matters most: only within ten minutes of having proved who they are, by two factors where the account has
 * them. Throws `confirm-it-is-you`.
 */
export const surelyMe = async (deps: Needs & Pick<Deps, 'operatorsNeed'>, person: Person): Promise<Me> => {
  const me = await whoAmI(deps, person)
  if (!me.recent || (needsTwoFactors(deps.operatorsNeed, me.account) && !isTwoFactors(me.proved)))
    throw new Problem('confirm-it-is-you')
  return me
}
