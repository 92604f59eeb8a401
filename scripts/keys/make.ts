import { randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair } from 'jose'
import { type Schema, schemas } from '#drizzle/migrate'
import type { SigningKey } from '#workers/auth/access-token'

/** Names of variables and their values, all of them secret. */
export type Keys = Record<string, string>

const random = (bytes: number) => randomBytes(bytes).toString('base64url')
// Passwords travel in URLs; hexadecimal needs no escaping.
const password = () => randomBytes(24).toString('hex')

/** The variable with the password that a schema's role logs in with. */
export const passwordName = (schema: Schema) => `${schema.toUpperCase()}_DB_PASSWORD`

/** A key for access tokens. Its name begins with the moment it was made, so that of two it can be told which is newer. */
export const makeSigningKey = async (now = new Date()): Promise<SigningKey> => {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const { x, d } = await exportJWK(privateKey)
  if (x === undefined || d === undefined) throw new Error('the key that was made has no halves')
  return { kty: 'OKP', crv: 'Ed25519', x, d, kid: `${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${random(6)}` }
}

/** What the courier signs with; QStash makes its own. */
export const makeCourierKey = () => `sig_${random(24)}`

/**
 * Every secret that is nobody else's to give. `selfHosted` adds those which the vendors give on the edge: the courier's and
 * the redis-bridge's.
 */
export const makeKeys = async ({ selfHosted = false }: { selfHosted?: boolean } = {}): Promise<Keys> => ({
  ...Object.fromEntries(schemas.map((schema) => [passwordName(schema), password()])),
  SIGNING_KEYS: JSON.stringify([await makeSigningKey()]),
  REFRESH_KEY: random(32),
  LINK_SECRET: random(32),
  INTERNAL_TOKEN: random(36),
  ...(selfHosted
    ? {
        QSTASH_TOKEN: random(36),
        QSTASH_CURRENT_SIGNING_KEY: makeCourierKey(),
        QSTASH_NEXT_SIGNING_KEY: makeCourierKey(),
        UPSTASH_REDIS_REST_TOKEN: random(36),
      }
    : {}),
})
