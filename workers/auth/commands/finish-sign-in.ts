import { Problem } from '#shared/http/problem'
import type { Deps } from '../deps.ts'
import { hashOf, looksLikeToken } from '../refresh-token.ts'
import { CODE_GUESSES, finishBegunSignIn } from '../store/second-factors.ts'
import { again } from './again.ts'
import { deviceHashOf, type Entered, type Visit } from './begin.ts'
import { spendingOf } from './prove-by-code.ts'
import { letIn } from './sign-in.ts'

type Needs = Pick<
  Deps,
  'accounts' | 'secondFactors' | 'seals' | 'refreshTokens' | 'issue' | 'admit' | 'operatorsNeed' | 'log'
>

const over = () => new Problem('link-over', 'It took too long, or was tried too often: sign in again')

/**
 * The second step of a sign-in whose password was right, in the browser in which it was begun. Throws `wrong-code` with how many
 * guesses are left, `link-over` where there is none, or it took too long.
 */
export const finishSignIn = async (
  deps: Needs,
  code: string,
  token: string | undefined,
  visit: Visit,
): Promise<Entered> => {
  if (!looksLikeToken(token)) throw over()
  const [hash, device] = [hashOf(token), deviceHashOf(visit)]
  const first = await deps.secondFactors.begun(hash, device)
  if (!first) throw over()
  // As with passwords: who guesses does not shut out the owner, whose browser is known.
  await deps.admit.code(first.known ? `device ${device}` : first.account.id)
  // Counted before it is compared: of many guesses at once no more are looked at than may be.
  const guesses = await deps.secondFactors.guess(hash)
  if (guesses === undefined) throw over()
  return again(async () => {
    const begun = await deps.secondFactors.begun(hash, device)
    if (!begun) throw over()
    const spending = await spendingOf(deps, begun.account.id, code)
    if (!spending) {
      if (guesses === CODE_GUESSES) {
        const about = { alert: 'second-factor-guessed', account: begun.account.id }
        deps.log('warn', 'who knows a password could not show the second factor', about)
      }
      throw new Problem('wrong-code', undefined, { guessesLeft: CODE_GUESSES - guesses })
    }
    return letIn(deps, begun, visit, 'password-and-code', [finishBegunSignIn(hash), spending])
  })
}
