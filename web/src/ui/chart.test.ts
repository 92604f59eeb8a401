import { expect, test } from 'vitest'
import { axisEnd, labelled, linePath } from './chart.ts'

test('an axis ends at a number people say, never below what it has to show', () => {
  expect([0, 1, 3, 10, 1999, 2001, 4100, 7250, 100_862].map(axisEnd)).toEqual([
    1, 1, 3, 10, 2000, 3000, 5000, 8000, 150_000,
  ])
})

test('labels are few and even, and the last place always has one', () => {
  expect(labelled(30, 5)).toEqual([5, 11, 17, 23, 29])
  expect(labelled(7, 5)).toEqual([0, 2, 4, 6])
  expect(labelled(1, 5)).toEqual([0])
  for (let count = 1; count < 120; count++) {
    expect(labelled(count, 5).length).toBeLessThanOrEqual(5)
    expect(labelled(count, 5).at(-1)).toBe(count - 1)
  }
})

test('a line begins at the left, ends at the right, and stays between what it joins', () => {
  const path = linePath([0, 50, 0], 100)
  expect(path).toBe('M0 100C25 100 25 50 50 50C75 50 75 100 100 100')
  expect(linePath([10], 10)).toBe('M0 0H100')
})
