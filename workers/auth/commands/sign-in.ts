import { Problem } from '#shared/http/problem'
import type { SignIn } from '../account.ts'
import type { Deps } from '../deps.ts'
import { begin, type Entered } from './begin.ts'

type Needs = Pick<Deps, 'accounts' | 'sessions' | 'passwords' | 'refreshTokens' | 'issue'>

/** Lets in who knows the password. An address without an account is refused in the same words and the same time. */
export const signIn = async (
  deps: Needs,
  { email, password }: SignIn,
  presented: string | undefined,
): Promise<Entered> => {
  const found = await deps.accounts.byEmail(email)
  const matches = await deps.passwords.matches(password, found?.passwordHash)
  if (!found || !matches) throw new Problem('wrong-credentials')
  const { session, entered } = await begin(deps, found.account, presented)
  await deps.sessions.open(session)
  return entered
}
