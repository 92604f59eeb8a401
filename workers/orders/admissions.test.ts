import { afterAll, beforeAll, expect, test } from 'vitest'
import { books } from '#local/books'
import { newId } from '#shared/ids'
import { codesOf, doorOf, passesOf } from '../../tests/setup/door.ts'
import { bought, type Known, type Orders, startOrders, type Told } from '../../tests/setup/orders.ts'
import { codeOf } from './pass-code.ts'

// At the door, as orders sees it: what a buyer shows, and whom it lets in.

let store: Orders
let [seller, buyer, stranger]: Known[] = []

beforeAll(async () => {
  store = await startOrders()
  seller = await store.join('Seller')
  buyer = await store.join('Buyer')
  stranger = await store.join('Stranger')
})
afterAll(async () => {
  expect((await books(store.database.url)).wrong).toEqual([])
  await store[Symbol.asyncDispose]()
})

const people = () => {
  if (!seller || !buyer || !stranger) throw new Error('nobody is there')
  return { seller, buyer, stranger }
}

/** Tickets of an event, paid for, with their codes and the door they open. */
const sold = async (quantity = 2, listed?: Parameters<Orders['lists']>[1], items?: (event: Told) => unknown) => {
  const { seller, buyer } = people()
  const event = await store.lists(seller, listed)
  const sale = await bought(store, buyer, event, quantity, items?.(event))
  const codes = await codesOf(store, buyer, sale.order)
  return { event, ...sale, codes, door: doorOf(store, event, seller) }
}

const ROW = [{ section: 'Stalls', row: 'A', first: 1, last: 4 }]

test('who has paid is shown a code for each ticket, the same every time, and nobody else is', async () => {
  const { seller, buyer, stranger } = people()
  const event = await store.lists(seller)
  const { body: order } = await store.asks(buyer, event, 2)
  expect(await passesOf(store, buyer, order)).toEqual([])
  const money = store.paying(order)
  await money.authorizes()
  await money.captures()

  const looks = await Promise.all(Array.from({ length: 5 }, () => codesOf(store, buyer, order)))
  expect(new Set(looks.map(String)).size).toBe(1)
  expect(new Set(looks[0]).size).toBe(2)
  for (const code of looks[0] ?? []) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/)
  const { headers } = await store.call(buyer, 'GET', `/api/orders/${order.id}/passes`)
  expect(headers.get('cache-control')).toBe('no-store')
  for (const other of [seller, stranger]) {
    expect((await store.call(other, 'GET', `/api/orders/${order.id}/passes`)).status).toBe(404)
  }
  const [code = ''] = looks[0] ?? []
  for (const path of [`/api/orders/sales/${order.id}`, `/api/orders/sales?event=${event.event}`]) {
    const { status, body } = await store.call(seller, 'GET', path)
    expect([status, JSON.stringify(body).includes(code)]).toEqual([200, false])
  }
})

test('a pass lets one person in, once; who asks again with the same key is told so again', async () => {
  const { door, codes } = await sold(2)
  const key = 'key-of-a-scanner'
  const first = await door.scans(codes[0], key)
  expect(first).toMatchObject({
    status: 201,
    body: { ticket: { name: 'Type 0', number: 1, of: 2, seat: null }, undoneAt: null },
  })
  expect((await door.scans(codes[0], key)).body).toEqual(first.body)
  expect((await door.scans(codes[1], key)).status).toBe(422)

  const again = await door.scans(codes[0]?.toLowerCase())
  expect({ status: again.status, ...again.body }).toMatchObject({
    ...{ status: 409, type: '/problems/not-admitted', reason: 'admitted-already', admittedAt: first.body.at },
    ticket: { number: 1, of: 2 },
  })
  expect((await door.scans(codes[1])).body).toMatchObject({ ticket: { number: 2, of: 2 } })
})

test('an admission is taken back, and the pass lets somebody in once more', async () => {
  const { seller, buyer, stranger } = people()
  const { event, order, door, codes } = await sold(1)
  const { body: admission } = await door.scans(codes[0])
  expect((await passesOf(store, buyer, order))[0]?.admittedAt).toBe(admission.at)
  expect((await doorOf(store, event, stranger).undoes(admission.id)).status).toBe(404)
  const undone = await door.undoes(admission.id)
  expect(undone).toMatchObject({ status: 200, body: { undoneAt: expect.any(String) } })
  expect(await door.undoes(admission.id)).toMatchObject({ status: 200, body: undone.body })

  expect((await door.scans(codes[0])).status).toBe(201)
  // The first is still taken back, and says who did it.
  expect((await door.undoes(admission.id)).status).toBe(200)
  expect((await door.scans(codes[0])).body.reason).toBe('admitted-already')
  const kept = await store.query('select by, undone_by from orders.admissions where order_id = $1 order by id', [
    order.id,
  ])
  expect(kept).toEqual([
    { by: seller.id, undone_by: seller.id },
    { by: seller.id, undone_by: null },
  ])
})

test('what was given back lets nobody in, and who gets the place after it has another code', async () => {
  const { seller, buyer, stranger } = people()
  const seats = ({ types: [ticketType] }: Told) => [
    { ticketType, seats: [1, 2].map((seat) => ({ section: 'Stalls', row: 'A', seat })) },
  ]
  const { event, order, refunds, door, codes } = await sold(0, [{ seats: ROW }], seats)
  const { body } = await store.refunds(seller, order)
  expect((await door.scans(codes[0])).body).toMatchObject({
    ...{ reason: 'given-back', ticket: { seat: { section: 'Stalls', row: 'A', seat: 1 } } },
  })
  expect(await codesOf(store, buyer, order)).toEqual(['none', 'none'])
  await refunds(body.refunds[0]?.id ?? newId('refund'), 5000)
  expect((await door.scans(codes[0])).body.reason).toBe('given-back')

  const next = await bought(store, stranger, event, 0, seats(event))
  const others = await codesOf(store, stranger, next.order)
  expect(others.filter((code) => codes.includes(code))).toEqual([])
  expect((await door.scans(others[0])).status).toBe(201)
  expect((await door.scans(codes[0])).body.reason).toBe('given-back')
})

test('while the payment is disputed nobody comes in, and after the store has won they do', async () => {
  const { buyer } = people()
  const { order, disputes, door, codes } = await sold(1)
  await disputes('open')
  expect(await passesOf(store, buyer, order)).toMatchObject([{ state: 'frozen', code: null }])
  expect((await door.scans(codes[0])).body.reason).toBe('frozen')
  await disputes('won')
  expect(await codesOf(store, buyer, order)).toEqual(codes)
  expect((await door.scans(codes[0])).status).toBe(201)
})

test('a cancelled event has no door', async () => {
  const { buyer } = people()
  const { event, order, door, codes } = await sold(1)
  // Paid back by the sweep; until then the order is as it was.
  await store.query('update orders.events set cancelled_at = now(), cancel_reason = $2 where id = $1', [
    event.event,
    'Ill',
  ])
  expect((await door.scans(codes[0])).body.reason).toBe('event-cancelled')
  expect(await codesOf(store, buyer, order)).toEqual(['none'])
  await store.sweep()
  expect((await door.scans(codes[0])).body.reason).toBe('given-back')
})

test('a pass is for one event; somebody else’s, and one there is not, look the same', async () => {
  const { seller, stranger } = people()
  const { event, codes, door } = await sold(1)
  const elsewhere = doorOf(store, await store.lists(seller), seller)
  expect((await elsewhere.scans(codes[0])).body).toMatchObject({ reason: 'not-this-event', title: 'T' })

  const made = codeOf('0'.repeat(15))
  const unknown = [
    await doorOf(store, await store.lists(stranger), stranger).scans(codes[0]),
    await doorOf(store, event, stranger).scans(codes[0]),
    await door.scans(made),
    await doorOf(store, { event: newId('event') }, seller).scans(codes[0]),
  ]
  expect(unknown.map(({ status, body }) => [status, body.type, body.reason, body.ticket])).toEqual(
    Array(4).fill([404, '/problems/not-found', undefined, undefined]),
  )
  // Who runs the installation sells nothing, and keeps nobody's door.
  const operator = await store.operator()
  expect((await doorOf(store, event, operator).scans(codes[0])).status).toBe(404)

  const mistyped = await door.scans(`${made.slice(0, -1)}1`)
  expect([mistyped.status, mistyped.body.errors?.[0]?.pointer]).toEqual([400, '#/code'])
  expect((await door.scans(codes[0])).status).toBe(201)
})

test('where somebody was let in, money may go back, and nobody else gets the place', async () => {
  const { seller } = people()
  const { event, order, refunds, door, codes } = await sold(2)
  const { body: admission } = await door.scans(codes[0])
  const refused = await store.refunds(seller, order)
  expect([refused.status, refused.body.type]).toEqual([409, '/problems/refund-refused'])
  expect((await store.refunds(seller, order, { amount: 100 })).status).toBe(201)
  const { body } = await store.refunds(seller, order, { restock: 'withdrawn' })
  await refunds(body.refunds.at(-1)?.id ?? newId('refund'), 4900)
  expect(await store.stock(event)).toMatchObject({ free: 8, withdrawn: 2 })
  // They are inside, and are counted.
  expect(await door.shows()).toMatchObject({ ticketTypes: [{ sold: 1, admitted: 1 }] })
  // Sent out again, they do not get back in with it.
  await door.undoes(admission.id)
  expect((await door.scans(codes[0])).body.reason).toBe('given-back')
})

test('of two that are alike, the one nobody was let in with goes back: who is inside has paid, and nobody follows', async () => {
  const { seller } = people()
  const { event, order, refunds, door, codes } = await sold(2)
  const { body: admission } = await door.scans(codes[0])
  const sale = await store.call<{ passes: unknown[] }>(seller, 'GET', `/api/orders/sales/${order.id}`)
  expect(sale.body.passes).toMatchObject([{ admittedAt: admission.at }, { admittedAt: null }])

  const { status, body } = await store.refunds(seller, order, { items: [{ ticketType: event.types[0], quantity: 1 }] })
  expect([status, body.passes]).toMatchObject([201, [{ state: 'valid' }, { state: 'void', admittedAt: null }]])
  expect((await door.scans(codes[1])).body.reason).toBe('given-back')
  await refunds(body.refunds[0]?.id ?? newId('refund'), 2500)
  expect(await door.shows()).toMatchObject({ ticketTypes: [{ sold: 1, admitted: 1 }] })
})

test('the door counts by type, and shows who came last', async () => {
  const { seller, stranger } = people()
  const items = ({ types }: Told) => types.map((ticketType) => ({ ticketType, quantity: 2 }))
  const { event, codes, door } = await sold(0, [{}, { seats: ROW }], items)
  await door.scans(codes[0])
  const last = await door.scans(codes[2])
  const { ticketTypes, latest } = await door.shows()
  expect(ticketTypes).toMatchObject([
    { name: 'Type 0', sold: 2, admitted: 1 },
    { name: 'Type 1', sold: 2, admitted: 1 },
  ])
  expect(latest.map(({ ticket }) => ticket.number)).toEqual([3, 1])
  expect(latest[0]).toMatchObject({ id: last.body.id, ticket: { name: 'Type 1', seat: { row: 'A' } } })
  expect(JSON.stringify(latest)).not.toContain(people().buyer.id)
  expect((await store.call(stranger, 'GET', `/api/orders/events/${event.event}/admissions`)).status).toBe(404)

  const file = await store.send('GET', `/api/orders/reports/${event.event}/tickets.csv`, undefined, seller.headers)
  const lines = (await file.text()).trim().split('\r\n')
  expect(lines[0]).toContain(',paid_at,admitted_at,')
  expect(lines.filter((line) => /,valid,[\d:.TZ-]+,[\d:.TZ-]+,acc_/.test(line))).toHaveLength(2)
  for (const code of codes) expect(lines.join()).not.toContain(code.slice(0, -1))
})
