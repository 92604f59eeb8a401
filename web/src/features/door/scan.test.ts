import { expect, test } from 'vitest'
import type { Outcome } from './outcome.ts'
import { isStillThere, type Scan } from './scan.ts'

const outcome = (verdict: Outcome['verdict']): Outcome => ({ verdict, title: '', detail: '', mayAskAgain: false })
const scan = (over: Partial<Scan> = {}): Scan => ({
  key: 'k',
  code: 'AAAA',
  at: 1_000,
  outcome: outcome('yes'),
  ...over,
})

test('a ticket that was let in is no other one when the camera finds it again', () => {
  expect(isStillThere(scan(), 'AAAA', 3_000)).toBe(true)
  expect(isStillThere(scan(), 'AAAA', 10_999)).toBe(true)
  expect(isStillThere(scan({ at: 9_000 }), 'AAAA', 18_000)).toBe(true)
})

test('after a while, or after another ticket, it is shown by somebody else', () => {
  expect(isStillThere(scan(), 'AAAA', 11_000)).toBe(false)
  expect(isStillThere(scan({ code: 'BBBB' }), 'AAAA', 3_000)).toBe(false)
  expect(isStillThere(undefined, 'AAAA', 3_000)).toBe(false)
})

test('a ticket that is being asked about is not asked about twice', () =>
  expect(isStillThere({ key: 'k', code: 'AAAA', at: 0 }, 'AAAA', 60_000)).toBe(true))

test('what was not let in may be shown again at once', () => {
  for (const verdict of ['no', 'unknown'] as const) {
    expect(isStillThere(scan({ outcome: outcome(verdict) }), 'AAAA', 1_001)).toBe(false)
  }
})
