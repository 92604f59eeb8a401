import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { books } from '#local/books'
import { newId } from '#shared/ids'
import { continueTrace } from '#shared/trace'
import { bought, type Known, type Orders, startOrders, type Told } from '../../tests/setup/orders.ts'
import { payBackEvent } from './commands/pay-back.ts'

// An event does not take place: what becomes of those who hold, and of those who have paid.

let store: Orders
let seller: Known
let buyer: Known
let operator: Known

beforeAll(async () => {
  store = await startOrders()
  seller = await store.join('Seller')
  buyer = await store.join('Buyer')
  operator = await store.operator()
})
afterAll(async () => {
  expect((await books(store.database.url)).wrong).toEqual([])
  await store[Symbol.asyncDispose]()
})

const progress = async ({ event }: Told, who = seller) =>
  (await store.call<Record<string, unknown>>(who, 'GET', `/api/orders/cancellations/${event}`)).body

/** Sold by the hundred without going through the door: `count` orders of one unit each. */
const sellMany = async ({ event, types }: Told, count: number, state = 'paid') => {
  await store.query(
    `with made as (
       insert into orders.orders (id, buyer, event, state, lines, units, amount, currency, expires_at, payment, closed_at,
         version, idempotency_key, fingerprint)
       select 'ord_' || replace(uuidv7()::text, '-', ''), $3, $1, $5,
         jsonb_build_array(jsonb_build_object('ticketType', $2::text, 'name', 'Type 0', 'quantity', 1, 'price', 2500)),
         array[u.id], 2500, 'EUR', now() + interval '15 minutes',
         case when $5 <> 'held' then 'pay_' || replace(uuidv7()::text, '-', '') end,
         case when $5 = 'paid' then now() end, 3, uuidv7()::text, ''
       from (select id from orders.units where ticket_type = $2 and order_id is null order by rank limit $4) u
       returning id, units)
     update orders.units u set order_id = made.id from made where u.id = made.units[1]`,
    [event, types[0], newId('account'), count, state],
  )
}

test('is off sale at once, holds end, and everybody who paid is paid back', async () => {
  const event = await store.lists(seller)
  const paid = await bought(store, buyer, event, 2)
  const { body: held } = await store.asks(buyer, event)
  expect(await progress(event)).toMatchObject({
    ...{ cancelled: false, currency: 'EUR', held: 1, now: expect.any(String) },
    orders: { toRefund: 1, underWay: 0, done: 0, failed: 0 },
    amount: { toRefund: 5000, underWay: 0, done: 0, failed: 0 },
  })

  await store.cancels(event)
  expect((await store.asks(buyer, event)).body).toMatchObject({ type: '/problems/event-cancelled' })
  expect(await store.sees(buyer, held)).toMatchObject({
    ...{ state: 'released', because: 'event-cancelled', event: { cancelled: true } },
  })
  expect((await store.said(held.id)).at(-1)).toMatchObject({
    type: 'order.released',
    data: { because: 'event-cancelled' },
  })
  const seen = await store.sees(buyer, paid.order)
  expect(seen).toMatchObject({
    ...{ state: 'paid', event: { cancelled: true }, passes: [{ state: 'void' }, { state: 'void' }] },
    refunds: [{ state: 'under-way', amount: { amount: 5000 }, reason: 'The singer is ill', tickets: 2 }],
  })
  const asked = (await store.said(paid.order.id)).at(-1)
  expect(asked).toMatchObject({
    type: 'order.refund-asked',
    data: {
      ...{ payment: paid.payment, amount: 5000, currency: 'EUR', attempt: 1, because: 'event-cancelled' },
      subject: { event: event.event, cancelled: 'The singer is ill' },
    },
  })
  expect(
    store.published.some(({ aggregate, version }) => aggregate === paid.order.id && version === asked?.version),
  ).toBe(true)
  expect(await progress(event)).toMatchObject({
    ...{ cancelled: true, held: 0, orders: { toRefund: 0, underWay: 1, done: 0 }, amount: { underWay: 5000 } },
  })

  await paid.refunds(seen.refunds[0]?.id ?? newId('refund'), 5000)
  expect(await store.sees(buyer, paid.order)).toMatchObject({ state: 'refunded' })
  expect(await progress(event)).toMatchObject({ orders: { underWay: 0, done: 1 }, amount: { done: 5000 } })
  expect(await store.stock(event)).toMatchObject({ withdrawn: 2, sold: 0, held: 0 })
  expect(await progress(event, operator)).toMatchObject({ cancelled: true })
})

test('asked for several types, or together with others, a hold is refused in the same words', async () => {
  const event = await store.lists(seller, [{}, {}])
  await store.cancels(event)
  const several = event.types.map((ticketType) => ({ ticketType, quantity: 1 }))
  expect((await store.asks(buyer, event, 0, several)).body).toMatchObject({ type: '/problems/event-cancelled' })
  const request = (items: { ticketType: (typeof event.types)[number]; quantity: number }[]) => ({
    ...{ order: newId('order'), message: newId('message'), buyer: newId('account'), event: event.event, items },
    ...{ key: crypto.randomUUID(), fingerprint: 'f', traceparent: '' },
  })
  const answers = await store.deps.orders.hold([
    request(several.slice(0, 1)),
    request(several.slice(1)),
    request(several),
  ])
  expect(answers.map(({ outcome }) => outcome)).toEqual(['event-cancelled', 'event-cancelled', 'event-cancelled'])
})

test('what a seller had given back already is not given back again, and the rest is', async () => {
  const event = await store.lists(seller)
  const paid = await bought(store, buyer, event, 3)
  const items = [{ ticketType: event.types[0], quantity: 1 }]
  await store.refunds(seller, paid.order, { items })
  await store.refunds(seller, paid.order, { amount: 1000 })
  await store.cancels(event)
  const { refunds } = await store.sees(buyer, paid.order)
  expect(refunds.map(({ amount, tickets }) => [amount.amount, tickets])).toEqual([
    [2500, 1],
    [1000, 0],
    [4000, 2],
  ])
})

test('what cost nothing is given back at once, without payments', async () => {
  const event = await store.lists(seller, [{ price: 0 }])
  const { body: order } = await store.asks(buyer, event, 2)
  await store.call(buyer, 'POST', `/api/orders/${order.id}/claim`)
  await store.cancels(event)
  expect(await store.sees(buyer, order)).toMatchObject({ state: 'refunded', refunds: [{ state: 'done' }] })
  expect((await store.said(order.id)).at(-1)).toMatchObject({ type: 'order.refunded', data: { whole: true, units: 2 } })
})

describe('who is on the way', () => {
  test('with money that is being taken is paid back as soon as it is', async () => {
    const event = await store.lists(seller)
    const { body: order } = await store.asks(buyer, event)
    const money = store.paying(order)
    await money.authorizes()
    await store.cancels(event)
    expect(await store.sees(buyer, order)).toMatchObject({ state: 'confirmed' })
    expect(await progress(event)).toMatchObject({ orders: { toRefund: 1 }, amount: { toRefund: 2500 } })
    await money.captures()
    expect(await store.sees(buyer, order)).toMatchObject({ state: 'paid', refunds: [{ state: 'under-way' }] })
    expect((await store.said(order.id)).slice(-2).map(({ type }) => type)).toEqual(['order.paid', 'order.refund-asked'])
  })
  test('with money that comes before anybody has ended the hold is refused, and the hold ends', async () => {
    const event = await store.lists(seller)
    const { body: order } = await store.asks(buyer, event)
    await store.deps.sale.cancel(event.event, 'Ill', (q) => q.execute('select 1'))
    const money = store.paying(order)
    await money.authorizes()
    expect(await store.sees(buyer, order)).toMatchObject({ state: 'released', because: 'event-cancelled' })
    expect((await store.said(order.id)).slice(-2).map(({ type }) => type)).toEqual([
      'order.released',
      'order.payment-refused',
    ])
  })
  test('with a hold that was written in the very moment is found by the sweep', async () => {
    const event = await store.lists(seller)
    await store.cancels(event)
    // It had looked before the event was cancelled, and wrote after everything was ended.
    await store.query('update orders.events set cancelled_at = null where id = $1', [event.event])
    await store.query('update orders.ticket_types set on_sale = true where event = $1', [event.event])
    const { body: order } = await store.asks(buyer, event)
    await store.query('update orders.events set cancelled_at = now() where id = $1', [event.event])
    await store.sweep()
    expect(await store.sees(buyer, order)).toMatchObject({ state: 'released', because: 'event-cancelled' })
  })
  test('with a disputed payment waits for the bank, and is paid back if the bank leaves the money here', async () => {
    const event = await store.lists(seller)
    const paid = await bought(store, buyer, event)
    await paid.disputes('open')
    await store.cancels(event)
    expect(await store.sees(buyer, paid.order)).toMatchObject({ refunds: [], frozen: true })
    expect(await progress(event)).toMatchObject({ orders: { toRefund: 0, disputed: 1 }, amount: { toRefund: 0 } })
    await paid.disputes('won')
    expect(await store.sees(buyer, paid.order)).toMatchObject({ refunds: [{ state: 'under-way' }] })
  })
})

test('a dispute that begins and ends in one moment leaves nothing frozen, whoever reads the order in between', async () => {
  const { order, payment } = await bought(store, buyer, await store.lists(seller))
  const disputed = (version: number, state: 'open' | 'won') => {
    const about = { payment, order: order.id, dispute: 'dp_1', amount: order.total.amount, currency: 'EUR' as const }
    return store.envelope(payment, version, {
      type: 'payment.disputed',
      data: { ...about, reason: 'fraudulent', state },
    })
  }
  const { find } = store.deps.orders
  store.deps.orders.find = async (id) => {
    const read = await find(id)
    store.deps.orders.find = find
    expect(await store.deliver(disputed(3, 'open'))).toMatchObject({ heard: 'now' })
    return read
  }
  expect(await store.deliver(disputed(4, 'won'))).toMatchObject({ heard: 'now' })
  expect(await store.sees(buyer, order)).toMatchObject({ frozen: false })
  expect((await store.said(order.id)).slice(-2).map(({ type }) => type)).toEqual(['order.frozen', 'order.frozen'])
})

test('heard twice, late, or before an older change: it stays cancelled, and nobody is asked twice', async () => {
  const event = await store.lists(seller)
  const { order } = await bought(store, buyer, event)
  const heard = await store.cancels(event)
  const said = await store.said(order.id)
  expect(await store.deliver(heard)).toMatchObject({ heard: 'duplicate' })
  expect(await store.deliver({ ...heard, id: newId('message') })).toMatchObject({ heard: 'stale' })
  // A change that comes afterwards, which tickets never says, does not put it back on sale.
  await store.changes(event, [{ quantity: 50 }])
  await store.settled()
  expect((await store.asks(buyer, event)).body).toMatchObject({ type: '/problems/event-cancelled' })
  await store.sweep()
  expect(await store.said(order.id)).toEqual(said)
})

test('stopped anywhere, the sweep goes on; several at once ask for each once', async () => {
  const event = await store.lists(seller, [{ quantity: 900 }])
  await sellMany(event, 700)
  await sellMany(event, 200, 'held')
  const trace = continueTrace(undefined)
  await store.deps.sale.cancel(event.event, 'Ill', (q) => q.execute('select 1'))
  // One batch, and then the process is gone.
  expect(await store.deps.sale.payBack(event.event, 100, '', trace)).toMatchObject({ ended: 100, asked: 100 })
  await Promise.all([
    store.sweep(),
    ...[1, 2, 3].map(() => payBackEvent(store.deps, event.event, trace)),
    store.sweep(),
  ])
  // What one of them passed over, because another had it, is left to whoever comes next.
  await store.sweep()
  const [counted] = await store.query(
    `select count(*)::int as refunds, count(distinct order_id)::int as orders, sum(amount)::int as amount,
       (select count(*)::int from orders.orders o where o.event = $1 and o.state = 'held') as held,
       (select count(*)::int from orders.outbox where type = 'order.refund-asked' and aggregate in (
         select id from orders.orders where event = $1)) as told
     from orders.refunds where order_id in (select id from orders.orders where event = $1)`,
    [event.event],
  )
  expect(counted).toEqual({ refunds: 700, orders: 700, amount: 700 * 2500, held: 0, told: 700 })
  expect(await progress(event)).toMatchObject({ orders: { underWay: 700, toRefund: 0 }, held: 0 })
})

test('once nobody is left, no sweep looks any more; before that, whoever is on the way keeps it open', async () => {
  const event = await store.lists(seller)
  const { body: order } = await store.asks(buyer, event)
  const money = store.paying(order)
  await money.authorizes()
  await store.cancels(event)
  const open = async () => (await store.deps.sale.toPayBack(100)).includes(event.event)
  const aged = () =>
    store.query(`update orders.events set cancelled_at = now() - interval '2 minutes' where id = $1`, [event.event])
  await store.sweep()
  expect(await open()).toBe(true)
  await aged()
  await store.sweep()
  expect(await open()).toBe(true)
  await money.captures()
  await store.sweep()
  expect(await open()).toBe(false)
})
