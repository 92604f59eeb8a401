import { expect, test } from 'vitest'
import { failureOf, openStore, order, pay, sold } from './test-store.ts'

test('a session lives between 30 minutes and 24 hours', async () => {
  await using store = await openStore()
  const at = (seconds: number) => order({ expires_at: Math.floor(Date.now() / 1000) + seconds })
  for (const seconds of [0, 600, 1790, 86_410, 100_000])
    expect(await failureOf(store.client.checkout.sessions.create(at(seconds)))).toMatchObject({
      statusCode: 400,
      type: 'StripeInvalidRequestError',
      param: 'expires_at',
    })
  for (const seconds of [1810, 86_300])
    expect((await store.client.checkout.sessions.create(at(seconds))).status).toBe('open')
})

test('only an open session can be expired', async () => {
  await using store = await openStore()
  const { client } = store
  const open = await client.checkout.sessions.create(order())
  expect(await client.checkout.sessions.expire(open.id)).toMatchObject({ status: 'expired', url: null })
  expect(await failureOf(client.checkout.sessions.expire(open.id))).toMatchObject({ statusCode: 400 })
  const { session } = await sold(store)
  const late = await failureOf(client.checkout.sessions.expire(session.id))
  expect(late.message).toContain('complete')
  const unknown = await failureOf(client.checkout.sessions.expire('cs_test_none'))
  expect(unknown).toMatchObject({ statusCode: 404, code: 'resource_missing', param: 'session' })
  await store.settle()
  expect(store.types().filter((type) => type === 'checkout.session.expired')).toHaveLength(1)
})

test('a session expires by the clock, and cannot be paid any more', async () => {
  await using store = await openStore()
  const { client } = store
  const open = await client.checkout.sessions.create(order({ expires_at: Math.floor(Date.now() / 1000) + 1830 }))
  await pay(open, '4000000000000002')
  store.advance({ minutes: 30 })
  expect((await client.checkout.sessions.retrieve(open.id)).status).toBe('open')
  store.advance({ minutes: 1 })
  await store.settle()
  expect(store.types().slice(-2).toSorted()).toEqual(['checkout.session.expired', 'payment_intent.canceled'])
  const late = await pay(open)
  expect(late.status).toBe(409)
  expect(late.html).toContain('This checkout has expired')
  expect((await client.checkout.sessions.list({ status: 'expired' })).data).toHaveLength(1)
})

test('who looks at a lapsed session finds it expired although nobody woke the clock', async () => {
  let ahead = 0
  await using store = await openStore({ now: () => Date.now() + ahead })
  const open = await store.client.checkout.sessions.create(order())
  ahead = 86_401_000
  expect((await store.client.checkout.sessions.retrieve(open.id)).status).toBe('expired')
})

test('what was kept comes back after a restart, together with webhooks on their way', async () => {
  await using before = await openStore()
  before.stripe.faults.holdWebhooks(() => true)
  const { intent } = await sold(before)
  const open = await before.client.checkout.sessions.create(order(), { idempotencyKey: 'cs:1' })
  const saved = before.stripe.snapshot()

  await using after = await openStore()
  after.stripe.restore(saved)
  expect(after.stripe.books().balance).toEqual(before.stripe.books().balance)
  const again = await after.client.checkout.sessions.create(order(), { idempotencyKey: 'cs:1' })
  expect(again.id).toBe(open.id)
  expect((await after.client.checkout.sessions.retrieve(open.id)).url).toBe(`${after.url}/pay/${open.id}`)
  expect((await after.client.paymentIntents.capture(intent.id)).status).toBe('succeeded')
  after.stripe.faults.clear()
  await after.settle()
  expect(after.types()).toContain('checkout.session.completed')
})
