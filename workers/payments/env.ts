import * as z from 'zod'
import { PeerEnv } from '#shared/http/peer'
import { OptionalUrl } from '#shared/optional-url'
import { BrokerKey } from '#shared/qstash/signing-key'

const Secrets = z
  .string()
  .transform((text) => text.split(',').map((secret) => secret.trim()))
  .pipe(z.array(z.string().startsWith('whsec_')).min(1))

// Half of what Stripe allows all requests of an account together: the others are captures, refunds and reminders.
const CHECKOUTS_PER_SECOND = { test: 20, live: 80 }

const isLive = (key: string) => key.includes('_live_')

/** What must be configured. There is no default for a secret: what is missing does not start. */
export const Env = z
  .object({
    PAYMENTS_DATABASE_URL: z.url(),
    NEON_ENDPOINT: OptionalUrl,
    PUBLIC_URL: z.url(),
    MESSAGES_URL: z.string().includes('{service}'),
    QSTASH_URL: z.url(),
    QSTASH_TOKEN: z.string().min(1),
    QSTASH_CURRENT_SIGNING_KEY: BrokerKey,
    QSTASH_NEXT_SIGNING_KEY: BrokerKey,
    INTERNAL_TOKEN: z.string().min(32),
    STRIPE_SECRET_KEY: z.string().regex(/^(sk|rk)_/, 'must be a secret key of Stripe (sk_…)'),
    /** One or several, separated by commas: while one is rolled, and where connected accounts have an endpoint of their own. */
    STRIPE_WEBHOOK_SECRET: Secrets,
    /** Whether sellers are paid to accounts of their own; off, all money is the installation's. */
    STRIPE_CONNECT: z.enum(['on', 'off']).default('on'),
    /** Where sellers are who do not say, as in AT (ISO 3166-1); empty: each has to say. */
    STRIPE_COUNTRY: z
      .union([z.literal(''), z.string().regex(/^[A-Z]{2}$/, 'must be two letters, as in AT')])
      .default(''),
    /** `manual`: only ways to pay that can be captured later; `all`: those charged at once as well. */
    STRIPE_METHODS: z.enum(['manual', 'all']).default('manual'),
    /** How many Checkout Sessions may be asked of Stripe in a second; empty: what suits the key. */
    STRIPE_CHECKOUTS_PER_SECOND: z.union([z.literal(''), z.coerce.number().positive().max(1000)]).optional(),
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
    live: isLive(env.STRIPE_SECRET_KEY),
    webhookSecrets: env.STRIPE_WEBHOOK_SECRET,
    connect: env.STRIPE_CONNECT === 'on',
    country: env.STRIPE_COUNTRY || null,
    methods: env.STRIPE_METHODS,
    checkoutsPerSecond:
      env.STRIPE_CHECKOUTS_PER_SECOND || CHECKOUTS_PER_SECOND[isLive(env.STRIPE_SECRET_KEY) ? 'live' : 'test'],
    auth: env.AUTH,
    orders: env.ORDERS,
  }))

export type Config = z.output<typeof Env>
