import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { failureOf, forSeller, openStore, order, type Store, seller, selling, send, sold } from './test-store.ts'

const include = ['configuration.recipient', 'requirements', 'identity', 'defaults'] as const

const standing = async ({ client }: Store, id: string) => {
  const account = await client.v2.core.accounts.retrieve(id, { include: [...include] })
  const transfers = account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers
  return {
    status: transfers?.status,
    details: transfers?.status_details.map((detail) => detail.code),
    asked: account.requirements?.entries?.map((entry) => entry.description),
  }
}

const onboarding = ({ client }: Store, account: string) =>
  client.v2.core.accountLinks.create({
    account,
    use_case: {
      type: 'account_onboarding',
      account_onboarding: { refresh_url: 'http://store.test/again', return_url: 'http://store.test/back' },
    },
  })

test('an account says what it is asked for, and hides the rest', async () => {
  await using store = await openStore()
  const { client } = store
  const made = await client.v2.core.accounts.create(seller(), { idempotencyKey: 'acct:1' })
  expect(made).toMatchObject({
    object: 'v2.core.account',
    dashboard: 'express',
    display_name: 'Holdfast Hall',
    applied_configurations: ['recipient'],
    configuration: null,
    requirements: null,
    identity: null,
    metadata: { seller: 'acc_1' },
  })
  expect(new Date(made.created).toISOString()).toBe(made.created)
  expect((await client.v2.core.accounts.create(seller(), { idempotencyKey: 'acct:1' })).id).toBe(made.id)
  const other = client.v2.core.accounts.create(seller({ display_name: 'B' }), { idempotencyKey: 'acct:1' })
  expect(await failureOf(other)).toMatchObject({ type: 'StripeIdempotencyError' })
  expect(await standing(store, made.id)).toMatchObject({ status: 'restricted', details: ['requirements_past_due'] })
  const full = await client.v2.core.accounts.retrieve(made.id, { include: ['identity', 'defaults'] })
  expect(full).toMatchObject({
    identity: { country: 'DE' },
    defaults: { responsibilities: { losses_collector: 'application' } },
    configuration: null,
  })
  const renamed = await client.v2.core.accounts.update(made.id, { display_name: 'The Hall', metadata: { more: 'x' } })
  expect(renamed).toMatchObject({ display_name: 'The Hall', metadata: { seller: 'acc_1', more: 'x' } })
  const listed: string[] = []
  const second = await client.v2.core.accounts.create(seller())
  for await (const account of client.v2.core.accounts.list({ limit: 1 })) listed.push(account.id)
  expect(listed).toEqual([second.id, made.id])
  expect((await client.v2.core.accounts.close(second.id)).closed).toBe(true)
})

test('what API v2 cannot understand is refused by name', async () => {
  await using store = await openStore()
  const { client } = store
  const wrong = { ...seller(), colour: 'red' } as Stripe.V2.Core.AccountCreateParams
  expect(await failureOf(client.v2.core.accounts.create(wrong))).toMatchObject({ statusCode: 400, param: 'colour' })
  expect(await failureOf(client.v2.core.accounts.create(seller({ identity: {} })))).toMatchObject({
    param: 'identity.country',
  })
  const missing = await failureOf(client.v2.core.accounts.retrieve('acct_none'))
  expect(missing).toMatchObject({ statusCode: 404, code: 'not_found' })
  expect(await failureOf(onboarding(store, 'acct_none'))).toMatchObject({ statusCode: 404 })
})

test('a key of API v2 is kept for what succeeded, and what failed is tried again', async () => {
  await using store = await openStore()
  const create = () => store.client.v2.core.accounts.create(seller(), { idempotencyKey: 'k' })
  store.stripe.faults.next('v2.accounts.create', { status: 500 })
  expect(await failureOf(create())).toMatchObject({ statusCode: 500 })
  const made = await create()
  store.advance({ days: 29 })
  expect((await create()).id).toBe(made.id)
  store.advance({ days: 2 })
  expect((await create()).id).not.toBe(made.id)
})

test('a seller goes through onboarding, leaves it, or is asked for more', async () => {
  await using store = await openStore()
  const { id } = await store.client.v2.core.accounts.create(seller())
  const visit = async (outcome: string) => {
    const { url } = await onboarding(store, id)
    const page = await fetch(url)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('Agree and finish')
    expect(await send(url, { outcome })).toMatchObject({ status: 303, location: 'http://store.test/back' })
    return (await standing(store, id)).status
  }
  expect(await visit('leave')).toBe('restricted')
  expect(await visit('review')).toBe('pending')
  expect(await visit('restrict')).toBe('restricted')
  expect(await visit('finish')).toBe('active')
  expect(await standing(store, id)).toEqual({ status: 'active', details: [], asked: [] })
})

test('a link opens once, and not for long: then the store is asked for another', async () => {
  await using store = await openStore()
  const { id } = await store.client.v2.core.accounts.create(seller())
  const opened = async (url: string) => (await fetch(url, { redirect: 'manual' })).headers.get('location')
  const first = await onboarding(store, id)
  expect(await opened(first.url)).toBeNull()
  expect(await opened(first.url)).toBe('http://store.test/again')
  const late = await onboarding(store, id)
  store.advance({ minutes: 11 })
  expect(await opened(late.url)).toBe('http://store.test/again')
  expect((await fetch(`${store.url}/onboarding/link_none`)).status).toBe(404)
})

test('changes of an account are told thin, signed, and can be fetched', async () => {
  await using store = await openStore()
  const { client, stripe } = store
  const { id } = await client.v2.core.accounts.create(seller())
  stripe.onboard(id)
  await store.settle()
  const told = store.notices.find((notice) => notice.type.endsWith('capability_status_updated'))
  if (told?.type !== 'v2.core.account[configuration.recipient].capability_status_updated') throw new Error('not told')
  expect(told.related_object).toEqual({ id, type: 'v2.core.account', url: `/v2/core/accounts/${id}` })
  expect(await told.fetchEvent()).toMatchObject({ data: { updated_capability: 'stripe_balance.stripe_transfers' } })
  expect((await told.fetchRelatedObject()).id).toBe(id)
  expect(store.notices.map((notice) => notice.type)).toContain('v2.core.account[requirements].updated')
  const before = store.notices.length
  stripe.onboard(id)
  expect(stripe.load().pendingWebhooks, 'nothing changed, nothing is told').toBe(0)
  stripe.restrict(id)
  await store.settle()
  expect(store.notices.length).toBe(before + 2)
})

test('a destination charge splits its money between seller, platform and Stripe when it is captured', async () => {
  await using store = await openStore()
  const { client } = store
  const destination = await selling(store)
  const { intent } = await sold(store, forSeller(destination))
  expect(intent).toMatchObject({ transfer_data: { destination }, application_fee_amount: 250, transfer_group: 'ord_1' })
  expect(store.stripe.books().transfers).toEqual([])

  const captured = await client.paymentIntents.capture(intent.id)
  const charge = await client.charges.retrieve(String(captured.latest_charge), {
    expand: ['balance_transaction', 'transfer', 'application_fee'],
  })
  expect(charge).toMatchObject({
    application_fee_amount: 250,
    application_fee: { object: 'application_fee', amount: 250, account: destination },
    transfer: { object: 'transfer', amount: 2500, destination },
    balance_transaction: { amount: 2500, fee: 63, net: 2437, type: 'charge' },
    transfer_group: 'ord_1',
  })
  const { money } = store.stripe.books()
  expect(money.eur).toMatchObject({
    platform: 2437 - 2500 + 250,
    accounts: { [destination]: 2250 },
    processingFees: 63,
    applicationFees: 250,
    buyers: -2500,
  })
  await store.settle()
  expect(store.types()).toEqual(expect.arrayContaining(['transfer.created', 'application_fee.created']))
})

test('a capture may take less and split it anew, but never more than there is', async () => {
  await using store = await openStore()
  const { client } = store
  const { intent } = await sold(store, forSeller(await selling(store)))
  const capture = (params: Stripe.PaymentIntentCaptureParams) => client.paymentIntents.capture(intent.id, params)
  const param = 'application_fee_amount'
  expect(await failureOf(capture({ amount_to_capture: 1000, application_fee_amount: 1001 }))).toMatchObject({ param })
  expect(await failureOf(capture({ application_fee_amount: 1, transfer_data: { amount: 1 } }))).toMatchObject({ param })
  const captured = await capture({ amount_to_capture: 1000, application_fee_amount: 100 })
  expect(captured).toMatchObject({ status: 'succeeded', amount_received: 1000, application_fee_amount: 100 })
  expect(store.stripe.books().transfers).toMatchObject([{ amount: 1000 }])
  const { intent: plain } = await sold(store)
  expect(await failureOf(client.paymentIntents.capture(plain.id, { application_fee_amount: 1 }))).toMatchObject({
    param,
  })
})

test('nobody is sent money who may not take it', async () => {
  await using store = await openStore()
  const { client, stripe } = store
  const create = (params: Stripe.Checkout.SessionCreateParams) =>
    failureOf(client.checkout.sessions.create(order(params)))
  const param = 'payment_intent_data[transfer_data][destination]'
  expect(await create(forSeller('acct_none'))).toMatchObject({ code: 'resource_missing', param })
  const { id } = await client.v2.core.accounts.create(seller())
  const code = 'insufficient_capabilities_for_transfer'
  expect(await create(forSeller(id))).toMatchObject({ statusCode: 400, code, param })
  stripe.onboard(id)
  expect(await create(forSeller(id, 2501))).toMatchObject({ param: 'payment_intent_data[application_fee_amount]' })
  expect(await create({ payment_intent_data: { application_fee_amount: 5 } })).toMatchObject({
    param: 'payment_intent_data[application_fee_amount]',
  })

  const { intent } = await sold(store, forSeller(id))
  stripe.restrict(id)
  expect(await failureOf(client.paymentIntents.capture(intent.id))).toMatchObject({ code })
  expect((await client.paymentIntents.retrieve(intent.id)).status).toBe('requires_capture')
  stripe.onboard(id)
  expect((await client.paymentIntents.capture(intent.id)).status).toBe('succeeded')
})
