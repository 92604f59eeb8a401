import { expect, test } from 'vitest'
import { startPayments, type Till, trace } from '../../tests/setup/payments.ts'
import { followIntent } from './commands/follow-intent.ts'
import { giveBack, takeMoney } from './commands/hear.ts'

type Order = Awaited<ReturnType<Till['holds']>>

/** The intent of somebody who pays from a bank account, on a page that offers every way to pay. */
const paidAtOnce = async (till: Till, order: Order) => {
  const { url } = (await (await till.asksToPay(order)).json()) as { url: string }
  const payment = await till.paymentOf(order)
  const session = await till.client.checkout.sessions.retrieve(payment.session ?? '')
  expect(session.payment_method_types).toEqual(['card', 'ideal', 'bancontact'])
  const chosen = new URLSearchParams({ email: 'ada@example.com', name: 'Ada L', method: 'ideal' })
  const bank = await fetch(url, { method: 'POST', body: chosen, redirect: 'manual' })
  const page = new URL(bank.headers.get('location') ?? '', url)
  await fetch(page, { method: 'POST', body: new URLSearchParams({ outcome: 'complete' }), redirect: 'manual' })
  const intent = till.stripe.books().paymentIntents.find(({ metadata }) => metadata.order === order.id)
  expect(intent).toMatchObject({ status: 'succeeded', amount_received: order.amount })
  await followIntent(till.deps, payment.id, intent?.id ?? '', trace)
  return payment.id
}

test('who pays from a bank account is charged at once, and has the tickets when the order has won', async () => {
  await using till = await startPayments({ STRIPE_METHODS: 'all' })
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
  await using till = await startPayments({ STRIPE_METHODS: 'all' })
  const order = await till.holds()
  const payment = await paidAtOnce(till, order)
  await giveBack(till.deps, till.said('order.payment-refused', { order: order.id, payment }), trace)
  expect(await till.paymentOf(order)).toMatchObject({ state: 'returned' })
  expect(till.stripe.books().balance.eur).toMatchObject({ captured: 5000, refunded: 5000 })
  expect(await till.accountsOf(order)).toEqual({})
})
