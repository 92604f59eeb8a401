import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import type { Id } from '#shared/ids'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import type { PasskeyAnswer, PasskeyRegistration } from '../input.ts'
import { securityChanged } from '../says.ts'
import { deletePasskey, insertPasskey, usePasskey } from '../store/passkeys.ts'
import { confirmSession } from '../store/sessions.ts'
import { challengeIn } from '../webauthn.ts'
import { again } from './again.ts'
import { deviceHashOf, type Entered, type Visit } from './begin.ts'
import { letIn } from './sign-in.ts'
import { surelyMe, whoAmI } from './who-am-i.ts'

type Needs = Pick<Deps, 'accounts' | 'passkeys' | 'webauthn' | 'refreshTokens' | 'issue' | 'operatorsNeed' | 'log'>

const MOST_PASSKEYS = 20

/** What the device says is not to be believed: the log says why, the answer does not. */
const refused = (log: Deps['log'], error: unknown, more = {}): never => {
  // A counter that goes back is a copy of the passkey, or a device that lost its memory.
  const alert = error instanceof Error && /counter/.test(error.message) ? { alert: 'passkey-counted-back' } : {}
  log(alert.alert ? 'warn' : 'info', 'a passkey was refused', { ...more, ...alert, error })
  throw new Problem('passkey-refused')
}

const asked = async ({ passkeys }: Needs, challenge: string | undefined, session: Id<'session'> | null) => {
  if (challenge === undefined || !(await passkeys.take(challenge, session))) throw new Problem('passkey-refused')
  return challenge
}

/** What a device needs to make a passkey for this account. */
export const askForPasskey = async (deps: Needs, person: Person) => {
  const { account } = await surelyMe(deps, person)
  if (account.passkeys >= MOST_PASSKEYS) throw new Problem('limit-exceeded', `An account has ${MOST_PASSKEYS} at most`)
  const options = await deps.webauthn.registrationOptions(account, await deps.passkeys.credentials(account.id))
  await deps.passkeys.challenge(options.challenge, person.session)
  return options
}

/** Keeps the passkey that the device has made, and tells its owner. */
export const addPasskey = async (
  deps: Needs,
  person: Person,
  { credential, name }: PasskeyRegistration,
  { device, trace }: Visit,
) => {
  await surelyMe(deps, person)
  const challenge = await asked(deps, challengeIn(credential), person.session)
  const made = await deps.webauthn
    .verifyRegistration(credential, challenge, name ?? device)
    .catch((error: unknown) => refused(deps.log, error, { account: person.id }))
  await again(async () => {
    const { account, now } = await surelyMe(deps, person)
    const says = [securityChanged(account, 'passkey-added', now)]
    await deps.accounts.save({ before: account, says }, trace, [insertPasskey(account.id, made)])
  })
  return made.id
}

/** What any device needs to let somebody in: the same for everybody. */
export const askForAnyPasskey = async (deps: Needs) => {
  const options = await deps.webauthn.signInOptions()
  await deps.passkeys.challenge(options.challenge, null)
  return options
}

/** Lets in whose device has signed the challenge. No password is asked for: the device was unlocked by its owner. */
export const signInByPasskey = async (deps: Needs, { credential }: PasskeyAnswer, visit: Visit): Promise<Entered> => {
  const challenge = await asked(deps, challengeIn(credential), null)
  return again(async () => {
    const found = await deps.passkeys.find(credential.id, deviceHashOf(visit))
    if (!found) throw new Problem('passkey-refused')
    const used = await deps.webauthn
      .verifySignIn(credential, challenge, found)
      .catch((error: unknown) => refused(deps.log, error, { account: found.account.id, passkey: found.passkey.id }))
    return letIn(deps, { ...found, now: new Date() }, visit, 'passkey', [usePasskey(found.passkey, used)])
  })
}

/** What somebody's own devices need to show once more that it is them. */
export const askWhetherItIsMe = async (deps: Needs, person: Person) => {
  const { account } = await whoAmI(deps, person)
  const options = await deps.webauthn.confirmOptions(await deps.passkeys.credentials(account.id))
  await deps.passkeys.challenge(options.challenge, person.session)
  return options
}

/** Somebody shows once more who they are, before what matters most: by one of their own passkeys instead of the password. */
export const confirmByPasskey = async (
  deps: Needs,
  person: Person,
  { credential }: PasskeyAnswer,
  { trace }: Pick<Visit, 'trace'>,
) => {
  await whoAmI(deps, person)
  const challenge = await asked(deps, challengeIn(credential), person.session)
  await again(async () => {
    const { account } = await whoAmI(deps, person)
    const found = await deps.passkeys.find(credential.id, null)
    if (found?.account.id !== account.id) throw new Problem('passkey-refused')
    const used = await deps.webauthn
      .verifySignIn(credential, challenge, found)
      .catch((error: unknown) => refused(deps.log, error, { account: account.id, passkey: found.passkey.id }))
    await deps.accounts.save({ before: account, says: [] }, trace, [
      usePasskey(found.passkey, used),
      confirmSession(person.session, 'passkey'),
    ])
  })
}

export const listPasskeys = async (deps: Needs, person: Person) =>
  deps.passkeys.list((await whoAmI(deps, person)).account.id)

export const renamePasskey = async (deps: Needs, person: Person, id: Id<'passkey'>, name: string) => {
  const { account } = await whoAmI(deps, person)
  if (!(await deps.passkeys.rename(account.id, id, name))) throw new Problem('not-found')
}

/** Takes a passkey away, and tells its owner. */
export const removePasskey = (deps: Needs, person: Person, id: Id<'passkey'>, trace: Trace) =>
  again(async () => {
    const { account, now } = await surelyMe(deps, person)
    const there = await deps.passkeys.list(account.id)
    if (!there.some((passkey) => passkey.id === id)) throw new Problem('not-found')
    const says = [securityChanged(account, 'passkey-removed', now)]
    await deps.accounts.save({ before: account, says }, trace, [deletePasskey(account.id, id)])
  })
