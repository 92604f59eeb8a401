import Stripe from 'stripe'
import { expect, test } from 'vitest'
import { books } from '#local/books'
import type { Network } from '#local/network'
import { admin } from '#local/postgres'
import { startNetwork } from '../setup/network.ts'

const knock = async (network: Network, payload: string, secret = network.secrets.stripe.webhook) => {
  const signature = await Stripe.webhooks.generateTestHeaderStringAsync({ payload, secret })
  const headers = { 'content-type': 'application/json', 'stripe-signature': signature }
  const response = await fetch(`${network.url}/api/payments/webhooks/stripe`, {
    method: 'POST',
    headers,
    body: payload,
  })
  return response.status
}

const sold = async (network: Network) => {
  const [seller, buyer] = [await network.person(), await network.person()]
  const event = await seller.lists({ quantity: 3, price: 2500 })
  const order = await buyer.holds(event)
  await network.settle()
  await buyer.pays(order)
  await network.settle()
  return { seller, buyer, event, order }
}

const disputesTold = ({ database }: Network) =>
  admin<{ state: string }>(
    database,
    `select data ->> 'state' as state from payments.outbox where type = 'payment.disputed' order by position`,
  )

test('everything Stripe ever said, said again backwards and by somebody who cannot sign, changes nothing', async () => {
  await using network = await startNetwork()
  const { buyer, order } = await sold(network)
  const before = await books(network.database)
  const { events } = network.stripe.books()
  expect(events.length).toBeGreaterThan(3)
  for (const event of events.toReversed()) {
    expect(await knock(network, JSON.stringify(event))).toBe(200)
    expect(await knock(network, JSON.stringify({ ...event, id: `${event.id}again` }))).toBe(200)
    expect(await knock(network, JSON.stringify(event), 'whsec_somebody_else')).toBe(401)
  }
  await network.settle()
  expect(await buyer.sees(order)).toMatchObject({ state: 'paid' })
  expect(await books(network.database)).toEqual(before)
  expect(network.stripe.books().balance.eur).toMatchObject({ captured: 2500, refunded: 0 })
})

test('a new secret is taken beside the old one, and then in its place', async () => {
  await using network = await startNetwork({ webhookSecrets: ['whsec_next', 'whsec_third'] })
  const event = { id: 'evt_1', object: 'event', type: 'ping', livemode: false, data: { object: {} } }
  for (const secret of [network.secrets.stripe.webhook, 'whsec_next', 'whsec_third']) {
    expect(await knock(network, JSON.stringify(event), secret)).toBe(200)
  }
  expect(await knock(network, JSON.stringify(event), 'whsec_fourth')).toBe(401)
})

test('a buyer disputes, and Stripe’s words about it come twice, late, or not at all', async () => {
  await using network = await startNetwork()
  const { order } = await sold(network)
  const [intent] = network.stripe.books().paymentIntents
  network.stripe.faults.doubleWebhooks(() => true)
  const dispute = network.stripe.dispute(intent?.id ?? '')
  await network.settle()
  expect(await disputesTold(network)).toEqual([{ state: 'open' }])
  network.stripe.faults.clear()
  network.stripe.faults.dropWebhooks(() => true)
  network.stripe.closeDispute(dispute.id, 'won')
  await network.settle()
  expect(await disputesTold(network)).toEqual([{ state: 'open' }])
  await network.advance({ minutes: 1 })
  await network.sweep()
  await network.settle()
  expect(await disputesTold(network)).toEqual([{ state: 'open' }, { state: 'won' }])
  const told = await admin<{ order: string }>(
    network.database,
    `select distinct data ->> 'order' as order from payments.outbox where type = 'payment.disputed'`,
  )
  expect(told).toEqual([{ order: order.id }])
})
