import { expect, test } from 'vitest'
import { feeOn, feeWords } from './fee.ts'

const euros = (amount: number) => ({ amount, currency: 'EUR' as const })

test('a fee is rounded down and never more than there is', () => {
  expect(feeOn(euros(2599), { basisPoints: 250, fixed: 30 })).toBe(64 + 30)
  expect(feeOn(euros(20), { basisPoints: 250, fixed: 30 })).toBe(20)
  expect(feeOn(euros(0), { basisPoints: 250, fixed: 30 })).toBe(0)
})

test('a fee is said with the parts it has', () => {
  expect(feeWords({ basisPoints: 250, fixed: 30 }, 'EUR')).toBe('2.5 % and €0.30 of each order')
  expect(feeWords({ basisPoints: 300, fixed: 0 }, 'EUR')).toBe('3 % of each order')
})
