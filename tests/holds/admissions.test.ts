import { expect, test } from 'vitest'
import { books } from '#local/books'
import { codesOf, doorOf } from '../setup/door.ts'
import { bought, type Orders, startOrders } from '../setup/orders.ts'

// Everybody shows the same pass at once, at as many doors; and a control in which the place is not guarded.

const sale = async (store: Orders, quantity = 1) => {
  const [seller, buyer] = [await store.join('Seller'), await store.join('Buyer')]
  const event = await store.lists(seller)
  const { order } = await bought(store, buyer, event, quantity)
  return { seller, order, codes: await codesOf(store, buyer, order), door: doorOf(store, event, seller) }
}

/** Twelve scanners that come to the order before any of them may look at it. */
const atOnce = async (without = 'select') => {
  await using store = await startOrders()
  const { order, codes, door } = await sale(store)
  await store.query(without)
  const answers = await store.database.together(
    `select from orders.orders where id = '${order.id}'`,
    Array.from({ length: 12 }, () => () => door.scans(codes[0])),
  )
  return {
    admitted: answers.filter(({ status }) => status === 201).length,
    already: answers.filter(({ body }) => body.reason === 'admitted-already').length,
    wrong: (await books(store.database.url)).wrong.length,
  }
}

test('of twelve scanners with one pass exactly one lets somebody in', async () =>
  expect(await atOnce()).toEqual({ admitted: 1, already: 11, wrong: 0 }))

test('control: without the index all twelve do', async () =>
  expect(await atOnce('drop index orders.admissions_inside')).toEqual({ admitted: 12, already: 0, wrong: 1 }))

test('the same scan sent eight times at once is one, and all are told so', async () => {
  await using store = await startOrders()
  const { order, codes, door } = await sale(store)
  const answers = await store.database.together(
    `select from orders.orders where id = '${order.id}'`,
    Array.from({ length: 8 }, () => () => door.scans(codes[0], 'key-of-one-scanner')),
  )
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201))
  expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1)
})

test.for(['refund', 'door'])('given back or let in, and never both: the %s comes first', async (first) => {
  await using store = await startOrders()
  const { seller, order, codes, door } = await sale(store, 4)
  const refund = async () => (await store.refunds(seller, order)).status
  const scan = async () => (await door.scans(codes[0])).status
  const racers = first === 'refund' ? [refund, scan] : [scan, refund]
  const statuses = await store.database.together(`select from orders.orders where id = '${order.id}'`, racers)
  expect(statuses.toSorted()).toEqual([201, 409])
  expect((await books(store.database.url)).wrong).toEqual([])
})
