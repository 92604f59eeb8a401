import { expect, test } from 'vitest'
import { failureOf, openStore, order, pay, sold } from './test-store.ts'

test('webhooks are signed, and carry the same event that the API lists', async () => {
  await using store = await openStore()
  await sold(store)
  await store.settle()
  const { data } = await store.client.events.list()
  expect(data.map((event) => event.id).toSorted()).toEqual(store.heard.map((event) => event.id).toSorted())
  const heard = store.heard[0]
  expect(await store.client.events.retrieve(heard?.id ?? '')).toMatchObject({
    type: heard?.type,
    livemode: false,
    pending_webhooks: 0,
    data: { object: heard?.data.object },
  })
  expect((await store.client.events.list({ delivery_success: false })).data).toEqual([])
})

test('a refused webhook comes again after 1 s, 5 s, 30 s, and then ever more rarely for three days', async () => {
  let time = Date.now()
  await using store = await openStore({ now: () => time })
  store.mood.status = 500
  const open = await store.client.checkout.sessions.create(order())
  await store.client.checkout.sessions.expire(open.id)
  await expect.poll(() => store.heard.length).toBe(1)
  const waits: number[] = []
  for (let attempt = 2; attempt <= 6; attempt++) {
    await expect.poll(() => store.stripe.load().nextAt ?? 0).toBeGreaterThan(time)
    const { nextAt, pendingWebhooks } = store.stripe.load()
    expect(pendingWebhooks).toBe(1)
    waits.push(((nextAt ?? 0) - time) / 1000)
    time = nextAt ?? 0
    store.stripe.wake()
    await expect.poll(() => store.heard.length).toBe(attempt)
  }
  expect(waits).toEqual([1, 5, 30, 300, 1800])
  expect(new Set(store.heard.map((event) => event.id)).size, 'one event, many deliveries').toBe(1)

  for (let jump = 0; jump < 20 && store.stripe.load().pendingWebhooks > 0; jump++) {
    await expect.poll(() => store.stripe.load().nextAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(time)
    time = store.stripe.load().nextAt ?? time
    store.stripe.wake()
  }
  expect(store.stripe.load()).toMatchObject({ pendingWebhooks: 0, nextAt: null })
  const { data } = await store.client.events.list({ delivery_success: false })
  expect(data.map((event) => event.type)).toEqual(['checkout.session.expired'])
})

test('a webhook that fails once arrives at the second try', async () => {
  await using store = await openStore()
  store.mood.status = 503
  const open = await store.client.checkout.sessions.create(order())
  await store.client.checkout.sessions.expire(open.id)
  await expect.poll(() => store.heard.length).toBe(1)
  store.mood.status = 204
  store.advance({ seconds: 2 })
  await store.settle()
  expect(store.heard).toHaveLength(2)
})

test('faults: a webhook is lost, doubled or held back', async () => {
  await using store = await openStore()
  const { faults } = store.stripe
  faults.dropWebhooks('checkout.session.completed')
  faults.doubleWebhooks((event) => event.type.startsWith('payment_intent.amount'))
  const release = faults.holdWebhooks('charge.succeeded')
  await sold(store)
  await store.settle()
  expect(store.types().toSorted()).toEqual([
    'payment_intent.amount_capturable_updated',
    'payment_intent.amount_capturable_updated',
    'payment_intent.created',
  ])
  expect(store.stripe.load().heldWebhooks).toBe(1)
  const { data } = await store.client.events.list({ delivery_success: false })
  expect(data.map((event) => event.type)).toEqual(['checkout.session.completed', 'charge.succeeded'])
  release()
  await store.settle()
  expect(store.types()).toContain('charge.succeeded')
})

test('faults: a webhook arrives before the answer of the call that caused it', async () => {
  await using store = await openStore()
  const { client } = store
  store.stripe.faults.webhooksFirst(() => true)
  const open = await client.checkout.sessions.create(order())
  await client.checkout.sessions.expire(open.id)
  expect(store.types()).toEqual(['checkout.session.expired'])
  await pay(await client.checkout.sessions.create(order()))
  expect(store.types()).toContain('checkout.session.completed')
  await store.settle()
  expect(store.types(), 'and only once').toHaveLength(5)
})

test('faults: the effect happens and its answer is lost, so the same key must find it', async () => {
  await using store = await openStore()
  const { client } = store
  for (const lost of ['cut', 'hang'] as const) {
    store.stripe.faults.next('checkout.sessions.create', { lost })
    const create = () => client.checkout.sessions.create(order(), { idempotencyKey: lost, timeout: 500 })
    expect((await failureOf(create())).type).toBe('StripeConnectionError')
    const made = store.stripe.books().sessions.at(-1)
    expect((await create()).id).toBe(made?.id)
  }
  expect(store.stripe.books().sessions).toHaveLength(2)
})

test('faults: 500 is repeated for its key, unless it was not stored; 429 never is', async () => {
  await using store = await openStore()
  const { client, stripe } = store
  const create = (idempotencyKey: string) => client.checkout.sessions.create(order(), { idempotencyKey })
  stripe.faults.next('checkout.sessions.create', { status: 500 })
  expect(await failureOf(create('a'))).toMatchObject({ type: 'StripeAPIError', statusCode: 500 })
  const repeated = await failureOf(create('a'))
  expect(repeated).toMatchObject({ statusCode: 500, headers: { 'idempotent-replayed': 'true' } })
  expect((await create('b')).status).toBe('open')
  stripe.faults.next('checkout.sessions.create', { status: 500, stored: false })
  expect(await failureOf(create('c'))).toMatchObject({ statusCode: 500 })
  expect((await create('c')).status).toBe('open')
  stripe.faults.next('checkout.sessions.create', { status: 429 }, 2)
  expect(await failureOf(create('d'))).toMatchObject({ statusCode: 429 })
  expect(await failureOf(create('d'))).toMatchObject({ statusCode: 429 })
  expect((await create('d')).status).toBe('open')
  expect(stripe.books().sessions).toHaveLength(3)
})

test('faults: a capture is declined for a while, or its authorisation is gone', async () => {
  await using store = await openStore()
  const { client, stripe } = store
  const first = await sold(store)
  stripe.faults.failCapture(first.intent.id, 'declined', 2)
  for (let n = 0; n < 2; n++)
    expect(await failureOf(client.paymentIntents.capture(first.intent.id))).toMatchObject({
      type: 'StripeCardError',
      code: 'card_declined',
      payment_intent: { status: 'requires_capture' },
    })
  expect((await client.paymentIntents.capture(first.intent.id)).status).toBe('succeeded')

  const second = await sold(store)
  stripe.faults.failCapture(second.intent.id, 'lapsed')
  const gone = await failureOf(client.paymentIntents.capture(second.intent.id))
  expect(gone).toMatchObject({ code: 'charge_expired_for_capture', payment_intent: { status: 'canceled' } })
  await store.settle()
  expect(store.types()).toContain('payment_intent.canceled')
  expect(stripe.books().balance).toEqual({ eur: { authorised: 0, captured: 2500, refunded: 0, net: 2500 } })
})
