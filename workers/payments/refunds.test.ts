import { expect, test } from 'vitest'
import { type Id, newId } from '#shared/ids'
import { startPayments, type Till, trace } from '../../tests/setup/payments.ts'
import { type Paid, sold } from '../../tests/setup/sold.ts'
import { driveRefund } from './commands/drive-refund.ts'
import { followRefund } from './commands/follow-refund.ts'
import { refundOrder } from './commands/hear.ts'
import { sweep } from './commands/sweep.ts'
import { askRefund } from './store/refunds.ts'

const ask = (till: Till, { id: order, payment }: Paid, amount: number, refund = newId('refund'), attempt = 1) => {
  const asked = { order, payment, refund, amount, currency: 'EUR' as const, attempt, because: 'seller' as const }
  return refundOrder(till.deps, till.said('order.refund-asked', asked), trace).then(() => refund)
}

const made = (till: Till) => till.stripe.books().refunds
const told = async (till: Till, order: Paid) =>
  (await till.says(order)).filter(({ type }) => type.startsWith('payment.refund'))
const rowOf = async (till: Till, refund: Id<'refund'>) => till.deps.refunds.find(refund)

test('what is asked for is made once, told, and in the ledger', async () => {
  await using till = await startPayments()
  const order = await sold(till)
  const refund = await ask(till, order, 2000)
  expect(made(till)).toMatchObject([
    { amount: 2000, metadata: { refund, attempt: '1', order: order.id, payment: order.payment } },
  ])
  expect(await told(till, order)).toMatchObject([
    { type: 'payment.refunded', data: { refund, amount: 2000, currency: 'EUR', payment: order.payment } },
  ])
  expect(await till.accountsOf(order)).toEqual({ buyers: -3000, platform: 3000 })
  // Stripe tells of it as well, more than once and in any order.
  for (const { id } of [...made(till), ...made(till)]) await followRefund(till.deps, id, trace)
  expect(await told(till, order)).toHaveLength(1)
  expect(await till.accountsOf(order)).toEqual({ buyers: -3000, platform: 3000 })
})

test('the answer is lost again and again, and it is one refund', async () => {
  await using till = await startPayments()
  const order = await sold(till)
  till.stripe.faults.next('refunds.create', { lost: 'cut' }, 3)
  const refund = await ask(till, order, 5000)
  expect(made(till)).toHaveLength(1)
  expect(await told(till, order)).toEqual([])
  await till.age()
  await Promise.all([sweep(till.deps), sweep({ ...till.deps }), sweep({ ...till.deps })])
  expect(made(till)).toHaveLength(1)
  expect(await told(till, order)).toMatchObject([{ type: 'payment.refunded', data: { refund } }])
  expect(await rowOf(till, refund)).toMatchObject({ state: 'made', stripeRefund: made(till)[0]?.id })
  expect(await till.accountsOf(order)).toEqual({})
})

test('Stripe breaks and remembers that for a day: a day later the refund is made, and not before by another key', async () => {
  await using till = await startPayments()
  const order = await sold(till)
  till.stripe.faults.next('refunds.create', { status: 500 })
  const refund = await ask(till, order, 5000)
  await till.age()
  await sweep(till.deps)
  expect(made(till)).toEqual([])
  expect(await rowOf(till, refund)).toMatchObject({ state: 'asked' })
  await till.age(24 * 60)
  await sweep(till.deps)
  expect(made(till)).toHaveLength(1)
  expect(await told(till, order)).toMatchObject([{ type: 'payment.refunded' }])
})

test('a refund that was made just before its key was forgotten is found, and not made again', async () => {
  await using till = await startPayments()
  const order = await sold(till)
  till.stripe.faults.next('refunds.create', { lost: 'cut' }, 3)
  await ask(till, order, 1000)
  await till.age(25 * 60)
  await sweep(till.deps)
  expect(made(till)).toHaveLength(1)
  expect(await told(till, order)).toMatchObject([{ type: 'payment.refunded' }])
})

test('whoever dies between the row and the call is finished by the sweep', async () => {
  await using till = await startPayments()
  const order = await sold(till)
  const refund = newId('refund')
  const { id: payment, intent } = await till.paymentOf(order)
  await till.db.batch((q) => [
    askRefund({
      ...{
        id: refund,
        payment,
        order: order.id,
        amount: 5000,
        currency: 'EUR',
        intent,
        because: 'operator',
        attempt: 1,
        atOwnExpense: false,
      },
    })(q),
  ])
  await sweep(till.deps)
  expect(made(till)).toEqual([])
  await till.age()
  await sweep(till.deps)
  expect(made(till)).toMatchObject([{ amount: 5000, metadata: { refund } }])
  expect(await told(till, order)).toMatchObject([{ type: 'payment.refunded' }])
})

test('five who go on with one refund at the same moment make one', async () => {
  await using till = await startPayments()
  const order = await sold(till)
  till.stripe.faults.next('refunds.create', { status: 429 })
  const refund = await rowOf(till, await ask(till, order, 5000))
  if (!refund) throw new Error('it was not written down')
  await Promise.allSettled(Array.from({ length: 5 }, () => driveRefund(till.deps, refund, trace)))
  expect(made(till)).toHaveLength(1)
  expect(await told(till, order)).toMatchObject([{ type: 'payment.refunded' }])
  expect(await till.accountsOf(order)).toEqual({})
})

test('two refunds of one order at once are two refunds', async () => {
  await using till = await startPayments()
  const order = await sold(till)
  await ask(till, order, 1500)
  await ask(till, order, 1500)
  expect(made(till).map(({ amount }) => amount)).toEqual([1500, 1500])
  expect(await told(till, order)).toHaveLength(2)
  expect(await till.accountsOf(order)).toEqual({ buyers: -2000, platform: 2000 })
})

test('what Stripe refuses for good is said in plain words, and can be asked for again', async () => {
  await using till = await startPayments()
  const order = await sold(till)
  // Somebody has given it back at Stripe, and not through us.
  const byHand = await till.client.refunds.create({ payment_intent: order.intent })
  const refund = await ask(till, order, 5000)
  expect(await told(till, order)).toMatchObject([
    { type: 'payment.refund-failed', data: { refund, why: 'All of this payment has been given back already' } },
  ])
  expect(await rowOf(till, refund)).toMatchObject({ state: 'failed', stripeRefund: null })
  till.stripe.faults.failRefund(byHand.id)
  await ask(till, order, 5000, refund, 2)
  expect((await told(till, order)).at(-1)).toMatchObject({ type: 'payment.refunded', data: { refund } })
  expect(await rowOf(till, refund)).toMatchObject({ state: 'made', attempt: 2, why: null })
})

test('a bank sends the money back days later: that is told once, and asked for again it goes out again', async () => {
  await using till = await startPayments()
  const order = await sold(till)
  const refund = await ask(till, order, 5000)
  const [first] = made(till)
  till.stripe.faults.failRefund(first?.id ?? '', 'lost_or_stolen_card')
  await Promise.all(Array.from({ length: 4 }, () => followRefund(till.deps, first?.id ?? '', trace)))
  expect(await told(till, order)).toMatchObject([
    { type: 'payment.refunded' },
    { type: 'payment.refund-failed', data: { refund, why: 'The card was reported lost or stolen' } },
  ])
  expect(await till.accountsOf(order)).toEqual({ buyers: -5000, platform: 5000 })
  expect(await till.deps.refunds.failed()).toBe(1)

  await ask(till, order, 5000, refund, 2)
  // What Stripe still tells of the first one is old news.
  await followRefund(till.deps, first?.id ?? '', trace)
  expect((await told(till, order)).map(({ type }) => type)).toEqual([
    'payment.refunded',
    'payment.refund-failed',
    'payment.refunded',
  ])
  expect(await till.accountsOf(order)).toEqual({})
  expect(await till.deps.refunds.failed()).toBe(0)
})

test('money given back at Stripe by hand is in the ledger, and somebody is told', async () => {
  await using till = await startPayments()
  const order = await sold(till)
  const { id } = await till.client.refunds.create({ payment_intent: order.intent, amount: 700 })
  await followRefund(till.deps, id, trace)
  await followRefund(till.deps, id, trace)
  expect(await told(till, order)).toEqual([])
  expect(await till.accountsOf(order)).toEqual({ buyers: -4300, platform: 4300 })
  expect(till.lines.join('\n')).toContain('money was given back that nobody here asked for')
})

test('a refund asked for twice by the same message is asked for once', async () => {
  await using till = await startPayments()
  const order = await sold(till)
  const asked = till.said('order.refund-asked', {
    ...{ order: order.id, payment: order.payment, refund: newId('refund'), amount: 5000, currency: 'EUR' as const },
    ...{ attempt: 1, because: 'seller' as const },
  })
  await refundOrder(till.deps, asked, trace)
  await expect(refundOrder(till.deps, asked, trace)).rejects.toThrow()
  expect(made(till)).toHaveLength(1)
})
