import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import type { Saying } from '#shared/messages/contracts'
import type { Trace } from '#shared/trace'
import { emailKey } from '../account.ts'
import type { Deps } from '../deps.ts'
import { hashOf, looksLikeToken } from '../refresh-token.ts'
import { changed, securityChanged } from '../says.ts'
import type { FoundLink, Pending } from '../store/links.ts'
import { dropLinks, insertLink, spendLink } from '../store/links.ts'
import { again } from './again.ts'
import { linkAsked, newLink } from './ask-for-link.ts'
import type { Entered, Visit } from './begin.ts'
import { finishSignUp } from './confirm-sign-up.ts'
import { linkOf, usable } from './usable.ts'
import { surelyMe, whoAmI } from './who-am-i.ts'

type Needs = Pick<
  Deps,
  'accounts' | 'links' | 'linkTokens' | 'admit' | 'passwords' | 'refreshTokens' | 'issue' | 'operatorsNeed'
>

/**
 * Somebody wants to be reached elsewhere: a link goes there, and nothing changes before it is clicked. Whether somebody else has
 * that address is told to its owner alone.
 */
export const askToChangeEmail = async (deps: Needs, person: Person, email: string, trace: Trace) => {
  await surelyMe(deps, person)
  await deps.admit.mail(emailKey(email))
  await again(async () => {
    const { account, now } = await surelyMe(deps, person)
    const { account: owner } = await deps.accounts.byEmail(email, null)
    const link = newLink('change-email', account.id, email, now)
    if (owner && owner.id !== account.id) {
      const says: Saying[] = [{ type: 'account.taken', data: { email: owner.email, language: owner.language } }]
      await deps.accounts.save({ before: owner, says }, trace, [insertLink(link)])
    } else {
      await deps.accounts.save({ before: account, says: [linkAsked(link, account)] }, trace, [insertLink(link)])
    }
  })
}

/** The link was clicked: the account has another address, and both are told. What was mailed to the old one is over. */
export const changeEmail = (deps: Needs, token: string, trace: Trace) =>
  again(async () => {
    const { link, account: before, now } = await usable(deps, token, 'change-email')
    const after = { ...before, email: link.email, emailVerified: true }
    const says = [changed(after), securityChanged(after, 'email', now, before.email)]
    await deps.accounts.save({ before, after, says }, trace, [
      spendLink(link.id),
      dropLinks(before.id, ['reset-password', 'verify-email', 'change-email']),
    ])
  })

/** The link is mailed once more, to who has not clicked it yet. */
export const verifyAgain = async (deps: Needs, person: Person, trace: Trace) => {
  const { account: first } = await whoAmI(deps, person)
  if (first.emailVerified) return
  await deps.admit.mail(emailKey(first.email))
  await again(async () => {
    const { account, now } = await whoAmI(deps, person)
    const link = newLink('verify-email', account.id, account.email, now)
    await deps.accounts.save({ before: account, says: [linkAsked(link, account)] }, trace, [insertLink(link)])
  })
}

/**
 * Whoever clicks the link of a sign-up in the browser in which it was asked for, is let in. Elsewhere the password is asked for:
 * who gets a mail they did not ask for must not make, by clicking, an account whose password somebody else has chosen.
 */
const isWhoAsked = async (
  { admit, passwords }: Needs,
  link: FoundLink,
  { browser: asked, passwordHash }: Pending,
  { browser, password }: Clicked,
) => {
  if (looksLikeToken(browser) && hashOf(browser) === asked) return
  if (password === undefined) throw new Problem('confirm-it-is-you')
  await admit.account(`link ${link.id}`)
  if (!(await passwords.matches(password, passwordHash))) throw new Problem('wrong-credentials')
}

/** A clicked link: its token; the password, where it was asked for; that by which the browser is known that signed up. */
export type Clicked = { token: string; password?: string | undefined; browser: string | undefined }

/** The address has answered. Of a sign-up: the account is made and signed in. Of an account: it is noted, nothing else. */
export const verifyEmail = async (deps: Needs, clicked: Clicked, visit: Visit): Promise<Entered | undefined> => {
  const link = await linkOf(deps, clicked.token, 'verify-email')
  if (link.pending) {
    await isWhoAsked(deps, link, link.pending, clicked)
    return finishSignUp(deps, link, link.pending, visit)
  }
  await again(async () => {
    const { account: before } = await usable(deps, clicked.token, 'verify-email')
    const after = { ...before, emailVerified: true }
    await deps.accounts.save({ before, after, says: [changed(after)] }, visit.trace, [spendLink(link.id)])
  })
  return undefined
}
