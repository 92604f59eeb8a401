import { Problem } from '#shared/http/problem'
import type { Id } from '#shared/ids'
import type { Deps } from '../deps.ts'
import { looksLikeRecoveryCode, recoveryHashOf } from '../recovery-codes.ts'
import { type Spending, spendRecoveryCode, spendStep } from '../store/second-factors.ts'
import { stepOf } from '../totp.ts'

type Needs = Pick<Deps, 'secondFactors' | 'seals' | 'log'>

/** A secret as it was before it was sealed. Throws `unavailable` where its key is not among ours: who runs the store is told. */
export const unsealed = async (
  { seals, log }: Pick<Needs, 'seals' | 'log'>,
  account: Id<'account'>,
  sealed: string,
) => {
  const secret = await seals.open(sealed, account)
  if (secret) return secret
  log('error', 'the secret of a second factor cannot be opened: was REFRESH_KEY replaced without naming the old one?', {
    ...{ alert: 'second-factor-unreadable', account },
  })
  throw new Problem('unavailable', 'Codes cannot be checked now; a recovery code can')
}

/**
 * What a code of the app, or a recovery code, is spent by, in the same write as what it opens: of many who send the same one at
 * once, one write goes through, and the others raise `overtaken`. Undefined where the code is wrong, or was used.
 */
export const spendingOf = async (deps: Needs, account: Id<'account'>, code: string): Promise<Spending | undefined> => {
  if (looksLikeRecoveryCode(code)) {
    const hash = recoveryHashOf(code)
    return (await deps.secondFactors.hasRecoveryCode(account, hash)) ? spendRecoveryCode(account, hash) : undefined
  }
  const factor = await deps.secondFactors.find(account)
  if (!factor) return undefined
  const step = stepOf(await unsealed(deps, account, factor.secret), code, factor.now, factor.lastStep)
  return step === undefined ? undefined : spendStep(account, step)
}
