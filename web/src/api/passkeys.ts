import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/browser'
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { accountQuery, useChangeOfPerson } from './auth.ts'
import { auth, ok } from './client.ts'
import type { Id } from './types.ts'

// What came as JSON has no member that is there and undefined, which the compiler cannot know.
type Asked = PublicKeyCredentialRequestOptionsJSON
type AskedToMake = PublicKeyCredentialCreationOptionsJSON

const webauthn = () => import('@simplewebauthn/browser')

export const hasPasskeys = (): boolean => typeof PublicKeyCredential === 'function'

/** Nobody is to be told of it: they changed their mind, or another question took the place of this one. */
export const isCalledOff = (error: unknown): boolean =>
  error instanceof Error && ['NotAllowedError', 'AbortError'].includes(error.name)

/** The device has a passkey for this account already. */
export const isThereAlready = (error: unknown): boolean => error instanceof Error && error.name === 'InvalidStateError'

export const passkeysQuery = queryOptions({
  queryKey: ['account', 'passkeys'],
  queryFn: async ({ signal }) => (await ok(auth.passkeys.$get({}, { init: { signal } }))).items,
})
export type Passkey = Awaited<ReturnType<NonNullable<(typeof passkeysQuery)['queryFn']>>>[number]

// A device answers one question at a time, the newest. What was to be suggested does not come between a press and its answer.
let asked = 0

/** Asks the device for any passkey of ours; `offered`: only among what it suggests where the address is typed. */
const signIn = async (offered: boolean) => {
  const question = ++asked
  const { startAuthentication } = await webauthn()
  const optionsJSON = (await ok(auth.passkeys['sign-in'].options.$post())) as Asked
  if (offered && question !== asked) return undefined
  const credential = await startAuthentication({ optionsJSON, useBrowserAutofill: offered })
  if (offered && question !== asked) return undefined
  return (await ok(auth.passkeys['sign-in'].$post({ json: { credential } }))).account
}

export const usePasskeySignIn = () => {
  const changePerson = useChangeOfPerson()
  return useMutation({
    mutationFn: () => signIn(false),
    onSuccess: (account) => account && changePerson(account),
  })
}

/** The same, for as long as the page is open; undefined where the browser cannot suggest passkeys. */
export const suggestPasskeys = async () => {
  const { browserSupportsWebAuthnAutofill } = await webauthn()
  return (await browserSupportsWebAuthnAutofill()) ? signIn(true) : undefined
}

export const stopSuggesting = async () => {
  asked++
  const { WebAuthnAbortService } = await webauthn()
  WebAuthnAbortService.cancelCeremony()
}

/** Shows once more who one is. */
export const confirmByPasskey = async () => {
  const { startAuthentication } = await webauthn()
  const optionsJSON = (await ok(auth.passkeys.confirm.options.$post())) as Asked
  const credential = await startAuthentication({ optionsJSON })
  await ok(auth.passkeys.confirm.$post({ json: { credential } }))
}

export const addPasskey = async () => {
  const { startRegistration } = await webauthn()
  const optionsJSON = (await ok(auth.passkeys.register.options.$post())) as AskedToMake
  const credential = await startRegistration({ optionsJSON })
  return ok(auth.passkeys.register.$post({ json: { credential } }))
}

export const renamePasskey = (id: Id<'passkey'>, name: string) =>
  ok(auth.passkeys[':id'].$patch({ param: { id }, json: { name } }))

export const removePasskey = (id: Id<'passkey'>) => ok(auth.passkeys[':id'].$delete({ param: { id } }))

/** After a change of passkeys: they and their number are asked for again. */
export const usePasskeysChanged = () => {
  const queryClient = useQueryClient()
  return () => queryClient.invalidateQueries({ queryKey: accountQuery.queryKey })
}
