import { newId } from '#shared/ids'
import type { Saying } from '#shared/messages/contracts'
import { type Account, emailKey, type SignUp } from '../account.ts'
import type { Deps } from '../deps.ts'
import { hashOf } from '../refresh-token.ts'
import { registered } from '../says.ts'
import { insertLink, insertPending } from '../store/links.ts'
import { openSession } from '../store/sessions.ts'
import { again } from './again.ts'
import { linkAsked, newLink } from './ask-for-link.ts'
import { begin, type Entered, type Visit } from './begin.ts'
import { notLeaked } from './not-leaked.ts'

type Needs = Pick<
  Deps,
  | 'accounts'
  | 'links'
  | 'passwords'
  | 'refreshTokens'
  | 'issue'
  | 'admit'
  | 'signUp'
  | 'operatorsNeed'
  | 'askLeaked'
  | 'log'
>

/** What the browser takes away: a session, where sign-up is open; else that by which it is known when the mail is answered. */
export type SignedUp = { entered: Entered; browser?: undefined } | { entered?: undefined; browser: string }

const accountOf = ({ email, name, language, timeZone }: SignUp): Account => ({
  ...{ id: newId('account'), email, name, language, timeZone, roles: [] },
  ...{ emailVerified: false, passkeys: 0, secondFactor: false, told: 2 },
})

/** Makes an account at once and signs it in. Refuses an e-mail address that has one, and so tells that it has. */
const openly = async (deps: Needs, wanted: SignUp, visit: Visit): Promise<SignedUp> => {
  const passwordHash = await deps.passwords.hash(wanted.password)
  const made = accountOf(wanted)
  const { session, entered } = await begin(deps, made, 'password', visit)
  const link = newLink('verify-email', made.id, made.email, new Date())
  const says = [registered(made), linkAsked(link, made)]
  await deps.accounts.create({ made, passwordHash, says }, visit.trace, [openSession(session), insertLink(link)])
  return { entered }
}

/**
 * Keeps an account to be, and has a mail sent to its address. An address that has an account already is treated the same in
 * all that can be seen from here, work included: what differs is which mail goes out.
 */
const byMail = async (deps: Needs, wanted: SignUp, { trace }: Visit): Promise<SignedUp> => {
  await deps.admit.mail(emailKey(wanted.email))
  const passwordHash = await deps.passwords.hash(wanted.password)
  const browser = deps.refreshTokens.first()
  const { password: _, ...rest } = wanted
  const pending = { ...rest, account: newId('account'), browser: hashOf(browser), passwordHash }
  await again(async () => {
    const { account: taken, now } = await deps.accounts.byEmail(wanted.email, null)
    const link = newLink('verify-email', null, wanted.email, now)
    if (taken) {
      const says: Saying[] = [{ type: 'account.taken', data: { email: taken.email, language: taken.language } }]
      await deps.accounts.save({ before: taken, says }, trace, [insertLink(link), insertPending(link.id, pending)])
    } else {
      const says = [linkAsked(link, { ...pending, id: pending.account }, true)]
      await deps.links.keepPending(link, pending, says, trace)
    }
  })
  return { browser }
}

/** Somebody wants an account. */
export const signUp = async (deps: Needs, wanted: SignUp, visit: Visit): Promise<SignedUp> => {
  await notLeaked(deps, 'password', wanted.password)
  return deps.signUp === 'open' ? openly(deps, wanted, visit) : byMail(deps, wanted, visit)
}
