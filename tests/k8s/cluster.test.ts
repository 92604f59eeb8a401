import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { memoryOf } from '#local/container'
import { type EventShown, listing, type OrderShown, type Person, type Reply } from '#local/person'
import { admin } from '#local/postgres'
import { images } from '../../scripts/images.ts'
import { stories } from '../runtime/stories.ts'
import { whileBusy } from './busy.ts'
import { type Cluster, startCluster } from './cluster.ts'

let cluster: Cluster
let seller: Person
let event: EventShown

beforeAll(async () => {
  cluster = await startCluster(inject('postgres'))
  seller = await cluster.person('Sel')
  event = await seller.lists({ quantity: 2000, price: 2500 })
})
afterAll(() => cluster?.stop())

const MINUTE = 60_000

const eventually = async <Value>(look: () => Promise<Value>, isSo: (value: Value) => boolean): Promise<Value> => {
  for (const until = Date.now() + 60_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const value = await look()
    if (isSo(value)) return value
    if (Date.now() > until) throw new Error(`it stayed ${JSON.stringify(value)}\n${cluster.logs().slice(-4000)}`)
  }
}

/** As the pages do it: the same words under the same key, until somebody is there to answer. */
const insists = async (person: Person, path: string, body: unknown): Promise<Reply<OrderShown & { url: string }>> => {
  const key = crypto.randomUUID()
  return eventually(
    () => person.call<OrderShown & { url: string }>('POST', path, { body, key }),
    ({ status }) => status < 500 && status !== 409,
  )
}
const books = () => {
  const { captured = 0, refunded = 0 } = cluster.stripe.books().balance.eur ?? {}
  return { captured, refunded }
}
const items = () => [{ ticketType: event.ticketTypes[0]?.id, quantity: 1 }]
const states = (order: { id: string }) =>
  admin<{ state: string; because: string | null }>(
    cluster.database,
    'select state, because from orders.orders where id = $1',
    [order.id],
  )

test('the migrations ran to their end, and all replicas became ready', () => {
  expect(cluster.migrated).toMatchObject({ code: 0, logs: expect.stringContaining('are up to date') })
  for (const server of cluster.servers)
    expect(cluster.pods(server).map(({ endpoint }) => endpoint.ready)).toEqual([true, true])
})

test('what is not configured, or not as it has to be, does not start and says which variable it is', async () => {
  const lacks: [image: string, file: string, missing: string[], malformed: Record<string, string>][] = [
    ['gateway', 'main.js', ['PUBLIC_URL', 'PAGES', 'INTERNAL_TOKEN'], { PORT: 'many', PROXIES: '0', ORDERS: 'orders' }],
    ['gateway', 'sweep.js', ['INTERNAL_TOKEN', 'PAYMENTS'], { TICKETS: 'tickets' }],
    ['auth', 'main.js', ['AUTH_DATABASE_URL', 'SIGNING_KEYS', 'LINK_SECRET'], { REFRESH_KEY: 'short', SIGN_UP: 'all' }],
    ['tickets', 'main.js', ['TICKETS_DATABASE_URL', 'QSTASH_TOKEN'], { MESSAGES_URL: 'http://a', AUTH: 'auth' }],
    ['orders', 'main.js', ['ORDERS_DATABASE_URL', 'QSTASH_URL'], { AVAILABILITY_MS: 'soon', DRAIN_MS: '-1' }],
    ['payments', 'main.js', ['STRIPE_WEBHOOK_SECRET'], { STRIPE_SECRET_KEY: 'pk_1', STRIPE_COUNTRY: 'Austria' }],
    ['notifications', 'main.js', ['MAIL_URL', 'AUTH'], { MAIL_FROM: 'somebody', LINK_SECRET: 'short' }],
    ['courier', 'main.js', ['DATABASE_URL', 'TOKEN', 'ALLOW'], { PORT: 'many', AT_ONCE: 'all' }],
    ['redis-bridge', 'main.js', ['REDIS_URL', 'TOKEN'], { PORT: '70000' }],
    ['migrate', 'main.js', ['ORDERS_DB_PASSWORD'], { DATABASE_URL: 'mysql://a' }],
  ]
  for (const [image, file, missing, malformed] of lacks) {
    const { code, logs } = await cluster.runBare(image, file, malformed)
    expect([image, code]).toEqual([image, 1])
    for (const name of [...missing, ...Object.keys(malformed)]) expect(logs).toMatch(new RegExp(`^${name}\\b`, 'm'))
  }
  const told = new Set(lacks.map(([image]) => image))
  expect([...told].toSorted()).toEqual(Object.keys(images).toSorted())
})

// Only Linux tells how much memory a process has without being asked in a program of its own.
test.skipIf(process.platform !== 'linux')('each replica has less memory than 120 MB', async () => {
  for (const server of cluster.servers) {
    for (const pod of cluster.pods(server)) {
      const { resident } = await memoryOf(pod.pid())
      expect([pod.name, resident / 1024 / 1024 < 120]).toEqual([pod.name, true])
    }
  }
})

test('the door shows pages with their headers, sends plain HTTP away, and leads to nothing that is internal', async () => {
  const page = await cluster.visit('/events/evt_whatever', { headers: { accept: 'text/html' } })
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('<div id="root">')
  expect(Object.fromEntries(page.headers)).toMatchObject({
    'content-security-policy': expect.stringContaining("default-src 'none'"),
    'x-frame-options': 'DENY',
    'cache-control': 'no-cache',
  })
  const tag = page.headers.get('etag') ?? ''
  expect((await cluster.visit('/', { headers: { 'if-none-match': tag } })).status).toBe(304)
  const [, asset = ''] = /src="(\/assets\/[^"]+\.js)"/.exec(await (await cluster.visit('/')).text()) ?? []
  const script = await cluster.visit(asset)
  expect([script.status, script.headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable'])
  const old = await cluster.visit('/assets/from-the-last-release.js')
  expect([old.status, old.headers.get('cache-control')]).toEqual([404, 'no-store'])
  expect((await cluster.visit('/', { method: 'POST' })).status).toBe(405)

  const plain = await cluster.visit('/events?page=2', { listener: 'http' })
  expect([plain.status, plain.headers.get('location')]).toEqual([301, 'https://holdfast.example/events?page=2'])
  for (const path of [
    '/internal/sweep',
    '/api/orders/../../internal/metrics',
    '/api/orders/%2e%2e/%2e%2e/internal/metrics',
  ]) {
    const answer = await cluster.visit(path)
    expect(await answer.text()).not.toContain('holdfast_')
  }
})

test('limits count who comes, whoever they say they are', async () => {
  // An empty form is counted like any other, and no password has to be looked at.
  const signIn = (liar: string) =>
    cluster.visit('/api/auth/sign-in', {
      method: 'POST',
      from: '203.0.113.7',
      headers: {
        ...{ 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
        ...{ 'x-forwarded-for': liar, 'cf-connecting-ip': liar },
      },
      body: '{}',
    })
  // Ten a minute in auth, twenty at the door; where Redis is slow each of two counts for itself, and a minute may end in between.
  const MOST = 4 * 20
  const statuses: number[] = []
  while (!statuses.includes(429) && statuses.length <= MOST) {
    const answer = await signIn(`198.51.100.${statuses.length}`)
    await answer.body?.cancel()
    statuses.push(answer.status)
  }
  expect(statuses.slice(0, 10)).toEqual(Array(10).fill(400))
  expect(statuses.at(-1)).toBe(429)
})

describe('across the services, on Bun, courier and bridge as processes of their own', () =>
  stories(async () => {
    const [buyer, other] = await cluster.crowd(2)
    if (!buyer || !other) throw new Error('nobody came')
    return {
      ...{ seller, buyer, other },
      advance: (ms) => cluster.advance(ms),
      settle: () => cluster.settle(),
      sweep: () => cluster.runCronJob('sweep'),
      books,
    }
  }))

test('somebody buys, while a replica of each service on the way is killed, and is written to once', async () => {
  const buyer = await cluster.person('Bea')
  const before = books()
  const order = (await insists(buyer, '/api/orders', { event: event.id, items: items() })).body
  expect(order.state).toBe('held')
  for (const server of ['orders', 'payments', 'courier']) cluster.pods(server)[0]?.crash()
  const { url } = (await insists(buyer, '/api/payments/checkouts', { order: order.id })).body
  for (const server of ['gateway', 'payments', 'orders', 'notifications']) cluster.pods(server)[1]?.crash()
  expect(await buyer.entersCard(url)).toContain(`https://holdfast.example/orders/${order.id}?paid=1`)
  // What a crash cut off is taken up at the next delivery, or by a sweep: as the looks go on, minutes pass.
  let looks = 0
  const passing = async () => {
    if (++looks % 40 !== 0) return
    await cluster.advance(MINUTE)
    await cluster.runCronJob('sweep')
  }
  await eventually(
    () => passing().then(() => states(order)),
    ([row]) => row?.state === 'paid',
  )
  expect(books()).toEqual({ captured: before.captured + 2500, refunded: before.refunded })
  const written = () => cluster.mailsTo(buyer).filter(({ text }) => text.includes(order.id))
  await eventually(
    () => passing().then(written),
    (mails) => mails.length > 0,
  )
  await cluster.runCronJob('sweep')
  expect(written().map(({ subject, text }) => [subject, text.includes(`/orders/${order.id}`)])).toEqual([
    [`Your tickets: ${listing({}).title}`, true],
  ])
  for (const server of cluster.servers)
    await eventually(
      async () => cluster.pods(server).map(({ endpoint }) => endpoint.ready),
      (ready) => ready.every(Boolean),
    )
})

test('everything is replaced while people come and hold tickets, and nobody is turned away', async () => {
  const before = cluster.servers.flatMap((server) => cluster.pods(server).map(({ name }) => name))
  const rolled = await whileBusy(cluster, event, () =>
    Promise.all(cluster.servers.map((server) => cluster.rollOut(server))),
  )
  expect(rolled.refused).toEqual([])
  for (const holds of rolled.holds) expect(holds).toBeGreaterThan(0)
  const ends = rolled.result.flat()
  expect(ends.map(({ name }) => name).toSorted()).toEqual(before.toSorted())
  expect(ends.filter(({ code }) => code !== 0)).toEqual([])
})

test('the courier is away, a hold lapses, and the CronJob ends it', async () => {
  const [buyer] = await cluster.crowd(1)
  if (!buyer) throw new Error('nobody came')
  const order = (await insists(buyer, '/api/orders', { event: event.id, items: items() })).body
  expect((await cluster.scaleDown('courier')).map(({ code }) => code)).toEqual([0, 0])
  await cluster.advance(16 * MINUTE)
  const job = await cluster.runCronJob('sweep')
  expect(await states(order)).toEqual([{ state: 'released', because: 'expired' }])
  expect(job).toMatchObject({ code: 0 })
  await cluster.scaleUp('courier')
  expect(await cluster.runCronJob('sweep')).toMatchObject({ code: 0 })
})

test('a service that is not there fails the CronJob, which names it; the others have swept', async () => {
  expect((await cluster.scaleDown('tickets')).map(({ code }) => code)).toEqual([0, 0])
  const { code, logs } = await cluster.runCronJob('sweep')
  expect(code).toBe(1)
  expect(logs).toContain('these did not sweep: tickets')
})

test('all of them leave cleanly', async () => {
  const left = cluster.servers.filter((server) => cluster.pods(server).length > 0)
  const ends = (await Promise.all(left.map((server) => cluster.scaleDown(server)))).flat()
  expect(ends).toHaveLength(2 * left.length)
  expect(left.length).toBeGreaterThan(5)
  expect(ends.filter(({ code }) => code !== 0)).toEqual([])
})
