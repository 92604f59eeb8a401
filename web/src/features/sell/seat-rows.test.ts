import { expect, test } from 'vitest'
import { quantityOf, rowNames } from './seat-rows.ts'

test.each([
  ['A', 'D', ['A', 'B', 'C', 'D']],
  ['Y', 'AB', ['Y', 'Z', 'AA', 'AB']],
  ['c', 'd', ['C', 'D']],
  ['9', '11', ['9', '10', '11']],
  ['Front', '', ['Front']],
  [' A ', 'A', ['A']],
  ['D', 'A', null],
  ['A', '3', null],
  ['', 'C', null],
  ['Front', 'Back', null],
  ['1', '501', null],
])('rows from %j to %j are %j', (from, to, names) => {
  expect(rowNames(from, to)).toEqual(names)
})

test('a row of seats has both its ends', () => {
  expect(
    quantityOf([
      { first: 1, last: 20 },
      { first: 7, last: 7 },
    ]),
  ).toBe(21)
})
