import { expect, test } from 'vitest'
import { until, World } from './world.ts'

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

/** A destination that answers nothing until it is told to, and knows how many wait. */
const gate = (world: World) => {
  let release = () => {}
  const state = { out: 0, most: 0, open: () => release() }
  const opened = new Promise<void>((resolve) => {
    release = resolve
  })
  world.answer = async ({ path }) => {
    if (path !== '/limited') return new Response()
    state.most = Math.max(state.most, ++state.out)
    await opened
    state.out--
    return new Response()
  }
  return state
}

test('no more than its parallelism are out at once, across replicas, and other keys are not held up', async () => {
  await using world = await World.start()
  const [a, b, c] = await Promise.all([world.courier(), world.courier(), world.courier()])
  const limited = gate(world)
  const publish = (n: number, key: string, path: string) =>
    [a, b, c][n % 3]?.client.publish({
      url: `${world.destination}${path}`,
      body: String(n),
      flowControl: { key, parallelism: 2 },
    })
  for (const n of upTo(20)) await publish(n, 'limited', '/limited')
  for (const n of upTo(10)) await publish(n, `other-${n}`, '/other')
  await a.client.publish({ url: `${world.destination}/none`, body: 'x' })
  await until(() => world.received.filter(({ path }) => path !== '/limited').length === 11)
  await until(() => limited.out === 2)
  expect(await a.client.flowControl.get('limited')).toMatchObject({
    flowControlKey: 'limited',
    waitListSize: 18,
    parallelismMax: 2,
    parallelismCount: 2,
    rateMax: 0,
    isPaused: false,
    isPinnedParallelism: false,
  })
  limited.open()
  await until(() => world.received.filter(({ path }) => path === '/limited').length === 20, 15_000)
  expect(limited.most).toBe(2)
  await until(async () => (await a.load()).inFlight === 0)
  expect(await b.client.flowControl.get('limited')).toMatchObject({ waitListSize: 0, parallelismCount: 0 })
})

test('no more than its rate begin in a period, across replicas', async () => {
  await using world = await World.start()
  const replicas = await Promise.all([world.courier(), world.courier()])
  for (const n of upTo(12)) {
    await replicas[n % 2]?.client.publish({
      url: world.destination,
      body: String(n),
      flowControl: { key: 'k', rate: 3, period: '1s' },
    })
  }
  await until(() => world.received.length === 12, 20_000)
  const { events } = await (replicas[0]?.client.logs({ filter: { flowControlKey: 'k', state: 'ACTIVE' } }) ?? {
    events: [],
  })
  // In order of being begun, by the database's clock: the fourth begins a period later than the first, and so on.
  const times = events.map(({ time }) => time).toSorted((x, y) => x - y)
  expect(times).toHaveLength(12)
  for (const i of [0, 3, 6]) expect((times[i + 3] ?? 0) - (times[i] ?? 0)).toBeGreaterThanOrEqual(999)
  const key = await replicas[0]?.client.flowControl.get('k')
  expect(key).toMatchObject({ rateMax: 3, ratePeriod: 1, parallelismMax: 0 })
})

test('a long period holds messages back until an operator resets it', async () => {
  await using world = await World.start()
  const { client } = await world.courier()
  const publish = () =>
    client.publish({ url: world.destination, body: 'x', flowControl: { key: 'k', rate: 1, period: '7d' } })
  await publish()
  await publish()
  await until(async () => (await client.flowControl.get('k')).rateCount === 1)
  await client.publish({ url: `${world.destination}/other`, body: 'x' })
  await until(() => world.received.length === 2)
  expect(world.received.map(({ path }) => path).toSorted()).toEqual(['/', '/other'])
  await client.flowControl.resetRate('k')
  await until(() => world.received.length === 3)
})

test('the latest message says what the limits are, unless they are pinned', async () => {
  await using world = await World.start()
  const { client } = await world.courier()
  const limited = gate(world)
  const publish = (parallelism: number) =>
    client.publish({ url: `${world.destination}/limited`, body: 'x', flowControl: { key: 'k', parallelism } })
  await client.flowControl.pin('k', { parallelism: 1, rate: 1000, period: 60 })
  for (const parallelism of [5, 5, 5, 5]) await publish(parallelism)
  await until(() => limited.out === 1)
  expect(await client.flowControl.get('k')).toMatchObject({
    parallelismMax: 1,
    rateMax: 1000,
    ratePeriod: 60,
    isPinnedParallelism: true,
    isPinnedRate: true,
    waitListSize: 3,
  })
  await client.flowControl.unpin('k', { parallelism: true })
  await publish(3)
  await until(() => limited.out === 3)
  expect(await client.flowControl.get('k')).toMatchObject({
    parallelismMax: 3,
    isPinnedParallelism: false,
    rateMax: 1000,
  })
  limited.open()
  await until(() => world.received.length === 5)
})

test('a paused key keeps what it has and what comes', async () => {
  await using world = await World.start()
  const { client, url, load } = await world.courier()
  await client.flowControl.pause('k')
  const flowControl = { key: 'k', parallelism: 5 }
  const { messageId } = await client.publish({ url: world.destination, body: 'x', flowControl })
  await client.publish({ url: `${world.destination}/other`, body: 'x' })
  await until(() => world.received.length === 1)
  expect(await client.flowControl.get('k')).toMatchObject({ isPaused: true, waitListSize: 1 })
  expect(await client.messages.get(messageId)).toMatchObject({ flowControlKey: 'k' })
  const all = await fetch(`${url}/v2/flowControl`, { headers: { authorization: 'Bearer a-publisher' } })
  expect(await all.json()).toEqual([expect.objectContaining({ flowControlKey: 'k', isPaused: true })])
  expect(world.received.map(({ path }) => path)).toEqual(['/other'])
  await client.flowControl.resume('k')
  await until(() => world.received.length === 2)
  await until(async () => (await load()).inFlight === 0)
  expect(await client.flowControl.getGlobalParallelism()).toEqual({ parallelismMax: 256, parallelismCount: 0 })
  await expect(client.flowControl.get('unknown')).rejects.toMatchObject({ status: 404 })
})

test('a message that fails under a key gives its place to another while it waits', async () => {
  await using world = await World.start()
  const { client } = await world.courier()
  world.answer = ({ path }) => new Response(null, { status: path === '/bad' ? 500 : 200 })
  const flowControl = { key: 'k', parallelism: 1 }
  await client.publish({ url: `${world.destination}/bad`, body: 'x', flowControl, retryDelay: '3600000' })
  await client.publish({ url: `${world.destination}/good`, body: 'x', flowControl })
  await until(() => world.received.length === 2)
  expect(world.received.map(({ path }) => path)).toEqual(['/bad', '/good'])
})
