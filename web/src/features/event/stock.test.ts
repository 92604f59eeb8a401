import { expect, test } from 'vitest'
import { levelOf, stockOfEvent } from './stock.ts'

test.each([
  [0, 100, 'sold-out'],
  [1, 100, 'few'],
  [10, 100, 'few'],
  [11, 100, 'plenty'],
  [50, 1000, 'few'],
  [51, 1000, 'plenty'],
  [1, 1, 'few'],
] as const)('%d of %d is %s', (available, total, level) => {
  expect(levelOf({ available, total })).toBe(level)
})

test('what has not been heard of is not sold out', () => {
  expect(levelOf(undefined)).toBe('unknown')
  expect(stockOfEvent({ now: '', events: {} }, 'evt_1')).toBeUndefined()
})

test('an event has what its ticket types have', () => {
  const events = { evt_1: { typ_1: { available: 0, total: 50 }, typ_2: { available: 3, total: 10 } } }
  expect(stockOfEvent({ now: '', events }, 'evt_1')).toEqual({ available: 3, total: 60 })
})
