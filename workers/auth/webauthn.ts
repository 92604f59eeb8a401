import {
  type AuthenticationResponseJSON,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server'
import { decodeClientDataJSON } from '@simplewebauthn/server/helpers'
import { newId } from '#shared/ids'
import type { Account } from './account.ts'
import { CHALLENGE_SECONDS, type Passkey } from './store/passkeys.ts'

const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')

/** What a device is asked to sign, by what it says it signed; undefined where it says nothing of the kind. */
export const challengeIn = ({
  response,
}: RegistrationResponseJSON | AuthenticationResponseJSON): string | undefined => {
  try {
    return decodeClientDataJSON(response.clientDataJSON).challenge
  } catch {
    return undefined
  }
}

/** By what a passkey says whose it is. Nothing about the person: it lies on devices for as long as they live. */
const handleOf = ({ id }: Pick<Account, 'id'>) => new TextEncoder().encode(id)
const isHandleOf = (handle: string | undefined, { id }: Account) =>
  handle !== undefined && Buffer.from(handle, 'base64url').toString() === id

/** Ed25519, ES256, RS256: what devices have. */
const ALGORITHMS = [-8, -7, -257]

/** What a browser is asked for, as JSON. Of the extensions, that of which the library makes use. */
type Asked<Options> = Omit<Options, 'extensions'> & { extensions?: { credProps?: boolean } }

const TIMEOUT = CHALLENGE_SECONDS * 1000

export type Webauthn = ReturnType<typeof createWebauthn>

/**
 * Passkeys: credentials that a device finds by itself (discoverable, so that pages may offer them where the address is typed)
 * and gives out only to who unlocks it (user verification). What device it is, is not asked. Verifying throws when the answer is
 * not to be believed.
 */
export const createWebauthn = (publicUrl: string) => {
  const { hostname, origin } = new URL(publicUrl)
  return {
    registrationOptions: (
      account: Account,
      known: { id: string; transports: string[] }[],
    ): Promise<Asked<PublicKeyCredentialCreationOptionsJSON>> =>
      generateRegistrationOptions({
        rpName: 'Holdfast',
        rpID: hostname,
        userID: handleOf(account),
        userName: account.email,
        userDisplayName: account.name,
        timeout: TIMEOUT,
        attestationType: 'none',
        supportedAlgorithmIDs: ALGORITHMS,
        excludeCredentials: known,
        authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      }),

    /** For everybody alike: which passkeys there are, the device knows and we do not say. */
    signInOptions: (): Promise<Asked<PublicKeyCredentialRequestOptionsJSON>> =>
      generateAuthenticationOptions({ rpID: hostname, timeout: TIMEOUT, userVerification: 'required' }),

    /** For somebody who is signed in: one of their own. */
    confirmOptions: (
      known: { id: string; transports: string[] }[],
    ): Promise<Asked<PublicKeyCredentialRequestOptionsJSON>> =>
      generateAuthenticationOptions({
        ...{ rpID: hostname, timeout: TIMEOUT, userVerification: 'required', allowCredentials: known },
      }),

    verifyRegistration: async (
      response: RegistrationResponseJSON,
      expectedChallenge: string,
      name: string,
    ): Promise<Passkey> => {
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        ...{ response, expectedChallenge, expectedOrigin: origin, expectedRPID: hostname },
        requireUserVerification: true,
        supportedAlgorithmIDs: ALGORITHMS,
      })
      if (!verified || !registrationInfo) throw new Error('the registration is not verified')
      const { credential, credentialBackedUp } = registrationInfo
      return {
        id: newId('passkey'),
        credential: credential.id,
        publicKey: b64(credential.publicKey),
        counter: credential.counter,
        transports: (credential.transports ?? []).slice(0, 8),
        synced: credentialBackedUp,
        name,
      }
    },

    verifySignIn: async (
      response: AuthenticationResponseJSON,
      expectedChallenge: string,
      { passkey, account }: { passkey: Passkey; account: Account },
    ): Promise<{ counter: number; synced: boolean }> => {
      if (!isHandleOf(response.response.userHandle, account)) throw new Error('the user handle is another’s')
      const { verified, authenticationInfo } = await verifyAuthenticationResponse({
        ...{ response, expectedChallenge, expectedOrigin: origin, expectedRPID: hostname },
        requireUserVerification: true,
        credential: {
          id: passkey.credential,
          publicKey: new Uint8Array(Buffer.from(passkey.publicKey, 'base64url')),
          counter: passkey.counter,
          transports: passkey.transports,
        },
      })
      if (!verified) throw new Error('the signature is not verified')
      return { counter: authenticationInfo.newCounter, synced: authenticationInfo.credentialBackedUp }
    },
  }
}
