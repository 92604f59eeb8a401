import { expect, test } from 'vitest'
import { newId } from '#shared/ids'
import { startPayments, type Till, trace } from '../../tests/setup/payments.ts'
import { type Paid, paying, sold } from '../../tests/setup/sold.ts'
import { followRefund } from './commands/follow-refund.ts'
import { refundOrder } from './commands/hear.ts'

// Money that goes on to a seller: our ledger has what Stripe has, at every step.

const ask = (till: Till, { id: order, payment }: Paid, amount: number, refund = newId('refund'), attempt = 1) => {
  const asked = { order, payment, refund, amount, currency: 'EUR' as const, attempt, because: 'seller' as const }
  return refundOrder(till.deps, till.said('order.refund-asked', asked), trace).then(() => refund)
}

const sellersAtStripe = (till: Till, account: string) => till.stripe.books().money.eur?.accounts[account] ?? 0

test('a seller gets the money less the fee, and gives both back in the same parts', async () => {
  await using till = await startPayments()
  const seller = await paying(till, 333)
  const order = await sold(till)
  expect(await till.accountsOf(order)).toEqual({ buyers: -5000, sellers: 4667, platform: 333 })
  for (const part of [1111, 2222, 1]) {
    await ask(till, order, part)
    const { sellers } = await till.accountsOf(order)
    expect(sellers).toBe(sellersAtStripe(till, seller))
  }
  await ask(till, order, 5000 - 1111 - 2222 - 1)
  expect(await till.accountsOf(order)).toEqual({})
  expect(sellersAtStripe(till, seller)).toBe(0)
})

test('without a fee there is none to give back', async () => {
  await using till = await startPayments()
  const seller = await paying(till, 0)
  const order = await sold(till)
  expect(await till.accountsOf(order)).toEqual({ buyers: -5000, sellers: 5000 })
  await ask(till, order, 2000)
  expect(await till.accountsOf(order)).toEqual({ buyers: -3000, sellers: 3000 })
  expect(sellersAtStripe(till, seller)).toBe(3000)
})

test('a refund that a bank sends back is paid again by the installation, and the seller pays once', async () => {
  await using till = await startPayments()
  const seller = await paying(till, 500)
  const order = await sold(till)
  const refund = await ask(till, order, 2000)
  const [first] = till.stripe.books().refunds
  till.stripe.faults.failRefund(first?.id ?? '')
  await followRefund(till.deps, first?.id ?? '', trace)
  expect(await till.accountsOf(order)).toEqual({ buyers: -5000, sellers: 2700, platform: 2300 })
  await ask(till, order, 2000, refund, 2)
  expect(await till.accountsOf(order)).toEqual({ buyers: -3000, sellers: 2700, platform: 300 })
  expect(sellersAtStripe(till, seller)).toBe(2700)
})
