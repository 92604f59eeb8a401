import { newId } from '#shared/ids'
import type { SignUp } from '../account.ts'
import type { Deps } from '../deps.ts'
import { begin, type Entered } from './begin.ts'

type Needs = Pick<Deps, 'accounts' | 'passwords' | 'refreshTokens' | 'issue'>

/** Makes an account and signs it in. Refuses an e-mail address that has one. */
export const signUp = async (deps: Needs, wanted: SignUp, presented: string | undefined): Promise<Entered> => {
  const account = { id: newId('account'), email: wanted.email, name: wanted.name, roles: [] }
  const passwordHash = await deps.passwords.hash(wanted.password)
  const { session, entered } = await begin(deps, account, presented)
  await deps.accounts.create(account, passwordHash, session)
  return entered
}
