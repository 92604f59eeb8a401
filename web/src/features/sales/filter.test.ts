import { expect, test } from 'vitest'
import { partIn } from './filter.ts'

test('an id is found however it was copied', () => {
  expect(partIn('ord_…0C0FFEE1 ')).toBe('0c0ffee1')
  expect(partIn('Order ord_0198c0ffee007000a000000000000001')).toBe('ord_0198c0ffee007000a000000000000001')
  expect(partIn('ee1')).toBeUndefined()
  expect(partIn('')).toBeUndefined()
  expect(partIn('x'.repeat(37))).toBeUndefined()
})
