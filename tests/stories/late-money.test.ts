import { expect, test } from 'vitest'
import { books } from '#local/books'
import type { Network } from '#local/network'
import type { EventShown, OrderShown, Person } from '#local/person'
import { startNetwork } from '../setup/network.ts'

type Seen = OrderShown & { retaken: string | null; passes: { seat: object | null; state: string }[] }
const sees = (person: Person, order: { id: string }) => person.succeed<Seen>('GET', `/api/orders/${order.id}`)

/** The bank has said yes in time, and nobody here has heard of it when the hold runs out. */
const lateFor = async (network: Network, buyer: Person, order: { id: string }) => {
  const page = await buyer.opensCheckout(order)
  const release = network.stripe.faults.holdWebhooks(() => true)
  // Whoever ends the hold asks Stripe, and so hears of the money: here that is the next who wants the tickets.
  network.road(({ type, service }) => (type === 'order.held' && service === 'orders' ? 'lose' : 'arrive'))
  await buyer.entersCard(page)
  await network.advance({ minutes: 15 })
  return async () => {
    release()
    await network.settle()
    await network.sweep()
    await network.settle()
  }
}

const begin = async (network: Network, seats?: { section: string; row: string; first: number; last: number }[]) => {
  const [seller, buyer, rival] = [await network.person(), await network.person(), await network.person()]
  const price = { amount: 2500, currency: 'EUR' as const }
  const quantity = seats?.reduce((sum, { first, last }) => sum + last - first + 1, 0) ?? 1
  const ticketTypes = [{ name: 'Standard', price, quantity, ...(seats ? { seats } : {}) }]
  return { seller, buyer, rival, event: await seller.lists({ ticketTypes }) }
}
const isPaid = async (network: Network, buyer: Person, order: OrderShown, retaken: string) => {
  expect(await sees(buyer, order)).toMatchObject({ state: 'paid', retaken })
  expect(network.stripe.books().charges).toMatchObject([{ captured: true, amount_refunded: 0 }])
  expect((await books(network.database)).wrong).toEqual([])
}
const seat = (number: number) => ({ section: 'Stalls', row: 'A', seat: number })
const row = { section: 'Stalls', row: 'A', first: 1, last: 4 }
const heldSeat = async (buyer: Person, event: EventShown, number: number) =>
  (await buyer.asksForSeats(event, [seat(number)])).body

test('late money gets the tickets that nobody has taken', async () => {
  await using network = await startNetwork()
  const { buyer, event } = await begin(network)
  const order = await buyer.holds(event)
  const arrives = await lateFor(network, buyer, order)
  await network.sweep()
  await arrives()
  await isPaid(network, buyer, order, 'same')
})

test('late money gets an equal seat where another sits in the one it was for', async () => {
  await using network = await startNetwork()
  const { buyer, rival, event } = await begin(network, [row])
  const order = await heldSeat(buyer, event, 2)
  const arrives = await lateFor(network, buyer, order)
  await heldSeat(rival, event, 2)
  await arrives()
  await isPaid(network, buyer, order, 'equal')
  expect((await sees(buyer, order)).passes[0]?.seat).not.toEqual(seat(2))
})

test('late money for what is gone is given back, and nobody was charged', async () => {
  await using network = await startNetwork()
  const { buyer, rival, event } = await begin(network)
  const order = await buyer.holds(event)
  const arrives = await lateFor(network, buyer, order)
  await rival.holds(event)
  await arrives()
  expect(await sees(buyer, order)).toMatchObject({ state: 'released', because: 'expired', retaken: null })
  expect(network.stripe.books().paymentIntents).toMatchObject([{ status: 'canceled', amount_received: 0 }])
  expect((await books(network.database)).wrong).toEqual([])
})
