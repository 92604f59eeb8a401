import * as z from 'zod'
import { PeerEnv } from '#shared/http/peer'
import { OptionalUrl } from '#shared/optional-url'
import { BrokerKey } from '#shared/qstash/signing-key'

/** What must be configured. There is no default for a secret: what is missing does not start. */
export const Env = z
  .object({
    TICKETS_DATABASE_URL: z.url(),
    NEON_ENDPOINT: OptionalUrl,
    PUBLIC_URL: z.url(),
    MESSAGES_URL: z.string().includes('{service}'),
    QSTASH_URL: z.url(),
    QSTASH_TOKEN: z.string().min(1),
    QSTASH_CURRENT_SIGNING_KEY: BrokerKey,
    QSTASH_NEXT_SIGNING_KEY: BrokerKey,
    INTERNAL_TOKEN: z.string().min(32),
    /** Whether sellers are paid to accounts of their own; off, everybody may sell for money. */
    STRIPE_CONNECT: z.enum(['on', 'off']).default('on'),
    AUTH: PeerEnv,
  })
  .transform((env) => ({
    databaseUrl: env.TICKETS_DATABASE_URL,
    endpoint: env.NEON_ENDPOINT,
    publicUrl: env.PUBLIC_URL,
    qstash: { url: env.QSTASH_URL, token: env.QSTASH_TOKEN, destination: env.MESSAGES_URL },
    receiverKeys: { current: env.QSTASH_CURRENT_SIGNING_KEY, next: env.QSTASH_NEXT_SIGNING_KEY },
    internalToken: env.INTERNAL_TOKEN,
    connect: env.STRIPE_CONNECT === 'on',
    auth: env.AUTH,
  }))

export type Config = z.output<typeof Env>
