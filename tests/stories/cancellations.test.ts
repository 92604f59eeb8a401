import { expect, test } from 'vitest'
import { books } from '#local/books'
import type { EventShown, Person } from '#local/person'
import { startNetwork } from '../setup/network.ts'

type Progress = { cancelled: boolean; held: number; orders: Record<string, number>; amount: Record<string, number> }

const callsOff = (seller: Person, event: EventShown) =>
  seller.succeed<EventShown>('POST', `/api/tickets/events/${event.id}/cancel`, {
    body: { reason: 'The singer is ill' },
    headers: { 'if-match': `"v${event.version}"` },
  })
const progress = (seller: Person, event: EventShown) =>
  seller.succeed<Progress>('GET', `/api/orders/cancellations/${event.id}`)

test('an event is called off: holds end, whoever paid is paid back, and nobody is left', async () => {
  await using network = await startNetwork()
  const seller = await network.person()
  const event = await seller.lists({ quantity: 30 })
  const buyers = await network.crowd(6)
  const orders = await Promise.all(buyers.map((buyer) => buyer.holds(event, 2)))
  await network.settle()
  const order = (n: number) => orders[n] ?? { id: '' }
  // Four pay; one is about to, with a page open; one only holds.
  await Promise.all(buyers.slice(0, 4).map((buyer, n) => buyer.pays(order(n))))
  const page = (await buyers[4]?.opensCheckout(order(4))) ?? ''
  await network.settle()
  expect(await progress(seller, event)).toMatchObject({ cancelled: false, held: 2, orders: { toRefund: 4 } })

  await callsOff(seller, event)
  await network.settle()
  await buyers[4]?.entersCard(page)
  await network.sweep()
  await network.settle()

  for (const n of [0, 1, 2, 3]) expect(await buyers[n]?.sees(order(n))).toMatchObject({ state: 'refunded' })
  for (const n of [4, 5])
    expect(await buyers[n]?.sees(order(n))).toMatchObject({ state: 'released', because: 'event-cancelled' })
  expect(await progress(seller, event)).toMatchObject({
    ...{ cancelled: true, held: 0, orders: { done: 4, toRefund: 0, underWay: 0 }, amount: { done: 20_000 } },
  })
  const { charges, paymentIntents } = network.stripe.books()
  const kept = charges.reduce((sum, { amount_captured, amount_refunded }) => sum + amount_captured - amount_refunded, 0)
  expect(kept).toBe(0)
  expect(paymentIntents.filter(({ status }) => status === 'requires_capture')).toEqual([])
  const [late] = await network.crowd(1)
  expect((await late?.asksToHold(event))?.body).toMatchObject({ type: '/problems/event-cancelled' })
  expect((await books(network.database)).wrong).toEqual([])
})

test('called off while everybody pays: each is paid back or was never charged', async () => {
  await using network = await startNetwork()
  const seller = await network.person()
  const event = await seller.lists({ quantity: 30 })
  const buyers = await network.crowd(12)
  const orders = await Promise.all(buyers.map((buyer) => buyer.holds(event)))
  await network.settle()
  const pages = await Promise.all(buyers.map((buyer, n) => buyer.opensCheckout(orders[n] ?? { id: '' })))
  await Promise.all([
    ...buyers.map((buyer, n) => buyer.entersCard(pages[n] ?? '')),
    callsOff(seller, event),
    ...(await network.crowd(6)).map((rival) => rival.asksToHold(event)),
  ])
  await network.settle()
  await network.sweep()
  await network.settle()
  const seen = await Promise.all(buyers.map((buyer, n) => buyer.sees(orders[n] ?? { id: '' })))
  expect(seen.filter(({ state }) => !['refunded', 'released'].includes(state))).toEqual([])
  const { charges, paymentIntents } = network.stripe.books()
  expect(charges.filter((charge) => charge.amount_captured !== charge.amount_refunded && charge.captured)).toEqual([])
  expect(paymentIntents.filter(({ status }) => status === 'requires_capture')).toEqual([])
  expect(await progress(seller, event)).toMatchObject({ held: 0, orders: { toRefund: 0, underWay: 0, failed: 0 } })
  expect((await books(network.database)).wrong).toEqual([])
})
