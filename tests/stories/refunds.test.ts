import { expect, test } from 'vitest'
import { books } from '#local/books'
import type { Network } from '#local/network'
import type { EventShown, OrderShown, Person } from '#local/person'
import { startNetwork } from '../setup/network.ts'

type Sale = { state: string; refunds: { id: string; state: string }[]; refundable: { amount: number } }
type Seen = OrderShown & { passes: { state: string }[]; frozen: boolean; refunds: { state: string }[] }

const bought = async (network: Network, quantity = 2) => {
  const [seller, buyer] = [await network.person(), await network.person()]
  const event = await seller.lists({ quantity: 5 })
  const order = await buyer.holds(event, quantity)
  await buyer.pays(order)
  await network.settle()
  return { seller, buyer, event, order }
}
const givesBack = (seller: Person, order: { id: string }, body: object = {}) =>
  seller.succeed<Sale>('POST', `/api/orders/sales/${order.id}/refunds`, { body: { reason: 'It rained', ...body } })
const sees = (person: Person, order: { id: string }) => person.succeed<Seen>('GET', `/api/orders/${order.id}`)
const charge = (network: Network) => network.stripe.books().charges[0]
const atRest = async (network: Network, buyer: Person, event: EventShown, free: number) => {
  expect(await buyer.available(event)).toBe(free)
  expect((await books(network.database)).wrong).toEqual([])
}

test('a seller gives everything back: the buyer has the money, and others can have the tickets', async () => {
  await using network = await startNetwork()
  const { seller, buyer, event, order } = await bought(network)
  await givesBack(seller, order)
  expect((await sees(buyer, order)).passes.map(({ state }) => state)).toEqual(['void', 'void'])
  await network.settle()
  expect(await sees(buyer, order)).toMatchObject({ state: 'refunded', refunds: [{ state: 'done' }] })
  expect(charge(network)).toMatchObject({ amount_refunded: 5000, refunded: true })
  await atRest(network, buyer, event, 5)
})

test('one of two tickets, and something for the trouble with the other', async () => {
  await using network = await startNetwork()
  const { seller, buyer, event, order } = await bought(network)
  await givesBack(seller, order, { items: [{ ticketType: event.ticketTypes[0]?.id, quantity: 1 }] })
  await givesBack(seller, order, { amount: 500 })
  await network.settle()
  const seen = await sees(buyer, order)
  expect(seen).toMatchObject({ state: 'paid', refunds: [{ state: 'done' }, { state: 'done' }] })
  expect(seen.passes.map(({ state }) => state).toSorted()).toEqual(['valid', 'void'])
  expect(charge(network)).toMatchObject({ amount_refunded: 3000, refunded: false })
  await atRest(network, buyer, event, 4)
})

test('told twice, everything is still given back once', async () => {
  await using network = await startNetwork()
  network.road(({ type }) => (/refund/.test(type) ? 'double' : 'arrive'))
  const { seller, buyer, event, order } = await bought(network)
  await givesBack(seller, order)
  await network.settle()
  await network.sweep()
  await network.settle()
  expect(charge(network)).toMatchObject({ amount_refunded: 5000 })
  expect(network.stripe.books().refunds).toHaveLength(1)
  await atRest(network, buyer, event, 5)
})

test('a refund that comes back days later is seen by an operator, who settles it', async () => {
  await using network = await startNetwork()
  const operator = await network.operator()
  const { seller, buyer, event, order } = await bought(network)
  await givesBack(seller, order)
  await network.settle()
  await network.advance({ days: 3 })
  network.stripe.faults.failRefund(network.stripe.books().refunds[0]?.id ?? '')
  await network.settle()
  expect(await sees(buyer, order)).toMatchObject({ state: 'refunded', refunds: [{ state: 'failed' }] })
  const { items } = await operator.succeed<{ items: { id: string; order: string }[] }>(
    'GET',
    '/api/orders/operator/refunds',
  )
  expect(items).toMatchObject([{ order: order.id, attempt: 1 }])
  await operator.succeed('POST', `/api/orders/operator/refunds/${items[0]?.id}/settle`, {
    body: { reason: 'Wired by hand' },
  })
  await network.settle()
  expect(await sees(buyer, order)).toMatchObject({ refunds: [{ state: 'done' }] })
  await atRest(network, buyer, event, 5)
})

test('a dispute freezes the passes until the store has won', async () => {
  await using network = await startNetwork()
  const { buyer, order } = await bought(network)
  const dispute = network.stripe.dispute(charge(network)?.id ?? '')
  await network.settle()
  expect(await sees(buyer, order)).toMatchObject({ frozen: true, passes: [{ state: 'frozen' }, { state: 'frozen' }] })
  network.stripe.closeDispute(dispute.id, 'won')
  await network.settle()
  expect(await sees(buyer, order)).toMatchObject({ frozen: false, passes: [{ state: 'valid' }, { state: 'valid' }] })
  expect((await books(network.database)).wrong).toEqual([])
})
