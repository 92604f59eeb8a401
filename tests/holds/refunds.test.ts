import { expect, test } from 'vitest'
import { books } from '#local/books'
import { bought, startOrders } from '../setup/orders.ts'

// Everybody gives the same money back at once, and a control in which nobody is told that somebody was first.

const UNGUARDED = `create or replace function orders.must_change(p_rows bigint) returns void language plpgsql as $$ begin end $$`

const atOnce = async (bodies: readonly object[], without = 'select') => {
  await using store = await startOrders()
  const [seller, buyer] = [await store.join('Seller'), await store.join('Buyer')]
  const { order } = await bought(store, buyer, await store.lists(seller), 4)
  await store.query(without)
  // All have read the order before anybody writes.
  const answers = await store.database.together(
    `select from orders.orders where id = '${order.id}'`,
    bodies.map((body) => () => store.refunds(seller, order, body)),
  )
  const refunds = await store.query<{ amount: number; units: string[] }>('select amount, units from orders.refunds')
  return {
    statuses: answers.map(({ status }) => status).toSorted(),
    amount: refunds.reduce((sum, { amount }) => sum + amount, 0),
    units: refunds.flatMap(({ units }) => units).length,
    wrong: (await books(store.database.url)).wrong,
    asked: (await store.said(order.id)).filter(({ type }) => type === 'order.refund-asked').length,
  }
}

const everything = Array.from({ length: 6 }, () => ({}))

test('six times everything at once goes back once', async () =>
  expect(await atOnce(everything)).toEqual({
    ...{ statuses: [201, 409, 409, 409, 409, 409], amount: 10_000, units: 4, asked: 1, wrong: [] },
  }))

test('control: without compare-and-set six are told that it goes back', async () =>
  expect(await atOnce(everything, UNGUARDED)).toMatchObject({ statuses: [201, 201, 201, 201, 201, 201], asked: 1 }))

test('money alone at once is never more than there was', async () =>
  expect(await atOnce(Array.from({ length: 4 }, () => ({ amount: 3000 })))).toMatchObject({
    ...{ statuses: [201, 201, 201, 409], amount: 9000, units: 0, asked: 3, wrong: [] },
  }))
