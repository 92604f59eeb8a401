import { expect, test } from 'vitest'
import { newId } from '#shared/ids'
import { startPayments, type Till, trace } from '../../tests/setup/payments.ts'
import { type Paid, sold } from '../../tests/setup/sold.ts'
import { followDispute } from './commands/follow-dispute.ts'
import { followIntent } from './commands/follow-intent.ts'
import { giveBack, refundOrder, takeMoney } from './commands/hear.ts'

const told = async (till: Till, order: Pick<Paid, 'id'>) =>
  (await till.says(order)).filter(({ type }) => type === 'payment.disputed').map(({ data }) => data.state)

const manyTimes = (till: Till, dispute: string) =>
  Promise.all(Array.from({ length: 5 }, () => followDispute(till.deps, dispute, trace)))

test('a dispute is told once when it begins and once when it ends, however often Stripe speaks of it', async () => {
  await using till = await startPayments()
  const order = await sold(till)
  const { id } = till.stripe.dispute(order.intent, { reason: 'product_not_received' })
  await manyTimes(till, id)
  expect(await till.says(order)).toContainEqual({
    type: 'payment.disputed',
    data: {
      ...{ payment: order.payment, order: order.id, dispute: id, amount: 5000, currency: 'EUR' },
      ...{ reason: 'product_not_received', state: 'open' },
    },
  })
  expect(await till.deps.disputes.open()).toBe(1)
  expect(await till.accountsOf(order)).toEqual({ platform: -1500, stripe: 1500 })
  till.stripe.closeDispute(id, 'won')
  await manyTimes(till, id)
  expect(await told(till, order)).toEqual(['open', 'won'])
  expect(await till.deps.disputes.open()).toBe(0)
  expect(await till.accountsOf(order)).toEqual({ buyers: -5000, platform: 3500, stripe: 1500 })
})

test('of two disputes about one payment the last decides, and one that is lost keeps it', async () => {
  await using till = await startPayments()
  for (const [first, second, says] of [
    ['won', 'won', ['open', 'open', 'won']],
    ['won', 'lost', ['open', 'open', 'lost']],
    ['lost', 'won', ['open', 'open', 'lost']],
  ] as const) {
    const order = await sold(till)
    const disputes = [2000, 3000].map((amount) => till.stripe.dispute(order.intent, { amount }).id)
    for (const id of disputes) await manyTimes(till, id)
    for (const [index, id] of disputes.entries()) {
      till.stripe.closeDispute(id, index === 0 ? first : second)
      await manyTimes(till, id)
    }
    expect(await told(till, order)).toEqual(says)
  }
  const order = await sold(till)
  const both = [2000, 3000].map((amount) => till.stripe.dispute(order.intent, { amount }).id)
  for (const id of both) await manyTimes(till, id)
  for (const id of both) till.stripe.closeDispute(id, 'won')
  await Promise.all(both.map((id) => manyTimes(till, id)))
  expect(await told(till, order)).toEqual(['open', 'open', 'won'])
  expect(await till.deps.disputes.open()).toBe(0)
})

test('a dispute of which we hear only its end had a beginning all the same', async () => {
  await using till = await startPayments()
  const order = await sold(till)
  const { id } = till.stripe.dispute(order.intent)
  till.stripe.closeDispute(id, 'lost')
  await manyTimes(till, id)
  expect(await told(till, order)).toEqual(['open', 'lost'])
  expect(await till.accountsOf(order)).toEqual({ platform: -1500, stripe: 1500 })
})

test('a dispute about somebody else’s payment changes nothing here', async () => {
  await using till = await startPayments()
  const order = await sold(till)
  const { id } = till.stripe.dispute(order.intent)
  const elsewhere = { ...till.deps, payments: { ...till.deps.payments, findByIntent: async () => undefined } }
  await followDispute(elsewhere, id, trace)
  expect(await told(till, order)).toEqual([])
  expect(till.lines.join('\n')).toContain('a dispute is about a payment that is not here')
})

/** Somebody has paid and nobody has decided yet; the money was taken at once, as by a way that cannot wait. */
const takenAtOnce = async (till: Till) => {
  const order = await till.holds()
  await till.pays(order)
  const intent = till.stripe.books().paymentIntents.find(({ metadata }) => metadata.order === order.id)?.id ?? ''
  const { id: payment } = await till.paymentOf(order)
  await till.client.paymentIntents.capture(intent)
  const { id: dispute } = till.stripe.dispute(intent)
  return { order, intent, payment, dispute }
}

test('a dispute that is known before the order has decided is told after the order is paid', async () => {
  await using till = await startPayments()
  const { order, payment, dispute } = await takenAtOnce(till)
  await expect(followDispute(till.deps, dispute, trace)).rejects.toThrow('yet to decide')
  expect(await till.paymentOf(order)).toMatchObject({ state: 'taken' })
  await takeMoney(till.deps, till.said('order.confirmed', { order: order.id, payment }), trace)
  await followDispute(till.deps, dispute, trace)
  const types = (await till.says(order)).map(({ type }) => type)
  expect(types).toEqual(['payment.authorized', 'payment.captured', 'payment.disputed'])
})

test('money that nobody wants and that its owner’s bank has taken back is not given back once more', async () => {
  await using till = await startPayments()
  const { order, intent, payment, dispute } = await takenAtOnce(till)
  await followIntent(till.deps, payment, intent, trace)
  till.stripe.closeDispute(dispute, 'lost')
  await giveBack(till.deps, till.said('order.payment-refused', { order: order.id, payment }), trace)
  expect(await till.paymentOf(order)).toMatchObject({ state: 'returned' })
  await followDispute(till.deps, dispute, trace)
  expect(await told(till, order)).toEqual(['open', 'lost'])
  expect(till.stripe.books().refunds).toEqual([])
})

test('what a lost dispute has left can be given back, and no more than that', async () => {
  await using till = await startPayments()
  const order = await sold(till)
  const { id } = till.stripe.dispute(order.intent, { amount: 2000 })
  const ask = async (amount: number) => {
    const asked = { order: order.id, payment: order.payment, refund: newId('refund'), amount, currency: 'EUR' as const }
    const message = till.said('order.refund-asked', { ...asked, attempt: 1, because: 'operator' })
    await refundOrder(till.deps, message, trace)
    return (await till.says(order)).at(-1)?.type
  }
  expect(await ask(3000), 'the bank has yet to decide').toBe('payment.refund-failed')
  till.stripe.closeDispute(id, 'lost')
  await manyTimes(till, id)
  expect(await ask(3001)).toBe('payment.refund-failed')
  expect(await ask(3000)).toBe('payment.refunded')
  expect(await till.accountsOf(order)).toEqual({ platform: -1500, stripe: 1500 })
})
