import { type JSONWebKeySet, SignJWT } from 'jose'
import * as z from 'zod'
import { type Person, TOKEN } from '#shared/http/session'

const THIRTY_TWO_BYTES = /^[\w-]{43}$/

/** A private Ed25519 key, as a JWK (RFC 8037). */
export const SigningKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string().regex(THIRTY_TWO_BYTES),
  d: z.string().regex(THIRTY_TWO_BYTES),
  kid: z.string().min(1).max(64),
})
export type SigningKey = z.infer<typeof SigningKey>

/** How long a person stays who they were: also how long a revoked session's last token still opens other services. */
export const ACCESS_SECONDS = 5 * 60

/** The public halves, for whoever verifies. Each field is named, so that no private one can slip in. */
export const publicKeys = (keys: readonly SigningKey[]): JSONWebKeySet => ({
  keys: keys.map(({ kty, crv, x, kid }) => ({ kty, crv, x, kid, alg: TOKEN.algorithm, use: 'sig' })),
})

/** Says in a signed token who somebody is. */
export type Issue = (person: Person) => Promise<string>

export const createIssuer =
  (key: SigningKey, issuer: string): Issue =>
  ({ id, session, name, roles }) =>
    new SignJWT({ sid: session, name, roles: [...roles] })
      .setProtectedHeader({ alg: TOKEN.algorithm, typ: TOKEN.type, kid: key.kid })
      .setSubject(id)
      .setIssuer(issuer)
      .setAudience(TOKEN.audience)
      .setIssuedAt()
      .setExpirationTime(`${ACCESS_SECONDS}s`)
      .sign(key)
