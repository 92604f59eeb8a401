import { expect, test } from 'vitest'
import { type CourierOnBun as Replica, runCourierOnBun } from '../../local/courier-on-bun.ts'
import { admin } from '../../local/postgres.ts'
import { keys, until, World } from './world.ts'

const TOKEN = 'a-publisher-with-a-longer-token'

const startReplica = (world: World, env: Record<string, string> = {}) =>
  runCourierOnBun({
    DATABASE_URL: world.databaseUrl,
    TOKEN,
    SIGNING_KEY_CURRENT: keys.current,
    SIGNING_KEY_NEXT: keys.next,
    ALLOW: world.destination,
    ...env,
  })

const call = (replica: Replica, method: string, path: string, body?: string, headers = {}) =>
  fetch(`${replica.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${TOKEN}`, ...headers },
    ...(body !== undefined && { body }),
  })

const delivered = async (replica: Replica) => {
  const text = await (await fetch(`${replica.url}/metrics`)).text()
  return Number(/courier_attempts_total\{outcome="delivered"\} (\d+)/.exec(text)?.[1])
}

const count = async (world: World, where = 'true') => {
  const [row] = await admin<{ n: number }>(
    world.databaseUrl,
    `select count(*)::int as n from courier.message where ${where}`,
  )
  return row?.n ?? -1
}

const publish = (replica: Replica, world: World, numbers: number[], headers = {}) =>
  call(
    replica,
    'POST',
    '/v2/batch',
    JSON.stringify(numbers.map((n) => ({ destination: `${world.destination}/hear`, body: String(n), headers }))),
  )

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

test('three processes share the work, and each message comes once', async () => {
  await using world = await World.start()
  // All three make the schema: none is there yet.
  const replicas = await Promise.all(upTo(3).map(() => startReplica(world, { AT_ONCE: '16' })))
  await using a = replicas[0] as Replica
  await using b = replicas[1] as Replica
  await using c = replicas[2] as Replica
  world.answer = () => new Promise((resolve) => setTimeout(() => resolve(new Response('thanks')), 20))
  for (const at of upTo(6)) {
    const numbers = upTo(100).map((n) => at * 100 + n)
    expect((await publish(a, world, numbers, at % 2 ? { 'upstash-delay': '1s' } : {})).status).toBe(200)
  }
  await until(async () => (await count(world)) === 0, 30_000)
  expect(world.received.map(({ body }) => Number(body.toString())).toSorted((x, y) => x - y)).toEqual(upTo(600))
  const shares = await Promise.all([a, b, c].map(delivered))
  expect(shares.reduce((sum, n) => sum + n)).toBe(600)
  for (const share of shares) expect(share).toBeGreaterThan(50)
}, 60_000)

test('what a killed process had out is taken over by the others, and costs no retry', async () => {
  await using world = await World.start()
  await using first = await startReplica(world)
  world.answer = () => new Promise(() => {})
  await publish(first, world, upTo(20), { 'upstash-retries': '0', 'upstash-timeout': '300s' })
  await until(() => world.received.length === 20, 10_000)
  await using second = await startReplica(world)
  // The second one is alive and leaves the first one's alone.
  await until(
    async () => (await call(second, 'GET', '/v2/globalParallelism').then((r) => r.json())).parallelismMax === 512,
  )
  expect(world.received).toHaveLength(20)
  world.answer = () => new Response('thanks')
  const killed = performance.now()
  first.signal('SIGKILL')
  await until(() => world.received.length === 40, 25_000)
  // It takes five seconds to be sure; more than a minute would be a claim that lapses by another clock.
  expect(performance.now() - killed).toBeLessThan(25_000)
  await until(async () => (await count(world)) === 0)
  const again = world.received.slice(20)
  expect(again.map(({ body }) => Number(body.toString())).toSorted((x, y) => x - y)).toEqual(upTo(20))
  expect(new Set(again.map(({ headers }) => headers.get('upstash-retried')))).toEqual(new Set(['0']))
  expect(await (await call(second, 'GET', '/v2/dlq')).json()).toEqual({ messages: [] })
}, 60_000)

test('SIGTERM lets what is out be finished and recorded, begins nothing more, and ends with 0', async () => {
  await using world = await World.start()
  await using replica = await startReplica(world)
  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  world.answer = () => gate.then(() => new Response('thanks'))
  await publish(replica, world, [1, 2])
  await until(() => world.received.length === 2)
  await call(replica, 'POST', `/v2/publish/${world.destination}/soon`, 'x', { 'upstash-delay': '1s' })
  replica.signal('SIGTERM')
  await until(() => replica.said().includes('"event":"leaving"'))
  // Until the load balancer has noticed, publishers are still served; what they bring is for others.
  expect((await call(replica, 'GET', '/readyz')).status).toBe(503)
  expect((await call(replica, 'POST', `/v2/publish/${world.destination}/now`, 'x')).status).toBe(201)
  await until(() => count(world, 'due_at <= now() and replica is null').then((n) => n === 2))
  release()
  expect(await replica.ended).toBe(0)
  expect(world.received).toHaveLength(2)
  expect(await count(world)).toBe(2)
  expect(await count(world, `state = 'CREATED' and replica is null`)).toBe(2)
  const log = await admin<{ state: string }>(
    world.databaseUrl,
    `select state from courier.event_log where state = 'DELIVERED'`,
  )
  expect(log).toHaveLength(2)
  expect(await admin(world.databaseUrl, 'select from courier.replica')).toEqual([])

  await using next = await startReplica(world)
  await until(() => world.received.length === 4)
  expect((await call(next, 'GET', '/readyz')).status).toBe(200)
  expect((await call(next, 'GET', '/livez')).status).toBe(200)
}, 60_000)

test('a process that stood still while its message was given to another has nothing to say about it any more', async () => {
  await using world = await World.start()
  await using frozen = await startReplica(world)
  let fail = () => {}
  const held = new Promise<void>((resolve) => {
    fail = resolve
  })
  world.answer = (_, nth) => (nth === 1 ? held.then(() => new Response(null, { status: 500 })) : new Response('thanks'))
  await publish(frozen, world, [1], { 'upstash-retries': '0', 'upstash-timeout': '300s' })
  await until(() => world.received.length === 1)
  await using other = await startReplica(world)
  frozen.signal('SIGSTOP')
  await until(async () => (await delivered(other)) === 1, 25_000)
  frozen.signal('SIGCONT')
  fail()
  await until(async () => /outcome="lost"} 1/.test(await (await fetch(`${frozen.url}/metrics`)).text()), 15_000)
  expect(world.received).toHaveLength(2)
  expect(await (await call(other, 'GET', '/v2/dlq')).json()).toEqual({ messages: [] })
  const { events } = (await (await call(other, 'GET', '/v2/events')).json()) as { events: { state: string }[] }
  expect(events.map(({ state }) => state)).toEqual(['DELIVERED', 'ACTIVE', 'ACTIVE', 'CREATED'])
}, 60_000)
