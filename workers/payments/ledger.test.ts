import fc from 'fast-check'
import { expect, test } from 'vitest'
import { feeBack, feeOn } from './ledger.ts'

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

/** A total with a fee on it, and the refunds that give all of it back, in some order of sizes. */
const paidBack = total.chain((amount) =>
  fc.record({
    amount: fc.constant(amount),
    fee: fc.integer({ min: 0, max: amount }),
    cuts: fc.array(fc.integer({ min: 0, max: amount }), { maxLength: 12 }),
  }),
)

const partsOf = (amount: number, cuts: readonly number[]) => {
  const edges = [0, ...cuts, amount].toSorted((a, b) => a - b)
  return edges.slice(1).map((edge, index) => ({ before: edges[index] ?? 0, amount: edge - (edges[index] ?? 0) }))
}

test('however a sale is paid back, in the end all of the fee is given back and not a cent more', () =>
  fc.assert(
    fc.property(paidBack, ({ amount, fee, cuts }) => {
      const back = partsOf(amount, cuts).map((part) => feeBack(amount, fee, part.before, part.amount))
      expect(back.every((share) => share >= 0)).toBe(true)
      expect(back.reduce((sum, share) => sum + share, 0)).toBe(amount === 0 ? 0 : fee)
    }),
  ))

test('no refund gives back more of the fee than of the sale', () =>
  fc.assert(
    fc.property(paidBack, ({ amount, fee, cuts }) => {
      for (const part of partsOf(amount, cuts)) {
        const back = feeBack(amount, fee, part.before, part.amount)
        // In proportion, up to the cent that rounding moves from one refund to the next.
        expect(BigInt(Math.max(0, back - 1)) * BigInt(amount)).toBeLessThanOrEqual(BigInt(fee) * BigInt(part.amount))
      }
    }),
  ))
