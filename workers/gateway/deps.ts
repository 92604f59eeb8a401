import type { Peer } from '#shared/http/peer'
import { Problem } from '#shared/http/problem'
import type { ServiceDeps } from '#shared/http/service'
import { createLog } from '#shared/log'
import type { ServiceName } from '#shared/messages/envelope'
import { createRedisClient } from '#shared/redis/client'
import { type Admit, createLimiter } from '#shared/redis/limit'
import type { Config } from './env.ts'
import type { LimitName } from './limits.ts'

/** All that the gateway may touch. */
export type Deps = ServiceDeps & {
  peers: Record<ServiceName, Peer>
  admit: Record<LimitName, Admit>
  internalToken: string
}

const check = async (peer: Peer) => {
  const response = await peer.fetch('/readyz', { timeoutMs: 3000 })
  return response.ok ? 'ready' : `answered ${response.status}`
}

export const connect = (config: Config): Deps => {
  const log = createLog({ service: 'gateway' })
  const redis = createRedisClient(config.redis)
  const { requests, signIns, holds } = config.limits
  return {
    log,
    publicUrl: config.publicUrl,
    // The gateway knows nobody: every service checks for itself who is asking.
    verify: async () => undefined,
    peers: config.peers,
    internalToken: config.internalToken,
    admit: {
      requests: createLimiter(redis, { name: 'requests', perMinute: requests, withoutRedis: 'open' }, log),
      signIns: createLimiter(redis, { name: 'sign-ins', perMinute: signIns, withoutRedis: 'here' }, log),
      holds: createLimiter(redis, { name: 'holds', perMinute: holds, withoutRedis: 'open' }, log),
    },
    ready: async () => {
      const looked = Object.entries(config.peers).map(async ([name, peer]) => [
        name,
        await check(peer).catch((error: unknown) => (error instanceof Error ? error.message : 'not reachable')),
      ])
      const parts: Record<string, string> = Object.fromEntries(await Promise.all(looked))
      if (Object.values(parts).some((state) => state !== 'ready')) {
        throw new Problem('unavailable', 'Not every part is ready', { parts }, { 'Retry-After': '1' })
      }
      return parts
    },
  }
}
