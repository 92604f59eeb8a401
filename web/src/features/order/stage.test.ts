import { expect, test } from 'vitest'
import { askAgainAfter, stageOf } from './stage.ts'

const sold = { because: null, frozen: false, event: { cancelled: false } } as const

test('coming back from the payment page does not make an order paid', () => {
  expect(stageOf({ state: 'held', ...sold }, true)).toBe('checking')
  expect(stageOf({ state: 'held', ...sold }, false)).toBe('held')
  expect(stageOf({ state: 'paid', ...sold }, false)).toBe('paid')
})

test('a released order says why', () => {
  expect(stageOf({ state: 'released', ...sold, because: 'expired' }, true)).toBe('expired')
  expect(stageOf({ state: 'released', ...sold, because: 'capture-failed' }, false)).toBe('capture-failed')
})

test('disputed tickets are not called valid', () => {
  expect(stageOf({ state: 'paid', ...sold, frozen: true }, false)).toBe('frozen')
})

test('nobody is sent off to an event that does not take place', () => {
  expect(stageOf({ state: 'paid', ...sold, event: { cancelled: true } }, false)).toBe('called-off')
})

test('a payment is looked for every second at first, then more slowly', () => {
  expect(askAgainAfter('checking', 1, 0)).toBe(1_000)
  expect(askAgainAfter('checking', 10, 0)).toBe(1_000)
  expect(askAgainAfter('confirmed', 11, 0)).toBe(5_000)
})

test('a hold is asked about when it ends, and again while the server has not seen it end', () => {
  expect(askAgainAfter('held', 1, 600_000)).toBe(15_000)
  expect(askAgainAfter('held', 1, 4_000)).toBe(4_050)
  expect(askAgainAfter('held', 1, -3_000)).toBe(500)
})

test('money on its way back is followed until it is there', () => {
  expect(askAgainAfter('paid', 1, 0, [{ state: 'done' }, { state: 'under-way' }])).toBe(5_000)
  expect(askAgainAfter('refunded', 1, 0, [{ state: 'done' }, { state: 'failed' }])).toBe(false)
})

test('what cannot change is left alone', () => {
  expect(askAgainAfter('paid', 1, 0)).toBe(false)
  expect(askAgainAfter('expired', 1, 0)).toBe(false)
})
