import { expect, test } from 'vitest'
import { toInstant, toWallTime } from './zoned-time.ts'

test.each([
  ['2026-12-12T20:00', 'Europe/Berlin', '2026-12-12T19:00:00.000Z'],
  ['2026-07-01T20:00', 'Europe/Berlin', '2026-07-01T18:00:00.000Z'],
  ['2026-12-31T23:30', 'America/New_York', '2027-01-01T04:30:00.000Z'],
  ['2026-06-01T09:15', 'Asia/Kathmandu', '2026-06-01T03:30:00.000Z'],
  ['2026-06-01T00:00', 'Pacific/Kiritimati', '2026-05-31T10:00:00.000Z'],
  ['2026-06-01T12:00', 'UTC', '2026-06-01T12:00:00.000Z'],
])('%s in %s is %s, and back', (wall, zone, instant) => {
  expect(toInstant(wall, zone)).toBe(instant)
  expect(toWallTime(instant, zone)).toBe(wall)
})

test('an hour that happens twice means its first', () => {
  expect(toInstant('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z')
})

test('an hour that the clocks skip is moved behind the jump', () => {
  expect(toInstant('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z')
})

test('the hours beside a change of clocks stay exact', () => {
  expect(toInstant('2026-03-29T01:59', 'Europe/Berlin')).toBe('2026-03-29T00:59:00.000Z')
  expect(toInstant('2026-03-29T03:00', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z')
  expect(toInstant('2026-10-25T03:00', 'Europe/Berlin')).toBe('2026-10-25T02:00:00.000Z')
})

test.each(['', 'tomorrow', '2026-13-01T10:00', '2026-12-12'])('"%s" is no time', (wall) => {
  expect(toInstant(wall, 'Europe/Berlin')).toBeNull()
})
