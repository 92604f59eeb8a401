import { expect, test } from 'vitest'
import { startPayments, type Till, trace } from '../../tests/setup/payments.ts'
import { followIntent } from './commands/follow-intent.ts'
import { giveBack, takeMoney } from './commands/hear.ts'
import { sessionParams } from './session-params.ts'

const PUBLIC_URL = 'https://tickets.test'

type Order = Awaited<ReturnType<Till['holds']>>

/** A page as it is with every way to pay, and the intent of somebody who pays on it from a bank account. */
const paidAtOnce = async (till: Till, order: Order) => {
  const payment = await till.paymentOf(order)
  const sold = { id: order.id, event: { title: 'Strings' } }
  const items = [{ name: 'Stalls', quantity: 1, price: { amount: order.amount, currency: 'EUR' as const } }]
  const ends = { ...payment, sessionExpiresAt: new Date(Date.now() + 31 * 60_000) }
  const params = sessionParams(ends, { ...sold, items }, { publicUrl: PUBLIC_URL, methods: 'all' })
  expect(params.payment_intent_data).not.toHaveProperty('capture_method')
  const session = await till.client.checkout.sessions.create(params)
  expect(session.payment_method_types).toEqual(['card', 'ideal', 'bancontact'])
  const chosen = new URLSearchParams({ email: 'ada@example.com', name: 'Ada L', method: 'ideal' })
  const bank = await fetch(session.url ?? '', { method: 'POST', body: chosen, redirect: 'manual' })
  const page = new URL(bank.headers.get('location') ?? '', session.url ?? '')
  await fetch(page, { method: 'POST', body: new URLSearchParams({ outcome: 'complete' }), redirect: 'manual' })
  const intent = till.stripe.books().paymentIntents.find(({ metadata }) => metadata.order === order.id)
  expect(intent).toMatchObject({ status: 'succeeded', amount_received: order.amount })
  await followIntent(till.deps, payment.id, intent?.id ?? '', trace)
  return payment.id
}

test('who pays from a bank account is charged at once, and has the tickets when the order has won', async () => {
  await using till = await startPayments()
  const order = await till.holds()
  const payment = await paidAtOnce(till, order)
  expect(await till.paymentOf(order)).toMatchObject({ state: 'taken' })
  const shown = await till.send('GET', `/api/payments/checkouts/${order.id}`, undefined, order.headers)
  expect(await shown.json()).toMatchObject({ state: 'authorized' })
  await takeMoney(till.deps, till.said('order.confirmed', { order: order.id, payment }), trace)
  expect(await till.paymentOf(order)).toMatchObject({ state: 'captured' })
  expect((await till.says(order)).map(({ type }) => type)).toEqual(['payment.authorized', 'payment.captured'])
})

test('who is charged at once and too late gets everything back', async () => {
  await using till = await startPayments()
  const order = await till.holds()
  const payment = await paidAtOnce(till, order)
  await giveBack(till.deps, till.said('order.payment-refused', { order: order.id, payment }), trace)
  expect(await till.paymentOf(order)).toMatchObject({ state: 'returned' })
  expect(till.stripe.books().balance.eur).toMatchObject({ captured: 5000, refunded: 5000 })
  expect(await till.accountsOf(order)).toEqual({})
})
