import { Refusal } from '../refusal.ts'
import { parseDuration } from './duration.ts'
import type { Lane } from './lane.ts'

const MAX_NAME = 256
const MAX_LIMIT = 1_000_000
const MAX_PERIOD_MS = 7 * 86_400_000

/** A queue's, key's or URL group's name: a word that cannot be mistaken for an address. */
export const readName = (what: string, text: string | undefined): string => {
  if (!text || text.length > MAX_NAME || !/^[\w.-]+$/.test(text)) {
    throw new Refusal(400, `${what} must be 1 to ${MAX_NAME} letters, digits, hyphens, underscores or periods`)
  }
  return text
}

export const readLimit = (what: string, text: string): number => {
  const number = /^\d{1,7}$/.test(text) ? Number(text) : 0
  if (number < 1 || number > MAX_LIMIT) throw new Refusal(400, `${what} must be a whole number from 1 to ${MAX_LIMIT}`)
  return number
}

export const readPeriod = (text: string): number => {
  const ms = parseDuration(text)
  if (ms === undefined || ms < 1 || ms > MAX_PERIOD_MS) {
    throw new Refusal(400, 'period must be a duration of up to a week, such as 10s or 1m')
  }
  return Math.round(ms)
}

const LIMITS = ['parallelism', 'rate', 'period']

/**
 * Reads `Upstash-Flow-Control-Key` and `-Value`, for example `parallelism=5, rate=10, period=1m`: at most five at once and
 * ten within any minute. Undefined without a key; throws `Refusal` 400 for what is wrong.
 */
export const readFlowControl = (headers: Headers): Extract<Lane, { kind: 'key' }> | undefined => {
  const name = headers.get('upstash-flow-control-key')
  const value = headers.get('upstash-flow-control-value')
  if (name === null && value === null) return undefined
  if (!name || name.length > MAX_NAME)
    throw new Refusal(400, `Upstash-Flow-Control-Key must have 1 to ${MAX_NAME} characters`)
  const limits = new Map<string, string>()
  for (const part of (value ?? '').split(',').filter((part) => part.trim() !== '')) {
    const [limit = '', amount = ''] = part.split('=').map((side) => side.trim())
    if (!LIMITS.includes(limit.toLowerCase())) throw new Refusal(400, `Upstash-Flow-Control-Value has no ${limit}`)
    limits.set(limit.toLowerCase(), amount)
  }
  const [parallelism, rate] = [limits.get('parallelism'), limits.get('rate')]
  if (parallelism === undefined && rate === undefined) {
    throw new Refusal(400, 'Upstash-Flow-Control-Value must say parallelism=… or rate=…')
  }
  return {
    kind: 'key',
    name,
    parallelism: parallelism === undefined ? null : readLimit('parallelism', parallelism),
    rate: rate === undefined ? null : readLimit('rate', rate),
    periodMs: readPeriod(limits.get('period') ?? '1s'),
  }
}
