import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { admin } from '../../local/postgres.ts'
import { token, until, World } from './world.ts'

const retried = (world: World) => world.received.map(({ headers }) => Number(headers.get('upstash-retried')))
const gaps = (world: World) => world.received.slice(1).map(({ at }, i) => at - (world.received[i]?.at ?? 0))

describe('time', () => {
  test('a message without delay arrives at once, one with delay when it is due', async () => {
    await using world = await World.start()
    const { client, load } = await world.courier()
    await client.publish({ url: world.destination, body: 'warm-up' })
    await until(() => world.received.length === 1)
    const start = performance.now()
    await client.publish({ url: `${world.destination}/later`, body: 'x', delay: 1 })
    await client.publish({ url: `${world.destination}/now`, body: 'x' })
    const now = await until(() => world.received.find(({ path }) => path === '/now'))
    expect(now.at - start).toBeLessThan(900)
    expect(await until(async () => (await load()).scheduled)).toBe(1)
    const later = await until(() => world.received.find(({ path }) => path === '/later'))
    expect(later.at - start).toBeGreaterThan(950)
    expect(later.at - start).toBeLessThan(4000)
  })

  test("what is due is decided by the database's now(), even when somebody moves it", async () => {
    await using world = await World.start(async (url) => {
      const name = new URL(url).pathname.slice(1)
      await admin(url, 'create schema clock')
      await admin(url, `create table clock.offset_now (value interval not null)`)
      await admin(url, `insert into clock.offset_now values ('0')`)
      await admin(
        url,
        `create function clock.now() returns timestamptz stable language sql
         as 'select pg_catalog.now() + value from clock.offset_now'`,
      )
      await admin(url, `alter database "${name}" set search_path = clock, pg_catalog, public`)
    })
    const { client, load } = await world.courier()
    const notBefore = Math.floor(Date.now() / 1000) + 15 * 60
    await client.publish({ url: `${world.destination}/expired`, body: 'x', notBefore })
    await client.publish({ url: `${world.destination}/now`, body: 'x' })
    await until(() => world.received.length === 1)
    expect(world.received[0]?.path).toBe('/now')
    await until(async () => (await load()).inFlight === 0)
    expect(await load()).toEqual({ due: 0, inFlight: 0, scheduled: 1, nextAt: new Date(notBefore * 1000) })

    await admin(world.databaseUrl, `update clock.offset_now set value = '14 minutes'`)
    expect(await load()).toMatchObject({ due: 0, scheduled: 1 })
    const shifted = performance.now()
    await admin(world.databaseUrl, `update clock.offset_now set value = '16 minutes'`)
    const heard = await until(() => world.received.find(({ path }) => path === '/expired'))
    expect(heard.at - shifted).toBeLessThan(1000)

    // Retries are moments of the same clock, and so is the ten-minute window of deduplication.
    world.answer = (_, nth) => new Response(null, { status: nth === 3 ? 500 : 200 })
    const again = { url: `${world.destination}/again`, body: 'x', deduplicationId: 'd', retryDelay: '3600000' }
    await client.publish(again)
    await until(async () => (await load()).scheduled === 1)
    expect(await client.publish(again)).toMatchObject({ deduplicated: true })
    await admin(world.databaseUrl, `update clock.offset_now set value = '77 minutes'`)
    await until(() => world.received.length === 4)
    expect(await client.publish(again)).not.toHaveProperty('deduplicated')
    await until(() => world.received.length === 5)
  })

  test('a delivery that is out when the clock moves is not sent a second time', async () => {
    await using world = await World.start(async (url) => {
      const name = new URL(url).pathname.slice(1)
      await admin(url, 'create schema clock')
      await admin(
        url,
        `create function clock.now() returns timestamptz stable language sql as 'select pg_catalog.now()'`,
      )
      await admin(url, `alter database "${name}" set search_path = clock, pg_catalog, public`)
    })
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    world.answer = () => held.then(() => new Response('late'))
    const { client, load } = await world.courier()
    await client.publish({ url: world.destination, body: 'x' })
    await until(async () => (await load()).inFlight === 1)
    await admin(
      world.databaseUrl,
      `create or replace function clock.now() returns timestamptz stable language sql
       as $$ select pg_catalog.now() + interval '1 hour' $$`,
    )
    // Longer than a supervisor's pass: had the shift reached the heartbeats, the claim would have lapsed by now.
    await new Promise((resolve) => setTimeout(resolve, 4000))
    release()
    await until(async () => (await load()).inFlight === 0)
    expect(world.received).toHaveLength(1)
  })
})

describe('a failing destination', () => {
  test('hears again after what the expression says, and then the message is dead', async () => {
    await using world = await World.start()
    world.answer = (_, nth) => new Response(`no ${nth}`, { status: 503, headers: { 'x-why': 'busy' } })
    const { client, load } = await world.courier()
    const { messageId } = await client.publishJSON({
      url: `${world.destination}/retry`,
      body: { a: 1 },
      retries: 3,
      retryDelay: 'min(700, 200 + 300 * retried)',
    })
    const letter = await until(async () => (await client.dlq.listMessages()).messages[0])
    expect(retried(world)).toEqual([0, 1, 2, 3])
    expect(new Set(world.received.map(({ headers }) => headers.get('upstash-message-id')))).toEqual(
      new Set([messageId]),
    )
    for (const [i, wanted] of [200, 500, 700].entries()) {
      expect(gaps(world)[i]).toBeGreaterThan(wanted - 20)
      expect(gaps(world)[i]).toBeLessThan(wanted + 1500)
    }
    expect(letter).toMatchObject({
      messageId,
      url: `${world.destination}/retry`,
      body: '{"a":1}',
      responseStatus: 503,
      responseBody: 'no 4',
      responseHeader: { 'x-why': ['busy'] },
    })
    expect(await load()).toEqual({ due: 0, inFlight: 0, scheduled: 0, nextAt: null })
    const states = (await client.logs({ messageIds: [messageId] })).events.map(({ state }) => state).toReversed()
    const failure = ['ACTIVE', 'ERROR', 'RETRY']
    expect(states).toEqual(['CREATED', ...failure, ...failure, ...failure, 'ACTIVE', 'ERROR', 'FAILED'])
  })

  test('without an expression waits e^2.5 seconds first', async () => {
    await using world = await World.start()
    world.answer = () => new Response(null, { status: 500 })
    const { client, load } = await world.courier()
    await client.publish({ url: world.destination, body: 'x' })
    const { nextAt } = await until(async () => {
      const now = await load()
      return now.scheduled === 1 && now
    })
    const [row] = await admin<{ now: Date }>(world.databaseUrl, 'select now()')
    const wait = (nextAt?.getTime() ?? 0) - (row?.now.getTime() ?? 0)
    expect(wait).toBeGreaterThan(9_000)
    expect(wait).toBeLessThan(12_200)
  })

  test('may say itself when it wants to hear again', async () => {
    await using world = await World.start()
    world.answer = (_, nth) =>
      nth === 1 ? new Response(null, { status: 429, headers: { 'retry-after': '1' } }) : new Response('thanks')
    const { client } = await world.courier()
    await client.publish({ url: world.destination, body: 'x', retryDelay: '3600000' })
    await until(() => world.received.length === 2)
    expect(gaps(world)[0]).toBeGreaterThan(980)
    expect(gaps(world)[0]).toBeLessThan(4000)
  })

  test('that answers 489 never hears of the message again', async () => {
    await using world = await World.start()
    const headers = { 'Upstash-NonRetryable-Error': 'true' }
    world.answer = ({ path }) => new Response('poison', { status: 489, ...(path === '/poison' && { headers }) })
    const { client } = await world.courier()
    await client.publish({ url: `${world.destination}/poison`, body: 'x', retries: 5, retryDelay: '0' })
    const letter = await until(async () => (await client.dlq.listMessages()).messages[0])
    expect(letter).toMatchObject({ responseStatus: 489, responseBody: 'poison' })
    expect(world.received).toHaveLength(1)
    // The number alone is an ordinary failure.
    await client.publish({ url: `${world.destination}/plain`, body: 'x', retries: 1, retryDelay: '0' })
    await until(async () => (await client.dlq.listMessages()).messages.length === 2)
    expect(world.received).toHaveLength(3)
  })

  test('is cut off after the timeout, and its redirects are not followed', async () => {
    await using world = await World.start()
    world.answer = async ({ path }, nth) => {
      if (path === '/away') return new Response(null, { status: 302, headers: { location: '/elsewhere' } })
      if (nth === 1) await new Promise((resolve) => setTimeout(resolve, 6000))
      return new Response('thanks')
    }
    const { client } = await world.courier()
    await client.publish({ url: `${world.destination}/slow`, body: 'x', timeout: '1s', retryDelay: '0' })
    await until(() => world.received.length === 2)
    expect(gaps(world)[0]).toBeGreaterThan(950)
    expect(gaps(world)[0]).toBeLessThan(4000)
    await client.publish({ url: `${world.destination}/away`, body: 'x', retries: 0 })
    const letter = await until(async () => (await client.dlq.listMessages()).messages[0])
    expect(letter).toMatchObject({ url: `${world.destination}/away`, responseStatus: 302 })
    expect(world.received.map(({ path }) => path)).toEqual(['/slow', '/slow', '/away'])
  })

  test('whose messages died gets them again when an operator says so', async () => {
    await using world = await World.start()
    world.answer = () => new Response(null, { status: 500 })
    const { client, url, load } = await world.courier()
    const died = (path: string) => client.publish({ url: `${world.destination}${path}`, body: path, retries: 0 })
    for (const path of ['/1', '/2', '/3', '/4', '/5']) await died(path)
    const { messages } = await until(async () => {
      const page = await client.dlq.listMessages()
      return page.messages.length === 5 && page
    })
    const idOf = (path: string) => messages.find(({ body }) => body === path)?.dlqId ?? ''

    const page = await client.dlq.listMessages({ count: 3 })
    const rest = await client.dlq.listMessages({ count: 3, cursor: page.cursor ?? '' })
    expect([...page.messages, ...rest.messages].map(({ dlqId }) => dlqId)).toEqual(messages.map(({ dlqId }) => dlqId))
    expect(rest.cursor).toBeUndefined()

    const one = await fetch(`${url}/v2/dlq/${idOf('/1')}`, { headers: { authorization: `Bearer ${token}` } })
    expect(await one.json()).toMatchObject({ dlqId: idOf('/1'), body: '/1' })

    world.answer = () => new Response('thanks')
    const { responses } = await client.dlq.retry(idOf('/1'))
    expect(responses).toEqual([{ messageId: expect.stringMatching(/^msg_/) }])
    await until(() => world.received.length === 6)
    expect(world.received[5]).toMatchObject({ path: '/1', body: Buffer.from('/1') })
    expect(world.received[5]?.headers.get('upstash-retried')).toBe('0')
    expect(world.received[5]?.headers.get('upstash-message-id')).toBe(responses[0]?.messageId)

    expect(await client.dlq.delete(idOf('/2'))).toEqual({ deleted: 1 })
    expect(await client.dlq.delete([idOf('/3'), idOf('/2')])).toMatchObject({ deleted: 1 })
    expect((await client.dlq.retry({ filter: { url: `${world.destination}/4` } })).responses).toHaveLength(1)
    expect((await client.dlq.retry({ all: true })).responses).toHaveLength(1)
    await until(async () => world.received.length === 8 && (await load()).inFlight === 0)
    expect((await client.dlq.listMessages()).messages).toEqual([])
  })

  test('whose dead letters are big gets shorter pages of them', async () => {
    await using world = await World.start()
    world.answer = () => new Response(null, { status: 500 })
    const { client } = await world.courier()
    const body = 'x'.repeat(1024 * 1024)
    for (let n = 0; n < 20; n++) await client.publish({ url: `${world.destination}/${n}`, body, retries: 0 })
    await client.publish({ url: `${world.destination}/small`, body: 'x', retries: 0 })
    await until(async () => (await client.logs({ filter: { state: 'FAILED' } })).logs.length === 21, 20_000)
    const first = await client.dlq.listMessages()
    const second = await client.dlq.listMessages({ cursor: first.cursor ?? '' })
    expect(first.messages.length).toBeGreaterThanOrEqual(16)
    expect(first.messages.length).toBeLessThan(21)
    expect(first.messages.length + second.messages.length).toBe(21)
    expect(second.cursor).toBeUndefined()
    expect(new Set([...first.messages, ...second.messages].map(({ dlqId }) => dlqId)).size).toBe(21)
  })

  test('does not hold up its neighbours', async () => {
    await using world = await World.start()
    world.answer = ({ path }) => (path === '/bad' ? new Response(null, { status: 500 }) : new Response('thanks'))
    const { client } = await world.courier()
    const messages = Array.from({ length: 60 }, (_, i) => ({
      url: `${world.destination}/${i % 2 ? 'bad' : 'good'}`,
      body: { i },
      retryDelay: '50',
      retries: 100,
    }))
    await client.batchJSON(messages)
    await until(() => world.received.filter(({ path }) => path === '/good').length === 30)
  })
})

describe('replicas', () => {
  test('share the work: each message is delivered once', async () => {
    await using world = await World.start()
    // Both make the schemas: none is there yet.
    const [a, b] = await Promise.all([world.courier(), world.courier()])
    world.answer = () => new Promise((resolve) => setTimeout(() => resolve(new Response('thanks')), 5))
    const batch = (from: number) =>
      Array.from({ length: 150 }, (_, i) => ({ url: world.destination, body: { n: from + i }, delay: i % 3 ? 0 : 1 }))
    await Promise.all([a.client.batchJSON(batch(0)), b.client.batchJSON(batch(150))])
    await until(async () => {
      const { due, inFlight, scheduled } = await a.load()
      return due + inFlight + scheduled === 0
    }, 15_000)
    expect(world.received.map(({ body }) => JSON.parse(body.toString()).n).toSorted((x, y) => x - y)).toEqual(
      Array.from({ length: 300 }, (_, i) => i),
    )
  })

  test('a stopping one settles what is out and leaves the rest', async () => {
    await using world = await World.start()
    world.answer = () => new Promise((resolve) => setTimeout(() => resolve(new Response('thanks')), 400))
    const first = await world.courier()
    await first.client.publish({ url: `${world.destination}/out`, body: 'x' })
    await first.client.publish({ url: `${world.destination}/later`, body: 'x', delay: 1 })
    await until(() => world.received.length === 1)
    await first.stop()
    const [out] = await admin<{ state: string }>(world.databaseUrl, 'select state from courier.message')
    expect(out?.state).toBe('CREATED')
    const second = await world.courier()
    await until(() => world.received.length === 2)
    await until(async () => (await second.load()).inFlight === 0)
    expect(world.received.map(({ path }) => path)).toEqual(['/out', '/later'])
  })

  test('what a killed one had out goes out again, without using up a retry', async () => {
    await using world = await World.start()
    world.answer = (_, nth) => (nth === 1 ? new Promise(() => {}) : new Response('thanks'))
    const script = `
      import { createCourier } from ${JSON.stringify(fileURLToPath(new URL('./courier.ts', import.meta.url)))}
      const courier = await createCourier(JSON.parse(process.argv[1]))
      await courier.fetch(new Request('http://courier/v2/publish/${world.destination}/once', {
        method: 'POST', body: 'x',
        headers: { authorization: 'Bearer ${token}', 'upstash-retries': '0', 'upstash-timeout': '300s' },
      }))`
    const args = ['--input-type=module', '-e', script, JSON.stringify(world.options())]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] })
    await until(() => world.received.length === 1, 10_000)
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone

    const { load } = await world.courier()
    expect(await load()).toMatchObject({ inFlight: 1 })
    await until(() => world.received.length === 2, 25_000)
    expect(retried(world)).toEqual([0, 0])
    await until(async () => (await load()).inFlight === 0)
  })

  test('survive the loss of their connections', async () => {
    await using world = await World.start()
    const { client, load } = await world.courier()
    await admin(
      world.databaseUrl,
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
    )
    await until(() => client.publish({ url: world.destination, body: 'x' }).catch(() => undefined))
    await until(() => world.received.length > 0)
    await until(async () => (await load()).inFlight === 0)
  })
})

test('a message that is cancelled while it is out is not tried again', async () => {
  await using world = await World.start()
  let fail = () => {}
  const held = new Promise<void>((resolve) => {
    fail = resolve
  })
  world.answer = () => held.then(() => new Response(null, { status: 500 }))
  const { client, load } = await world.courier()
  const { messageId } = await client.publish({ url: world.destination, body: 'x', retryDelay: '0' })
  await until(() => world.received.length === 1)
  expect(await client.messages.cancel(messageId)).toEqual({ cancelled: 1 })
  fail()
  await client.publish({ url: `${world.destination}/after`, body: 'x', retries: 0 })
  await until(async () => (await client.dlq.listMessages()).messages.length === 1)
  expect(await load()).toEqual({ due: 0, inFlight: 0, scheduled: 0, nextAt: null })
  expect(world.received.map(({ path }) => path)).toEqual(['/', '/after'])
})
