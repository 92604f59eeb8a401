import { Ratelimit } from '@upstash/ratelimit'
import type { Redis } from '@upstash/redis/cloudflare'
import { Problem } from '#shared/http/problem'
import type { Log } from '#shared/log'
import { REDIS_PATIENCE_MS } from '#shared/redis/client'

export type Limit = ({ perMinute: number } | { perHour: number }) & {
  name: string
  /** What happens while Redis is away: `open` lets everybody through, `here` counts in this process alone. */
  withoutRedis: 'open' | 'here'
}

const windowOf = (limit: Limit) =>
  'perMinute' in limit ? { most: limit.perMinute, seconds: 60 } : { most: limit.perHour, seconds: 3600 }

const MOST_CALLERS = 10_000

/** A fixed window in this process: coarse, and it decides only while Redis is away. */
const countHere = (windowMs: number) => {
  let window = 0
  let counts = new Map<string, number>()
  return (caller: string) => {
    const now = Math.floor(Date.now() / windowMs)
    if (now !== window || counts.size > MOST_CALLERS) {
      window = now
      counts = new Map()
    }
    const count = (counts.get(caller) ?? 0) + 1
    counts.set(caller, count)
    return count
  }
}

/** Lets a caller through or throws `too-many-requests`; costs at most `REDIS_PATIENCE_MS` when Redis hangs. Returns headers for the answer. */
export type Admit = (caller: string) => Promise<Record<string, string>>

/** A sliding window over a minute or an hour, shared by all isolates through Redis. */
export const createLimiter = (redis: Redis, limit: Limit, log: Log): Admit => {
  const { most, seconds: window } = windowOf(limit)
  const limiter = new Ratelimit({
    redis,
    limiter: Ratelimit.slidingWindow(most, `${window} s`),
    prefix: `limit:${limit.name}`,
    ephemeralCache: false,
    analytics: false,
    timeout: REDIS_PATIENCE_MS,
  })
  const here = countHere(window * 1000)
  const policy = `"${limit.name}";q=${most};w=${window}`
  const headers = (remaining: number, seconds: number) => ({
    'RateLimit-Policy': policy,
    RateLimit: `"${limit.name}";r=${Math.max(0, remaining)};t=${seconds}`,
  })
  const refuse = (seconds: number): never => {
    throw new Problem('too-many-requests', undefined, {}, { 'Retry-After': String(seconds), ...headers(0, seconds) })
  }

  return async (caller) => {
    // Counted in any case: when Redis goes away, what was let through before is not forgotten.
    const count = limit.withoutRedis === 'here' ? here(caller) : 0
    const answer = await limiter.limit(caller).catch(() => undefined)
    if (answer && answer.reason !== 'timeout') {
      const seconds = Math.max(1, Math.ceil((answer.reset - Date.now()) / 1000))
      return answer.success ? headers(answer.remaining, seconds) : refuse(seconds)
    }
    log('warn', 'limits are counted without Redis', { limit: limit.name, instead: limit.withoutRedis })
    if (limit.withoutRedis === 'open') return {}
    return count <= most ? headers(most - count, window) : refuse(window)
  }
}
