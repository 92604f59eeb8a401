import { Receiver } from '@upstash/qstash'
import { expect, test } from 'vitest'
import { admin } from '../../local/postgres.ts'
import { keys, type Received, until, World } from './world.ts'

const at = (world: World, path: string) => world.received.filter((received) => received.path === path)
const told = ({ body }: Received) => JSON.parse(body.toString())
const decode = (base64: string) => Buffer.from(base64, 'base64').toString()

test('a callback tells what the destination answered, signed like any delivery', async () => {
  await using world = await World.start()
  const { client } = await world.courier()
  world.answer = ({ path }) =>
    path === '/work' ? new Response('the answer', { status: 201, headers: { 'x-kind': 'fine' } }) : new Response()
  const callback = `${world.destination}/told?who=me`
  const { messageId } = await client.publishJSON({
    url: `${world.destination}/work`,
    body: { n: 1 },
    retries: 2,
    callback,
    failureCallback: `${world.destination}/not-told`,
    headers: {
      'X-Own': 'the destination',
      'Upstash-Callback-Forward-X-Own': 'the callback',
      'Upstash-Callback-Method': 'PUT',
      'Upstash-Callback-Retries': '1',
      'Upstash-Callback-Timeout': '7s',
    },
  })
  const waiting = await client.messages.get(messageId).catch(() => undefined)
  if (waiting) expect(waiting).toMatchObject({ callback, failureCallback: `${world.destination}/not-told` })

  const [heard] = await until(() => at(world, '/told?who=me').length === 1 && at(world, '/told?who=me'))
  if (!heard) throw new Error('nothing was told')
  expect(heard.method).toBe('PUT')
  expect(heard.headers.get('x-own')).toBe('the callback')
  expect(heard.headers.get('content-type')).toBe('application/json')
  expect(heard.headers.get('upstash-message-id')).not.toBe(messageId)
  const { body, sourceBody, ...rest } = told(heard)
  expect(rest).toEqual({
    status: 201,
    header: expect.objectContaining({ 'x-kind': ['fine'] }),
    retried: 0,
    maxRetries: 2,
    sourceMessageId: messageId,
    url: `${world.destination}/work`,
    method: 'POST',
    sourceHeader: expect.objectContaining({ 'content-type': ['application/json'], 'x-own': ['the destination'] }),
    notBefore: expect.any(Number),
    createdAt: expect.any(Number),
  })
  expect(decode(body)).toBe('the answer')
  expect(decode(sourceBody)).toBe('{"n":1}')

  const signature = heard.headers.get('upstash-signature') ?? ''
  const receiver = new Receiver({ currentSigningKey: keys.current, nextSigningKey: keys.next })
  await expect(receiver.verify({ signature, body: heard.body.toString(), url: callback })).resolves.toBe(true)
  expect(at(world, '/work')[0]?.headers.get('x-own')).toBe('the destination')
  expect(at(world, '/not-told')).toEqual([])
})

test('a callback comes after every attempt, the failure callback once after the last, with its place in the DLQ', async () => {
  await using world = await World.start()
  const { client, load } = await world.courier()
  world.answer = ({ path }) => (path === '/work' ? new Response('no', { status: 500 }) : new Response())
  const { messageId } = await client.publish({
    url: `${world.destination}/work`,
    body: 'x',
    retries: 2,
    retryDelay: '0',
    callback: `${world.destination}/each`,
    failureCallback: `${world.destination}/last`,
  })
  await until(() => at(world, '/last').length === 1 && at(world, '/each').length === 3)
  await until(async () => (await load()).inFlight === 0)
  const each = at(world, '/each').map(told)
  expect(each.map(({ retried }) => retried).toSorted()).toEqual([0, 1, 2])
  for (const one of each) expect(one).toMatchObject({ status: 500, maxRetries: 2, sourceMessageId: messageId })
  const [letter] = (await client.dlq.listMessages()).messages
  expect(at(world, '/last').map(told)).toEqual([
    expect.objectContaining({ status: 500, retried: 2, dlqId: letter?.dlqId, sourceMessageId: messageId }),
  ])
  expect(letter).toMatchObject({ messageId, callback: `${world.destination}/each` })

  // Sent again, it is still called back.
  world.answer = () => new Response('thanks')
  await client.dlq.retry(letter?.dlqId ?? '')
  await until(() => at(world, '/each').length === 4)
})

test('a destination that cannot be reached is told about too, and a callback has retries of its own', async () => {
  await using world = await World.start()
  const gone = 'http://127.0.0.1:1'
  const { client } = await world.courier({ allow: [world.destination, gone] })
  world.answer = (_, nth) => new Response(null, { status: nth === 1 ? 503 : 200 })
  await client.publish({
    url: gone,
    body: 'x',
    retries: 0,
    failureCallback: `${world.destination}/last`,
    headers: { 'Upstash-Failure-Callback-Retries': '1', 'Upstash-Failure-Callback-Retry-Delay': '0' },
  })
  await until(() => at(world, '/last').length === 2)
  expect(at(world, '/last').map(({ headers }) => headers.get('upstash-retried'))).toEqual(['0', '1'])
  expect(at(world, '/last').map(told)[0]).toMatchObject({ status: 502, header: {}, retried: 0 })
  expect(decode(told(at(world, '/last')[0] as Received).body)).not.toBe('')
})

test('what was delivered and its callback are one write', async () => {
  await using world = await World.start()
  const { client, load } = await world.courier()
  // The log of the callback's making refuses: then the delivery is not recorded either, and both come again.
  await admin(
    world.databaseUrl,
    `create function courier.refuse() returns trigger language plpgsql as
       $$ begin raise exception 'not now'; end $$`,
  )
  await admin(
    world.databaseUrl,
    `create trigger refuse before insert on courier.message for each row
     when (new.url like '%/told') execute function courier.refuse()`,
  )
  await client.publish({ url: `${world.destination}/work`, body: 'x', callback: `${world.destination}/told` })
  await until(() => at(world, '/work').length === 1)
  expect(await until(async () => (await load()).inFlight)).toBe(1)
  const { events } = await client.logs({ filter: { state: 'DELIVERED' } })
  expect(events).toEqual([])
  await admin(world.databaseUrl, 'drop trigger refuse on courier.message')
  await until(() => at(world, '/told').length === 1)
  expect(at(world, '/work')).toHaveLength(1)
})
