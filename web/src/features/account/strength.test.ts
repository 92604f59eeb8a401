import { expect, test } from 'vitest'
import '../../words/in-english.ts'
import { strengthOf } from './strength.ts'

test.each([
  ['', 0],
  ['1234567', 0],
  ['tr4velled', 1],
  ['aaaaaaaaaaaaaaaa', 1],
  ['abc1abc1abc1abc1', 1],
  ['correct horse', 2],
  ['correct horse battery', 3],
  ['🐴🐴🐴', 0],
])('%j has strength %i', (password, level) => {
  expect(strengthOf(password).level).toBe(level)
})

test('what is too short says by how much, in characters and not in bytes', () => {
  expect(strengthOf('🐴🐴🐴').words).toBe('Too short: 5 more to go.')
})
