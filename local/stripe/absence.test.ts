import { expect, test } from 'vitest'
import { failureOf, openStore, order, selling } from './test-store.ts'

test('Stripe is away: no call and no page arrives, webhooks wait, and all is well again afterwards', async () => {
  await using store = await openStore()
  const { client, stripe } = store
  const open = await client.checkout.sessions.create(order())
  const back = stripe.faults.away()
  expect((await failureOf(client.checkout.sessions.retrieve(open.id))).type).toBe('StripeConnectionError')
  await expect(fetch(open.url ?? '').then((page) => page.text())).rejects.toThrow()
  store.advance({ days: 1 })
  expect(stripe.load().pendingWebhooks).toBe(1)
  expect(store.heard).toEqual([])
  back()
  await store.settle()
  expect(store.types()).toEqual(['checkout.session.expired'])
  const failing = stripe.faults.away('failing')
  expect(await failureOf(client.checkout.sessions.retrieve(open.id))).toMatchObject({ statusCode: 500 })
  failing()
  expect((await client.checkout.sessions.retrieve(open.id)).status).toBe('expired')
})

test('the rate of one endpoint can be changed while it runs', async () => {
  let time = Date.now()
  await using store = await openStore({ now: () => time })
  const { client, stripe } = store
  const restore = stripe.faults.rate('checkout.sessions.create', 2)
  const create = () => client.checkout.sessions.create(order())
  await create()
  await create()
  expect(await failureOf(create())).toMatchObject({ statusCode: 429, code: 'rate_limit' })
  expect((await client.paymentIntents.list()).data, 'others are not affected').toEqual([])
  time += 1000
  await create()
  restore()
  await Promise.all([create(), create(), create()])
})

test('an object that another call holds is 429 with its own code', async () => {
  await using store = await openStore()
  const open = await store.client.checkout.sessions.create(order())
  store.stripe.faults.next('checkout.sessions.expire', { status: 429, because: 'lock_timeout' })
  const expire = () => store.client.checkout.sessions.expire(open.id)
  expect(await failureOf(expire())).toMatchObject({ statusCode: 429, code: 'lock_timeout' })
  expect((await expire()).status).toBe('expired')
})

test('accounts, balances and what waits come back after a restart', async () => {
  await using before = await openStore()
  const seller = await selling(before)
  await using after = await openStore()
  after.stripe.restore(before.stripe.snapshot())
  expect((await after.client.v2.core.accounts.retrieve(seller)).id).toBe(seller)
  expect(after.stripe.books().accounts).toEqual(before.stripe.books().accounts)
})
