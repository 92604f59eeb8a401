import type Stripe from 'stripe'
import { expect, test } from 'vitest'
import { failureOf, forSeller, openStore, order, pay, type Store, selling, send, sold } from './test-store.ts'

const PARTS = { reverse_transfer: true, refund_application_fee: true }

/** Sold for a seller, and captured. */
const taken = async (store: Store, fee = 250) => {
  const seller = await selling(store)
  const { intent } = await sold(store, forSeller(seller, fee))
  return { seller, intent: await store.client.paymentIntents.capture(intent.id) }
}

const money = (store: Store) => store.stripe.books().money.eur

/** A buyer pays from a bank account. */
const payBy = async (
  store: Store,
  method: string,
  outcome = 'complete',
  over: Stripe.Checkout.SessionCreateParams = {},
) => {
  const data = { payment_intent_data: {}, payment_method_options: { card: { capture_method: 'manual' as const } } }
  const open = await store.client.checkout.sessions.create(order({ ...data, ...over }))
  const asked = await send(open.url ?? '', { email: 'ada@example.com', name: 'Ada L', method })
  expect(asked.location).toMatch(/^\/3ds\//)
  const answered = await send(`${store.url}${asked.location}`, { outcome })
  const session = await store.client.checkout.sessions.retrieve(open.id, { expand: ['payment_intent'] })
  return { session, intent: session.payment_intent as Stripe.PaymentIntent, location: answered.location }
}

test('a refund takes the same part from the seller and of the fee, and all that is left at last', async () => {
  await using store = await openStore()
  const { client } = store
  const { seller, intent } = await taken(store, 251)
  const first = await client.refunds.create({ payment_intent: intent.id, amount: 1000, ...PARTS })
  // 251 · 1000/2500 = 100.4
  expect(money(store)).toMatchObject({ reversals: 1000, applicationFeesBack: 100, refunds: 1000 })
  expect(
    await client.refunds.retrieve(first.id, { expand: ['balance_transaction', 'transfer_reversal'] }),
  ).toMatchObject({
    balance_transaction: { type: 'refund', amount: -1000, net: -1000 },
    transfer_reversal: { amount: 1000, source_refund: first.id },
  })
  await client.refunds.create({ payment_intent: intent.id, amount: 5, ...PARTS })
  // 251 · 5/2500 = 0.502
  expect(money(store)).toMatchObject({ reversals: 1005, applicationFeesBack: 101 })
  await client.refunds.create({ payment_intent: intent.id, ...PARTS })
  expect(money(store)).toMatchObject({
    ...{ reversals: 2500, applicationFeesBack: 251, refunds: 2500, buyers: 0 },
    accounts: { [seller]: 0 },
    platform: -63,
    processingFees: 63,
  })
  const [fee] = (await client.applicationFees.list()).data
  expect(fee).toMatchObject({ refunded: true, amount_refunded: 251 })
  expect((await client.transfers.list({ transfer_group: 'ord_1' })).data).toMatchObject([{ reversed: true }])
  await store.settle()
  expect(store.types().filter((type) => type === 'transfer.reversed')).toHaveLength(3)
  expect(store.types().filter((type) => type === 'application_fee.refunded')).toHaveLength(3)
})

test('a refund leaves seller and fee alone unless it is told otherwise', async () => {
  await using store = await openStore()
  const { client } = store
  const { seller, intent } = await taken(store)
  await client.refunds.create({ payment_intent: intent.id, amount: 500 })
  expect(money(store)).toMatchObject({ reversals: 0, applicationFeesBack: 0, accounts: { [seller]: 2250 } })
  await client.refunds.create({ payment_intent: intent.id, amount: 500, refund_application_fee: true })
  expect(money(store)).toMatchObject({ reversals: 0, applicationFeesBack: 50, accounts: { [seller]: 2300 } })
  const { intent: plain } = await sold(store)
  await client.paymentIntents.capture(plain.id)
  for (const param of ['reverse_transfer', 'refund_application_fee'])
    expect(await failureOf(client.refunds.create({ payment_intent: plain.id, [param]: true }))).toMatchObject({ param })
})

test('a refund that fails gives the money back to the platform, and not to the seller', async () => {
  await using store = await openStore()
  const { client, stripe } = store
  const { seller, intent } = await taken(store)
  const refund = await client.refunds.create({ payment_intent: intent.id, ...PARTS })
  stripe.faults.failRefund(refund.id)
  expect(money(store)).toMatchObject({ refunds: 0, refundsFailed: 2500, buyers: -2500, accounts: { [seller]: 0 } })
  expect(money(store)?.platform).toBe(2500 - 63)
  const failed = await client.refunds.retrieve(refund.id)
  const line = await client.balanceTransactions.retrieve(String(failed.failure_balance_transaction))
  expect(line).toMatchObject({ type: 'refund_failure', amount: 2500 })
  const back = { destination: seller, currency: 'eur' }
  const tooMuch = client.transfers.create({ ...back, amount: 2251 })
  expect(await failureOf(tooMuch), 'the rest waits still').toMatchObject({ code: 'balance_insufficient' })
  await client.transfers.create({ ...back, amount: 2250 })
  expect(money(store)?.accounts[seller]).toBe(2250)
})

test('refunds may be slow, and may fail while they are asked for', async () => {
  await using store = await openStore()
  const { client, stripe } = store
  const { intent } = await taken(store)
  const refund = () => client.refunds.create({ payment_intent: intent.id, amount: 100 })
  stripe.faults.pendingRefunds(3)
  const [slow, byHand, lost] = [await refund(), await refund(), await refund()]
  expect(slow.status).toBe('pending')
  expect(money(store)?.refunds, 'it has left already').toBe(300)
  stripe.settleRefund(byHand.id)
  stripe.faults.failRefund(lost.id)
  store.advance({ days: 3 })
  const statuses = await Promise.all(
    [slow, byHand, lost].map(async ({ id }) => (await client.refunds.retrieve(id)).status),
  )
  expect(statuses).toEqual(['succeeded', 'succeeded', 'failed'])
  stripe.faults.failRefunds(1, 'expired_or_canceled_card')
  const refused = await client.refunds.create({ payment_intent: intent.id }, { idempotencyKey: 'r' })
  expect(refused).toMatchObject({ status: 'failed', failure_reason: 'expired_or_canceled_card' })
  expect((await client.refunds.create({ payment_intent: intent.id }, { idempotencyKey: 'r' })).id).toBe(refused.id)
  expect(money(store)).toMatchObject({ refunds: 200, refundsFailed: 100 + 2300 })
  await store.settle()
  expect(store.types().filter((type) => type === 'charge.refund.updated')).toHaveLength(4)
})

test('a transfer and a fee can be taken back without a refund', async () => {
  await using store = await openStore()
  const { client } = store
  const { seller } = await taken(store)
  const [transfer] = (await client.transfers.list({ destination: seller })).data
  const id = transfer?.id ?? ''
  const reversal = await client.transfers.createReversal(id, { amount: 1000, refund_application_fee: true })
  expect(reversal).toMatchObject({ amount: 1000, transfer: id, source_refund: null })
  expect(money(store)).toMatchObject({ reversals: 1000, applicationFeesBack: 100, accounts: { [seller]: 1350 } })
  expect(await failureOf(client.transfers.createReversal(id, { amount: 1501 }))).toMatchObject({ param: 'amount' })
  const [fee] = (await client.applicationFees.list()).data
  await client.applicationFees.createRefund(fee?.id ?? '', { amount: 50 })
  expect(await failureOf(client.applicationFees.createRefund(fee?.id ?? '', { amount: 101 }))).toMatchObject({
    param: 'amount',
  })
  expect(money(store)?.accounts[seller]).toBe(1400)
})

test('a dispute takes the money and a fee from the platform; what is won comes back, and the fee does not', async () => {
  await using store = await openStore()
  const { client, stripe } = store
  const { seller, intent } = await taken(store)
  await client.refunds.create({ payment_intent: intent.id, amount: 500 })
  const { id } = stripe.dispute(intent.id, { reason: 'product_not_received' })
  const before = money(store)
  expect(before).toMatchObject({ disputes: 2000, disputeFees: 1500, buyers: 0, accounts: { [seller]: 2250 } })
  expect(await client.disputes.retrieve(id)).toMatchObject({
    amount: 2000,
    reason: 'product_not_received',
    status: 'needs_response',
    payment_intent: intent.id,
    balance_transactions: [{ amount: -2000, fee: 1500, net: -3500, type: 'adjustment', reporting_category: 'dispute' }],
  })
  expect((await client.charges.retrieve(String(intent.latest_charge))).disputed).toBe(true)
  const refund = () => client.refunds.create({ payment_intent: intent.id, amount: 1 })
  expect(await failureOf(refund())).toMatchObject({ code: 'charge_disputed' })
  await client.disputes.update(id, { evidence: { uncategorized_text: 'she was there' }, submit: true })
  expect((await client.disputes.retrieve(id)).status).toBe('under_review')
  stripe.closeDispute(id, 'won')
  expect(money(store)).toMatchObject({ disputes: 0, disputeFees: 1500, platform: (before?.platform ?? 0) + 2000 })
  expect((await refund()).status).toBe('succeeded')
  await store.settle()
  expect(
    store
      .types()
      .filter((type) => type.startsWith('charge.dispute'))
      .toSorted(),
  ).toEqual([
    'charge.dispute.closed',
    'charge.dispute.created',
    'charge.dispute.funds_reinstated',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.updated',
  ])
})

test('a card asks its money back after the capture, and who does not answer loses', async () => {
  await using store = await openStore()
  const { client } = store
  for (const capture_method of ['manual', 'automatic'] as const) {
    const open = await client.checkout.sessions.create(order({ payment_intent_data: { capture_method } }))
    await pay(open, '4000000000000259')
    const session = await client.checkout.sessions.retrieve(open.id)
    if (capture_method === 'automatic') break
    expect((await client.disputes.list()).data).toEqual([])
    await client.paymentIntents.capture(String(session.payment_intent))
  }
  const [second, first] = (await client.disputes.list()).data
  expect([first?.reason, second?.reason]).toEqual(['fraudulent', 'fraudulent'])
  const winning = { evidence: { uncategorized_text: 'winning_evidence' } }
  expect((await client.disputes.update(first?.id ?? '', winning)).status).toBe('won')
  store.advance({ days: 9 })
  expect((await client.disputes.retrieve(second?.id ?? '')).status).toBe('lost')
  expect(money(store)).toMatchObject({ disputes: 2500, disputeFees: 3000 })
})

test('risky cards are blocked before any bank is asked', async () => {
  await using store = await openStore()
  for (const number of ['4100000000000019', '4000000000004954']) {
    const open = await store.client.checkout.sessions.create(order())
    expect((await pay(open, number)).location).toBe(`/pay/${open.id}`)
  }
  expect(store.stripe.books().charges).toMatchObject([
    { status: 'failed', outcome: { type: 'blocked', risk_level: 'highest', network_status: 'not_sent_to_network' } },
    { status: 'failed', outcome: { type: 'blocked' } },
  ])
})

test('money of a payment waits, and is paid out to its seller once a day', async () => {
  await using store = await openStore()
  const { client } = store
  const { seller: stripeAccount } = await taken(store)
  const there = { stripeAccount }
  const balance = async () => {
    const { available, pending } = await client.balance.retrieve({}, there)
    return [available[0]?.amount, pending[0]?.amount]
  }
  expect(await balance()).toEqual([0, 2250])
  const early = { amount: 2250, currency: 'eur' }
  expect(await failureOf(client.payouts.create(early, there))).toMatchObject({ code: 'balance_insufficient' })
  store.advance({ days: 3 })
  expect(await balance()).toEqual([0, 0])
  const [payout] = (await client.payouts.list({}, there)).data
  expect(payout).toMatchObject({ amount: 2250, status: 'pending', automatic: true })
  store.advance({ days: 1 })
  expect(await client.payouts.retrieve(payout?.id ?? '', {}, there)).toMatchObject({ status: 'paid' })
  expect(money(store)).toMatchObject({
    payouts: 2250,
    banks: { [stripeAccount]: 2250 },
    accounts: { [stripeAccount]: 0 },
  })
  await store.settle()
  const told = store.heard.filter((event) => event.type.startsWith('payout'))
  expect(told.map(({ type, account }) => [type, account])).toEqual([
    ['payout.created', stripeAccount],
    ['payout.paid', stripeAccount],
  ])
  expect((await client.events.list({ type: 'payout.paid' })).data, 'not an event of the platform').toEqual([])
  expect((await client.events.list({ type: 'payout.paid' }, there)).data).toHaveLength(1)
  const lines = await client.balanceTransactions.list({}, there)
  expect(lines.data.map(({ type, net }) => [type, net])).toEqual([
    ['payout', -2250],
    ['payment', 2250],
  ])
  expect(await failureOf(client.payouts.retrieve(payout?.id ?? ''))).toMatchObject({ statusCode: 404 })
  expect(await failureOf(client.balance.retrieve({}, { stripeAccount: 'acct_none' }))).toMatchObject({
    statusCode: 403,
  })
})

test('a payout can be had at once, and comes back when the bank does not take it', async () => {
  await using store = await openStore()
  const { seller } = await taken(store)
  const [payout] = store.stripe.payOut(seller)
  expect(payout).toMatchObject({ status: 'paid', amount: 2250 })
  store.stripe.failPayout(payout?.id ?? '')
  expect(money(store)).toMatchObject({ payouts: 0, payoutsFailed: 2250, accounts: { [seller]: 2250 } })
  await store.settle()
  expect(store.types()).toContain('payout.failed')
})

test('methods that cannot wait take the money at once, while cards still wait', async () => {
  await using store = await openStore()
  const seller = await selling(store)
  const split = { transfer_data: { destination: seller }, application_fee_amount: 250 }
  for (const method of ['ideal', 'bancontact']) {
    const { session, intent } = await payBy(store, method, 'complete', { payment_intent_data: split })
    expect(session).toMatchObject({ status: 'complete', payment_status: 'paid' })
    expect(session.payment_method_types).toEqual(['card', 'ideal', 'bancontact', 'sepa_debit'])
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 2500 })
    const charge = await store.client.charges.retrieve(String(intent.latest_charge))
    expect(charge).toMatchObject({ captured: true, payment_method_details: { type: method } })
  }
  expect(money(store)?.accounts[seller]).toBe(4500)
  const refused = await payBy(store, 'ideal', 'fail')
  expect(refused).toMatchObject({ session: { status: 'open' }, intent: { status: 'requires_payment_method' } })
  const waits = { card: { capture_method: 'manual' as const } }
  const { intent } = await sold(store, { payment_intent_data: {}, payment_method_options: waits })
  expect(intent.status).toBe('requires_capture')
})

test('a debit is known days later', async () => {
  await using store = await openStore()
  const { client, stripe } = store
  const slow = await payBy(store, 'sepa_debit')
  expect(slow).toMatchObject({
    session: { status: 'complete', payment_status: 'unpaid' },
    intent: { status: 'processing' },
  })
  expect(await failureOf(client.refunds.create({ charge: String(slow.intent.latest_charge) }))).toMatchObject({
    code: 'charge_not_refundable',
  })
  const [lost, found] = [await payBy(store, 'sepa_debit'), await payBy(store, 'sepa_debit')]
  stripe.answerDebit(lost.intent.id, false)
  stripe.answerDebit(found.intent.id)
  expect((await client.checkout.sessions.retrieve(found.session.id)).payment_status).toBe('paid')
  expect((await client.paymentIntents.retrieve(lost.intent.id)).status).toBe('requires_payment_method')
  store.advance({ days: 5 })
  expect((await client.paymentIntents.retrieve(slow.intent.id)).status).toBe('succeeded')
  await store.settle()
  const told = store.types().filter((type) => type.startsWith('checkout.session.async'))
  expect(told.toSorted()).toEqual([
    'checkout.session.async_payment_failed',
    'checkout.session.async_payment_succeeded',
    'checkout.session.async_payment_succeeded',
  ])
  expect(money(store)?.buyers).toBe(-5000)
})

test('what is offered follows currency, capture and what the store says', async () => {
  await using store = await openStore()
  const { client } = store
  const types = async (over: Stripe.Checkout.SessionCreateParams) =>
    (await client.checkout.sessions.create(order({ payment_intent_data: {}, ...over }))).payment_method_types
  expect(await types({})).toEqual(['card', 'ideal', 'bancontact', 'sepa_debit'])
  expect(await types({ payment_intent_data: { capture_method: 'manual' } })).toEqual(['card'])
  expect(await types({ excluded_payment_method_types: ['sepa_debit', 'klarna'] })).toEqual([
    'card',
    'ideal',
    'bancontact',
  ])
  expect(await types({ allowed_payment_method_types: ['ideal', 'klarna'] })).toEqual(['ideal'])
  const cannotWait = order({ allowed_payment_method_types: ['ideal'] })
  expect(await failureOf(client.checkout.sessions.create(cannotWait))).toMatchObject({
    param: 'allowed_payment_method_types',
  })
  const usd = { currency: 'usd', unit_amount: 100, product_data: { name: 'A' } }
  expect(await types({ line_items: [{ price_data: usd, quantity: 1 }] })).toEqual(['card'])
})

test('books that were tampered with are noticed', async () => {
  await using store = await openStore()
  const { seller } = await taken(store)
  const saved = JSON.parse(store.stripe.snapshot())
  for (const purse of ['platform eur', `${seller} eur`, 'buyers eur', 'stripe eur']) {
    const changed = structuredClone(saved)
    for (const entry of changed.purses) if (entry[0] === purse) entry[1] += 1
    store.stripe.restore(JSON.stringify(changed))
    expect(() => store.stripe.books(), purse).toThrow('books are wrong')
  }
  store.stripe.restore(JSON.stringify(saved))
  expect(store.stripe.books().money.eur).toBeDefined()
})
