import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { again } from './again.ts'
import { surelyMe, whoAmI } from './who-am-i.ts'

/** All that is known here of somebody, for themselves. */
export const exportMine = async (deps: Pick<Deps, 'accounts' | 'known'>, person: Person) => {
  const { account } = await whoAmI(deps, person)
  const known = await deps.known.of(account.id)
  if (!known) throw new Problem('signed-out')
  return known
}

/** The account goes, with all that is known of the person; orders and the ledger keep its id, which leads to nobody any more. */
export const deleteAccount = (deps: Pick<Deps, 'accounts' | 'operatorsNeed'>, person: Person, trace: Trace) =>
  again(async () => {
    const { account } = await surelyMe(deps, person)
    await deps.accounts.remove(account, trace)
  })
