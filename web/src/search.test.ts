import { expect, test } from 'vitest'
import { parseSearch, stringifySearch } from './search.ts'

test('a number that somebody searches for stays what they typed', () => {
  expect(parseSearch('?q=1984')).toEqual({ q: '1984' })
  expect(stringifySearch({ q: '1984', sort: undefined, empty: '' })).toBe('?q=1984')
})

test('nothing to say leaves the address clean', () => {
  expect(stringifySearch({})).toBe('')
})
