import { roleUrl, type Schema } from '#drizzle/migrate'
import type { Secrets } from '#local/secrets'

/** Where the parts of the world listen. */
export type Addresses = {
  store: string
  /** The owner's connection string to the store's database. */
  database: string
  neon: string
  courier: string
  redis: string
  stripe: string
  mail: string
}

/**
 * `checkoutsPerSecond`: how fast the queue in front of Stripe moves; as in production, where not given. `availabilityMs`: how
 * old what pages are told of availability may be; 0, where not given, so that stories see what is.
 */
export type Limits = {
  requests: number
  signIns: number
  holds?: number
  checkoutsPerSecond?: number
  availabilityMs?: number
}

/** Every variable and secret that the configurations in wrangler/ ask for, with local values. Each worker takes what it names. */
export const workerVars = (secrets: Secrets, at: Addresses, limits: Limits): Record<string, string> => {
  const url = (schema: Schema) => roleUrl(at.database, schema, secrets.roles[schema])
  return {
    PUBLIC_URL: at.store,
    MESSAGES_URL: `${at.store}/api/{service}/messages`,
    NEON_ENDPOINT: `${at.neon}/sql`,
    AUTH_DATABASE_URL: url('auth'),
    TICKETS_DATABASE_URL: url('tickets'),
    ORDERS_DATABASE_URL: url('orders'),
    PAYMENTS_DATABASE_URL: url('payments'),
    NOTIFICATIONS_DATABASE_URL: url('notifications'),
    QSTASH_URL: at.courier,
    QSTASH_TOKEN: secrets.courier,
    QSTASH_CURRENT_SIGNING_KEY: secrets.signing.current,
    QSTASH_NEXT_SIGNING_KEY: secrets.signing.next,
    UPSTASH_REDIS_REST_URL: at.redis,
    UPSTASH_REDIS_REST_TOKEN: secrets.redis,
    STRIPE_API_URL: at.stripe,
    STRIPE_SECRET_KEY: secrets.stripe.secretKey,
    STRIPE_WEBHOOK_SECRET: secrets.stripe.webhook,
    STRIPE_CONNECT: 'on',
    STRIPE_COUNTRY: 'AT',
    STRIPE_METHODS: 'manual',
    STRIPE_CHECKOUTS_PER_SECOND: String(limits.checkoutsPerSecond ?? ''),
    SIGNING_KEYS: secrets.tokenKeys,
    REFRESH_KEY: secrets.refreshKey,
    LINK_SECRET: secrets.linkSecret,
    // Accounts are there at once: what has nothing to do with signing up need not answer a mail first.
    SIGN_UP: 'open',
    // Who runs a store on one machine has no app that shows codes at hand.
    OPERATORS_NEED: 'password',
    LEAKED_PASSWORDS_URL: '',
    MAIL_URL: at.mail,
    MAIL_TOKEN: secrets.mail,
    MAIL_FROM: 'Holdfast <tickets@mail.test>',
    INTERNAL_TOKEN: secrets.internal,
    REQUESTS_PER_MINUTE: String(limits.requests),
    SIGN_INS_PER_MINUTE: String(limits.signIns),
    HOLDS_PER_MINUTE: String(limits.holds ?? 1_000_000),
    AVAILABILITY_MS: String(limits.availabilityMs ?? 0),
  }
}

/** Every worker, the door first. */
export const workerNames = ['gateway', 'auth', 'tickets', 'orders', 'payments', 'notifications'] as const

export type WorkerName = (typeof workerNames)[number]
