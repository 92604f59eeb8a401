// The edition for Workers is plain fetch; it runs on Bun as well.
import { Redis } from '@upstash/redis/cloudflare'

export type RedisConfig = { url: string; token: string }

/** How long Redis may take before we do without it. It holds nothing that has to be right. */
export const REDIS_PATIENCE_MS = 300

/**
 * Upstash's own SDK. Without auto-pipelining, which would make requests share a fetch (Workers forbid that), and without its
 * retries, which could count a request twice.
 */
export const createRedisClient = ({ url, token }: RedisConfig) =>
  new Redis({
    url,
    token,
    enableAutoPipelining: false,
    enableTelemetry: false,
    retry: false,
    signal: () => AbortSignal.timeout(REDIS_PATIENCE_MS),
  })
