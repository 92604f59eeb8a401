import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { books } from '#local/books'
import { newId } from '#shared/ids'
import { bought, type Known, type OrderSeen, type Orders, startOrders, type Told } from '../../tests/setup/orders.ts'

// The bank says yes after the hold has run out.

let store: Orders
let buyer: Known
let rival: Known
let seller: Known

beforeAll(async () => {
  store = await startOrders()
  seller = await store.join('Seller')
  buyer = await store.join('Buyer')
  rival = await store.join('Rival')
})
afterAll(async () => {
  expect((await books(store.database.url)).wrong).toEqual([])
  await store[Symbol.asyncDispose]()
})

const ROWS = [
  { section: 'Stalls', row: 'A', first: 1, last: 4 },
  { section: 'Stalls', row: 'B', first: 1, last: 4 },
]
const seats = (row: string, ...numbers: number[]) => numbers.map((seat) => ({ section: 'Stalls', row, seat }))

/** A hold that has run out and was ended. */
const lapsed = async (event: Told, quantity = 1, items?: unknown): Promise<OrderSeen> => {
  const { body: order } = await store.asks(buyer, event, quantity, items)
  await store.lapse(order)
  await store.sweep()
  expect(await store.sees(buyer, order)).toMatchObject({ state: 'released', because: 'expired' })
  return order
}

const lastWord = async (order: OrderSeen) => (await store.said(order.id)).at(-1)
const unitsOf = async (order: OrderSeen) =>
  (await store.query<{ id: string }>('select id from orders.units where order_id = $1 order by id', [order.id])).length

test('the same tickets, where nobody has taken them', async () => {
  const event = await store.lists(seller, [{ quantity: 2 }])
  const order = await lapsed(event, 2)
  const money = store.paying(order)
  const heard = await money.authorizes()
  expect(await store.sees(buyer, order)).toMatchObject({ state: 'confirmed', because: null, retaken: 'same' })
  expect(await lastWord(order)).toMatchObject({
    type: 'order.confirmed',
    data: { order: order.id, payment: money.payment },
  })
  expect((await store.asks(rival, event)).status).toBe(409)
  const said = await store.said(order.id)
  expect(await store.deliver(heard)).toMatchObject({ heard: 'duplicate' })
  expect(await store.said(order.id)).toEqual(said)
  await money.captures()
  expect(await store.sees(buyer, order)).toMatchObject({
    state: 'paid',
    passes: [{ state: 'valid' }, { state: 'valid' }],
  })
  expect(await unitsOf(order)).toBe(2)
})

test('as many others, where somebody has', async () => {
  const event = await store.lists(seller, [{ quantity: 1 }])
  const order = await lapsed(event)
  const { body: other } = await store.asks(rival, event)
  await store.changes(event, [{ quantity: 2 }])
  await store.paying(order).authorizes()
  expect(await store.sees(buyer, order)).toMatchObject({ state: 'confirmed', retaken: 'equal' })
  expect(await store.sees(rival, other)).toMatchObject({ state: 'held' })
  expect(await store.available(buyer, event)).toBe(0)
})

test('the same seats, or as many side by side where one of them is gone', async () => {
  const event = await store.lists(seller, [{ seats: ROWS }])
  const [ticketType] = event.types
  const wants = [{ ticketType, seats: seats('A', 2, 3) }]
  const first = await lapsed(event, 0, wants)
  const money = store.paying(first)
  await money.authorizes()
  expect(await store.sees(buyer, first)).toMatchObject({ retaken: 'same', items: [{ seats: seats('A', 2, 3) }] })

  const second = await lapsed(event, 0, [{ ticketType, seats: seats('B', 1, 2) }])
  await store.asks(rival, event, 0, [{ ticketType, seats: seats('B', 1) }])
  const late = store.paying(second)
  await late.authorizes()
  const seen = await store.sees(buyer, second)
  expect(seen).toMatchObject({ state: 'confirmed', retaken: 'equal' })
  const [a, b] = seen.items[0]?.seats ?? []
  expect([a?.row, b?.row, (b?.seat ?? 0) - (a?.seat ?? 0)]).toEqual(['B', 'B', 1])
  await late.captures()
  // What is printed on the passes is what was taken.
  expect((await store.sees(buyer, second)).passes.map(({ seat }) => seat)).toEqual([a, b])
})

test('not seats apart, where they were side by side', async () => {
  const event = await store.lists(seller, [{ seats: [{ section: 'Stalls', row: 'A', first: 1, last: 3 }] }])
  const [ticketType] = event.types
  const order = await lapsed(event, 0, [{ ticketType, seats: seats('A', 1, 2) }])
  await store.asks(rival, event, 0, [{ ticketType, seats: seats('A', 2) }])
  await store.paying(order).authorizes()
  expect(await lastWord(order)).toMatchObject({
    ...{ type: 'order.payment-refused', data: { because: 'late', subject: { event: event.event, cancelled: null } } },
  })
})

test('all or nothing: one of two types is gone, and neither is taken', async () => {
  const event = await store.lists(seller, [{ quantity: 2 }, { quantity: 1 }])
  const both = event.types.map((ticketType) => ({ ticketType, quantity: 1 }))
  const order = await lapsed(event, 0, both)
  await store.asks(rival, event, 0, [{ ticketType: event.types[1], quantity: 1 }])
  const money = store.paying(order)
  await money.authorizes()
  expect(await store.sees(buyer, order)).toMatchObject({ state: 'released', because: 'expired', retaken: null })
  expect(await lastWord(order)).toMatchObject({ type: 'order.payment-refused', data: { payment: money.payment } })
  expect(await unitsOf(order)).toBe(0)
  expect(await store.available(buyer, event)).toBe(2)
})

test('what others hold no longer is taken back for it', async () => {
  const event = await store.lists(seller, [{ quantity: 1 }])
  const order = await lapsed(event)
  const { body: other } = await store.asks(rival, event)
  await store.lapse(other)
  await store.paying(order).authorizes()
  expect(await store.sees(buyer, order)).toMatchObject({ state: 'confirmed', retaken: 'same' })
  expect(await store.sees(rival, other)).toMatchObject({ state: 'released', because: 'expired' })
  expect((await store.said(other.id)).at(-1)?.type).toBe('order.released')
})

test('that was given back meanwhile wins nothing for good: the order ends, and the tickets are on sale again', async () => {
  const event = await store.lists(seller, [{ quantity: 1 }])
  const order = await lapsed(event)
  const money = store.paying(order)
  await money.authorizes()
  // Payments gave it back when it heard that the hold was over, and hears only now that it was not.
  await money.voids()
  expect(await store.sees(buyer, order)).toMatchObject({ state: 'released', because: 'capture-failed' })
  expect(await store.available(rival, event)).toBe(1)
})

describe('is refused', () => {
  const refused = async (order: OrderSeen, amount?: number) => {
    const money = store.paying(order)
    await money.authorizes(amount)
    expect(await lastWord(order)).toMatchObject({ type: 'order.payment-refused', data: { payment: money.payment } })
    expect(await store.sees(buyer, order)).toMatchObject({ state: 'released', retaken: null })
    expect(await unitsOf(order)).toBe(0)
  }
  test('when nothing is left', async () => {
    const event = await store.lists(seller, [{ quantity: 1 }])
    const order = await lapsed(event)
    await bought(store, rival, event)
    await refused(order)
    expect(await store.sees(buyer, order)).toMatchObject({ because: 'expired' })
  })
  test('when the buyer had let go', async () => {
    const event = await store.lists(seller)
    const { body: order } = await store.asks(buyer, event)
    await store.call(buyer, 'POST', `/api/orders/${order.id}/cancel`)
    await refused(order)
  })
  test('when it is of another amount', async () => refused(await lapsed(await store.lists(seller)), 1))
  test('when the event was cancelled', async () => {
    const event = await store.lists(seller)
    const order = await lapsed(event)
    await store.cancels(event)
    await refused(order)
  })
  test('when it has begun', async () => {
    const event = await store.lists(seller)
    const order = await lapsed(event)
    await store.query(`update orders.events set starts_at = now() where id = $1`, [event.event])
    await refused(order)
  })
  test('when the type was taken off sale', async () => {
    const event = await store.lists(seller)
    const order = await lapsed(event)
    await store.query('update orders.ticket_types set on_sale = false where id = $1', [event.types[0]])
    await refused(order)
  })
  test('when the seller has taken the quantity down, and there is no room', async () => {
    const event = await store.lists(seller, [{ quantity: 2 }])
    const other = await bought(store, rival, event)
    const order = await lapsed(event)
    await store.changes(event, [{ quantity: 1 }])
    await refused(order)
    expect(await store.sees(rival, other.order)).toMatchObject({ state: 'paid' })
  })
  test('when it is a second payment after the first won it back', async () => {
    const order = await lapsed(await store.lists(seller))
    await store.paying(order).authorizes()
    const second = store.paying(order, newId('payment'))
    await second.authorizes()
    expect(await lastWord(order)).toMatchObject({ type: 'order.payment-refused', data: { payment: second.payment } })
    expect(await store.sees(buyer, order)).toMatchObject({ state: 'confirmed' })
  })
})
