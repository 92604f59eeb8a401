import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import type { Trace } from '#shared/trace'
import { emailKey, isAddress } from '../account.ts'
import type { Deps } from '../deps.ts'
import { securityChanged } from '../says.ts'
import { setPassword } from '../store/accounts.ts'
import { dropLinks, insertLink, spendLink } from '../store/links.ts'
import { deletePasskeys } from '../store/passkeys.ts'
import { dropBegunSignIns, dropSecondFactor } from '../store/second-factors.ts'
import { confirmSession, endSessions } from '../store/sessions.ts'
import { again } from './again.ts'
import { linkAsked, newLink } from './ask-for-link.ts'
import { notLeaked } from './not-leaked.ts'
import { spendingOf } from './prove-by-code.ts'
import { usable } from './usable.ts'
import { whoAmI } from './who-am-i.ts'

type Needs = Pick<
  Deps,
  | 'accounts'
  | 'links'
  | 'linkTokens'
  | 'passwords'
  | 'sessions'
  | 'admit'
  | 'secondFactors'
  | 'seals'
  | 'askLeaked'
  | 'log'
>

const notTheAddress = (field: string, password: string, email: string) => {
  if (!isAddress(password, email)) return
  const errors = [{ pointer: `#/${field}`, detail: 'must not be the e-mail address' }]
  throw new Problem('invalid-request', undefined, { errors })
}

const typed = async ({ admit, passwords }: Needs, person: Person, password: string, hash: string) => {
  await admit.account(`session ${person.id}`)
  if (!(await passwords.matches(password, hash))) throw new Problem('wrong-credentials')
}

const codeNeeded = () => {
  const errors = [{ pointer: '#/code', detail: 'is asked for as well: the account has a second factor' }]
  return new Problem('invalid-request', undefined, { errors })
}

/**
 * Somebody proves once more who they are, before what matters most: by the password, and by a code where one is asked for at the
 * door. Throws `wrong-code`, where it is the code that is wrong.
 */
export const confirmItIsMe = async (
  deps: Needs,
  person: Person,
  { password, code }: { password: string; code?: string | undefined },
  trace: Trace,
) => {
  const { account, passwordHash } = await whoAmI(deps, person)
  await typed(deps, person, password, passwordHash)
  if (!account.secondFactor) return deps.sessions.confirm(person.session, 'password')
  if (code === undefined) throw codeNeeded()
  await deps.admit.code(`session ${person.session}`)
  return again(async () => {
    const { account: before } = await whoAmI(deps, person)
    const spending = await spendingOf(deps, before.id, code)
    if (!spending) throw new Problem('wrong-code')
    await deps.accounts.save({ before, says: [] }, trace, [
      spending,
      confirmSession(person.session, 'password-and-code'),
    ])
  })
}

/**
 * What another password ends: links to reset it, and to another address. Who knew the old one may have asked for that, and may be
 * who it was changed against.
 */
const OVER_WITH_IT = ['reset-password', 'change-email'] as const

/** Another password, for who knows the one there is. All other browsers are signed out, and links that wait are over. */
export const changePassword = async (
  deps: Needs,
  person: Person,
  { current, next }: { current: string; next: string },
  trace: Trace,
) => {
  const me = await whoAmI(deps, person)
  notTheAddress('next', next, me.account.email)
  await typed(deps, person, current, me.passwordHash)
  await notLeaked(deps, 'next', next)
  const hash = await deps.passwords.hash(next)
  await again(async () => {
    const { account, passwordHash, now } = await whoAmI(deps, person)
    if (passwordHash !== me.passwordHash) throw new Problem('wrong-credentials')
    const says = [securityChanged(account, 'password', now)]
    await deps.accounts.save({ before: account, says }, trace, [
      setPassword(account.id, hash),
      dropLinks(account.id, OVER_WITH_IT),
      dropBegunSignIns(account.id),
      endSessions(account.id, person.session),
      // The password alone proves too little where a code is asked for as well.
      ...(account.secondFactor ? [] : [confirmSession(person.session, 'password')]),
    ])
  })
}

/** Whether one more mail may go to an address; asked before anybody looks whether it has an account. */
export const mayForget = ({ admit }: Pick<Needs, 'admit'>, email: string) => admit.mail(emailKey(email))

/**
 * A link to choose another password is mailed, if there is an account. Done after the answer, so that neither what it says nor
 * how long it takes tells whether there is one; whoever waits in vain asks again.
 */
export const forgotPassword = ({ accounts }: Pick<Needs, 'accounts'>, email: string, trace: Trace) =>
  again(async () => {
    const { account, now } = await accounts.byEmail(email, null)
    if (!account) return
    const link = newLink('reset-password', account.id, account.email, now)
    await accounts.save({ before: account, says: [linkAsked(link, account)] }, trace, [insertLink(link)])
  })

/**
 * Another password, for who reads the account's mail. Everybody is signed out. Where the address was never verified, whoever
 * made the account may have been somebody else: their passkeys and their second factor go as well. Else both stay: who reads the
 * mail has shown one thing, not two.
 */
export const resetPassword = async (
  deps: Needs,
  { token, password }: { token: string; password: string },
  trace: Trace,
) => {
  const { account: first } = await usable(deps, token, 'reset-password')
  notTheAddress('password', password, first.email)
  await notLeaked(deps, 'password', password)
  const hash = await deps.passwords.hash(password)
  await again(async () => {
    const { link, account, now } = await usable(deps, token, 'reset-password')
    const says = [securityChanged(account, 'password', now)]
    await deps.accounts.save({ before: account, after: { ...account, emailVerified: true }, says }, trace, [
      spendLink(link.id),
      dropLinks(account.id, OVER_WITH_IT),
      setPassword(account.id, hash),
      dropBegunSignIns(account.id),
      endSessions(account.id),
      ...(account.emailVerified ? [] : [deletePasskeys(account.id), dropSecondFactor(account.id)]),
    ])
  })
}
