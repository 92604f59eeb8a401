import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Network } from '#local/network'
import { type EventShown, listing, type OrderShown, type Person } from '#local/person'
import { startNetwork } from '../setup/network.ts'

// Who does not belong somewhere gets no further, and learns nothing.

let network: Network
let seller: Person
let buyer: Person
let stranger: Person
let visitor: Person
let event: EventShown
let draft: EventShown
let order: OrderShown

beforeAll(async () => {
  network = await startNetwork()
  const somebody = () => network.person()
  ;[seller, buyer, stranger, visitor] = await Promise.all([somebody(), somebody(), somebody(), somebody()])
  visitor.forgetCookies()
  event = await seller.lists()
  draft = await seller.succeed<EventShown>('POST', '/api/tickets/events', { body: listing({ title: 'Secret' }) })
  order = await buyer.holds(event)
})
afterAll(async () => {
  await network.settle()
  await network[Symbol.asyncDispose]()
})

type Call = [method: string, path: () => string, body?: (() => unknown) | undefined, headers?: Record<string, string>]

const ownOrder: Call[] = [
  ['GET', () => `/api/orders/${order.id}`],
  ['POST', () => `/api/orders/${order.id}/extend`],
  ['POST', () => `/api/orders/${order.id}/cancel`],
  ['POST', () => `/api/orders/${order.id}/claim`],
  ['POST', () => '/api/payments/checkouts', () => ({ order: order.id })],
  ['GET', () => `/api/payments/checkouts/${order.id}`],
]
const ownEvent: Call[] = [
  ['PATCH', () => `/api/tickets/events/${event.id}`, () => ({ title: 'Mine now' }), { 'if-match': '"v2"' }],
  ['POST', () => `/api/tickets/events/${event.id}/publish`, undefined, { 'if-match': '"v2"' }],
  ['PATCH', () => `/api/tickets/events/${draft.id}`, () => ({ title: 'Mine now' }), { 'if-match': '"v1"' }],
  ['POST', () => `/api/tickets/events/${draft.id}/publish`, undefined, { 'if-match': '"v1"' }],
  ['GET', () => `/api/tickets/events/${draft.id}`],
]
const forSignedIn: Call[] = [
  ...ownOrder,
  ...ownEvent.slice(0, 4),
  ['GET', () => '/api/orders'],
  [
    'POST',
    () => '/api/orders',
    () => ({ event: event.id, items: [{ ticketType: event.ticketTypes[0]?.id, quantity: 1 }] }),
  ],
  ['POST', () => '/api/tickets/events', () => listing({})],
  ['GET', () => '/api/payments/seller'],
  ['POST', () => '/api/payments/seller/onboarding', () => ({})],
  ['GET', () => '/api/tickets/my-events'],
  ['GET', () => '/api/auth/me'],
  ['GET', () => '/api/auth/export'],
  ['GET', () => '/api/orders/export'],
  ['GET', () => '/api/tickets/export'],
]

const call = (person: Person, [method, path, body, headers = {}]: Call) =>
  person.call(method, path(), { ...(body ? { body: body() } : {}), headers })

const named = (calls: Call[]) =>
  calls.map((one) => ({ name: `${one[0]} ${one[1].toString().replace(/^\(\) => /, '')}`, one }))

test.each(named([...ownOrder, ...ownEvent]))('a stranger finds nothing at $name', async ({ one }) => {
  const reply = await call(stranger, one)
  expect(reply.status).toBe(404)
  expect(reply.headers.get('content-type')).toBe('application/problem+json')
  expect(JSON.stringify(reply.body)).not.toContain(buyer.email)
})

test('what is somebody else’s and what is not there look the same', async () => {
  const theirs = await stranger.call('GET', `/api/orders/${order.id}`)
  const nowhere = await stranger.call('GET', `/api/orders/ord_${'0'.repeat(32)}`)
  const plain = ({ body }: typeof theirs) => ({ ...body, instance: undefined })
  expect(plain(theirs)).toEqual(plain(nowhere))
})

test('everybody takes along their own, and nothing of anybody else', async () => {
  const taken = async (person: Person) => {
    const answers = ['orders', 'tickets', 'auth'].map((service) => person.succeed('GET', `/api/${service}/export`))
    return JSON.stringify(await Promise.all(answers))
  }
  const [buyers, sellers, strangers] = [await taken(buyer), await taken(seller), await taken(stranger)]
  expect([buyers.includes(order.id), sellers.includes(order.id), strangers.includes(order.id)]).toEqual([
    ...[true, false, false],
  ])
  expect([buyers.includes(draft.id), sellers.includes(draft.id), strangers.includes(draft.id)]).toEqual([
    ...[false, true, false],
  ])
  expect([buyers.includes(buyer.email), strangers.includes(buyer.email)]).toEqual([true, false])
})

test.each(named(forSignedIn))('who is signed out is told so at $name', async ({ one }) => {
  const reply = await call(visitor, one)
  expect([reply.status, reply.body.type]).toEqual([401, '/problems/signed-out'])
})

describe('bad input', () => {
  const raw = (path: string, body: string | undefined, headers: Record<string, string> = {}) => {
    const cookie = Array.from(buyer.cookies, ([name, value]) => `${name}=${value}`).join('; ')
    return fetch(new URL(path, network.url), {
      method: 'POST',
      headers: { cookie, 'idempotency-key': crypto.randomUUID(), 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body }),
    })
  }
  const pointers = async (response: Response) =>
    ((await response.json()) as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer)

  test('that is not JSON is 415', async () => {
    expect((await raw('/api/orders', 'event=1', { 'content-type': 'application/x-www-form-urlencoded' })).status).toBe(
      415,
    )
    expect((await raw('/api/orders', '{}', { 'content-type': 'text/plain' })).status).toBe(415)
  })

  test.each(['{', '{"event":', '[]', 'null', '"x"', '{"event":1}trailing'])('%s is 400', async (body) => {
    const response = await raw('/api/orders', body)
    expect(response.status).toBe(400)
    expect(response.headers.get('content-type')).toBe('application/problem+json')
  })

  test('names every field that is wrong', async () => {
    const body = {
      event: 'evt_1',
      items: [{ ticketType: event.ticketTypes[0]?.id, quantity: 1.5 }],
      price: 1,
      buyer: 'me',
    }
    const response = await raw('/api/orders', JSON.stringify(body))
    expect(response.status).toBe(400)
    expect((await pointers(response)).toSorted()).toEqual(['#/buyer', '#/event', '#/items/0/quantity', '#/price'])
  })

  test.each([0, -1, 1e9, '1', null, true])('a quantity of %s is refused', async (quantity) => {
    const body = { event: event.id, items: [{ ticketType: event.ticketTypes[0]?.id, quantity }] }
    expect(await pointers(await raw('/api/orders', JSON.stringify(body)))).toEqual(['#/items/0/quantity'])
  })

  test('that is too large is 413, announced or not', async () => {
    const large = JSON.stringify({ event: 'x'.repeat(70_000) })
    // The answer may be there, and the line be cut, before all has been said: whether it is read then is chance.
    const answered = (send: () => Promise<Response>) => vi.waitFor(send, { timeout: 30_000 })
    expect((await answered(() => raw('/api/orders', large))).status).toBe(413)
    const stream = () =>
      new ReadableStream({
        start: (controller) => {
          controller.enqueue(new TextEncoder().encode(large))
          controller.close()
        },
      })
    const cookie = Array.from(buyer.cookies, ([name, value]) => `${name}=${value}`).join('; ')
    const send = () =>
      fetch(new URL('/api/orders', network.url), {
        method: 'POST',
        headers: { cookie, 'idempotency-key': crypto.randomUUID(), 'content-type': 'application/json' },
        body: stream(),
        duplex: 'half',
      } as RequestInit)
    const chunked = await answered(send)
    expect(chunked.status).toBe(413)
  })

  test('a mutation without a key is 400', async () => {
    const cookie = Array.from(buyer.cookies, ([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(new URL(`/api/orders/${order.id}/extend`, network.url), {
      method: 'POST',
      headers: { cookie },
    })
    expect([response.status, ((await response.json()) as { type: string }).type]).toEqual([
      400,
      '/problems/idempotency-key-required',
    ])
  })

  test('another site cannot act for a visitor', async () => {
    const response = await raw('/api/orders', '{}', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' })
    expect(response.status).toBe(403)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
  })

  test.each(['DELETE', 'PUT'])('%s on an order is 405 and says what is allowed', async (method) => {
    const reply = await buyer.call(method, `/api/orders/${order.id}`)
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'GET'])
  })

  test.each(['/api/nothing/here', '/api/orders/nonsense', '/internal/sweep', '/api/orders/internal/sweep'])(
    '%s is not there',
    async (path) => {
      expect([400, 404, 405]).toContain((await buyer.call('POST', path)).status)
    },
  )
})

describe('callers who must sign', () => {
  const post = (path: string, headers: Record<string, string>, body = '{}') =>
    fetch(new URL(path, network.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })

  test.each(['orders', 'payments', 'notifications'])('an unsigned message to %s is refused', async (service) => {
    expect((await post(`/api/${service}/messages`, {})).status).toBe(401)
    expect((await post(`/api/${service}/messages`, { 'upstash-signature': 'a.b.c' })).status).toBe(401)
  })

  test('an unsigned webhook is refused', async () => {
    expect((await post('/api/payments/webhooks/stripe', {})).status).toBe(401)
    expect((await post('/api/payments/webhooks/stripe', { 'stripe-signature': 't=1,v1=00' })).status).toBe(401)
  })
})
