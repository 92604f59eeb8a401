import * as z from 'zod'
import { OptionalUrl } from '#shared/optional-url'
import { SigningKey } from './access-token.ts'

const parsed = (text: string, context: z.RefinementCtx): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    context.addIssue({ code: 'custom', message: 'must be JSON' })
    return z.NEVER
  }
}

const distinct = (keys: readonly SigningKey[]) => new Set(keys.map((key) => key.kid)).size === keys.length

/** What must be configured. There is no default for a secret: what is missing does not start. */
export const Env = z
  .object({
    AUTH_DATABASE_URL: z.url(),
    NEON_ENDPOINT: OptionalUrl,
    /** Also the issuer of access tokens. */
    PUBLIC_URL: z.url(),
    /** A JSON array of private Ed25519 JWKs. The first signs; all are published, so that keys can follow one another. */
    SIGNING_KEYS: z
      .string()
      .transform(parsed)
      .pipe(z.tuple([SigningKey], SigningKey).refine(distinct, 'every key needs a kid of its own')),
    /** base64url, 32 bytes or more. From it and one refresh token the next is made. */
    REFRESH_KEY: z.string().regex(/^[\w-]{43,}$/, 'must be base64url of 32 bytes or more'),
    INTERNAL_TOKEN: z.string().min(32),
  })
  .transform((env) => ({
    databaseUrl: env.AUTH_DATABASE_URL,
    endpoint: env.NEON_ENDPOINT,
    publicUrl: env.PUBLIC_URL,
    signingKeys: env.SIGNING_KEYS,
    refreshKey: env.REFRESH_KEY,
    internalToken: env.INTERNAL_TOKEN,
  }))

export type Config = z.output<typeof Env>
