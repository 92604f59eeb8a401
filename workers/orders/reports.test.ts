import { afterAll, beforeAll, expect, test } from 'vitest'
import { newId } from '#shared/ids'
import { bought, type Known, type Orders, startOrders, type Told } from '../../tests/setup/orders.ts'

// What sellers are told of their sales: through the front door, in numbers, in lists and in files.

let store: Orders
let [seller, buyer, stranger, operator]: Known[] = []

beforeAll(async () => {
  store = await startOrders()
  seller = await store.join('Seller')
  buyer = await store.join('Buyer')
  stranger = await store.join('Stranger')
  operator = await store.operator()
})
afterAll(() => store[Symbol.asyncDispose]())

const people = () => {
  if (!seller || !buyer || !stranger || !operator) throw new Error('nobody is there')
  return { seller, buyer, stranger, operator }
}

type Point = { stretch: number; orders: number; tickets: number; gross: number; refunded: number }
type Report = {
  grain: string
  starts: string[]
  currencies: { currency: string; orders: number; tickets: number; gross: number; points: Point[] }[]
  parts: { id: string; name: string; tickets: number; returned: number; gross: number; of: number }[]
  held: { orders: number; tickets: number; nextEnd: string | null }
  beingPaid: { orders: number; tickets: number }
}

const reports = async (who: Known, path = '', query = 'period=all') =>
  (await store.call<Report>(who, 'GET', `/api/orders/reports${path}?${query}`)).body

const paidDaysAgo = (order: { id: string }, days: number) =>
  store.query(`update orders.orders set closed_at = now() - make_interval(days => $2) where id = $1`, [order.id, days])

const file = async (who: Known, { event }: Told, name: string) => {
  const answer = await store.send('GET', `/api/orders/reports/${event}/${name}.csv`, undefined, who.headers)
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
}

const ROW = [{ section: 'Stalls', row: 'A', first: 1, last: 4 }]

test('an event in numbers: sold, given back, held and being paid, by day and by ticket type', async () => {
  const { seller, buyer, stranger, operator } = people()
  const event = await store.lists(seller, [{ price: 2500, quantity: 20 }, { price: 0, quantity: 5 }, { seats: ROW }])
  const [adult, child, seat] = event.types
  const both = [
    { ticketType: adult, quantity: 3 },
    { ticketType: child, quantity: 1 },
  ]
  const first = await bought(store, buyer, event, 0, both)
  await paidDaysAgo(first.order, 10)
  const second = await bought(store, buyer, event, 0, [
    { ticketType: adult, quantity: 2 },
    { ticketType: seat, seats: [{ section: 'Stalls', row: 'A', seat: 2 }] },
  ])
  const { body: asked } = await store.refunds(seller, second.order, { items: [{ ticketType: adult, quantity: 1 }] })
  // What is only asked for is not gone yet.
  expect((await reports(seller, `/${event.event}`)).currencies).toMatchObject([{ gross: 15_000, refunded: 0 }])
  await second.refunds(asked.refunds[0]?.id ?? newId('refund'), 2500)
  const { body: waiting } = await store.asks(buyer, event, 2)
  await store.paying(waiting).authorizes()
  await store.asks(stranger, event, 4)
  const { body: over } = await store.asks(stranger, event, 1)
  await store.lapse(over)

  const whole = await reports(seller, `/${event.event}`)
  expect(whole).toMatchObject({
    currencies: [{ currency: 'EUR', orders: 2, charged: 2, tickets: 7, gross: 15_000, refunded: 2500, returned: 1 }],
    parts: [
      { id: adult, tickets: 5, returned: 1, gross: 12_500, of: 20 },
      { id: seat, tickets: 1, returned: 0, gross: 2500, of: 4 },
      { id: child, tickets: 1, returned: 0, gross: 0, of: 5 },
    ],
    held: { orders: 1, tickets: 4, nextEnd: expect.stringMatching(/Z$/) },
    beingPaid: { orders: 1, tickets: 2 },
  })

  const days = await reports(seller, `/${event.event}`, 'period=30d&timeZone=Europe/Vienna')
  expect(days).toMatchObject({ grain: 'day', starts: { length: 30 } })
  expect(days.currencies[0]?.points).toEqual([
    { stretch: 20, orders: 1, tickets: 4, gross: 7500, refunded: 0 },
    { stretch: 30, orders: 1, tickets: 3, gross: 7500, refunded: 2500 },
  ])
  const week = await reports(seller, `/${event.event}`, 'period=7d')
  expect(week.currencies).toMatchObject([{ orders: 1, tickets: 3, gross: 7500 }])
  expect(week.parts.map(({ tickets }) => tickets)).toEqual([2, 1, 0])

  expect((await reports(operator, `/${event.event}`)).currencies).toEqual(whole.currencies)
})

test('all of a seller’s events: the one that brings most comes first, and nobody else’s are among them', async () => {
  const [other, buyer] = [await store.join('Other'), people().buyer]
  const [small, large] = [await store.lists(other), await store.lists(other, [{ price: 9000 }])]
  await bought(store, buyer, small, 2)
  await bought(store, buyer, large, 1)
  await store.lists(other)
  expect(await reports(other)).toMatchObject({
    currencies: [{ orders: 2, tickets: 3, gross: 14_000 }],
    parts: [
      { id: large.event, tickets: 1, gross: 9000 },
      { id: small.event, tickets: 2, gross: 5000 },
    ],
  })
  const path = `/api/orders/reports/glance?events=${small.event},${large.event},${newId('event')}`
  expect((await store.call(other, 'GET', path)).body).toEqual({
    events: {
      [small.event]: { tickets: 2, of: 10, gross: 5000, held: 0, currency: 'EUR' },
      [large.event]: { tickets: 1, of: 10, gross: 9000, held: 0, currency: 'EUR' },
    },
  })
  expect((await store.call(people().stranger, 'GET', path)).body).toEqual({ events: {} })
  expect(await reports(people().stranger)).toMatchObject({ currencies: [], parts: [], held: { orders: 0 } })
})

test('a stranger finds nothing, a visitor signs in, and what is asked wrongly is named', async () => {
  const { seller, stranger } = people()
  const event = await store.lists(seller)
  for (const path of [event.event, `${event.event}/orders.csv`, `${event.event}/tickets.csv`]) {
    expect((await store.call(stranger, 'GET', `/api/orders/reports/${path}`)).status).toBe(404)
    expect((await store.send('GET', `/api/orders/reports/${path}`)).status).toBe(401)
  }
  const wrong = async (path: string) =>
    (await store.call<{ errors: { pointer: string }[] }>(seller, 'GET', path)).body.errors.map(({ pointer }) => pointer)
  expect(await wrong('/api/orders/reports?period=ever&timeZone=Mars/Base')).toEqual(['#/period', '#/timeZone'])
  expect(await wrong('/api/orders/reports/glance?events=x')).toEqual(['#/events/0'])
  expect(await wrong(`/api/orders/sales?event=${event.event}&part=a%25`)).toEqual(['#/part'])
})

test('orders are looked for by part of an id and by ticket type', async () => {
  const { seller, buyer, stranger } = people()
  const event = await store.lists(seller, [{}, {}])
  const [one, two] = event.types
  const mine = await bought(store, buyer, event, 1, [{ ticketType: one, quantity: 1 }])
  const theirs = await bought(store, stranger, event, 1, [{ ticketType: two, quantity: 1 }])
  const find = async (query: string) => {
    const path = `/api/orders/sales?event=${event.event}&${query}`
    return (await store.call<{ items: { id: string }[] }>(seller, 'GET', path)).body.items.map(({ id }) => id)
  }
  expect(await find(`part=${mine.order.id.slice(-8)}`)).toEqual([mine.order.id])
  expect(await find(`part=${stranger.id.slice(-8).toUpperCase()}`)).toEqual([theirs.order.id])
  expect(await find(`ticketType=${two}`)).toEqual([theirs.order.id])
  expect(await find(`ticketType=${two}&part=${mine.order.id}`)).toEqual([])
})

test('the files: a row for each order and for each ticket, and no name is run as a formula', async () => {
  const { seller, buyer } = people()
  const event = await store.lists(seller, [{ seats: ROW }])
  const [type] = event.types
  const seats = [1, 2].map((seat) => ({ section: 'Stalls', row: 'A', seat }))
  const { order, refunds } = await bought(store, buyer, event, 0, [{ ticketType: type, seats }])
  await store.query(`update orders.orders set lines = jsonb_set(lines, '{0,name}', '"=2+5, \\"x\\""') where id = $1`, [
    order.id,
  ])
  const { body: asked } = await store.refunds(seller, order, { items: [{ ticketType: type, seats: seats.slice(1) }] })
  await refunds(asked.refunds[0]?.id ?? newId('refund'), 2500)
  const unpaid = await store.asks(buyer, event, 0, [{ ticketType: type, seats: [{ ...seats[0], seat: 4 }] }])
  expect(unpaid.status).toBe(201)

  const sold = await file(seller, event, 'orders')
  expect(sold).toMatchObject({ status: 200, type: expect.stringContaining('text/csv') })
  const [head, ...lines] = sold.text.trim().split('\r\n')
  expect(head).toBe('order,state,paid_at,tickets,what,currency,total,refunded,buyer,buyer_name')
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(new RegExp(`^${order.id},paid,\\d{4}-.*Z,2,"2 × =2.*",EUR,50.00,25.00,${buyer.id},$`))

  const tickets = (await file(seller, event, 'tickets')).text.trim().split('\r\n').slice(1)
  expect(tickets.map((line) => line.replace(/\d{4}-\S+Z/, 'then'))).toEqual([
    `${order.id},"'=2+5, ""x""",Stalls,A,1,valid,then,,${buyer.id},`,
    `${order.id},"'=2+5, ""x""",Stalls,A,2,void,then,,${buyer.id},`,
  ])
})
