import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'

// A device that keeps passkeys, as WebAuthn describes one (https://www.w3.org/TR/webauthn-3/): resident, verifying its user,
// with ES256 and no attestation. What may go wrong with one can be asked of it.

type Bytes = Uint8Array<ArrayBuffer>

const bytes = (source: Buffer | number[]): Bytes => new Uint8Array(source)
const b64 = (source: Uint8Array) => Buffer.from(source).toString('base64url')
const sha256 = (text: string | Uint8Array) => createHash('sha256').update(text).digest()

const FLAGS = { present: 0x01, verified: 0x04, backupEligible: 0x08, backedUp: 0x10, attested: 0x40 }

export type Mischief = {
  origin?: string
  rpId?: string
  type?: string
  /** Nobody unlocked it. */
  unverified?: boolean
  counter?: number
  userHandle?: string
  /** Signs something else than it says. */
  forged?: boolean
}

type CreationOptions = { challenge: string; rp: { id?: string }; user: { id: string } }
type RequestOptions = { challenge: string; rpId?: string }

export const createAuthenticator = (origin: string) => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const id = randomBytes(16)
  let counter = 0
  let handle = ''
  let home = new URL(origin).hostname

  const clientData = (type: string, challenge: string, mischief: Mischief) =>
    Buffer.from(
      JSON.stringify({
        type: mischief.type ?? type,
        challenge,
        origin: mischief.origin ?? origin,
        crossOrigin: false,
      }),
    )
  const authenticatorData = (mischief: Mischief, flags: number, attested: Buffer = Buffer.alloc(0)) => {
    const counted = Buffer.alloc(4)
    counted.writeUInt32BE(mischief.counter ?? counter)
    const user = FLAGS.present | (mischief.unverified ? 0 : FLAGS.verified)
    return Buffer.concat([sha256(mischief.rpId ?? home), Buffer.from([user | flags]), counted, attested])
  }
  const named = { id: b64(id), rawId: b64(id), type: 'public-key' as const, clientExtensionResults: {} }

  return {
    /** What `navigator.credentials.create()` gives back. */
    create: ({ challenge, rp, user }: CreationOptions, mischief: Mischief = {}) => {
      handle = user.id
      home = rp.id ?? home
      const cose = isoCBOR.encode(
        new Map<number, number | Bytes>([
          ...([
            [1, 2],
            [3, -7],
            [-1, 1],
          ] as const),
          [-2, bytes(Buffer.from(x, 'base64url'))],
          [-3, bytes(Buffer.from(y, 'base64url'))],
        ]),
      )
      const length = Buffer.from([0, id.length])
      const attested = Buffer.concat([Buffer.alloc(16), length, id, Buffer.from(cose)])
      const authData = bytes(authenticatorData(mischief, FLAGS.attested, attested))
      const object = isoCBOR.encode(
        new Map<string, string | Bytes | Map<string, string>>([
          ['fmt', 'none'],
          ['attStmt', new Map()],
          ['authData', authData],
        ]),
      )
      const response = {
        clientDataJSON: b64(clientData('webauthn.create', challenge, mischief)),
        attestationObject: b64(object),
        transports: ['internal'],
      }
      return { ...named, response, authenticatorAttachment: 'platform' as const }
    },

    /** What `navigator.credentials.get()` gives back. */
    get: ({ challenge }: RequestOptions, mischief: Mischief = {}) => {
      counter++
      const data = clientData('webauthn.get', challenge, mischief)
      const authData = authenticatorData(mischief, 0)
      const signed = Buffer.concat([authData, sha256(mischief.forged ? 'something else' : data)])
      const response = {
        clientDataJSON: b64(data),
        authenticatorData: b64(authData),
        signature: b64(sign('sha256', signed, privateKey)),
        userHandle: mischief.userHandle ?? handle,
      }
      return { ...named, response, authenticatorAttachment: 'platform' as const }
    },
  }
}
