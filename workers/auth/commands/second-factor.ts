import { randomBytes } from 'node:crypto'
import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import type { Trace } from '#shared/trace'
import { base32 } from '../base32.ts'
import type { Deps } from '../deps.ts'
import { newRecoveryCodes, recoveryHashOf } from '../recovery-codes.ts'
import { securityChanged } from '../says.ts'
import { dropLinks } from '../store/links.ts'
import {
  confirmSecret,
  dropRecoveryCodes,
  dropSecondFactor,
  insertRecoveryCodes,
  offerSecret,
} from '../store/second-factors.ts'
import { confirmSession, endSessions } from '../store/sessions.ts'
import { SECRET_BYTES, stepOf, totpUri } from '../totp.ts'
import { again } from './again.ts'
import { unsealed } from './prove-by-code.ts'
import { surelyMe, whoAmI } from './who-am-i.ts'

type Needs = Pick<Deps, 'accounts' | 'secondFactors' | 'seals' | 'admit' | 'operatorsNeed' | 'log'>

const onlyOne = () => new Problem('limit-exceeded', 'An account has one app that shows codes: turn it off first')

/** Whether there is a second factor, since when, and how many recovery codes are left. */
export const factorStanding = async (deps: Needs, person: Person) => {
  const { account } = await whoAmI(deps, person)
  return (await deps.secondFactors.standing(account.id)) ?? null
}

/** A new secret for an app, as text and as what a QR code says. Nothing is asked for at the door before the app has shown a code. */
export const offerSecondFactor = async (deps: Needs, person: Person, trace: Trace) => {
  const secret = randomBytes(SECRET_BYTES)
  return again(async () => {
    const { account } = await surelyMe(deps, person)
    if (account.secondFactor) throw onlyOne()
    const sealed = await deps.seals.seal(secret, account.id)
    await deps.accounts.save({ before: account, says: [] }, trace, [offerSecret(account.id, sealed, person.session)])
    return { secret: base32(secret), uri: totpUri(secret, account.email) }
  })
}

/**
 * The app shows the right code: from now on one is asked for at the door. Whoever is signed in elsewhere came in without one,
 * and is signed out; what they asked for by mail is over. What is returned is shown once.
 */
export const addSecondFactor = async (deps: Needs, person: Person, code: string, trace: Trace) => {
  await deps.admit.code(`session ${person.session}`)
  const recoveryCodes = newRecoveryCodes()
  await again(async () => {
    const { account, now } = await surelyMe(deps, person)
    if (account.secondFactor) throw onlyOne()
    const offered = await deps.secondFactors.offered(account.id, person.session)
    if (!offered) throw new Problem('link-over', 'It took too long: begin again')
    const step = stepOf(await unsealed(deps, account.id, offered.secret), code, offered.now, 0)
    if (step === undefined) throw new Problem('wrong-code')
    const says = [securityChanged(account, 'second-factor-added', now)]
    await deps.accounts.save({ before: account, says }, trace, [
      confirmSecret(account.id, offered.secret, step),
      dropRecoveryCodes(account.id),
      insertRecoveryCodes(account.id, recoveryCodes.map(recoveryHashOf)),
      dropLinks(account.id, ['reset-password', 'change-email']),
      endSessions(account.id, person.session),
      confirmSession(person.session, 'password-and-code'),
    ])
  })
  return { recoveryCodes }
}

/** Ten new recovery codes; those there were are over. */
export const renewRecoveryCodes = async (deps: Needs, person: Person, trace: Trace) => {
  const recoveryCodes = newRecoveryCodes()
  await again(async () => {
    const { account, now } = await surelyMe(deps, person)
    if (!account.secondFactor) throw new Problem('not-found')
    const says = [securityChanged(account, 'recovery-codes', now)]
    await deps.accounts.save({ before: account, says }, trace, [
      dropRecoveryCodes(account.id),
      insertRecoveryCodes(account.id, recoveryCodes.map(recoveryHashOf)),
    ])
  })
  return { recoveryCodes }
}

/** The password alone opens the account again. Its owner is told. */
export const removeSecondFactor = (deps: Needs, person: Person, trace: Trace) =>
  again(async () => {
    const { account, now } = await surelyMe(deps, person)
    if (!account.secondFactor) throw new Problem('not-found')
    const says = [securityChanged(account, 'second-factor-removed', now)]
    await deps.accounts.save({ before: account, says }, trace, [dropSecondFactor(account.id)])
  })

/** Seals anew what an older key has sealed, so that it can be given up. Returns how many. */
export const resealSecrets = async ({ secondFactors, seals, log }: Pick<Needs, 'secondFactors' | 'seals' | 'log'>) => {
  let count = 0
  for (const { account, secret } of await secondFactors.sealedOtherwise(seals.newest)) {
    const plain = await seals.open(secret, account)
    if (plain === undefined) {
      log('error', 'the secret of a second factor cannot be opened', { alert: 'second-factor-unreadable', account })
      continue
    }
    await secondFactors.reseal(account, secret, await seals.seal(plain, account))
    count++
  }
  return count
}
