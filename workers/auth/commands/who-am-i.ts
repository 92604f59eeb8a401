import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import type { Deps } from '../deps.ts'

/** The account of a person whose session still lasts: here, at its source, signing out takes effect at once. */
export const whoAmI = async ({ accounts }: Pick<Deps, 'accounts'>, person: Person) => {
  const account = await accounts.ofSession(person.session)
  if (!account) throw new Problem('signed-out')
  return account
}
