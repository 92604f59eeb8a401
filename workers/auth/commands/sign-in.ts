import { Problem } from '#shared/http/problem'
import { type Account, emailKey, type SignIn } from '../account.ts'
import type { Deps } from '../deps.ts'
import type { Proved } from '../proved.ts'
import { hashOf } from '../refresh-token.ts'
import { newDevice } from '../says.ts'
import { insertBegunSignIn } from '../store/second-factors.ts'
import { openSession } from '../store/sessions.ts'
import { again } from './again.ts'
import { begin, deviceHashOf, type Entered, type Visit } from './begin.ts'

type Needs = Pick<Deps, 'accounts' | 'passwords' | 'refreshTokens' | 'issue' | 'admit' | 'operatorsNeed'>

/** What the browser takes away: a session; or, where a code is asked for as well, that by which it comes back with one. */
export type SignedIn = { entered: Entered; begun?: undefined } | { entered?: undefined; begun: string }

/** Opens a session on an account as it was read, and tells its owner when the browser is a new one. Raises `overtaken`. */
export const letIn = async (
  deps: Pick<Needs, 'accounts' | 'refreshTokens' | 'issue' | 'operatorsNeed'>,
  { account, known, now }: { account: Account; known: boolean; now: Date },
  visit: Visit,
  proved: Proved,
  also: Parameters<Deps['accounts']['save']>[2] = [],
): Promise<Entered> => {
  const { session, entered } = await begin(deps, account, proved, visit)
  const says = known ? [] : [newDevice(account, visit.device, now)]
  await deps.accounts.save({ before: account, says }, visit.trace, [...also, openSession(session)])
  return entered
}

/**
 * Lets in who knows the password. An address without an account is refused in the same words and the same time. Who guesses is
 * counted by account; a browser that was signed in to it before is counted by itself, so that guessers do not shut its owner out.
 * Where the account has a second factor, nobody is let in yet.
 */
export const signIn = async (deps: Needs, { email, password }: SignIn, visit: Visit): Promise<SignedIn> => {
  const device = deviceHashOf(visit)
  const first = await deps.accounts.byEmail(email, device)
  await deps.admit.account(first.known ? `device ${device}` : emailKey(email))
  const matches = await deps.passwords.matches(password, first.passwordHash)
  if (!first.account || !matches) throw new Problem('wrong-credentials')

  let read: typeof first | undefined = first
  return again(async () => {
    const { account, passwordHash, ...rest } = read ?? (await deps.accounts.byEmail(email, device))
    read = undefined
    // Changed while it was being tried: it was the old one.
    if (!account || passwordHash !== first.passwordHash) throw new Problem('wrong-credentials')
    if (!account.secondFactor) return { entered: await letIn(deps, { account, ...rest }, visit, 'password') }
    const begun = deps.refreshTokens.first()
    await deps.accounts.save({ before: account, says: [] }, visit.trace, [insertBegunSignIn(account.id, hashOf(begun))])
    return { begun }
  })
}
