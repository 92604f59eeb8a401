import * as z from 'zod'
import { LinkSecret } from '#shared/links'
import { OptionalUrl } from '#shared/optional-url'
import { SigningKey } from './access-token.ts'
import { operatorsNeeds } from './proved.ts'

const parsed = (text: string, context: z.RefinementCtx): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'must be JSON' })
    return z.NEVER
  }
}

const distinct = (keys: readonly SigningKey[]) => new Set(keys.map((key) => key.kid)).size === keys.length

const Base64urlKey = z.string().regex(/^[\w-]{43,}$/, 'must be base64url of 32 bytes or more')

/** What must be configured. There is no default for a secret: what is missing does not start. */
export const Env = z
  .object({
    AUTH_DATABASE_URL: z.url(),
    NEON_ENDPOINT: OptionalUrl,
    /** Also the issuer of access tokens, and where passkeys are at home. */
    PUBLIC_URL: z.url(),
    MESSAGES_URL: z.string().includes('{service}'),
    QSTASH_URL: z.url(),
    QSTASH_TOKEN: z.string().min(1),
    UPSTASH_REDIS_REST_URL: z.url(),
    UPSTASH_REDIS_REST_TOKEN: z.string().min(1),
    /** A JSON array of private Ed25519 JWKs. The first signs; all are published, so that keys can follow one another. */
    SIGNING_KEYS: z
      .string()
      .transform(parsed)
      .pipe(z.tuple([SigningKey], SigningKey).refine(distinct, 'every key needs a kid of its own')),
    /**
     * base64url, 32 bytes or more. From it and one refresh token the next is made, and the key that seals the secrets of second
     * factors. After it, with a comma, the one before, until the sweep has sealed anew what that one sealed.
     */
    REFRESH_KEY: z
      .string()
      .transform((text) => text.split(','))
      .pipe(z.tuple([Base64urlKey], Base64urlKey)),
    LINK_SECRET: LinkSecret,
    INTERNAL_TOKEN: z.string().min(32),
    /** `verified`: an account is made when a mail to its address was answered. `open`: at once, where there is no mail. */
    SIGN_UP: z.enum(['verified', 'open']),
    /** Whether who runs the installation is one only when they came with a passkey or a second factor. */
    OPERATORS_NEED: z.enum(operatorsNeeds).default('second-factor'),
    /** Who is asked whether a new password has leaked: speaks as Have I Been Pwned does. Nobody, where it is empty. */
    LEAKED_PASSWORDS_URL: OptionalUrl,
    /** How often a minute an account, and a caller's address, may be tried. */
    SIGN_INS_PER_MINUTE: z.coerce.number().int().positive(),
  })
  .transform((env) => ({
    databaseUrl: env.AUTH_DATABASE_URL,
    endpoint: env.NEON_ENDPOINT,
    publicUrl: env.PUBLIC_URL,
    qstash: { url: env.QSTASH_URL, token: env.QSTASH_TOKEN, destination: env.MESSAGES_URL },
    redis: { url: env.UPSTASH_REDIS_REST_URL, token: env.UPSTASH_REDIS_REST_TOKEN },
    signingKeys: env.SIGNING_KEYS,
    refreshKeys: env.REFRESH_KEY,
    linkSecret: env.LINK_SECRET,
    internalToken: env.INTERNAL_TOKEN,
    signUp: env.SIGN_UP,
    operatorsNeed: env.OPERATORS_NEED,
    leakedPasswordsUrl: env.LEAKED_PASSWORDS_URL,
    triesPerMinute: env.SIGN_INS_PER_MINUTE,
  }))

export type Config = z.output<typeof Env>
