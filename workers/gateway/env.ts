import * as z from 'zod'
import { type Peer, PeerEnv } from '#shared/http/peer'
import type { ServiceName } from '#shared/messages/envelope'

/** How the environment names each service. */
export const peerVariables = {
  AUTH: PeerEnv,
  TICKETS: PeerEnv,
  ORDERS: PeerEnv,
  PAYMENTS: PeerEnv,
  NOTIFICATIONS: PeerEnv,
}

type PeerVariables = { [Name in keyof typeof peerVariables]: Peer }

export const peersIn = (env: PeerVariables): Record<ServiceName, Peer> => ({
  auth: env.AUTH,
  tickets: env.TICKETS,
  orders: env.ORDERS,
  payments: env.PAYMENTS,
  notifications: env.NOTIFICATIONS,
})

/** What must be configured. There is no default for a secret: what is missing does not start. */
export const Env = z
  .object({
    PUBLIC_URL: z.url(),
    UPSTASH_REDIS_REST_URL: z.url(),
    UPSTASH_REDIS_REST_TOKEN: z.string().min(1),
    REQUESTS_PER_MINUTE: z.coerce.number().int().positive(),
    SIGN_INS_PER_MINUTE: z.coerce.number().int().positive(),
    HOLDS_PER_MINUTE: z.coerce.number().int().positive(),
    INTERNAL_TOKEN: z.string().min(32),
    ...peerVariables,
  })
  .transform((env) => ({
    publicUrl: env.PUBLIC_URL,
    redis: { url: env.UPSTASH_REDIS_REST_URL, token: env.UPSTASH_REDIS_REST_TOKEN },
    limits: { requests: env.REQUESTS_PER_MINUTE, signIns: env.SIGN_INS_PER_MINUTE, holds: env.HOLDS_PER_MINUTE },
    internalToken: env.INTERNAL_TOKEN,
    peers: peersIn(env),
  }))

export type Config = z.output<typeof Env>
