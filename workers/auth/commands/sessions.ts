import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import type { Id } from '#shared/ids'
import type { Deps } from '../deps.ts'
import { whoAmI } from './who-am-i.ts'

type Needs = Pick<Deps, 'accounts' | 'sessions'>

/** Where somebody is signed in. */
export const listSessions = async (deps: Needs, person: Person) => {
  const { account } = await whoAmI(deps, person)
  return deps.sessions.list(account.id, person.session)
}

/** Signs one of somebody's browsers out. */
export const endSession = async (deps: Needs, person: Person, id: Id<'session'>) => {
  const { account } = await whoAmI(deps, person)
  if (!(await deps.sessions.end(account.id, id))) throw new Problem('not-found')
}

/** Signs all of somebody's browsers out but this one. */
export const endOtherSessions = async (deps: Needs, person: Person) => {
  const { account } = await whoAmI(deps, person)
  await deps.sessions.endAll(account.id, person.session)
}

/** Signs all of somebody's browsers out, this one included. */
export const signOutEverywhere = async (deps: Needs, person: Person) => {
  const { account } = await whoAmI(deps, person)
  await deps.sessions.endAll(account.id)
}
