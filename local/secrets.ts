import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { exportJWK, generateKeyPair } from 'jose'
import { type Schema, schemas } from '#drizzle/migrate'

/** Everything that has to be secret on one machine. Made at the first start, kept in a file git does not see. */
export type Secrets = {
  postgres: string
  roles: Record<Schema, string>
  courier: string
  signing: { current: string; next: string }
  redis: string
  stripe: { secretKey: string; webhook: string }
  internal: string
  /** JSON: private Ed25519 JWKs, the first of which signs access tokens. */
  tokenKeys: string
  refreshKey: string
  /** What the links in mails are made with. */
  linkSecret: string
  mail: string
}

/**
 * Keys of a real Stripe account, where the environment has them: then the store uses Stripe in test mode and no stand-in. Throws
 * with the name of the variable when something is missing or could cost money.
 */
export const stripeInEnvironment = (env: Record<string, string | undefined>): Secrets['stripe'] | undefined => {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: webhook } = env
  if (!secretKey) return undefined
  if (!/^(sk|rk)_test_/.test(secretKey))
    throw new Error(
      'STRIPE_SECRET_KEY must be a key of test mode (sk_test_…): on this machine nothing is to be charged',
    )
  if (!webhook)
    throw new Error(
      'STRIPE_WEBHOOK_SECRET is missing (whsec_…, several with commas between): `stripe listen` prints one',
    )
  if (!webhook.split(',').every((secret) => secret.trim().startsWith('whsec_')))
    throw new Error('STRIPE_WEBHOOK_SECRET must be secrets that begin with whsec_, with commas between them')
  return { secretKey, webhook }
}

const random = (bytes = 24) => randomBytes(bytes).toString('base64url')
// Postgres passwords travel in URLs; hexadecimal needs no escaping.
const password = () => randomBytes(18).toString('hex')

/**
 * Passwords of the services' roles, made from something only this server's owner knows. Roles belong to a whole PostgreSQL
 * server: worlds that share one must give them the same passwords.
 */
export const rolePasswords = (seed: string) =>
  Object.fromEntries(
    schemas.map((schema) => [schema, createHash('sha256').update(`${seed} ${schema}`).digest('hex')]),
  ) as Record<Schema, string>

export const makeSecrets = async (): Promise<Secrets> => {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true })
  const key = { ...(await exportJWK(privateKey)), kid: random(8), alg: 'EdDSA', use: 'sig' }
  return {
    postgres: password(),
    roles: Object.fromEntries(schemas.map((schema) => [schema, password()])) as Record<Schema, string>,
    courier: random(),
    signing: { current: `sig_${random()}`, next: `sig_${random()}` },
    redis: random(),
    stripe: { secretKey: `sk_test_${random()}`, webhook: `whsec_${random()}` },
    internal: random(36),
    tokenKeys: JSON.stringify([key]),
    refreshKey: random(32),
    linkSecret: random(32),
    mail: `re_${random()}`,
  }
}

/** The secrets kept in `file`, made there when it does not exist. */
export const keepSecrets = async (file: string): Promise<Secrets> => {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  const made = await makeSecrets()
  const kept = text === undefined ? {} : (JSON.parse(text) as Partial<Secrets>)
  // What a later version asks for is made when it is first asked for.
  const secrets: Secrets = { ...made, ...kept, roles: { ...made.roles, ...kept.roles } }
  if (text === JSON.stringify(secrets, null, 2)) return secrets
  await writeFile(file, JSON.stringify(secrets, null, 2), { mode: 0o600 })
  return secrets
}
