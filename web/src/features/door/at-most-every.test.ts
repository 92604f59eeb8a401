import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { atMostEvery } from './at-most-every.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** When it ran, in milliseconds, asked at these. */
const runsOf = (asked: readonly number[], stopAt = Number.POSITIVE_INFINITY) => {
  const runs: number[] = []
  const start = performance.now()
  const often = atMostEvery(5_000, () => runs.push(performance.now() - start))
  for (const at of asked) {
    vi.advanceTimersByTime(at - (performance.now() - start))
    if (at >= stopAt) often.stop()
    else often.ask()
  }
  vi.advanceTimersByTime(60_000)
  return runs
}

test('the first at once, and the last of those that follow is not forgotten', () => {
  expect(runsOf([0])).toEqual([0])
  expect(runsOf([0, 100, 200, 4_000])).toEqual([0, 5_000])
  expect(runsOf([0, 5_000, 12_000])).toEqual([0, 5_000, 12_000])
})

test('a queue that does not end is looked at every five seconds, not at every ticket', () =>
  expect(runsOf(Array.from({ length: 40 }, (_, index) => index * 500))).toEqual([0, 5_000, 10_000, 15_000, 20_000]))

test('nothing comes after the page has gone', () => expect(runsOf([0, 100, 200], 200)).toEqual([0]))
