import { expect, test } from 'vitest'
import { isMoving, isTitle, progressWords } from './words.ts'

const none = { toRefund: 0, underWay: 0, done: 0, failed: 0, disputed: 0 }

test('progress is said in one line', () => {
  expect(progressWords({ ...none, toRefund: 100, underWay: 62, done: 47, failed: 1 })).toBe(
    '47 of 210 orders paid back, 1 failed',
  )
  expect(progressWords({ ...none, done: 1 })).toBe('1 of 1 order paid back')
  expect(progressWords(none)).toBe('No orders to pay back')
})

test('it is over when nothing goes on by itself', () => {
  const over = {
    event: 'evt_0198c0ffee007000a000000000000001',
    held: 0,
    now: '',
    cancelled: true,
    amount: none,
  } as const
  expect(isMoving({ ...over, orders: { ...none, done: 9, failed: 1 } })).toBe(false)
  expect(isMoving({ ...over, orders: { ...none, underWay: 1 } })).toBe(true)
  expect(isMoving({ ...over, held: 1, orders: none })).toBe(true)
  expect(isMoving({ ...over, cancelled: false, orders: none })).toBe(true)
})

test('a title counts however it is typed, but it has to be the title', () => {
  expect(isTitle('  the cherry  orchard ', 'The Cherry Orchard')).toBe(true)
  expect(isTitle('yes', 'The Cherry Orchard')).toBe(false)
  expect(isTitle('', 'The Cherry Orchard')).toBe(false)
})
