import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { failureOf, openStore, order, pay, send, sold } from './test-store.ts'

test('manual capture: the card is authorised, and money moves only with the capture', async () => {
  await using store = await openStore()
  const { client } = store
  const open = await client.checkout.sessions.create(order())
  expect(open).toMatchObject({ status: 'open', payment_status: 'unpaid', payment_intent: null, amount_total: 2500 })
  expect(open.expires_at - open.created).toBe(86_400)

  const paid = await pay(open)
  expect(paid).toMatchObject({ status: 303, location: `http://store.test/thanks?session=${open.id}` })
  const session = await client.checkout.sessions.retrieve(open.id, { expand: ['payment_intent.latest_charge'] })
  expect(session).toMatchObject({
    status: 'complete',
    payment_status: 'unpaid',
    url: null,
    client_reference_id: 'ord_1',
    metadata: { order: 'ord_1' },
    customer_details: { email: 'ada@example.com', name: 'Ada L' },
    payment_intent: {
      status: 'requires_capture',
      amount_capturable: 2500,
      amount_received: 0,
      metadata: { order: 'ord_1' },
      latest_charge: { captured: false, paid: true, payment_method_details: { card: { last4: '4242' } } },
    },
  })

  const intents = await client.paymentIntents.list()
  const id = intents.data[0]?.id ?? ''
  const captured = await client.paymentIntents.capture(id)
  expect(captured).toMatchObject({ status: 'succeeded', amount_received: 2500, amount_capturable: 0 })
  expect((await client.checkout.sessions.retrieve(open.id)).payment_status).toBe('paid')
  expect(await client.charges.retrieve(String(captured.latest_charge))).toMatchObject({ amount_captured: 2500 })

  await store.settle()
  expect(store.stripe.books().events.map((event) => event.type)).toEqual([
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.amount_capturable_updated',
    'checkout.session.completed',
    'charge.captured',
    'payment_intent.succeeded',
  ])
  expect(store.types()).toHaveLength(6)
  expect(store.stripe.books().balance).toEqual({ eur: { authorised: 0, captured: 2500, refunded: 0, net: 2500 } })
})

test('an event is a picture of the moment it happened', async () => {
  await using store = await openStore()
  const release = store.stripe.faults.holdWebhooks('checkout.session.completed')
  const { intent } = await sold(store)
  await store.client.paymentIntents.capture(intent.id)
  release()
  await store.settle()
  const completed = store.heard.find((event) => event.type === 'checkout.session.completed')
  expect(completed?.data.object).toMatchObject({ payment_status: 'unpaid', payment_intent: intent.id })
})

test('part of an authorisation can be captured, and never more than it', async () => {
  await using store = await openStore()
  const { intent } = await sold(store)
  const tooMuch = await failureOf(store.client.paymentIntents.capture(intent.id, { amount_to_capture: 2501 }))
  expect(tooMuch).toMatchObject({ statusCode: 400, code: 'amount_too_large', param: 'amount_to_capture' })
  const captured = await store.client.paymentIntents.capture(intent.id, { amount_to_capture: 1000 })
  expect(captured).toMatchObject({ amount: 2500, amount_received: 1000, amount_capturable: 0 })
  const over = await failureOf(store.client.refunds.create({ payment_intent: intent.id, amount: 1001 }))
  expect(over).toMatchObject({ statusCode: 400, param: 'amount' })
})

test('only what waits for its capture can be captured or cancelled', async () => {
  await using store = await openStore()
  const { client } = store
  const { intent, session } = await sold(store)
  const cancelled = await client.paymentIntents.cancel(intent.id, { cancellation_reason: 'abandoned' })
  expect(cancelled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned', amount_capturable: 0 })
  const unexpected = { statusCode: 400, code: 'payment_intent_unexpected_state' }
  const late = await failureOf(client.paymentIntents.capture(intent.id))
  expect(late).toMatchObject({ ...unexpected, payment_intent: { id: intent.id, status: 'canceled' } })
  expect(await failureOf(client.paymentIntents.cancel(intent.id))).toMatchObject(unexpected)
  expect((await client.checkout.sessions.retrieve(session.id)).payment_status).toBe('unpaid')
  expect(store.stripe.books().balance.eur).toMatchObject({ authorised: 0, captured: 0 })

  const open = await client.checkout.sessions.create(order())
  await pay(open, '4000000000000002')
  const declined = String((await client.checkout.sessions.retrieve(open.id)).payment_intent)
  expect(await failureOf(client.paymentIntents.cancel(declined))).toMatchObject(unexpected)
  expect(await failureOf(client.paymentIntents.capture(declined))).toMatchObject(unexpected)
  expect((await client.paymentIntents.retrieve(declined)).status).toBe('requires_payment_method')
})

test('automatic capture takes the money at once, and refunds give it back in parts', async () => {
  await using store = await openStore()
  const { client } = store
  const { intent, session } = await sold(store, { payment_intent_data: { capture_method: 'automatic' } })
  expect(session).toMatchObject({ status: 'complete', payment_status: 'paid' })
  expect(intent).toMatchObject({ status: 'succeeded', amount_received: 2500 })
  await store.settle()
  expect(store.types().toSorted()).toEqual([
    'charge.succeeded',
    'checkout.session.completed',
    'payment_intent.created',
    'payment_intent.succeeded',
  ])

  const first = await client.refunds.create({
    payment_intent: intent.id,
    amount: 1000,
    reason: 'requested_by_customer',
    metadata: { order: 'ord_1' },
  })
  expect(first).toMatchObject({ status: 'succeeded', amount: 1000, metadata: { order: 'ord_1' } })
  const rest = await client.refunds.create({ charge: String(intent.latest_charge) })
  expect(rest.amount).toBe(1500)
  const again = await failureOf(client.refunds.create({ payment_intent: intent.id }))
  expect(again).toMatchObject({ statusCode: 400, code: 'charge_already_refunded' })
  const charge = await client.charges.retrieve(String(intent.latest_charge))
  expect(charge).toMatchObject({ refunded: true, amount_refunded: 2500 })
  const listed = await client.refunds.list({ payment_intent: intent.id })
  expect(listed.data.map((refund) => refund.id)).toEqual([rest.id, first.id])
  expect(store.stripe.books().balance).toEqual({ eur: { authorised: 0, captured: 2500, refunded: 2500, net: 0 } })

  store.stripe.faults.failRefund(rest.id)
  expect(await client.refunds.retrieve(rest.id)).toMatchObject({
    status: 'failed',
    failure_reason: 'lost_or_stolen_card',
  })
  expect(store.stripe.books().balance.eur?.net).toBe(1500)
  await store.settle()
  expect(
    store
      .types()
      .filter((type) => type.includes('refund'))
      .toSorted(),
  ).toEqual([
    'charge.refund.updated',
    'charge.refunded',
    'charge.refunded',
    'refund.created',
    'refund.created',
    'refund.failed',
    'refund.updated',
  ])
})

test('nothing can be refunded that was not captured', async () => {
  await using store = await openStore()
  const { intent } = await sold(store)
  expect(await failureOf(store.client.refunds.create({ payment_intent: intent.id }))).toMatchObject({ statusCode: 400 })
  const none = await failureOf(store.client.refunds.create({}))
  expect(none).toMatchObject({ code: 'parameter_missing', param: 'payment_intent' })
})

test('a declined buyer tries another card in the same session', async () => {
  await using store = await openStore()
  const { client } = store
  const open = await client.checkout.sessions.create(order())
  for (const [number, decline] of [
    ['4000000000000002', 'generic_decline'],
    ['4000000000009995', 'insufficient_funds'],
    ['4111111111111111', 'test_mode_live_card'],
  ] as const) {
    expect(await pay(open, number)).toMatchObject({ status: 303, location: `/pay/${open.id}` })
    const session = await client.checkout.sessions.retrieve(open.id, { expand: ['payment_intent'] })
    expect(session).toMatchObject({
      status: 'open',
      payment_intent: {
        status: 'requires_payment_method',
        last_payment_error: { type: 'card_error', code: 'card_declined', decline_code: decline },
      },
    })
  }
  expect((await pay(open)).location).toContain('http://store.test/thanks')
  const books = store.stripe.books()
  expect(books.paymentIntents).toHaveLength(1)
  expect(books.paymentIntents[0]).toMatchObject({ status: 'requires_capture', last_payment_error: null })
  expect(books.charges.map((charge) => charge.status)).toEqual(['failed', 'failed', 'failed', 'succeeded'])
  await store.settle()
  expect(store.types().filter((type) => type === 'payment_intent.payment_failed')).toHaveLength(3)
  expect(store.types().filter((type) => type === 'payment_intent.created')).toHaveLength(1)
})

test('3-D Secure: the buyer completes it, fails it, or is declined after it', async () => {
  await using store = await openStore()
  const { client, url } = store
  for (const number of ['4000000000003220', '4000002760003184']) {
    const open = await client.checkout.sessions.create(order())
    const asked = await pay(open, number)
    expect(asked.location).toMatch(/^\/3ds\/3ds_/)
    const challenge = `${url}${asked.location}`
    const page = await (await fetch(challenge)).text()
    expect(page).toContain('Complete authentication')
    expect(page).toContain('Fail authentication')
    const waiting = await client.checkout.sessions.retrieve(open.id, { expand: ['payment_intent'] })
    expect(waiting).toMatchObject({
      status: 'open',
      payment_intent: { status: 'requires_action', next_action: { redirect_to_url: { url: challenge } } },
    })

    expect((await send(challenge, { outcome: 'fail' })).location).toBe(`/pay/${open.id}`)
    const failed = await client.checkout.sessions.retrieve(open.id, { expand: ['payment_intent'] })
    const code = 'payment_intent_authentication_failure'
    expect(failed.payment_intent).toMatchObject({ status: 'requires_payment_method', last_payment_error: { code } })
    expect((await send(challenge, { outcome: 'complete' })).status, 'a question is answered once').toBe(404)

    const second = await pay(open, number)
    const done = await send(`${url}${second.location}`, { outcome: 'complete' })
    expect(done.location).toBe(`http://store.test/thanks?session=${open.id}`)
  }
  const open = await client.checkout.sessions.create(order())
  const asked = await pay(open, '4000008400001629')
  expect((await send(`${url}${asked.location}`, { outcome: 'complete' })).location).toBe(`/pay/${open.id}`)
  expect(store.stripe.books().paymentIntents.map((intent) => intent.status)).toEqual([
    'requires_capture',
    'requires_capture',
    'requires_payment_method',
  ])
  await store.settle()
  expect(store.types()).toContain('payment_intent.requires_action')
})

test('an unanswered 3-D Secure question is void when the session expires or a newer attempt is made', async () => {
  await using store = await openStore()
  const { client, url } = store
  const open = await client.checkout.sessions.create(order())
  const first = await pay(open, '4000000000003220')
  const second = await pay(open, '4000000000003220')
  expect((await send(`${url}${first.location}`, { outcome: 'complete' })).status).toBe(404)
  await client.checkout.sessions.expire(open.id)
  const late = await send(`${url}${second.location}`, { outcome: 'complete' })
  expect(late).toMatchObject({ status: 409 })
  expect(late.html).toContain('expired')
  expect(store.stripe.books()).toMatchObject({ paymentIntents: [{ status: 'canceled' }], charges: [] })
})

test('an authorisation nobody captures is given back after seven days', async () => {
  await using store = await openStore()
  const { intent } = await sold(store)
  store.advance({ days: 6 })
  expect((await store.client.paymentIntents.retrieve(intent.id)).status).toBe('requires_capture')
  store.advance({ days: 1 })
  const lapsed = await store.client.paymentIntents.retrieve(intent.id)
  expect(lapsed).toMatchObject({ status: 'canceled', cancellation_reason: 'automatic' })
  await store.settle()
  expect(store.types()).toContain('charge.expired')
  expect(store.types()).toContain('payment_intent.canceled')
})

test('metadata of payments and refunds can be added to, and charges be found by what they belong to', async () => {
  await using store = await openStore()
  const { client } = store
  const first = await sold(store, { payment_intent_data: { transfer_group: 'ord_1', metadata: { order: 'ord_1' } } })
  const second = await sold(store)
  const updated = await client.paymentIntents.update(first.intent.id, { metadata: { more: 'x' } })
  expect(updated.metadata).toEqual({ order: 'ord_1', more: 'x' })
  const refund = await client.refunds.create({ payment_intent: first.intent.id, metadata: { refund: 'ref_1' } })
  const marked = await client.refunds.update(refund.id, { metadata: { attempt: '2' } })
  expect(marked.metadata).toEqual({ refund: 'ref_1', attempt: '2' })
  const ids = async (params: Stripe.ChargeListParams) => (await client.charges.list(params)).data.map(({ id }) => id)
  expect(await ids({})).toEqual([second.intent.latest_charge, first.intent.latest_charge])
  expect(await ids({ transfer_group: 'ord_1' })).toEqual([first.intent.latest_charge])
  expect(await ids({ payment_intent: second.intent.id })).toEqual([second.intent.latest_charge])
  const later = Math.floor(Date.now() / 1000) + 60
  expect(await ids({ created: { gte: later } })).toEqual([])
  expect((await client.paymentIntents.list({ created: { lt: later } })).data).toHaveLength(2)
})
