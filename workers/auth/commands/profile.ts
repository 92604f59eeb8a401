import type { Person } from '#shared/http/session'
import type { Trace } from '#shared/trace'
import type { Account, Profile, Role } from '../account.ts'
import type { Deps } from '../deps.ts'
import { rolesIn } from '../proved.ts'
import { changed } from '../says.ts'
import { again } from './again.ts'
import { whoAmI } from './who-am-i.ts'

/** Somebody is called something else, reads another language, or lives elsewhere. */
export const changeProfile = (
  deps: Pick<Deps, 'accounts' | 'operatorsNeed'>,
  person: Person,
  changes: Profile,
  trace: Trace,
) =>
  again(async (): Promise<{ account: Account; roles: Role[] }> => {
    const { account: before, proved } = await whoAmI(deps, person)
    const after = {
      ...before,
      name: changes.name ?? before.name,
      language: changes.language ?? before.language,
      timeZone: changes.timeZone ?? before.timeZone,
    }
    await deps.accounts.save({ before, after, says: [changed(after)] }, trace)
    return { account: after, roles: rolesIn(deps.operatorsNeed, after, proved) }
  })
