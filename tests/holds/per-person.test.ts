import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { books } from '#local/books'
import {
  bought,
  type Known,
  type OrderSeen,
  type Orders,
  type Refused,
  startOrders,
  type Told,
} from '../setup/orders.ts'

// "At most so many a person": over all of one buyer's orders for one event, whatever their types.

let store: Orders
let seller: Known
let buyer: Known

beforeAll(async () => {
  store = await startOrders()
  seller = await store.join('Seller')
})
afterAll(async () => {
  expect((await books(store.database.url)).wrong).toEqual([])
  await store[Symbol.asyncDispose]()
})

/** A sale of two types of which one person may have four, and a buyer who is new to it. */
const begin = async (maxPerPerson: number | null = 4) => {
  buyer = await store.join('Buyer')
  return store.lists(seller, PLENTY, undefined, maxPerPerson)
}
const PLENTY = [{ quantity: 50 }, { quantity: 50, price: 0 }]

/** What became of asking for so many: `held`, or how many the buyer has by the refusal. */
const asks = async (event: Told, quantity: number, type = 0, who = buyer) => {
  const { status, body } = await store.asks(who, event, 0, [{ ticketType: event.types[type], quantity }])
  if (status === 201) return 'held'
  const { type: problem, has } = body as unknown as Refused & { has?: number }
  return problem === '/problems/limit-per-person' ? `has ${has}` : problem
}
const holds = async (event: Told, quantity: number) => {
  const { status, body } = await store.asks(buyer, event, quantity)
  if (status !== 201) throw new Error(`the hold was answered ${status}`)
  return body
}
const cancels = (order: OrderSeen) => store.call(buyer, 'POST', `/api/orders/${order.id}/cancel`)

test('what is held, being paid and paid counts together, over all types; nobody else’s, and no other event’s', async () => {
  const event = await begin()
  await bought(store, buyer, event, 1)
  await store.paying(await holds(event, 1)).authorizes()
  await holds(event, 1)
  const refused = await store.asks(buyer, event, 0, [
    { ticketType: event.types[0], quantity: 1 },
    { ticketType: event.types[1], quantity: 1 },
  ])
  expect([refused.status, refused.body]).toMatchObject([
    409,
    { type: '/problems/limit-per-person', limit: 4, has: 3, detail: 'At most 4 a person for this event; you have 3' },
  ])
  expect([await asks(event, 2), await asks(event, 1, 1), await asks(event, 1)]).toEqual(['has 3', 'held', 'has 4'])
  expect(await asks(event, 4, 0, await store.join('Another'))).toBe('held')
  const other = await store.lists(seller, PLENTY, undefined, 4)
  expect([await asks(other, 5), await asks(other, 4)]).toEqual(['has 0', 'held'])
})

test('what ran out, was cancelled or could not be paid counts no more', async () => {
  const event = await begin()
  await cancels(await holds(event, 4))
  const over = await holds(event, 4)
  await store.lapse(over)
  // From the moment it is over, whether or not anybody has tidied up.
  const unpaid = await holds(event, 4)
  expect(await store.sees(buyer, over)).toMatchObject({ state: 'released', because: 'expired' })
  const money = store.paying(unpaid)
  await money.authorizes()
  expect(await asks(event, 1)).toBe('has 4')
  await money.voids()
  expect(await asks(event, 4)).toBe('held')
})

test('what is over stays as it is while there is room beside it', async () => {
  const event = await begin()
  const over = await holds(event, 2)
  await store.lapse(over)
  expect(await asks(event, 2)).toBe('held')
  await store.paying(over).authorizes()
  expect(await store.sees(buyer, over)).toMatchObject({ state: 'confirmed', retaken: null })
  expect(await asks(event, 1)).toBe('has 4')
})

test('while what is over is being changed, nobody is told of sold out tickets: they may ask again in a moment', async () => {
  const event = await begin()
  const over = await holds(event, 4)
  await store.lapse(over)
  const client = new pg.Client({ connectionString: store.database.url })
  await client.connect()
  try {
    await client.query('begin')
    await client.query('select from orders.orders where id = $1 for update', [over.id])
    const { status, headers, body } = await store.asks(buyer, event, 1)
    expect({ status, again: headers.get('retry-after'), ...body }).toMatchObject({
      ...{ status: 503, again: '1', type: '/problems/unavailable' },
    })
  } finally {
    await client.end()
  }
  expect(await asks(event, 1)).toBe('held')
})

test('what is given back counts until the money is on its way, also where that comes to nothing later', async () => {
  const event = await begin()
  const { order, refunds, failsToRefund } = await bought(store, buyer, event, 4)
  const wish = { items: [{ ticketType: event.types[0], quantity: 3 }] }
  const [refund] = (await store.refunds(seller, order, wish)).body.refunds
  if (!refund) throw new Error('there is no refund')
  expect(await asks(event, 1)).toBe('has 4')
  await refunds(refund.id, refund.amount.amount)
  expect([await asks(event, 4), await asks(event, 2)]).toEqual(['has 1', 'held'])
  await failsToRefund(refund.id)
  expect([await asks(event, 2), await asks(event, 1)]).toEqual(['has 3', 'held'])
  // Money alone gives no ticket back.
  await store.refunds(seller, order, { amount: 100 })
  expect(await asks(event, 1)).toBe('has 4')
})

test('who takes their money back through the bank is given no more tickets for it', async () => {
  const event = await begin()
  const { disputes } = await bought(store, buyer, event, 4)
  await disputes('open')
  expect(await asks(event, 1)).toBe('has 4')
  await disputes('lost')
  expect(await asks(event, 1)).toBe('has 4')
})

test('the seller lowers it, and nobody loses anything; raises it; lifts it', async () => {
  const event = await begin()
  const order = await holds(event, 4)
  await store.changes(event, PLENTY, undefined, 2)
  expect(await asks(event, 1)).toBe('has 4')
  const extended = await store.call<OrderSeen>(buyer, 'POST', `/api/orders/${order.id}/extend`)
  expect([extended.status, extended.body.state]).toEqual([200, 'held'])
  await store.paying(order).authorizes()
  expect(await store.sees(buyer, order)).toMatchObject({ state: 'confirmed' })
  await store.changes(event, PLENTY, undefined, 5)
  expect([await asks(event, 2), await asks(event, 1)]).toEqual(['has 4', 'held'])
  await store.changes(event, PLENTY, undefined, null)
  expect(await asks(event, 10)).toBe('held')
})

test('an event that says nothing of it has no limit, as those that were told before there was one', async () => {
  const event = await store.lists(seller, PLENTY)
  buyer = await store.join('Buyer')
  expect([await asks(event, 10), await asks(event, 10), await asks(event, 10)]).toEqual(['held', 'held', 'held'])
})

test('late money gets what is still within the limit, and nothing beyond it', async () => {
  const event = await begin()
  const late = async (quantity: number) => {
    const order = await holds(event, quantity)
    await store.lapse(order)
    await store.sweep()
    return order
  }
  const [small, large] = [await late(1), await late(2)]
  const held = await holds(event, 3)
  await store.paying(large).authorizes()
  expect(await store.sees(buyer, large)).toMatchObject({ state: 'released', because: 'expired', retaken: null })
  expect((await store.said(large.id)).at(-1)).toMatchObject({
    type: 'order.payment-refused',
    data: { because: 'late' },
  })
  await store.paying(small).authorizes()
  expect(await store.sees(buyer, small)).toMatchObject({ state: 'confirmed' })
  // The same hold once more, whose end nobody has noted: it makes room for the money that is there.
  await store.lapse(held)
  await store.paying(large).authorizes()
  expect(await store.sees(buyer, large)).toMatchObject({ state: 'confirmed' })
  expect(await store.sees(buyer, held)).toMatchObject({ state: 'released', because: 'expired' })
  expect(await asks(event, 2)).toBe('has 3')
})

test('the same hold asked for again is the same, though there is no room for it twice', async () => {
  const event = await begin()
  const ask = () =>
    store.call<OrderSeen>(buyer, 'POST', '/api/orders', {
      body: { event: event.event, items: [{ ticketType: event.types[0], quantity: 4 }] },
      key: 'once-and-for-all-of-them',
    })
  const [first, again] = [await ask(), await ask()]
  expect([first.status, again.status, again.body.id]).toEqual([201, 201, first.body.id])
})
