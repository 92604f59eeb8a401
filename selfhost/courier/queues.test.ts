import { expect, test } from 'vitest'
import { until, World } from './world.ts'

const numbers = (world: World, path = '/') =>
  world.received.filter((one) => one.path === path).map(({ body }) => Number(body.toString()))

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

test('a queue is made, shown, changed and removed', async () => {
  await using world = await World.start()
  const { client } = await world.courier()
  const queue = client.queue({ queueName: 'letters' })
  await expect(queue.get()).rejects.toMatchObject({ status: 404 })
  await queue.upsert({ parallelism: 3 })
  expect(await queue.get()).toEqual({
    name: 'letters',
    parallelism: 3,
    paused: false,
    lag: 0,
    createdAt: expect.any(Number),
    updatedAt: expect.any(Number),
  })
  await queue.upsert({ parallelism: 2, paused: true })
  await client.queue({ queueName: 'others' }).enqueue({ url: world.destination, body: '1' })
  expect((await queue.list()).map(({ name, parallelism, paused }) => ({ name, parallelism, paused }))).toEqual([
    { name: 'letters', parallelism: 2, paused: true },
    { name: 'others', parallelism: 1, paused: false },
  ])
  const { messageId } = await queue.enqueueJSON({ url: world.destination, body: { waits: true } })
  expect(await queue.get()).toMatchObject({ lag: 1 })
  expect(await client.messages.get(messageId)).toMatchObject({ queueName: 'letters' })
  await queue.delete()
  await expect(queue.get()).rejects.toMatchObject({ status: 404 })
  await expect(client.messages.get(messageId)).rejects.toMatchObject({ status: 404 })
  const { events } = await client.logs({ filter: { queueName: 'letters' } })
  expect(events.map(({ state }) => state)).toEqual(['CANCELED', 'CREATED'])
  await expect(queue.delete()).rejects.toMatchObject({ status: 404 })
})

test('its messages come one by one and in order, whichever replica they are given to', async () => {
  await using world = await World.start()
  const replicas = await Promise.all([world.courier(), world.courier(), world.courier()])
  let out = 0
  let most = 0
  world.answer = async () => {
    most = Math.max(most, ++out)
    await new Promise((resolve) => setTimeout(resolve, 3))
    out--
    return new Response('thanks')
  }
  for (const n of upTo(40)) {
    await replicas[n % 3]?.client.queue({ queueName: 'q' }).enqueue({ url: world.destination, body: String(n) })
  }
  await until(() => world.received.length === 40, 20_000)
  expect(numbers(world)).toEqual(upTo(40))
  expect(most).toBe(1)
})

test('a head that is retried holds its own queue and no other', async () => {
  await using world = await World.start()
  const { client } = await world.courier()
  let fails = true
  world.answer = ({ path, body }) =>
    path === '/held' && body.toString() === '0' && fails ? new Response(null, { status: 500 }) : new Response()
  const enqueue = (queueName: string, path: string, n: number) =>
    client.queue({ queueName }).enqueue({
      url: `${world.destination}${path}`,
      body: String(n),
      retries: 1000,
      retryDelay: '50',
    })
  for (const n of upTo(3)) await enqueue('held', '/held', n)
  for (const n of upTo(3)) await enqueue('free', '/free', n)
  await until(() => numbers(world, '/free').length === 3 && numbers(world, '/held').length > 3)
  expect(new Set(numbers(world, '/held'))).toEqual(new Set([0]))
  fails = false
  await until(() => numbers(world, '/held').includes(2))
  expect(numbers(world, '/held').filter((n, i, all) => n !== all[i - 1])).toEqual([0, 1, 2])
  expect(numbers(world, '/free')).toEqual([0, 1, 2])
})

test('a head that dies or is cancelled lets the next one go', async () => {
  await using world = await World.start()
  const { client } = await world.courier()
  world.answer = ({ body }) => new Response(null, { status: body.toString() === '0' ? 500 : 200 })
  const enqueue = (n: number, retries = 0) =>
    client.queue({ queueName: 'q' }).enqueue({
      url: world.destination,
      body: String(n),
      retries,
      retryDelay: '3600000',
    })
  await enqueue(0)
  await enqueue(1)
  await until(() => numbers(world).length === 2)
  const { messageId } = await enqueue(0, 5)
  await enqueue(2)
  await until(() => numbers(world).length === 3)
  await client.messages.cancel(messageId)
  await until(() => numbers(world).length === 4)
  expect(numbers(world)).toEqual([0, 1, 0, 2])
})

test('the next message waits for the callback of the one before', async () => {
  await using world = await World.start()
  const { client } = await world.courier()
  world.answer = ({ path }, nth) => new Response(null, { status: path === '/told' && nth < 4 ? 500 : 200 })
  const queue = client.queue({ queueName: 'q' })
  const callback = `${world.destination}/told`
  const headers = { 'Upstash-Callback-Retries': '9', 'Upstash-Callback-Retry-Delay': '20' }
  await queue.enqueue({ url: `${world.destination}/1`, body: '1', callback, headers })
  await queue.enqueue({ url: `${world.destination}/2`, body: '2' })
  await until(() => world.received.some(({ path }) => path === '/2'))
  expect(world.received.map(({ path }) => path)).toEqual(['/1', '/told', '/told', '/told', '/2'])
})

test('as many as its parallelism are out at once, across replicas, and none while it is paused', async () => {
  await using world = await World.start()
  const [a, b] = await Promise.all([world.courier(), world.courier()])
  let release = () => {}
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  let out = 0
  let most = 0
  world.answer = async ({ path }) => {
    if (path === '/outside') return new Response()
    most = Math.max(most, ++out)
    await gate
    out--
    return new Response()
  }
  const queue = a.client.queue({ queueName: 'q' })
  await queue.upsert({ parallelism: 3, paused: true })
  for (const n of upTo(12)) {
    await (n % 2 ? a : b).client.queue({ queueName: 'q' }).enqueue({ url: world.destination, body: String(n) })
  }
  // Messages outside the queue prove that they look, and leave the queue alone.
  await a.client.publish({ url: `${world.destination}/outside`, body: '0' })
  await b.client.publish({ url: `${world.destination}/outside`, body: '0' })
  await until(() => numbers(world, '/outside').length === 2)
  expect(numbers(world)).toEqual([])
  await queue.resume()
  await until(() => numbers(world).length === 3)
  await queue.pause()
  release()
  await until(async () => (await a.load()).inFlight === 0)
  expect(await queue.get()).toMatchObject({ paused: true, lag: 9 })
  expect(new Set(numbers(world))).toEqual(new Set([0, 1, 2]))
  await queue.resume()
  await until(() => numbers(world).length === 12)
  expect(most).toBe(3)
})

test('a batch puts its items into their queues', async () => {
  await using world = await World.start()
  const { client } = await world.courier()
  await client.batch([
    { url: `${world.destination}/a`, body: '0', queueName: 'a' },
    { url: `${world.destination}/b`, body: '0', queueName: 'b' },
    { url: `${world.destination}/a`, body: '1', queueName: 'a' },
    { url: `${world.destination}/a`, body: '2', queueName: 'a' },
  ])
  await until(() => world.received.length === 4)
  expect(numbers(world, '/a')).toEqual([0, 1, 2])
  expect((await client.queue().list()).map(({ name }) => name)).toEqual(['a', 'b'])
})

test('a dead letter of a queue goes back to its end', async () => {
  await using world = await World.start()
  const { client } = await world.courier()
  world.answer = ({ body }) => new Response(null, { status: body.toString() === '0' ? 500 : 200 })
  const queue = client.queue({ queueName: 'q' })
  await queue.enqueue({ url: world.destination, body: '0', retries: 0 })
  const letter = await until(async () => (await client.dlq.listMessages({ filter: { queueName: 'q' } })).messages[0])
  await queue.pause()
  await queue.enqueue({ url: world.destination, body: '1' })
  world.answer = () => new Response()
  await client.dlq.retry(letter.dlqId)
  expect(await queue.get()).toMatchObject({ lag: 2 })
  await queue.resume()
  await until(() => world.received.length === 3)
  expect(numbers(world)).toEqual([0, 1, 0])
})
