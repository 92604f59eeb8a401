import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { books } from '#local/books'
import { newId } from '#shared/ids'
import { bought, type Known, type Orders, startOrders } from '../../tests/setup/orders.ts'

// Giving money back, as orders sees it: through its front door, with signed messages from the others.

let store: Orders
let [seller, buyer, stranger, operator]: Known[] = []

beforeAll(async () => {
  store = await startOrders()
  seller = await store.join('Seller')
  buyer = await store.join('Buyer')
  stranger = await store.join('Stranger')
  operator = await store.operator()
})
afterAll(async () => {
  expect((await books(store.database.url)).wrong).toEqual([])
  await store[Symbol.asyncDispose]()
})

const people = () => {
  if (!seller || !buyer || !stranger || !operator) throw new Error('nobody is there')
  return { seller, buyer, stranger, operator }
}

/** Two tickets of an event of ten, paid for. */
const sold = async (quantity = 2) => {
  const { seller, buyer } = people()
  const event = await store.lists(seller)
  return { event, ...(await bought(store, buyer, event, quantity)) }
}

const ROW = [{ section: 'Stalls', row: 'A', first: 1, last: 4 }]
const seat = (number: number) => ({ section: 'Stalls', row: 'A', seat: number })

test('all of it: the passes are void at once, the tickets on sale again once the money is on its way', async () => {
  const { seller, buyer } = people()
  const { event, order, refunds } = await sold()
  expect((await store.sees(buyer, order)).passes.map(({ state }) => state)).toEqual(['valid', 'valid'])

  const { status, body: sale } = await store.refunds(seller, order)
  expect({ status, ...sale }).toMatchObject({
    ...{ status: 201, state: 'paid', refunded: { amount: 0 }, refundable: { amount: 0 }, paidAt: expect.any(String) },
    refunds: [
      { amount: { amount: 5000, currency: 'EUR' }, state: 'under-way', tickets: 2, reason: 'The view is blocked' },
    ],
    passes: [{ state: 'void' }, { state: 'void' }],
    buyer: buyer.id,
  })
  expect(await store.available(buyer, event)).toBe(8)
  expect((await store.said(order.id)).at(-1)).toMatchObject({
    type: 'order.refund-asked',
    data: { order: order.id, amount: 5000, currency: 'EUR', attempt: 1, because: 'seller' },
  })

  const id = sale.refunds[0]?.id ?? newId('refund')
  const heard = await refunds(id, 5000)
  expect(await store.sees(buyer, order)).toMatchObject({ state: 'refunded', refunds: [{ state: 'done' }] })
  expect(await store.available(buyer, event)).toBe(10)
  expect(await store.stock(event)).toMatchObject({ free: 10, sold: 0, withdrawn: 0 })
  // Heard again, it changes nothing.
  const said = await store.said(order.id)
  expect(await store.deliver(heard)).toEqual({ status: 200, heard: 'duplicate' })
  expect(await store.deliver({ ...heard, id: newId('message') })).toEqual({ status: 200, heard: 'stale' })
  expect(await store.said(order.id)).toEqual(said)
  expect(said.at(-1)).toMatchObject({ type: 'order.refunded', data: { units: 2, whole: true, refund: id } })
})

test('a seat of several: it can be booked again, and the others stay', async () => {
  const { seller, buyer, stranger } = people()
  const event = await store.lists(seller, [{ seats: ROW }])
  const [type] = event.types
  const { order, refunds } = await bought(store, buyer, event, 0, [
    { ticketType: type, seats: [seat(1), seat(2), seat(3)] },
  ])
  const items = [{ ticketType: type, seats: [seat(2)] }]
  const { body } = await store.refunds(seller, order, { items })
  expect(body.refunds).toMatchObject([{ amount: { amount: 2500 }, tickets: 1 }])
  const wants = () => store.asks(stranger, event, 0, [{ ticketType: type, seats: [seat(2)] }])
  expect((await wants()).status).toBe(409)
  await refunds(body.refunds[0]?.id ?? newId('refund'), 2500)
  expect((await wants()).status).toBe(201)
  expect(await store.sees(buyer, order)).toMatchObject({
    state: 'paid',
    passes: [
      { seat: seat(1), state: 'valid' },
      { seat: seat(2), state: 'void' },
      { seat: seat(3), state: 'valid' },
    ],
  })
  // Given back once is given back.
  expect((await store.refunds(seller, order, { items })).body.type).toBe('/problems/refund-refused')
})

test('withdrawn: nobody gets them, and they count as neither sold nor free', async () => {
  const { seller, buyer } = people()
  const { event, order, refunds } = await sold(3)
  const items = [{ ticketType: event.types[0], quantity: 2 }]
  const { body } = await store.refunds(seller, order, { items, restock: 'withdrawn' })
  expect(await store.stock(event)).toMatchObject({ free: 7, sold: 3, withdrawn: 0 })
  await refunds(body.refunds[0]?.id ?? newId('refund'), 5000)
  expect(await store.stock(event)).toMatchObject({ quantity: 10, free: 7, sold: 1, held: 0, surplus: 0, withdrawn: 2 })
  expect(await store.available(buyer, event)).toBe(7)
})

test('a seat that was given back and withdrawn is not shown as free, nor as sold', async () => {
  const { seller, buyer } = people()
  const event = await store.lists(seller, [{ seats: ROW }])
  const { order, refunds } = await bought(store, buyer, event, 2)
  const { body } = await store.refunds(seller, order, { restock: 'withdrawn' })
  await refunds(body.refunds[0]?.id ?? newId('refund'), 5000)
  const path = `/api/orders/availability/${event.event}/seats`
  type Seen = { ticketTypes: Record<string, { seats: string }[]> }
  const map = await store.call<Seen>(buyer, 'GET', path)
  expect(
    map.body.ticketTypes[event.types[0] ?? '']?.map(({ seats }) => [...seats].filter((one) => one === '1').length),
  ).toEqual([2])
  expect(await store.stock(event)).toMatchObject({ free: 2, sold: 0, withdrawn: 2, surplus: 0 })
  // Not even when the seller takes these seats off as well.
  await store.changes(event, [{ seats: [{ section: 'Stalls', row: 'B', first: 1, last: 3 }] }])
  expect(await store.stock(event)).toMatchObject({ quantity: 3, free: 3, sold: 0, withdrawn: 2, surplus: 0 })
})

test('as a goodwill: money goes back, and the tickets stay', async () => {
  const { seller, buyer } = people()
  const { order, refunds } = await sold()
  const { body } = await store.refunds(seller, order, { amount: 700 })
  await refunds(body.refunds[0]?.id ?? newId('refund'), 700)
  expect(await store.sees(buyer, order)).toMatchObject({
    state: 'paid',
    passes: [{ state: 'valid' }, { state: 'valid' }],
  })
  expect(await store.sale(seller, order)).toMatchObject({ refunded: { amount: 700 }, refundable: { amount: 4300 } })
  const more = await store.refunds(seller, order, { amount: 4301 })
  expect({ status: more.status, type: more.body.type }).toEqual({ status: 409, type: '/problems/refund-refused' })
})

test('what cost nothing goes back at once', async () => {
  const { seller, buyer } = people()
  const event = await store.lists(seller, [{ price: 0 }])
  const { body: order } = await store.asks(buyer, event, 2)
  await store.call(buyer, 'POST', `/api/orders/${order.id}/claim`)
  const { body } = await store.refunds(seller, order)
  expect(body).toMatchObject({ state: 'refunded', refunds: [{ state: 'done', amount: { amount: 0 } }] })
  expect(await store.available(buyer, event)).toBe(10)
})

test('what is not paid yet is not given back', async () => {
  const { seller, buyer } = people()
  const event = await store.lists(seller)
  const { body: order } = await store.asks(buyer, event)
  const refused = async () => (await store.refunds(seller, order)).body.type
  expect(await refused()).toBe('/problems/order-closed')
  await store.paying(order).authorizes()
  expect(await refused()).toBe('/problems/order-closed')
  expect((await store.sale(seller, order)).state).toBe('confirmed')
})

describe('a refund that fails', () => {
  const failed = async () => {
    const { seller } = people()
    const made = await sold()
    const { body } = await store.refunds(seller, made.order)
    const id = body.refunds[0]?.id ?? newId('refund')
    await made.failsToRefund(id)
    return { ...made, id }
  }
  type Listed = {
    items: { id: string; order: string; why: string; attempt: number; state: string }[]
    nextCursor: string | null
  }
  const list = async (state = 'failed', rest = '') =>
    (await store.call<Listed>(people().operator, 'GET', `/api/orders/operator/refunds?state=${state}${rest}`)).body
  const decide = (id: string, what: 'retry' | 'settle', body: unknown = { reason: 'The card was replaced' }) =>
    store.call<{ state: string; attempt: number; type: string }>(
      people().operator,
      'POST',
      `/api/orders/operator/refunds/${id}/${what}`,
      { body },
    )
  type Actions = { items: { action: string; letter: string; reason: string; operator: { id: string } }[] }
  const actions = async () =>
    (await store.call<Actions>(people().operator, 'GET', '/api/orders/operator/actions')).body.items

  test('is seen by an operator, who has it tried again', async () => {
    const { order, id, refunds, event } = await failed()
    expect((await list()).items.find((item) => item.id === id)).toMatchObject({
      ...{ order: order.id, attempt: 1, why: 'expired_or_canceled_card', amount: { amount: 5000, currency: 'EUR' } },
    })
    expect((await store.sees(people().buyer, order)).refunds).toMatchObject([{ state: 'failed' }])
    const again = await decide(id, 'retry')
    expect({ status: again.status, ...again.body }).toMatchObject({ status: 200, state: 'asked', attempt: 2 })
    expect((await store.said(order.id)).at(-1)).toMatchObject({
      type: 'order.refund-asked',
      data: { refund: id, attempt: 2 },
    })
    expect((await list()).items.some((item) => item.id === id)).toBe(false)
    expect((await list('asked')).items.some((item) => item.id === id)).toBe(true)
    await refunds(id, 5000)
    expect(await store.sees(people().buyer, order)).toMatchObject({ state: 'refunded', refunds: [{ state: 'done' }] })
    expect(await store.available(people().buyer, event)).toBe(10)
    expect((await actions())[0]).toMatchObject({
      ...{
        action: 'retry-refund',
        letter: id,
        reason: 'The card was replaced',
        operator: { id: people().operator.id },
      },
    })
  })

  test('is tried again at the installation’s expense, and it is known who decided that', async () => {
    const { order, id } = await failed()
    const asked = async () => (await store.said(order.id)).at(-1)?.data
    const wrong = await decide(id, 'retry', { reason: 'The hall is bankrupt', atOwnExpense: 'yes' })
    expect(wrong).toMatchObject({ status: 400, body: { errors: [{ pointer: '#/atOwnExpense' }] } })
    expect((await decide(id, 'settle', { reason: 'Never', atOwnExpense: true })).status).toBe(400)
    const reason = 'The hall is bankrupt'
    expect((await decide(id, 'retry', { reason, atOwnExpense: true })).body).toMatchObject({
      state: 'asked',
      attempt: 2,
    })
    expect(await asked()).toMatchObject({ refund: id, attempt: 2, atOwnExpense: true })
    expect((await actions())[0]).toMatchObject({ action: 'bear-refund', letter: id, reason })
  })

  test('is settled in another way, by somebody who answers for it', async () => {
    const { order, id } = await failed()
    expect((await decide(id, 'settle', { reason: 'Wired by hand' })).body.state).toBe('settled')
    expect(await store.sees(people().buyer, order)).toMatchObject({ state: 'refunded', refunds: [{ state: 'done' }] })
    expect((await actions())[0]).toMatchObject({ action: 'settle-refund', reason: 'Wired by hand' })
    // Once.
    expect((await decide(id, 'settle')).body.type).toBe('/problems/refund-refused')
    expect((await decide(id, 'retry')).body.type).toBe('/problems/refund-refused')
    expect((await actions())[0]).toMatchObject({ letter: id, reason: 'Wired by hand' })
  })

  test('days after it was done: whoever has the tickets by then keeps them', async () => {
    const { stranger } = people()
    const { seller } = people()
    const event = await store.lists(seller, [{ quantity: 1 }])
    const { order, ...money } = await bought(store, people().buyer, event)
    const id = (await store.refunds(seller, order)).body.refunds[0]?.id ?? newId('refund')
    await money.refunds(id, 2500)
    const next = await bought(store, stranger, event)
    await money.failsToRefund(id)
    expect(await store.sees(people().buyer, order)).toMatchObject({ state: 'refunded', refunds: [{ state: 'failed' }] })
    await decide(id, 'retry')
    await money.refunds(id, 2500)
    expect(await store.sees(stranger, next.order)).toMatchObject({ state: 'paid', passes: [{ state: 'valid' }] })
  })

  test('pages are as long as was asked for, and lead on', async () => {
    await Promise.all([failed(), failed(), failed()])
    const first = await list('failed', '&limit=2')
    const second = await list('failed', `&limit=2&cursor=${first.nextCursor}`)
    expect([first.items.length, second.items.length > 0]).toEqual([2, true])
    expect(first.items.every(({ id }) => !second.items.some((item) => item.id === id))).toBe(true)
  })

  test.each([
    ['retry', {}, '#/reason'],
    ['settle', { reason: 'no' }, '#/reason'],
    ['settle', { reason: 'because', amount: 1 }, '#/amount'],
  ] as const)('%s with %j is refused, and says where', async (what, body, pointer) => {
    const { status, body: refused } = await decide(newId('refund'), what, body)
    expect({
      status,
      pointers: (refused as unknown as { errors: { pointer: string }[] }).errors.map((e) => e.pointer),
    }).toEqual({ status: 400, pointers: [pointer] })
  })
  test('that is not there is not found', async () => expect((await decide(newId('refund'), 'retry')).status).toBe(404))
})

describe('who', () => {
  test('is not the seller finds nothing: no sale, no list, nothing to give back', async () => {
    const { stranger, buyer } = people()
    const { event, order } = await sold()
    for (const who of [stranger, buyer]) {
      expect((await store.refunds(who, order)).status).toBe(404)
      expect((await store.call(who, 'GET', `/api/orders/sales/${order.id}`)).status).toBe(404)
      expect((await store.call(who, 'GET', `/api/orders/sales?event=${event.event}`)).status).toBe(404)
      expect((await store.call(who, 'GET', `/api/orders/cancellations/${event.event}`)).status).toBe(404)
    }
    for (const path of [
      `sales?event=${newId('event')}`,
      `sales/${newId('order')}`,
      `cancellations/${newId('event')}`,
    ]) {
      expect((await store.call(stranger, 'GET', `/api/orders/${path}`)).status).toBe(404)
    }
  })
  test('is no operator may not look at what failed', async () => {
    const path = '/api/orders/operator/refunds'
    for (const who of [people().seller, people().buyer]) {
      expect((await store.call(who, 'GET', path)).status).toBe(403)
      const body = { reason: 'I want to' }
      expect((await store.call(who, 'POST', `${path}/${newId('refund')}/retry`, { body })).status).toBe(403)
      expect((await store.call(who, 'POST', `${path}/${newId('refund')}/settle`, { body })).status).toBe(403)
    }
  })
  test('is not signed in is asked to', async () => {
    const nobody = { ...people().buyer, headers: {} }
    const { event, order } = await sold()
    const paths = [
      `sales?event=${event.event}`,
      `sales/${order.id}`,
      `cancellations/${event.event}`,
      'operator/refunds',
    ]
    for (const path of paths) expect((await store.call(nobody, 'GET', `/api/orders/${path}`)).status).toBe(401)
    expect((await store.refunds(nobody, order)).status).toBe(401)
  })
  test('is an operator may give back anybody’s, and answers for it', async () => {
    const { operator } = people()
    const { order } = await sold()
    const { status, body } = await store.refunds(operator, order, { amount: 100, reason: 'A court said so' })
    expect({ status, refundable: body.refundable.amount }).toEqual({ status: 201, refundable: 4900 })
    expect((await store.said(order.id)).at(-1)?.data).toMatchObject({ because: 'operator' })
    type Actions = { items: { action: string; letter: string }[] }
    const { body: noted } = await store.call<Actions>(operator, 'GET', '/api/orders/operator/actions?limit=1')
    expect(noted.items).toMatchObject([{ action: 'refund', letter: body.refunds[0]?.id, reason: 'A court said so' }])
  })
})

describe('a request', () => {
  const type = newId('ticketType')
  test.each([
    [{ reason: 'no' }, '#/reason'],
    [{ amount: 0 }, '#/amount'],
    [{ amount: 1.5 }, '#/amount'],
    [{ items: [] }, '#/items'],
    [{ items: [{ ticketType: type }] }, '#/items/0/quantity'],
    [{ items: [{ ticketType: type, quantity: 21 }] }, '#/items/0/quantity'],
    [{ items: [{ ticketType: type, quantity: 1, seats: [seat(1)] }] }, '#/items/0/quantity'],
    [{ items: [{ ticketType: type, seats: [seat(1), seat(1)] }] }, '#/items/0/seats'],
    [{ items: [1, 2].map(() => ({ ticketType: type, quantity: 1 })) }, '#/items'],
    [{ items: [{ ticketType: type, quantity: 1 }] }, '#/items/0/ticketType'],
    [{ restock: 'later' }, '#/restock'],
    [{ everything: true }, '#/everything'],
  ])('that says %j is told where it is wrong', async (body, pointer) => {
    const { order } = await sold(1)
    const { status, body: refused } = await store.refunds(people().seller, order, body)
    expect({ status, pointers: refused.errors?.map((error) => error.pointer) }).toEqual({
      status: 400,
      pointers: [pointer],
    })
  })
  test('needs a key, and repeated under it gives nothing twice', async () => {
    const { seller } = people()
    const { order } = await sold()
    const body = { reason: 'Twice is once', amount: 100 }
    const bare = await store.send('POST', `/api/orders/sales/${order.id}/refunds`, body, seller.headers)
    expect(((await bare.json()) as { type: string }).type).toBe('/problems/idempotency-key-required')
    const key = 'the-key-of-one-refund'
    const first = await store.refunds(seller, order, body, key)
    expect(await store.refunds(seller, order, body, key)).toMatchObject({ status: 201, body: first.body })
    // The process died before it could keep its answer, and the key was given free.
    await store.query('delete from orders.idempotency_keys where key = $1', [key])
    const again = await store.refunds(seller, order, body, key)
    expect({ status: again.status, refunds: again.body.refunds }).toEqual({ status: 201, refunds: first.body.refunds })
  })
})

test('a seller looks through what was sold, newest first', async () => {
  const { seller, buyer } = people()
  const event = await store.lists(seller)
  const orders = []
  for (let n = 0; n < 3; n++) orders.push((await bought(store, buyer, event)).order.id)
  const { body: confirmed } = await store.asks(buyer, event)
  await store.paying(confirmed).authorizes()
  const { body: held } = await store.asks(buyer, event)
  type Page = { items: { id: string; state: string }[]; nextCursor: string | null }
  const page = async (rest: string) =>
    (await store.call<Page>(seller, 'GET', `/api/orders/sales?event=${event.event}${rest}`)).body
  const ids = ({ items }: Page) => items.map(({ id }) => id)
  expect(ids(await page(''))).toEqual([confirmed.id, ...orders.toReversed()])
  expect(ids(await page('&state=paid'))).toEqual(orders.toReversed())
  const first = await page('&limit=3')
  expect(ids(await page(`&limit=3&cursor=${first.nextCursor}`))).toEqual([orders[0]])
  expect((await store.call(seller, 'GET', `/api/orders/sales/${held.id}`)).status).toBe(404)
  for (const wrong of ['&limit=101', '&limit=0', '&cursor=x', '&state=held', '&page=2']) {
    expect((await store.call(seller, 'GET', `/api/orders/sales?event=${event.event}${wrong}`)).status).toBe(400)
  }
})

describe('a dispute', () => {
  test('freezes the passes until the store has won', async () => {
    const { buyer, seller } = people()
    const { order, disputes } = await sold()
    await disputes('open')
    expect(await store.sees(buyer, order)).toMatchObject({
      frozen: true,
      passes: [{ state: 'frozen' }, { state: 'frozen' }],
    })
    expect((await store.said(order.id)).at(-1)).toMatchObject({ type: 'order.frozen', data: { frozen: true } })
    expect((await store.refunds(seller, order)).body.type).toBe('/problems/refund-refused')
    await disputes('won')
    expect(await store.sees(buyer, order)).toMatchObject({
      frozen: false,
      passes: [{ state: 'valid' }, { state: 'valid' }],
    })
    await disputes('open')
    const lost = await disputes('lost')
    expect(await store.sees(buyer, order)).toMatchObject({ frozen: true, state: 'paid' })
    expect(await store.deliver(lost)).toMatchObject({ heard: 'duplicate' })
  })
  test('that took a part leaves the rest for an operator to give back, with the tickets', async () => {
    const { seller, operator, buyer } = people()
    const { order, disputes, refunds } = await sold()
    await disputes('open')
    expect((await store.refunds(operator, order)).body.type).toBe('/problems/refund-refused')
    await disputes('lost', 2000)
    expect((await store.refunds(seller, order)).body.type).toBe('/problems/refund-refused')
    expect(await store.sale(operator, order)).toMatchObject({ refundable: { amount: 3000 } })
    const { body } = await store.refunds(operator, order)
    expect(body.refunds).toMatchObject([{ amount: { amount: 3000 }, state: 'under-way' }])
    await refunds(body.refunds[0]?.id ?? newId('refund'), 3000)
    expect(await store.sees(buyer, order)).toMatchObject({ state: 'refunded', frozen: true })
  })
  test('does not make good again what was given back', async () => {
    const { order, disputes } = await sold()
    await store.refunds(people().seller, order, {
      items: [{ ticketType: (await store.sale(people().seller, order)).passes[0]?.ticketType, quantity: 1 }],
    })
    await disputes('open')
    expect((await store.sees(people().buyer, order)).passes.map(({ state }) => state).toSorted()).toEqual([
      'frozen',
      'void',
    ])
  })
})
