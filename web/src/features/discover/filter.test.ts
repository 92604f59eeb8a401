import { expect, test } from 'vitest'
import { daysOf, filterIn, narrowedBy, spanOf } from './filter.ts'

test('an address says what it can, and the rest is left out', () => {
  const filter = filterIn({ q: 'jazz', city: 'Vienna', from: '2026-02-30', to: '2026-12-31', price: '0', sort: 'odd' })
  expect(filter).toEqual({ q: 'jazz', city: 'Vienna', to: '2026-12-31' })
  expect(narrowedBy(filter)).toBe(2)
  expect(narrowedBy(filterIn({ from: 'x', q: 'a' }))).toBe(0)
})

test.each([
  ['a Wednesday', new Date(2026, 11, 30, 23, 59), '2027-01-02', '2027-01-03'],
  ['a Saturday', new Date(2026, 11, 5), '2026-12-05', '2026-12-06'],
  ['a Sunday', new Date(2026, 11, 6), '2026-12-06', '2026-12-06'],
])('the weekend, on %s', (_, now, from, to) => {
  expect(daysOf('weekend', now)).toEqual({ from, to })
})

test('a span is known by its days, as long as it is that day', () => {
  const now = new Date(2026, 10, 25, 12)
  const week = daysOf('week', now)
  expect(week).toEqual({ from: '2026-11-25', to: '2026-12-01' })
  expect(spanOf(week, now)).toBe('week')
  expect(spanOf(week, new Date(2026, 10, 26))).toBeUndefined()
  expect(spanOf({}, now)).toBeUndefined()
})
