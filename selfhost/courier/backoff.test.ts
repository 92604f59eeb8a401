import { describe, expect, test } from 'vitest'
import type { Outcome } from './attempt.ts'
import { decide } from './backoff.ts'
import { readRetryAfter } from './duration.ts'

const failed = (given: Partial<Extract<Outcome, { kind: 'failed' }>> = {}) => ({
  kind: 'failed' as const,
  error: 'no',
  response: undefined,
  hopeless: false,
  retryAfterMs: undefined,
  ...given,
})
const message = (retried: number, retryDelay: string | null = null) => ({ retried, maxRetries: 10, retryDelay })
const seconds = (delay: number | 'never') => (delay === 'never' ? delay : Math.floor(delay / 1000))

describe('the next attempt', () => {
  // The table of QStash's documentation: 12s, 2m28s, 30m8s, 6h7m6s, 24h, 24h.
  test.each([
    [0, 12],
    [1, 148],
    [2, 1808],
    [3, 22_026],
    [4, 86_400],
    [5, 86_400],
  ])('after %i retries comes in %i seconds', (retried, wanted) => {
    expect(seconds(decide(message(retried), failed()))).toBe(wanted)
  })

  test.each<[string, number, number]>([
    ['1000 * (1 + retried)', 2, 3000],
    ['pow(2, retried) * 1000', 3, 8000],
    ['0 - 5', 0, 0],
    ['pow(10, 300) * pow(10, 300)', 0, 86_400_000],
    ['1000000000', 0, 86_400_000],
  ])('by %s after %i retries comes in %i ms', (expression, retried, wanted) => {
    expect(decide(message(retried, expression), failed())).toBe(wanted)
  })

  test('by an expression that is no number falls back to the default', () => {
    expect(seconds(decide(message(0, '0 / 0'), failed()))).toBe(12)
  })

  test('is what the destination asks for, unless that is more than a day', () => {
    expect(decide(message(0, '5'), failed({ retryAfterMs: 0 }))).toBe(0)
    expect(decide(message(0, '5'), failed({ retryAfterMs: 365_000 }))).toBe(365_000)
    expect(decide(message(0, '5'), failed({ retryAfterMs: 86_400_001 }))).toBe(5)
    expect(seconds(decide(message(1), failed({ retryAfterMs: 1e12 })))).toBe(148)
  })

  test('never comes when the retries are used up or the destination will not hear of it', () => {
    expect(decide(message(10), failed({ retryAfterMs: 5 }))).toBe('never')
    expect(decide(message(0), failed({ hopeless: true }))).toBe('never')
  })
})

describe('what a destination asks for', () => {
  test.each<[string, string, number | undefined]>([
    ['Retry-After', '0', 0],
    ['Retry-After', '10', 10_000],
    ['Retry-After', '6m5s', 365_000],
    ['Retry-After', '1h', 3_600_000],
    ['X-RateLimit-Reset', '1500ms', 1500],
    ['X-RateLimit-Reset-Requests', '2us', 0.002],
    ['X-RateLimit-Reset-Tokens', '1s500ms', 1500],
    ['Retry-After', 'soon', undefined],
    ['X-Something-Else', '10', undefined],
  ])('%s: %s', (name, value, wanted) => {
    expect(readRetryAfter(new Headers({ [name]: value }))).toBe(wanted)
  })

  test('may be a date', () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString()
    const wait = readRetryAfter(new Headers({ 'Retry-After': inAnHour })) ?? 0
    expect(Math.abs(wait - 3_600_000)).toBeLessThan(60_000)
    expect(readRetryAfter(new Headers({ 'Retry-After': 'Sun, 27 Jun 2004 12:16:24 GMT' }))).toBe(0)
  })
})
