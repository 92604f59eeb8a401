import { expect, test } from 'vitest'
import { announcementAt, clockText, secondsUntil, serverNow } from './countdown.ts'

test('time runs on the server’s clock, however wrong ours is', () => {
  const answer = { now: '2026-12-12T10:00:00.000Z' }
  const oursAtAnswer = Date.parse('2031-01-01T00:00:00.000Z')
  const now = serverNow(answer, oursAtAnswer, oursAtAnswer + 28_000)
  expect(secondsUntil('2026-12-12T10:15:00.000Z', now)).toBe(872)
})

test('nothing is left only when nothing is left', () => {
  const end = '2026-12-12T10:00:00.000Z'
  expect(secondsUntil(end, Date.parse(end) - 1)).toBe(1)
  expect(secondsUntil(end, Date.parse(end))).toBe(0)
  expect(secondsUntil(end, Date.parse(end) + 5_000)).toBe(0)
})

test.each([
  [872, '14:32'],
  [60, '1:00'],
  [9, '0:09'],
  [0, '0:00'],
  [3661, '1:01:01'],
])('%d seconds read %s', (seconds, text) => {
  expect(clockText(seconds)).toBe(text)
})

test('the remaining time is said five times and not every second', () => {
  const said = Array.from({ length: 901 }, (_, passed) => announcementAt(900 - passed, true))
  expect([...new Set(said)].filter(Boolean)).toHaveLength(5)
  expect(announcementAt(301, true)).toBe('')
  expect(announcementAt(300, true)).toContain('5 minutes')
  expect(announcementAt(31, true)).toContain('1 minute')
  expect(announcementAt(30, true)).toContain('30 seconds')
  expect(announcementAt(10, true)).toContain('10 seconds')
})

test('an extension is offered only where there is one', () => {
  expect(announcementAt(300, true)).not.toContain('extend')
  expect(announcementAt(120, true)).toContain('extend')
  expect(announcementAt(120, false)).not.toContain('extend')
})
