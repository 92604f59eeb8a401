import { createHash } from 'node:crypto'
import type { Log } from '#shared/log'
import { createRedisClient, type RedisConfig } from '#shared/redis/client'
import { createLimiter } from '#shared/redis/limit'

/** Lets something be tried or throws `too-many-requests`. */
export type Limits = {
  /** By where it comes from; where nobody knows, by the account alone. */
  address(caller: string | undefined): Promise<void>
  /** By the account it is about, whoever tries: an address, a session, a link. */
  account(subject: string): Promise<void>
  /** Codes of a second factor, by the account or what is known to it: so few an hour that nobody comes to the right one. */
  code(subject: string): Promise<void>
  /** By the address that would get a mail. */
  mail(emailKey: string): Promise<void>
}

/** An hour's tries, in minutes' tries: who types wrongly stops sooner, and who guesses gets no further. */
const MINUTES_WORTH = 6
export const MAILS_PER_HOUR = 6

// Redis learns no addresses.
const keyOf = (subject: string) => createHash('sha256').update(subject).digest('base64url').slice(0, 22)

/** What may be guessed is never open: while Redis is away, each process counts for itself. */
export const createLimits = (redisConfig: RedisConfig, perMinute: number, log: Log): Limits => {
  const redis = createRedisClient(redisConfig)
  const limiter = (name: string, most: { perMinute: number } | { perHour: number }) =>
    createLimiter(redis, { name, ...most, withoutRedis: 'here' }, log)
  const addresses = limiter('auth-address', { perMinute })
  const [minute, hour] = [
    limiter('auth-account', { perMinute }),
    limiter('auth-account-hour', { perHour: perMinute * MINUTES_WORTH }),
  ]
  // Ten an hour where ten passwords a minute may be tried, at three codes of a million: a year of guessing, and 3 in 4 came to nothing.
  const codes = limiter('auth-code', { perHour: perMinute })
  const mails = limiter('auth-mail', { perHour: MAILS_PER_HOUR })
  return {
    address: async (caller) => {
      if (caller !== undefined) await addresses(caller)
    },
    account: async (subject) => {
      await Promise.all([minute(keyOf(subject)), hour(keyOf(subject))])
    },
    code: async (subject) => {
      await codes(keyOf(subject))
    },
    mail: async (emailKey) => {
      await mails(keyOf(emailKey))
    },
  }
}
