import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Network } from '#local/network'
import type { EventShown, Person, ProblemShown } from '#local/person'
import { admin } from '#local/postgres'
import { newId } from '#shared/ids'
import { startNetwork } from '../setup/network.ts'
import { minute, unheard, unknown } from './cron.ts'

type Logged = {
  id: string
  type: string
  aggregate: string
  state: string
  order: string | null
  trace: string
  listeners: string[]
}
type Page<Item> = { items: Item[]; nextCursor: string | null }
type Letter = { letter: string; message: string; type: string; order: string | null; status: number; reason: string }
type Action = { action: string; message: string; reason: string; operator: { id: string; name: string } }

let network: Network
let operator: Person
let seller: Person
let buyer: Person
let event: EventShown

beforeAll(async () => {
  network = await startNetwork()
  ;[operator, seller, buyer] = [await network.operator(), await network.person(), await network.person()]
  event = await seller.lists({ quantity: 50 })
})
afterAll(() => network[Symbol.asyncDispose]())
beforeEach(() => network.road(() => 'arrive'))

const logOf = (service: string, query: string) =>
  operator.succeed<Page<Logged>>('GET', `/api/${service}/operator/messages?${query}`)
const lettersOf = async (service: string) =>
  (await operator.succeed<Page<Letter>>('GET', `/api/${service}/operator/dead-letters`)).items
const actionsOf = async (service: string) =>
  (await operator.succeed<Page<Action>>('GET', `/api/${service}/operator/actions`)).items
const does = (service: string, what: string, body: unknown, options = {}) =>
  operator.call<ProblemShown & Record<string, unknown>>('POST', `/api/${service}/operator/dead-letters/${what}`, {
    body,
    ...options,
  })

/** Lets time pass until the broker has given up on this many messages to a service. */
const givesUpOn = async (service: string, count: number) => {
  for (let looks = 0; looks < 100; looks++) {
    if ((await lettersOf(service)).length >= count) return
    await network.advance({ seconds: 30 })
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`the broker never gave up on ${count} messages`)
}

describe('who does not run the store learns nothing of it', () => {
  const reads = ['standing', 'messages', 'dead-letters', 'actions']
  const routes: [string, string, unknown?][] = [
    ...reads.slice(0, 2).map((path): [string, string] => ['GET', `/api/tickets/operator/${path}`]),
    ...['orders', 'payments'].flatMap((service): [string, string, unknown?][] => [
      ...reads.map((path): [string, string] => ['GET', `/api/${service}/operator/${path}`]),
      ['POST', `/api/${service}/operator/dead-letters/replay`, { letters: ['dlq_1'], reason: 'because' }],
      ['POST', `/api/${service}/operator/dead-letters/replay-all`, { reason: 'because' }],
      ['POST', `/api/${service}/operator/dead-letters/discard`, { letters: ['dlq_1'], reason: 'because' }],
    ]),
  ]
  test.each(routes)('%s %s', async (method, path, body) => {
    const visitor = await network.person()
    visitor.forgetCookies()
    const options = body === undefined ? {} : { body }
    expect((await visitor.call(method, path, options)).status, 'a visitor').toBe(401)
    for (const [who, person] of Object.entries({ 'a buyer': buyer, 'a seller': seller })) {
      expect(await person.call(method, path, options), who).toMatchObject({
        status: 403,
        body: { type: '/problems/forbidden' },
      })
    }
  })
})

test('what became of an order’s messages is found by order, payment, event and trace, in every service', async () => {
  const order = await buyer.holds(event, 2)
  await buyer.pays(order)
  await network.settle()
  await minute(network)

  const told = await logOf('orders', `about=${order.id}`)
  expect(told.items.map(({ type, state, listeners }) => [type, state, listeners])).toEqual([
    ['order.paid', 'heard', ['payments', 'notifications']],
    ['order.confirmed', 'heard', ['payments']],
    ['order.held', 'heard', ['payments']],
  ])
  const paid = await logOf('payments', `about=${order.id}`)
  expect(paid.items.map(({ type, order: about }) => [type, about])).toEqual([
    ['payment.captured', order.id],
    ['payment.authorized', order.id],
  ])
  const [first] = paid.items
  expect((await logOf('payments', `about=${first?.aggregate}`)).items).toEqual(paid.items)
  expect((await logOf('payments', `about=${first?.trace}`)).items.map(({ id }) => id)).toContain(first?.id)
  expect((await logOf('tickets', `about=${event.id}`)).items).toMatchObject([
    { type: 'event.published', state: 'heard' },
  ])
  expect((await logOf('orders', `about=${event.id}`)).items).toEqual([])
  expect(await operator.succeed('GET', '/api/orders/operator/standing')).toMatchObject({
    service: 'orders',
    unpublished: 0,
    unheard: 0,
  })
  // What a message says is nobody's business here.
  expect(JSON.stringify(told)).not.toMatch(/buyer|amount|acc_/)
})

test('the log is read page by page, and by state', async () => {
  network.broker.away = true
  const order = await buyer.holds(event)
  const waiting = await logOf('orders', 'state=waiting')
  network.broker.away = false
  expect(waiting.items).toMatchObject([{ order: order.id, state: 'waiting' }])
  expect((await logOf('orders', `about=${order.id}`)).items).toMatchObject([{ state: 'waiting' }])
  await minute(network)
  const pages: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Page<Logged> = await logOf('orders', `limit=2${cursor && `&cursor=${cursor}`}`)
    pages.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  }
  const rows = await admin<{ id: string }>(network.database, 'select id from orders.outbox order by position desc')
  expect(pages).toEqual(rows.map(({ id }) => id))
})

test.each([
  ['GET', 'orders', 'messages?about=somebody', '#/about'],
  ['GET', 'orders', 'messages?state=lost', '#/state'],
  ['GET', 'orders', 'messages?limit=1000', '#/limit'],
  ['GET', 'payments', 'actions?cursor=first', '#/cursor'],
  ['POST', 'orders', 'dead-letters/replay', '#/letters'],
  ['POST', 'orders', 'dead-letters/replay-all', '#/reason'],
  ['POST', 'payments', 'dead-letters/discard', '#/reason'],
])('%s %s %s names what is wrong: %s', async (method, service, path, pointer) => {
  const body = { letters: pointer === '#/letters' ? [] : ['dlq_1'], reason: pointer === '#/reason' ? '  ' : 'because' }
  const { letters: _, ...withoutLetters } = body
  const sent = path.endsWith('all') ? withoutLetters : body
  const reply = await operator.call(method, `/api/${service}/operator/${path}`, method === 'POST' ? { body: sent } : {})
  expect(reply).toMatchObject({ status: 400, body: { errors: [{ pointer }] } })
})

test('what was given up is delivered again by hand, once for a key, and it is written down who did it', async () => {
  network.road(({ service }) => (service === 'payments' ? 'refuse' : 'arrive'))
  const orders = [await buyer.holds(event), await buyer.holds(event)]
  await givesUpOn('payments', 2)
  network.road(() => 'arrive')
  const letters = await lettersOf('payments')
  expect(letters.map(({ type, status }) => [type, status])).toEqual([
    ['order.held', 503],
    ['order.held', 503],
  ])

  const mine = letters.find(({ order }) => order === orders[0]?.id)
  const request = { letters: [mine?.letter], reason: 'payments is back' }
  const key = crypto.randomUUID()
  expect(await does('payments', 'replay', request, { key })).toMatchObject({ status: 200, body: { replayed: 1 } })
  expect(await does('payments', 'replay', request, { key })).toMatchObject({ status: 200, body: { replayed: 1 } })
  await network.settle()
  expect((await lettersOf('payments')).map(({ order }) => order)).toEqual([orders[1]?.id])
  expect(await does('payments', 'replay', request)).toMatchObject({ status: 404 })
  // A letter to payments is not for the hands of orders.
  const [other] = await lettersOf('payments')
  expect(await does('orders', 'discard', { letters: [other?.letter], reason: 'not mine' })).toMatchObject({
    status: 404,
  })

  expect(await does('payments', 'replay-all', { reason: 'the other one, too' })).toMatchObject({
    body: { replayed: 1 },
  })
  await network.settle()
  expect(await lettersOf('payments')).toEqual([])
  expect(await unknown(network)).toEqual([])
  expect(await actionsOf('payments')).toMatchObject([
    { action: 'replay', reason: 'the other one, too', operator: { name: 'Olga Operator' } },
    { action: 'replay', reason: 'payments is back', message: mine?.message },
  ])
})

test('a message that can never be heard stands in the way of the next, until an operator passes over it', async () => {
  // A speaker with a bug: what it says about its event breaks the contract.
  await admin(
    network.database,
    `with told as (update tickets.events set told = told + 1 where id = $1 returning id, told)
     insert into tickets.outbox (id, type, aggregate, version, data)
     select '${newId('message')}', 'event.changed', id, told, '{"event": "nonsense"}' from told`,
    [event.id],
  )
  await minute(network)
  const [type] = event.ticketTypes
  await seller.succeed('PATCH', `/api/tickets/events/${event.id}`, {
    headers: { 'if-match': `"v${event.version}"` },
    body: { ticketTypes: [{ ...type, quantity: 60, maxPerOrder: 5 }] },
  })
  await givesUpOn('orders', 2)
  const before = await buyer.available(event)
  const letters = await lettersOf('orders')
  const refused = letters.filter(({ status }) => status === 489)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused[0]?.reason).toContain('does not keep its contract')
  expect(refused[0]?.reason).toContain('#/seller')

  const why = { letters: refused.map(({ letter }) => letter), reason: 'bug 7: the data were nonsense' }
  expect(await does('orders', 'discard', why)).toMatchObject({ body: { discarded: refused.length, passedOver: 1 } })
  await minute(network)
  await minute(network)
  expect(await buyer.available(event)).toBe(before + 10)
  expect(await lettersOf('orders')).toEqual([])
  expect(await unheard(network)).toEqual([])
  const [action] = await actionsOf('orders')
  expect(action).toMatchObject({ action: 'discard', reason: why.reason, message: refused[0]?.message })
})
