import { timingSafeEqual } from 'node:crypto'
import { Problem } from '#shared/http/problem'
import type { Account } from '../account.ts'
import { emailKey } from '../account.ts'
import type { Deps } from '../deps.ts'
import { GUESSES } from '../link.ts'
import { hashOf, looksLikeToken } from '../refresh-token.ts'
import { registered } from '../says.ts'
import { type FoundLink, type Pending, spendLink } from '../store/links.ts'
import { openSession } from '../store/sessions.ts'
import { orOver } from './again.ts'
import { begin, type Entered, type Visit } from './begin.ts'

type Needs = Pick<Deps, 'accounts' | 'links' | 'linkTokens' | 'refreshTokens' | 'issue' | 'operatorsNeed'>

const accountOf = ({ account: id, email, name, language, timeZone }: Pending): Account => ({
  ...{ id, email, name, language, timeZone, roles: [], emailVerified: true, passkeys: 0, secondFactor: false },
  // Its link was the first message, that it is there is the second.
  told: 2,
})

/**
 * Makes the account that was asked for, now that its address has answered. Throws `email-taken` where the address has got an
 * account meanwhile (who is told so has just read its mail), `link-over` where the link was used at the same time.
 */
export const finishSignUp = async (
  deps: Pick<Needs, 'accounts' | 'refreshTokens' | 'issue' | 'operatorsNeed'>,
  { id }: FoundLink,
  pending: Pending,
  visit: Visit,
): Promise<Entered> => {
  const made = accountOf(pending)
  const { session, entered } = await begin(deps, made, 'password', visit)
  const wanted = { made, passwordHash: pending.passwordHash, says: [registered(made)] }
  // The link first: who clicks it at the same moment waits for it, and is not told that the address is taken, by themselves.
  await orOver(deps.accounts.create(wanted, visit.trace, [openSession(session)], [spendLink(id)]))
  return entered
}

/** The code of a sign-up, typed in the browser in which it was asked for. Five guesses a mail, ten minutes. */
export const confirmSignUp = async (
  deps: Needs,
  { email, code }: { email: string; code: string },
  browser: string | undefined,
  visit: Visit,
): Promise<Entered> => {
  if (!looksLikeToken(browser)) throw new Problem('link-over')
  const link = await deps.links.ofBrowser(hashOf(browser))
  if (!link?.pending || emailKey(link.pending.email) !== emailKey(email)) throw new Problem('link-over')
  // Counted before it is compared: of many guesses at once no more are looked at than may be.
  const guesses = await deps.links.guess(link.id)
  if (guesses === undefined) throw new Problem('link-over')
  if (!timingSafeEqual(Buffer.from(code), Buffer.from(deps.linkTokens.code(link.id)))) {
    throw new Problem('wrong-code', undefined, { guessesLeft: GUESSES - guesses })
  }
  return finishSignUp(deps, link, link.pending, visit)
}
