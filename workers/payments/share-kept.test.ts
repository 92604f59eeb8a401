import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { type Id, newId } from '#shared/ids'
import { startPayments, type Till, trace } from '../../tests/setup/payments.ts'
import { openAccount, type Sale, type Seller, sell } from '../../tests/setup/sales.ts'
import { followIntent } from './commands/follow-intent.ts'
import { followRefund } from './commands/follow-refund.ts'
import { giveBack, refundOrder } from './commands/hear.ts'
import { reconcile } from './commands/reconcile.ts'
import { sweep } from './commands/sweep.ts'

// What becomes of a refund when Stripe does not take back what the seller got: their account holds too little, or is closed.

let till: Till
let seller: Seller
beforeAll(async () => {
  till = await startPayments({ STRIPE_CONNECT: 'on', STRIPE_COUNTRY: 'AT' })
})
afterAll(() => till[Symbol.asyncDispose]())
beforeEach(async () => {
  till.stripe.faults.clear()
  till.lines.length = 0
  seller = await openAccount(till, 'The Hall')
})

const refundsOf = (intent: string) =>
  till.stripe.books().refunds.filter(({ payment_intent: of, metadata }) => of === intent && metadata?.refund)

/** All that the ledger has is what Stripe has, line by line and in the sums. */
const expectSameBooks = async () => {
  await admin(
    till.database.url,
    'truncate payments.reconciliations; update payments.sellers set compared_until = null, recompared_at = null',
  )
  const { differences } = await reconcile(till.deps, {
    settledAfter: -2_000,
    every: 10_000,
    quiet: -60_000,
    strangeAfter: -60_000,
  })
  expect(differences).toEqual([])
}

/** Money for this seller that Stripe has before the order, which is over, can say that it does not want it. */
const late = async () => {
  till.deps.terms = async () => ({ fee: 200, destination: seller.account })
  const order = await till.holds(5000, 15, seller.id)
  const { id: payment } = await till.pays(order)
  const intent = till.stripe.books().paymentIntents.find(({ metadata }) => metadata.order === order.id)?.id ?? ''
  await till.client.paymentIntents.capture(intent)
  await followIntent(till.deps, payment, intent, trace)
  const refuse = () => giveBack(till.deps, till.said('order.payment-refused', { order: order.id, payment }), trace)
  return { id: order.id, intent, refuse }
}

const ask = (sale: Sale, refund: Id<'refund'>, amount: number, attempt = 1, atOwnExpense?: boolean) => {
  const asked = { ...{ order: sale.order, payment: sale.payment, refund, amount, attempt }, currency: 'EUR' as const }
  const message = till.said('order.refund-asked', {
    ...asked,
    because: 'seller',
    ...(atOwnExpense && { atOwnExpense }),
  })
  return refundOrder(till.deps, message, trace)
}

test('late money goes back all the same: without the seller’s share, and somebody is told', async () => {
  const order = await late()
  till.stripe.faults.keepShares()
  await order.refuse()
  expect(await till.paymentOf(order)).toMatchObject({ state: 'returned' })
  expect(refundsOf(order.intent)).toMatchObject([{ amount: 5000, transfer_reversal: null, metadata: { attempt: '2' } }])
  expect(await till.deps.refunds.findLate(order.intent)).toMatchObject({ state: 'made', reversed: false })
  expect(await till.accountsOf(order)).toEqual({ sellers: 4800, platform: -4800 })
  expect(till.lines.filter((line) => line.includes('"alert":"share-kept"'))).toHaveLength(1)
  await expectSameBooks()
})

test('whoever dies before asking without the share is finished by the sweep, and it goes back once', async () => {
  const order = await late()
  till.stripe.faults.keepShares()
  const { bear } = till.deps.refunds
  const dying = {
    ...till.deps,
    refunds: {
      ...till.deps.refunds,
      bear: async (...of: Parameters<typeof bear>) => {
        await bear(...of)
        return undefined
      },
    },
  }
  const { id: payment } = await till.paymentOf(order)
  await giveBack(dying, till.said('order.payment-refused', { order: order.id, payment }), trace)
  expect(refundsOf(order.intent)).toEqual([])
  await till.age()
  await Promise.all([sweep(till.deps), sweep({ ...till.deps })])
  expect(refundsOf(order.intent)).toHaveLength(1)
  expect(await till.paymentOf(order)).toMatchObject({ state: 'returned' })
})

test('an order’s own waits for an operator, who may have the installation pay for it', async () => {
  const sale = await sell(till, seller, 5000)
  const order = { id: sale.order }
  const fee = 200
  const refund = newId('refund')
  till.stripe.faults.keepShares()
  await ask(sale, refund, 2000)
  expect((await till.says(order)).at(-1)).toMatchObject({
    type: 'payment.refund-failed',
    data: { refund, why: expect.stringContaining('at the installation’s expense') },
  })
  await ask(sale, refund, 2000, 2)
  expect((await till.says(order)).at(-1)).toMatchObject({ type: 'payment.refund-failed' })
  expect(refundsOf(sale.intent)).toEqual([])

  await ask(sale, refund, 2000, 3, true)
  expect((await till.says(order)).at(-1)).toMatchObject({ type: 'payment.refunded', data: { refund, amount: 2000 } })
  expect(refundsOf(sale.intent)).toMatchObject([{ amount: 2000, transfer_reversal: null }])
  expect(await till.deps.refunds.find(refund)).toMatchObject({ state: 'made', reversed: false, atOwnExpense: true })
  expect(await till.accountsOf(order)).toEqual({ buyers: -3000, sellers: 5000 - fee, platform: fee - 2000 })
  await expectSameBooks()

  // The rest is shared as ever: the seller gives their part of it, and no more than that.
  till.stripe.faults.clear()
  await ask(sale, newId('refund'), 3000)
  const { sellers = 0, buyers = 0 } = await till.accountsOf(order)
  expect(buyers).toBe(0)
  expect(sellers).toBeGreaterThanOrEqual(2000 - fee)
  expect(sellers).toBeLessThanOrEqual(2000)
  await expectSameBooks()
})

test('money that was taken from the seller once is not taken again, whoever pays for the second try', async () => {
  const sale = await sell(till, seller, 5000)
  const refund = newId('refund')
  await ask(sale, refund, 5000)
  till.stripe.faults.failRefund(refundsOf(sale.intent)[0]?.id ?? '')
  await followRefund(till.deps, refundsOf(sale.intent)[0]?.id ?? '', trace)
  await ask(sale, refund, 5000, 2, true)
  expect(await till.accountsOf({ id: sale.order })).toEqual({})
  await expectSameBooks()
})
