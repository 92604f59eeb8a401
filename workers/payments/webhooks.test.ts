import Stripe from 'stripe'
import { expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { newId } from '#shared/ids'
import { startPayments, type Till, trace, WEBHOOK_SECRETS } from '../../tests/setup/payments.ts'
import { takeMoney } from './commands/hear.ts'

const [secret = '', nextSecret = ''] = WEBHOOK_SECRETS

const told = (over: Record<string, unknown> = {}) => ({
  ...{ id: `evt_${crypto.randomUUID()}`, object: 'event', type: 'customer.created', livemode: false },
  data: { object: { id: 'cus_1', object: 'customer' } },
  ...over,
})

const sign = (payload: string, by: string, at = Date.now()) =>
  Stripe.webhooks.generateTestHeaderStringAsync({ payload, secret: by, timestamp: Math.floor(at / 1000) })

const deliver = async (till: Till, event: object | string, { by = secret, at = Date.now() } = {}) => {
  const body = typeof event === 'string' ? event : JSON.stringify(event)
  const headers = { 'stripe-signature': await sign(body, by, at) }
  const response = await till.send('POST', '/api/payments/webhooks/stripe', body, headers)
  await till.settled()
  return response.status
}

const kept = (till: Till) =>
  admin<{ id: string; type: string; object: string | null; account: string | null; applied: boolean }>(
    till.database.url,
    'select id, type, object, account, applied_at is not null as applied from payments.stripe_events order by received_at',
  )

test('only what Stripe has signed is believed, by any of the secrets and near enough to now', async () => {
  await using till = await startPayments()
  const MINUTE = 60_000
  expect(await deliver(till, told())).toBe(200)
  expect(await deliver(till, told(), { by: nextSecret })).toBe(200)
  expect(await deliver(till, told(), { at: Date.now() + MINUTE / 2 })).toBe(200)
  expect(await kept(till)).toHaveLength(3)
  expect(await deliver(till, told(), { by: 'whsec_of_somebody_else' })).toBe(401)
  expect(await deliver(till, told(), { at: Date.now() - 6 * MINUTE })).toBe(401)
  expect(await deliver(till, told(), { at: Date.now() + 2 * MINUTE })).toBe(401)
  for (const signature of ['', 'nonsense', 't=,v1=', `t=${Date.now()},v1=00`, 'v1=00']) {
    const headers = { 'stripe-signature': signature }
    const { status } = await till.send('POST', '/api/payments/webhooks/stripe', told(), headers)
    expect(status).toBe(401)
  }
  const body = JSON.stringify(told())
  const headers = { 'stripe-signature': await sign(body, secret) }
  const { status } = await till.send('POST', '/api/payments/webhooks/stripe', body.replace('cus_1', 'cus_2'), headers)
  expect(status).toBe(401)
  expect(await kept(till)).toHaveLength(3)
})

test('what is signed and no event is refused, and what is too large is not read', async () => {
  await using till = await startPayments()
  expect(await deliver(till, 'not json')).toBe(400)
  expect(await deliver(till, { hello: 'you' })).toBe(400)
  expect(await deliver(till, told({ data: { object: { padding: 'x'.repeat(70_000) } } }))).toBe(413)
  expect(await kept(till)).toEqual([])
})

test('an event is kept once, and one that nothing follows from is done with', async () => {
  await using till = await startPayments()
  const event = told({ type: 'something.never_heard_of' })
  expect(await deliver(till, event)).toBe(200)
  expect(await deliver(till, event)).toBe(200)
  expect(await kept(till)).toMatchObject([{ id: event.id, object: 'cus_1', applied: true }])
})

test('events of the other mode change nothing, and are noticed', async () => {
  await using till = await startPayments()
  expect(await deliver(till, told({ livemode: true }))).toBe(200)
  expect(await kept(till)).toEqual([])
  expect(till.lines.join('\n')).toContain('an event of the other mode is ignored')
})

test('what happens in sellers’ accounts is kept for those who look after them, and never taken for a payment', async () => {
  await using till = await startPayments()
  const order = await till.holds()
  const { id: payment } = await till.paymentOf(order)
  const intent = { id: 'pi_of_somebody', object: 'payment_intent', metadata: { payment } }
  const theirs = told({ type: 'payment_intent.succeeded', account: 'acct_1', data: { object: intent } })
  const thin = told({
    ...{ object: 'v2.core.event', type: 'v2.core.account[requirements].updated', data: undefined },
    related_object: { id: 'acct_2', type: 'v2.core.account', url: '/v2/core/accounts/acct_2' },
  })
  expect(await deliver(till, theirs)).toBe(200)
  expect(await deliver(till, thin)).toBe(200)
  expect(await kept(till)).toMatchObject([
    { type: 'payment_intent.succeeded', account: 'acct_1', applied: true },
    { type: 'v2.core.account[requirements].updated', object: 'acct_2', applied: true },
  ])
  expect(await till.paymentOf(order)).toMatchObject({ state: 'awaited', intent: null })
})

test('an event that names a payment which is not here is noticed, and one of a stranger’s intent changes nothing', async () => {
  await using till = await startPayments()
  const order = await till.holds()
  await till.pays(order)
  const [intent] = till.stripe.books().paymentIntents
  const object = { id: intent?.id, object: 'payment_intent', metadata: { payment: newId('payment') } }
  expect(await deliver(till, told({ type: 'payment_intent.amount_capturable_updated', data: { object } }))).toBe(200)
  expect(await till.paymentOf(order)).toMatchObject({ state: 'open' })
  expect(till.lines.join('\n')).toContain('an intent names a payment that is not here')
})

test('nothing of a buyer’s card, name or address, and no secret of Stripe’s, is kept or logged', async () => {
  await using till = await startPayments()
  const order = await till.holds()
  await till.pays(order)
  for (const event of till.stripe.books().events) expect(await deliver(till, event)).toBe(200)
  const { id: payment } = await till.paymentOf(order)
  await takeMoney(till.deps, till.said('order.confirmed', { order: order.id, payment }), trace)
  for (const event of till.stripe.books().events) expect(await deliver(till, event)).toBe(200)
  expect(await till.paymentOf(order)).toMatchObject({ state: 'captured' })

  const tables = await admin<{ name: string }>(
    till.database.url,
    `select table_name as name from information_schema.tables where table_schema = 'payments'`,
  )
  const rows = await Promise.all(
    tables.map(({ name }) => admin(till.database.url, `select to_jsonb(t)::text as row from payments.${name} t`)),
  )
  const everything = [...till.lines, JSON.stringify(rows), JSON.stringify(till.published)].join('\n')
  expect(everything).toContain(order.id)
  for (const secretOf of [
    '424242424242',
    'ada@example.com',
    'Ada L',
    '_secret_',
    'sk_test',
    'whsec_',
    'payment_method',
  ]) {
    expect(everything).not.toContain(secretOf)
  }
})
