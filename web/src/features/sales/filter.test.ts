import { expect, test } from 'vitest'
import { nameIn, partIn } from './filter.ts'

test('an id is found however it was copied', () => {
  expect(partIn('ord_…0C0FFEE1 ')).toBe('0c0ffee1')
  expect(partIn('Order ord_0198c0ffee007000a000000000000001')).toBe('ord_0198c0ffee007000a000000000000001')
  expect(partIn('ee1')).toBeUndefined()
  expect(partIn('')).toBeUndefined()
  expect(partIn('a'.repeat(37))).toBeUndefined()
  expect(partIn('Decker')).toBeUndefined()
})

test('a name is looked for as it was typed, unless an id was', () => {
  expect(nameIn(' Ada  Lovelace ')).toBe('Ada  Lovelace')
  expect(nameIn('李小')).toBe('李小')
  // Could be either, and is looked for as both.
  expect([nameIn('Facade'), partIn('Facade')]).toEqual(['Facade', 'facade'])
  expect(['', 'a', '!?', 'ord_…0c0ffee1', undefined].map(nameIn)).toEqual(Array(5).fill(undefined))
})
