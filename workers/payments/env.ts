import * as z from 'zod'
import { PeerEnv } from '#shared/http/peer'
import { OptionalUrl } from '#shared/optional-url'

/** What must be configured. There is no default for a secret: what is missing does not start. */
export const Env = z
  .object({
    PAYMENTS_DATABASE_URL: z.url(),
    NEON_ENDPOINT: OptionalUrl,
    PUBLIC_URL: z.url(),
    MESSAGES_URL: z.string().includes('{service}'),
    QSTASH_URL: z.url(),
    QSTASH_TOKEN: z.string().min(1),
    QSTASH_CURRENT_SIGNING_KEY: z.string().min(16),
    QSTASH_NEXT_SIGNING_KEY: z.string().min(16),
    INTERNAL_TOKEN: z.string().min(32),
    STRIPE_SECRET_KEY: z.string().regex(/^(sk|rk)_/, 'must be a secret key of Stripe (sk_…)'),
    STRIPE_WEBHOOK_SECRET: z.string().startsWith('whsec_'),
    STRIPE_API_URL: OptionalUrl,
    AUTH: PeerEnv,
    ORDERS: PeerEnv,
  })
  .transform((env) => ({
    databaseUrl: env.PAYMENTS_DATABASE_URL,
    endpoint: env.NEON_ENDPOINT,
    publicUrl: env.PUBLIC_URL,
    qstash: { url: env.QSTASH_URL, token: env.QSTASH_TOKEN, destination: env.MESSAGES_URL },
    receiverKeys: { current: env.QSTASH_CURRENT_SIGNING_KEY, next: env.QSTASH_NEXT_SIGNING_KEY },
    internalToken: env.INTERNAL_TOKEN,
    stripe: { secretKey: env.STRIPE_SECRET_KEY, apiUrl: env.STRIPE_API_URL },
    webhookSecret: env.STRIPE_WEBHOOK_SECRET,
    auth: env.AUTH,
    orders: env.ORDERS,
  }))

export type Config = z.output<typeof Env>
