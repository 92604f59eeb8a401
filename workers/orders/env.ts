import * as z from 'zod'
import { PeerEnv } from '#shared/http/peer'
import { OptionalUrl } from '#shared/optional-url'
import { BrokerKey } from '#shared/qstash/signing-key'
import type { Gatherers } from './gather.ts'

const isNamespace = (value: unknown): value is Gatherers =>
  typeof value === 'object' && value !== null && 'idFromName' in value && typeof value.idFromName === 'function'

/** What must be configured. There is no default for a secret: what is missing does not start. */
export const Env = z
  .object({
    ORDERS_DATABASE_URL: z.url(),
    NEON_ENDPOINT: OptionalUrl,
    PUBLIC_URL: z.url(),
    MESSAGES_URL: z.string().includes('{service}'),
    QSTASH_URL: z.url(),
    QSTASH_TOKEN: z.string().min(1),
    QSTASH_CURRENT_SIGNING_KEY: BrokerKey,
    QSTASH_NEXT_SIGNING_KEY: BrokerKey,
    INTERNAL_TOKEN: z.string().min(32),
    /** How old what pages are told of availability may be, in milliseconds; 0 counts each time. */
    AVAILABILITY_MS: z.coerce.number().int().min(0).max(60_000),
    AUTH: PeerEnv,
    /** Where holds for one event meet on the edge; without it each travels alone. */
    GATHERERS: z.custom<Gatherers>(isNamespace, 'must be a Durable Object namespace').optional(),
  })
  .transform((env) => ({
    databaseUrl: env.ORDERS_DATABASE_URL,
    endpoint: env.NEON_ENDPOINT,
    publicUrl: env.PUBLIC_URL,
    qstash: { url: env.QSTASH_URL, token: env.QSTASH_TOKEN, destination: env.MESSAGES_URL },
    receiverKeys: { current: env.QSTASH_CURRENT_SIGNING_KEY, next: env.QSTASH_NEXT_SIGNING_KEY },
    internalToken: env.INTERNAL_TOKEN,
    availabilityMs: env.AVAILABILITY_MS,
    auth: env.AUTH,
    gatherers: env.GATHERERS,
  }))

export type Config = z.output<typeof Env>
