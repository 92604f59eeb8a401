import { expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { newId } from '#shared/ids'
import { startPayments, type Till, trace } from '../../tests/setup/payments.ts'
import { followIntent } from './commands/follow-intent.ts'
import { followRefund } from './commands/follow-refund.ts'
import { endPayment, giveBack, takeMoney } from './commands/hear.ts'
import { unclaimed } from './commands/look-for-lost.ts'
import { sweep } from './commands/sweep.ts'

type Order = Awaited<ReturnType<Till['holds']>>

const intents = (till: Till) => till.stripe.books().paymentIntents

const released = (till: Till, { id: order }: Order, because: 'expired' | 'cancelled') =>
  endPayment(till.deps, till.said('order.released', { order, because }), trace)
const confirmed = async (till: Till, order: Order) => {
  const { id: payment } = await till.paymentOf(order)
  return takeMoney(till.deps, till.said('order.confirmed', { order: order.id, payment }), trace)
}
const refused = async (till: Till, order: Order) => {
  const { id: payment } = await till.paymentOf(order)
  return giveBack(till.deps, till.said('order.payment-refused', { order: order.id, payment }), trace)
}

/** The buyer has paid, and Stripe's word of it has come. */
const paid = async (till: Till, order: Order) => {
  await till.pays(order)
  const [intent] = intents(till)
  await followIntent(till.deps, (await till.paymentOf(order)).id, intent?.id ?? '', trace)
}

/** The same by a way that cannot wait: Stripe has the money before we hear of it. */
const charged = async (till: Till, order: Order) => {
  await till.pays(order)
  const [intent] = intents(till)
  await till.client.paymentIntents.capture(intent?.id ?? '')
  await followIntent(till.deps, (await till.paymentOf(order)).id, intent?.id ?? '', trace)
}

const types = async (till: Till, order: Order) => (await till.says(order)).map(({ type }) => type)

test('money that came before the hold ended, and was noticed after, is the order’s to decide about', async () => {
  await using till = await startPayments()
  const order = await till.holds()
  await till.pays(order)
  await released(till, order, 'expired')
  expect(await till.paymentOf(order)).toMatchObject({ state: 'authorized' })
  expect(await till.says(order)).toMatchObject([
    { type: 'payment.authorized', data: { amount: 5000, currency: 'EUR', order: order.id } },
  ])
  await confirmed(till, order)
  expect(await till.paymentOf(order)).toMatchObject({ state: 'captured', charge: expect.stringMatching(/^ch_/) })
  expect(intents(till)).toMatchObject([{ status: 'succeeded', amount_received: 5000 }])
  expect(await till.accountsOf(order)).toEqual({ buyers: -5000, platform: 5000 })
})

test('money of which payments hears after it has closed is told as well, and refused money is never taken', async () => {
  await using till = await startPayments()
  const order = await till.holds()
  const { intent: none } = await till.pays(order)
  expect(none).toBeNull()
  // Closed by hand, as if Stripe had closed the page a moment before the bank said yes.
  await admin(till.database.url, `update payments.payments set state = 'closed' where order_id = $1`, [order.id])
  const [intent] = intents(till)
  await followIntent(till.deps, (await till.paymentOf(order)).id, intent?.id ?? '', trace)
  expect(await till.paymentOf(order)).toMatchObject({ state: 'authorized' })
  await refused(till, order)
  expect(await till.paymentOf(order)).toMatchObject({ state: 'voided' })
  expect(await types(till, order)).toEqual(['payment.authorized', 'payment.voided'])
  expect(intents(till)).toMatchObject([{ status: 'canceled', amount_received: 0 }])
  expect(await till.accountsOf(order)).toEqual({})
})

test('an order that ran out may still win, and one that was cancelled may not', async () => {
  await using till = await startPayments()
  const order = await till.holds()
  await paid(till, order)
  await released(till, order, 'expired')
  expect(await till.paymentOf(order)).toMatchObject({ state: 'authorized' })
  await confirmed(till, order)
  expect(await till.paymentOf(order)).toMatchObject({ state: 'captured' })

  await using other = await startPayments()
  const cancelled = await other.holds()
  await paid(other, cancelled)
  await released(other, cancelled, 'cancelled')
  expect(await other.paymentOf(cancelled)).toMatchObject({ state: 'voided' })
  await refused(other, cancelled)
  expect(await types(other, cancelled)).toEqual(['payment.authorized', 'payment.voided'])
})

test('what was charged at once is kept when the order wins', async () => {
  await using till = await startPayments()
  const order = await till.holds()
  await charged(till, order)
  expect(await till.paymentOf(order)).toMatchObject({ state: 'taken' })
  expect(await till.accountsOf(order)).toEqual({ buyers: -5000, platform: 5000 })
  await confirmed(till, order)
  expect(await till.paymentOf(order)).toMatchObject({ state: 'captured' })
  expect(await types(till, order)).toEqual(['payment.authorized', 'payment.captured'])
  expect(till.stripe.books().refunds).toEqual([])
  expect(await till.accountsOf(order)).toEqual({ buyers: -5000, platform: 5000 })
})

test('what was charged at once goes back whole, and once, when the order refuses it', async () => {
  await using till = await startPayments()
  const late = await till.holds()
  await charged(till, late)
  await refused(till, late)
  expect(await till.paymentOf(late)).toMatchObject({ state: 'returned' })
  expect(await types(till, late)).toEqual(['payment.authorized', 'payment.voided'])
  expect(till.stripe.books().refunds).toMatchObject([{ amount: 5000, status: 'succeeded' }])
  expect(await till.accountsOf(late)).toEqual({})
})

test('whoever dies between taking back and saying so is finished by the sweep, and nothing is paid back twice', async () => {
  await using till = await startPayments()
  const order = await till.holds()
  await charged(till, order)
  till.stripe.faults.next('refunds.create', { lost: 'cut' }, 3)
  await expect(refused(till, order)).rejects.toThrow()
  expect(await till.paymentOf(order)).toMatchObject({ state: 'returning' })
  await till.age()
  await Promise.all([sweep(till.deps), sweep({ ...till.deps })])
  expect(await till.paymentOf(order)).toMatchObject({ state: 'returned' })
  expect(till.stripe.books().refunds).toHaveLength(1)
  expect(await till.accountsOf(order)).toEqual({})
})

test('a second payment for one order goes back at once, set aside or taken', async () => {
  await using till = await startPayments()
  const order = await till.holds()
  await paid(till, order)
  const { id, session } = await till.paymentOf(order)
  const { metadata, ...first } = await till.client.checkout.sessions.retrieve(session ?? '')
  for (const capture_method of ['manual', 'automatic'] as const) {
    const { url } = await till.client.checkout.sessions.create({
      ...{ mode: 'payment', success_url: first.success_url ?? '', payment_intent_data: { capture_method, metadata } },
      line_items: [{ quantity: 1, price_data: { currency: 'eur', unit_amount: 700, product_data: { name: 'Again' } } }],
    } as never)
    const fields = { email: 'ada@example.com', name: 'Ada L', expiry: '12/44', cvc: '123', number: '4242424242424242' }
    await fetch(url ?? '', { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
  }
  for (const intent of intents(till)) await followIntent(till.deps, id, intent.id, trace)
  for (const intent of intents(till)) await followIntent(till.deps, id, intent.id, trace)
  expect(await till.paymentOf(order)).toMatchObject({ state: 'authorized' })
  const byAmount = Object.fromEntries(
    intents(till).map((intent) => [`${intent.amount} ${intent.capture_method}`, intent]),
  )
  expect(byAmount['700 manual']).toMatchObject({ status: 'canceled' })
  expect(till.stripe.books().refunds).toMatchObject([{ amount: 700, payment_intent: byAmount['700 automatic']?.id }])
  expect(await types(till, order)).toEqual(['payment.authorized'])
  expect(await till.accountsOf(order)).toEqual({})
})

test('money of a wrong amount is not taken, even where an order confirms it', async () => {
  await using till = await startPayments()
  const order = await till.holds()
  await paid(till, order)
  await admin(till.database.url, 'update payments.payments set amount = 4999 where order_id = $1', [order.id])
  await confirmed(till, order)
  expect(await till.paymentOf(order)).toMatchObject({ state: 'failed' })
  expect(intents(till)).toMatchObject([{ status: 'canceled', amount_received: 0 }])
  expect(await types(till, order)).toEqual(['payment.authorized', 'payment.failed'])
})

test('a message that comes before its turn moves no money', async () => {
  await using till = await startPayments()
  const order = await till.holds()
  await paid(till, order)
  const { id: payment } = await till.paymentOf(order)
  const first = till.said('order.released', { order: order.id, because: 'expired' })
  const second = till.said('order.confirmed', { order: order.id, payment })
  await expect(takeMoney(till.deps, second, trace)).rejects.toThrow('still on their way')
  expect(intents(till)).toMatchObject([{ status: 'requires_capture' }])
  await endPayment(till.deps, first, trace)
  await takeMoney(till.deps, second, trace)
  expect(intents(till)).toMatchObject([{ status: 'succeeded' }])
})

test('an intent that no webhook and no event led to is claimed by the sweep', async () => {
  await using till = await startPayments()
  const order = await till.holds()
  till.stripe.faults.dropWebhooks(() => true)
  await till.pays(order)
  const later = {
    ...till.deps,
    payments: { ...till.deps.payments, clock: async () => new Date(Date.now() + 5 * 60_000) },
  }
  const [found, ...more] = await unclaimed(later)
  expect(more).toEqual([])
  await followIntent(till.deps, found?.payment ?? newId('payment'), found?.intent ?? '', trace)
  expect(await unclaimed(later)).toEqual([])
  expect(await till.paymentOf(order)).toMatchObject({ state: 'authorized' })
})

test('a part that somebody captures by hand is given back, whenever we hear of it, and somebody is told', async () => {
  await using till = await startPayments()
  for (const when of ['before it is confirmed', 'while we capture']) {
    const order = await till.holds()
    await till.pays(order)
    const { id: payment } = await till.paymentOf(order)
    const intent = intents(till).find(({ metadata }) => metadata.order === order.id)?.id ?? ''
    await followIntent(till.deps, payment, intent, trace)
    await till.client.paymentIntents.capture(intent, { amount_to_capture: 3000 })
    if (when === 'before it is confirmed') await followIntent(till.deps, payment, intent, trace)
    await confirmed(till, order)
    expect(await till.paymentOf(order), when).toMatchObject({ state: 'returned' })
    expect(await types(till, order)).toEqual(['payment.authorized', 'payment.failed', 'payment.voided'])
    expect(till.stripe.books().refunds.filter(({ payment_intent: of }) => of === intent)).toMatchObject([
      { amount: 3000, status: 'succeeded' },
    ])
    expect(await till.accountsOf(order)).toEqual({})
  }
  expect(till.lines.filter((line) => line.includes('"alert":"wrong-amount"'))).toHaveLength(2)
})

test('late money that somebody gave back by hand, all of it or a part, counts and is not asked for again', async () => {
  await using till = await startPayments()
  for (const amount of [5000, 1200]) {
    const order = await till.holds()
    await till.pays(order)
    const { id: payment } = await till.paymentOf(order)
    const intent = intents(till).find(({ metadata }) => metadata.order === order.id)?.id ?? ''
    await till.client.paymentIntents.capture(intent)
    await followIntent(till.deps, payment, intent, trace)
    const { id: byHand } = await till.client.refunds.create({ payment_intent: intent, amount })
    await refused(till, order)
    expect(await till.paymentOf(order)).toMatchObject({ state: 'returned' })
    expect((await types(till, order)).at(-1)).toBe('payment.voided')
    expect(await till.deps.refunds.findLate(intent)).toMatchObject({ state: 'made', attempt: 1 })
    await followRefund(till.deps, byHand, trace)
    expect(await till.accountsOf(order)).toEqual({})
  }
  expect(await till.deps.refunds.failed()).toBe(0)
})
