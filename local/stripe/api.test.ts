import Stripe from 'stripe'
import { expect, test } from 'vitest'
import { failureOf, openStore, order, pay, sold } from './test-store.ts'

test('every call needs the secret key', async () => {
  await using store = await openStore()
  expect((await fetch(`${store.url}/v1/events`)).status).toBe(401)
  const { port } = new URL(store.url)
  const stranger = new Stripe('sk_test_other', { host: '127.0.0.1', port, protocol: 'http' })
  const refused = await failureOf(stranger.paymentIntents.list())
  expect(refused).toMatchObject({ type: 'StripeAuthenticationError', statusCode: 401 })
  expect(refused.message).not.toContain('sk_test_other')
})

test('parameters are read strictly, and the answer names the one that is wrong', async () => {
  await using store = await openStore()
  const create = (form: string) =>
    fetch(`${store.url}/v1/checkout/sessions`, {
      method: 'POST',
      headers: { authorization: 'Bearer sk_test_store', 'content-type': 'application/x-www-form-urlencoded' },
      body: form,
    }).then(async (response) => ({ ...(await response.json()), http: response.status }))
  const item = 'line_items[0][price_data][currency]=eur&line_items[0][price_data][product_data][name]=A'
  const rest = 'mode=payment&success_url=http://store.test/'
  const good = `${rest}&${item}&line_items[0][price_data][unit_amount]=100&line_items[0][quantity]=1`
  expect((await create(good)).http).toBe(200)

  const cases: [form: string, code: string | undefined, param: string][] = [
    ['', 'parameter_missing', 'mode'],
    ['mode=payment&success_url=http://store.test/', 'parameter_missing', 'line_items'],
    [`${good}&colour=red`, 'parameter_unknown', 'colour'],
    [`${good}&payment_intent_data[colour]=red`, 'parameter_unknown', 'payment_intent_data[colour]'],
    [good.replace('=100', '=1.5'), 'parameter_invalid_integer', 'line_items[0][price_data][unit_amount]'],
    [good.replace('=100', '=-1'), 'parameter_invalid_integer', 'line_items[0][price_data][unit_amount]'],
    [good.replace('[quantity]=1', '[quantity]=0'), 'parameter_invalid_integer', 'line_items[0][quantity]'],
    [`${rest}&${item}&line_items[0][quantity]=1`, 'parameter_missing', 'line_items[0][price_data][unit_amount]'],
    [good.replace('=eur', '=xyz'), undefined, 'line_items[0][price_data][currency]'],
    [good.replace('=100', '=49'), 'amount_too_small', 'line_items'],
    [good.replace('mode=payment', 'mode=setup'), undefined, 'mode'],
    [good.replace('http://store.test/', 'javascript:alert(1)'), 'url_invalid', 'success_url'],
    [`${good}&customer_email=nobody`, 'email_invalid', 'customer_email'],
    [`${good}&client_reference_id=a%20b`, undefined, 'client_reference_id'],
    [`${good}&metadata[${'k'.repeat(41)}]=v`, undefined, `metadata[${'k'.repeat(41)}]`],
    [`${good}&payment_intent_data[capture_method]=later`, undefined, 'payment_intent_data[capture_method]'],
  ]
  for (const [form, code, param] of cases) {
    const { http, error } = await create(form)
    expect({ http, type: error.type, code: error.code, param: error.param }, form).toEqual({
      http: 400,
      type: 'invalid_request_error',
      code,
      param,
    })
  }
  expect(store.stripe.books().sessions).toHaveLength(1)
  expect(await create(`${good}&metadata[0]=a&metadata[b]=`)).toMatchObject({ metadata: { 0: 'a' } })
})

test('what does not exist is 404, and so is an address nobody serves', async () => {
  await using store = await openStore()
  const { client } = store
  for (const call of [
    client.paymentIntents.retrieve('pi_none'),
    client.charges.retrieve('ch_none'),
    client.refunds.retrieve('re_none'),
    client.events.retrieve('evt_none'),
    client.checkout.sessions.retrieve('cs_test_none'),
  ])
    expect(await failureOf(call)).toMatchObject({ statusCode: 404, code: 'resource_missing' })
  expect(await failureOf(client.customers.list())).toMatchObject({ statusCode: 404 })
})

test('a key repeats the first answer, also when that was an error', async () => {
  await using store = await openStore()
  const { client } = store
  const first = await client.checkout.sessions.create(order(), { idempotencyKey: 'cs:1' })
  const again = await client.checkout.sessions.create(order(), { idempotencyKey: 'cs:1' })
  expect(again.id).toBe(first.id)
  expect(again.lastResponse.headers).toMatchObject({
    'idempotent-replayed': 'true',
    'idempotency-key': 'cs:1',
    'original-request': first.lastResponse.requestId,
    'stripe-version': Stripe.API_VERSION,
  })
  expect(again.lastResponse.requestId).toMatch(/^req_/)
  expect(again.lastResponse.requestId).not.toBe(first.lastResponse.requestId)
  expect(store.stripe.books().sessions).toHaveLength(1)

  const { intent } = await sold(store)
  store.stripe.faults.failCapture(intent.id)
  const capture = () => client.paymentIntents.capture(intent.id, {}, { idempotencyKey: 'cap:1' })
  expect(await failureOf(capture())).toMatchObject({ statusCode: 402, type: 'StripeCardError' })
  expect(await failureOf(capture())).toMatchObject({ statusCode: 402 })
  expect((await client.paymentIntents.capture(intent.id, {}, { idempotencyKey: 'cap:2' })).status).toBe('succeeded')
})

test('a key belongs to one request: other parameters or another endpoint are refused', async () => {
  await using store = await openStore()
  const { client } = store
  await client.checkout.sessions.create(order(), { idempotencyKey: 'k' })
  const other = order({ client_reference_id: 'ord_2' })
  const mismatch = await failureOf(client.checkout.sessions.create(other, { idempotencyKey: 'k' }))
  expect(mismatch).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 })
  const { intent } = await sold(store)
  const elsewhere = await failureOf(client.paymentIntents.cancel(intent.id, {}, { idempotencyKey: 'k' }))
  expect(elsewhere).toMatchObject({ type: 'StripeIdempotencyError' })
  expect(store.stripe.books().sessions).toHaveLength(2)
})

test('a key in use is 409, and the work is done once', async () => {
  await using store = await openStore()
  const { client } = store
  const resume = store.stripe.faults.pause('checkout.sessions.create')
  const answers: number[] = []
  const calls = [1, 2, 3].map(() =>
    client.checkout.sessions.create(order(), { idempotencyKey: 'k' }).then(
      () => answers.push(200),
      (error) => answers.push(error.statusCode),
    ),
  )
  await expect.poll(() => answers).toEqual([409, 409])
  resume()
  await Promise.all(calls)
  expect(answers).toEqual([409, 409, 200])
  expect(store.stripe.books().sessions).toHaveLength(1)
})

test('what fails its validation is not kept for the key', async () => {
  await using store = await openStore()
  const { client } = store
  const soon = order({ expires_at: Math.floor(Date.now() / 1000) + 60 })
  expect(await failureOf(client.checkout.sessions.create(soon, { idempotencyKey: 'k' }))).toMatchObject({
    statusCode: 400,
  })
  expect((await client.checkout.sessions.create(order(), { idempotencyKey: 'k' })).status).toBe('open')
})

test('a key is forgotten after a day', async () => {
  await using store = await openStore()
  const first = await store.client.checkout.sessions.create(order(), { idempotencyKey: 'k' })
  store.advance({ days: 1, seconds: 1 })
  const second = await store.client.checkout.sessions.create(order(), { idempotencyKey: 'k' })
  expect(second.id).not.toBe(first.id)
})

test('an endpoint answers 25 calls in a second and refuses more, and others are not affected', async () => {
  let time = Date.now()
  await using store = await openStore({ requestsPerSecond: 25, now: () => time })
  const { client } = store
  const calls = Array.from({ length: 30 }, () => client.paymentIntents.list())
  const outcomes = await Promise.allSettled(calls)
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(25)
  const refused = await failureOf(client.paymentIntents.list())
  expect(refused).toMatchObject({ type: 'StripeRateLimitError', statusCode: 429, code: 'rate_limit' })
  expect(refused.headers).toMatchObject({ 'stripe-rate-limited-reason': 'endpoint-rate' })
  expect((await client.events.list()).data).toEqual([])
  time += 1000
  expect((await client.paymentIntents.list()).data).toEqual([])
})

test('lists are read in pages, newest first', async () => {
  await using store = await openStore()
  const { client } = store
  const made: string[] = []
  for (let n = 0; n < 5; n++) made.unshift((await client.checkout.sessions.create(order())).id)
  const read: string[] = []
  for await (const session of client.checkout.sessions.list({ limit: 2 })) read.push(session.id)
  expect(read).toEqual(made)
  const before = await client.checkout.sessions.list({ limit: 2, ending_before: made[3] ?? '' })
  expect(before.data.map((session) => session.id)).toEqual(made.slice(1, 3))
  expect(before.has_more).toBe(true)
  const none = await client.checkout.sessions.list({ created: { gt: Math.floor(Date.now() / 1000) + 10 } })
  expect(none).toMatchObject({ data: [], has_more: false })
  const items = await client.checkout.sessions.listLineItems(made[0] ?? '')
  expect(items.data[0]).toMatchObject({ description: 'Evening of Choirs', quantity: 2, amount_total: 2500 })
})

test('expand reaches into objects and lists, and refuses what cannot be expanded', async () => {
  await using store = await openStore()
  const { client } = store
  const { session, intent } = await sold(store)
  const [listed] = (await client.checkout.sessions.list({ expand: ['data.payment_intent', 'data.line_items'] })).data
  expect(listed).toMatchObject({ payment_intent: { id: intent.id }, line_items: { data: [{ quantity: 2 }] } })
  const wrong = await failureOf(client.checkout.sessions.retrieve(session.id, { expand: ['customer_email'] }))
  expect(wrong).toMatchObject({ statusCode: 400, param: 'expand' })
  expect(typeof (await client.checkout.sessions.retrieve(session.id)).payment_intent).toBe('string')
})

test('events say which request caused them', async () => {
  await using store = await openStore()
  const { client } = store
  const open = await client.checkout.sessions.create(order())
  await pay(open)
  const second = await client.checkout.sessions.create(order())
  const expired = await client.checkout.sessions.expire(second.id, {}, { idempotencyKey: 'x:1' })
  const { data } = await client.events.list({ types: ['checkout.session.expired', 'checkout.session.completed'] })
  expect(data.map(({ type, request }) => ({ type, request }))).toEqual([
    { type: 'checkout.session.expired', request: { id: expired.lastResponse.requestId, idempotency_key: 'x:1' } },
    { type: 'checkout.session.completed', request: { id: null, idempotency_key: null } },
  ])
})
