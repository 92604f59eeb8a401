import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Id } from '#shared/ids'
import type { LedgerAccount, Transaction } from './ledger.ts'
import { dispute, refund, refundFailed, sale } from './movements.ts'
import type { Payment } from './payment.ts'

const at = new Date(0)
const payment: Payment = {
  ...{ id: 'pay_1' as Id<'payment'>, order: 'ord_1' as Id<'order'>, buyer: 'acc_1' as Id<'account'>, attempt: 1 },
  ...{ amount: 5000, currency: 'EUR', state: 'captured', sessionExpiresAt: null, session: null, url: null, version: 2 },
  ...{
    intent: 'pi_1',
    traceparent: null,
    seller: 'acc_2' as Id<'account'>,
    fee: 0,
    destination: 'acct_1',
    slotAt: null,
  },
  charge: 'ch_1',
}

/** What each account has after these, each key counted once. */
const balances = (transactions: readonly Transaction[]) => {
  const sums: Record<LedgerAccount, number> = { buyers: 0, sellers: 0, platform: 0, stripe: 0, bank: 0 }
  for (const { from, to, amount } of new Map(transactions.map((line) => [line.key, line])).values()) {
    sums[from] -= amount
    sums[to] += amount
  }
  return sums
}

const amount = fc.integer({ min: 1, max: 2_000_000_000 })

test('what is sold and wholly given back leaves nothing anywhere, twice written or once', () =>
  fc.assert(
    fc.property(amount, fc.float({ min: 0, max: 1, noNaN: true }), fc.boolean(), (total, share, shared) => {
      const fee = Math.floor(total * share)
      const sold = sale(payment, { id: 'ch_1', amount: total, fee, destination: shared ? 'acct_1' : null, at })
      const back = refund(payment, { id: 're_1', amount: total, reversed: shared, feeBack: shared ? fee : 0, at })
      expect(balances([...sold, ...back, ...sold, ...back])).toEqual(balances([]))
      expect(balances(sold)).toMatchObject(
        shared
          ? { buyers: -total, sellers: total - fee, platform: fee }
          : { buyers: -total, sellers: 0, platform: total },
      )
    }),
  ))

test('in parts: a seller ends with what was not given back, less what of the fee was not', () =>
  fc.assert(
    fc.property(fc.array(amount, { minLength: 1, maxLength: 6 }), fc.integer({ min: 0, max: 50 }), (parts, percent) => {
      const total = parts.reduce((sum, part) => sum + part, 0)
      const feeOf = (part: number) => Math.floor((part * percent) / 100)
      const kept = parts[0] ?? 0
      const lines = [
        ...sale(payment, { id: 'ch_1', amount: total, fee: feeOf(total), destination: 'acct_1', at }),
        ...parts
          .slice(1)
          .flatMap((part, index) =>
            refund(payment, { id: `re_${index}`, amount: part, reversed: true, feeBack: feeOf(part), at }),
          ),
      ]
      const { sellers, buyers, platform } = balances(lines)
      expect(buyers).toBe(-kept)
      expect(sellers + platform).toBe(kept)
      expect(platform).toBeGreaterThanOrEqual(feeOf(kept))
    }),
  ))

test('a refund that comes back lies with the installation, and goes out again from there', () => {
  const first = refund(payment, { id: 're_1', amount: 5000, reversed: true, feeBack: 500, at })
  const failed = refundFailed(payment, { id: 're_1', amount: 5000 }, at)
  const again = refund(payment, { id: 're_2', amount: 5000, reversed: false, feeBack: 0, at })
  const sold = sale(payment, { id: 'ch_1', amount: 5000, fee: 500, destination: 'acct_1', at })
  expect(balances([...sold, ...first, failed])).toMatchObject({ buyers: 0 - 5000, sellers: 0, platform: 5000 })
  expect(balances([...sold, ...first, failed, ...again])).toEqual(balances([]))
})

test('a dispute takes the money and a fee; one that is won brings the money back and not the fee', () => {
  const lost = { amount: -5000, fee: 1500, currency: 'eur', at }
  expect(balances(dispute(payment, 'dp_1', [lost]))).toMatchObject({ buyers: 5000, platform: -6500, stripe: 1500 })
  const won = { amount: 5000, fee: 0, currency: 'eur', at }
  expect(balances(dispute(payment, 'dp_1', [lost, won]))).toMatchObject({ buyers: 0, platform: -1500, stripe: 1500 })
})
