import fc from 'fast-check'
import { expect, test } from 'vitest'
import { feeOn } from './ledger.ts'

const total = fc.integer({ min: 0, max: 2_000_000_000 })
const rate = fc.record({ basisPoints: fc.integer({ min: 0, max: 10_000 }), fixed: fc.integer({ min: 0, max: 10_000 }) })

test('a fee is whole minor units, never more than there is, and never more than its rate', () =>
  fc.assert(
    fc.property(total, rate, (amount, { basisPoints, fixed }) => {
      const fee = feeOn(amount, { basisPoints, fixed })
      expect(Number.isInteger(fee)).toBe(true)
      expect(fee).toBeGreaterThanOrEqual(0)
      expect(fee).toBeLessThanOrEqual(amount)
      // In whole numbers, which floats would not be at these sizes.
      expect(BigInt(fee - Math.min(fee, fixed)) * 10_000n).toBeLessThanOrEqual(BigInt(amount) * BigInt(basisPoints))
    }),
  ))

test('who pays more pays no smaller fee', () =>
  fc.assert(
    fc.property(total, total, rate, (one, other, at) => {
      const [less, more] = [Math.min(one, other), Math.max(one, other)]
      expect(feeOn(less, at)).toBeLessThanOrEqual(feeOn(more, at))
    }),
  ))
