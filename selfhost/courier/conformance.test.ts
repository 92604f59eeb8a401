import { Client, upstash } from '@upstash/qstash'
import { describe, expect, test } from 'vitest'
import { until, World } from './world.ts'

/*
 * The unmodified SDK against the courier: every operation it offers is exercised here or in the file that is named, or it is
 * answered with 501 and the reason is here. An operation that a later SDK adds fails the first test until it is put in.
 */

const SCHEDULES = 'services are woken by Cron Triggers and CronJobs, which outlive a database'
const WORKFLOW = 'Upstash Workflow is another product; its SDK part is deprecated'
const CHAT = "QStash's own language models; deprecated, and nothing here to stand in for them"

const operations: Record<string, Record<string, { in: string } | { refused: string }>> = {
  client: {
    publish: { in: 'conformance' },
    publishJSON: { in: 'conformance' },
    batch: { in: 'conformance' },
    batchJSON: { in: 'conformance' },
    logs: { in: 'conformance' },
    events: { in: 'conformance' },
    queue: { in: 'queues' },
    chat: { refused: CHAT },
  },
  messages: {
    get: { in: 'conformance' },
    cancel: { in: 'conformance' },
    delete: { in: 'conformance' },
    deleteMany: { in: 'conformance' },
    deleteAll: { in: 'conformance' },
  },
  dlq: {
    listMessages: { in: 'conformance' },
    delete: { in: 'conformance' },
    deleteMany: { in: 'conformance' },
    retry: { in: 'conformance' },
  },
  urlGroups: {
    addEndpoints: { in: 'url-groups' },
    removeEndpoints: { in: 'url-groups' },
    list: { in: 'url-groups' },
    get: { in: 'url-groups' },
    delete: { in: 'url-groups' },
  },
  queue: {
    upsert: { in: 'queues' },
    get: { in: 'queues' },
    list: { in: 'queues' },
    delete: { in: 'queues' },
    enqueue: { in: 'queues' },
    enqueueJSON: { in: 'queues' },
    pause: { in: 'queues' },
    resume: { in: 'queues' },
  },
  flowControl: {
    get: { in: 'flow-control' },
    getGlobalParallelism: { in: 'flow-control' },
    pause: { in: 'flow-control' },
    resume: { in: 'flow-control' },
    pin: { in: 'flow-control' },
    unpin: { in: 'flow-control' },
    resetRate: { in: 'flow-control' },
  },
  schedules: {
    create: { refused: SCHEDULES },
    get: { refused: SCHEDULES },
    list: { refused: SCHEDULES },
    delete: { refused: SCHEDULES },
    pause: { refused: SCHEDULES },
    resume: { refused: SCHEDULES },
  },
  workflow: { cancel: { refused: WORKFLOW } },
}

const methodsOf = (thing: object) =>
  Object.entries(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(thing)))
    .filter(([name, { value }]) => name !== 'constructor' && typeof value === 'function')
    .map(([name]) => name)

const partsOf = (client: Client): Record<string, object> => ({
  client,
  messages: client.messages,
  dlq: client.dlq,
  urlGroups: client.urlGroups,
  queue: client.queue(),
  flowControl: client.flowControl,
  schedules: client.schedules,
  workflow: client.workflow,
})

describe('the SDK', () => {
  test('offers nothing that is not accounted for', () => {
    const client = new Client({ baseUrl: 'http://127.0.0.1:1', token: 't', devMode: false })
    const offered = Object.entries(partsOf(client)).flatMap(([part, thing]) =>
      methodsOf(thing).map((name) => `${part}.${name}`),
    )
    const known = Object.entries(operations).flatMap(([part, names]) =>
      Object.keys(names).map((name) => `${part}.${name}`),
    )
    expect(offered.toSorted()).toEqual(known.toSorted())
    const getters = Object.entries(Object.getOwnPropertyDescriptors(Client.prototype)).filter(([, { get }]) => get)
    // `topics` is the old name of `urlGroups`.
    const parts = [...Object.keys(operations).filter((part) => part !== 'client' && part !== 'queue'), 'topics']
    expect(getters.map(([name]) => name).toSorted()).toEqual(parts.toSorted())
  })

  test('is told so where the courier does not do something', async () => {
    await using world = await World.start()
    const { client, url } = await world.courier()
    const refused = { status: 501, message: expect.stringContaining('this courier does not do') }
    const { schedules } = client
    const destination = world.destination
    await expect(schedules.create({ destination, cron: '* * * * *' })).rejects.toMatchObject(refused)
    await expect(schedules.get('s')).rejects.toMatchObject(refused)
    await expect(schedules.list()).rejects.toMatchObject(refused)
    await expect(schedules.delete('s')).rejects.toMatchObject(refused)
    await expect(schedules.pause({ schedule: 's' })).rejects.toMatchObject(refused)
    await expect(schedules.resume({ schedule: 's' })).rejects.toMatchObject(refused)
    await expect(client.workflow.cancel('w')).rejects.toMatchObject(refused)
    await expect(client.publish({ url: destination, body: 'x', redact: { body: true } })).rejects.toMatchObject(refused)
    const messages = [{ role: 'user' as const, content: 'hello' }]
    const chat = { provider: upstash(), model: 'meta-llama/Meta-Llama-3-8B-Instruct' as const, messages }
    await expect(client.chat().create(chat)).rejects.toMatchObject(refused)
    await expect(client.chat().prompt({ ...chat, system: 's', user: 'u' })).rejects.toMatchObject(refused)
    const api = await fetch(`${url}/v2/publish/api/llm`, {
      method: 'POST',
      headers: { authorization: 'Bearer a-publisher' },
      body: '{}',
    })
    expect(api.status).toBe(501)
    const queued = { url: destination, body: 'x', flowControl: { key: 'k', parallelism: 1 } }
    await expect(client.queue({ queueName: 'q' }).enqueue(queued)).rejects.toMatchObject(refused)
  })
})

describe('publishing', () => {
  test('every header of a publish can be seen in the message', async () => {
    await using world = await World.start()
    const { client } = await world.courier()
    const { messageId } = await client.publishJSON({
      url: `${world.destination}/later`,
      body: { a: 1 },
      method: 'PATCH',
      headers: { 'X-Own': 'mine' },
      delay: '26h',
      retries: 7,
      retryDelay: '1000 * (1 + retried)',
      timeout: '30s',
      callback: `${world.destination}/callback`,
      failureCallback: `${world.destination}/failure`,
      flowControl: { key: 'the key', parallelism: 2, rate: 5, period: '1m' },
      label: ['one', 'two'],
      deduplicationId: 'd',
    })
    const message = await client.messages.get(messageId)
    expect(message).toMatchObject({
      messageId,
      url: `${world.destination}/later`,
      method: 'PATCH',
      body: '{"a":1}',
      header: { 'content-type': ['application/json'], 'x-own': ['mine'] },
      maxRetries: 7,
      retryDelayExpression: '1000 * (1 + retried)',
      callback: `${world.destination}/callback`,
      failureCallback: `${world.destination}/failure`,
      flowControlKey: 'the key',
      label: 'one',
      labels: ['one', 'two'],
    })
    expect((message.notBefore ?? 0) - message.createdAt).toBe(26 * 3_600_000)
    expect(await client.flowControl.get('the key')).toMatchObject({ parallelismMax: 2, rateMax: 5, ratePeriod: 60 })
  })

  test('an absolute moment wins over a delay', async () => {
    await using world = await World.start()
    const { client } = await world.courier()
    const notBefore = Math.floor(Date.now() / 1000) + 86_400
    const { messageId } = await client.publish({ url: world.destination, body: 'x', notBefore, delay: 5 })
    expect(await client.messages.get(messageId)).toMatchObject({ notBefore: notBefore * 1000 })
  })

  test('a batch of many kinds answers in order', async () => {
    await using world = await World.start()
    const { client } = await world.courier()
    const answers = await client.batch([
      { url: `${world.destination}/1`, body: 'one', delay: '1h' },
      { url: `${world.destination}/2`, body: 'two', queueName: 'q', delay: '1h' },
      { url: `${world.destination}/3`, body: 'three', flowControl: { key: 'k', rate: 1 }, delay: '1h' },
    ])
    const messages = await Promise.all(
      answers.map((answer) => client.messages.get((answer as { messageId: string }).messageId)),
    )
    expect(messages.map(({ url, body }) => [url, body])).toEqual([
      [`${world.destination}/1`, 'one'],
      [`${world.destination}/2`, 'two'],
      [`${world.destination}/3`, 'three'],
    ])
    expect(messages[1]).toMatchObject({ queueName: 'q' })
    expect(messages[2]).toMatchObject({ flowControlKey: 'k' })
    expect(await client.batchJSON([{ url: world.destination, body: { n: 1 } }])).toEqual([
      { messageId: expect.stringMatching(/^msg_/) },
    ])
  })
})

test('messages on their way are cancelled by every filter there is', async () => {
  await using world = await World.start()
  const { client } = await world.courier()
  const wait = async (
    path: string,
    more: { label?: string[]; flowControl?: { key: string; parallelism: number } } = {},
  ) => {
    const answer = await client.publish({ url: `${world.destination}${path}`, body: 'x', delay: '1h', ...more })
    return answer.messageId
  }
  await wait('/a')
  await wait('/b?q=1')
  await wait('/c', { label: ['l', 'm'] })
  await wait('/d', { flowControl: { key: 'k', parallelism: 1 } })
  await client.queue({ queueName: 'q' }).enqueue({ url: `${world.destination}/e`, body: 'x', delay: '1h' })
  const cancel = async (filter: Parameters<typeof client.messages.cancel>[0]) =>
    (await client.messages.cancel(filter)).cancelled
  expect(await cancel({ filter: { url: `${world.destination}/a`, label: 'l' } })).toBe(0)
  expect(await cancel({ filter: { url: [`${world.destination}/a`, `${world.destination}/none`] } })).toBe(1)
  expect(await cancel({ filter: { path: '/b', host: new URL(world.destination).host } })).toBe(1)
  expect(await cancel({ filter: { label: ['m', 'n'] } })).toBe(1)
  expect(await cancel({ filter: { flowControlKey: 'k' } })).toBe(1)
  expect(await cancel({ filter: { queueName: 'q' } })).toBe(1)
  expect(await cancel({ filter: { fromDate: Date.now() - 60_000, urlGroup: 'none' } })).toBe(0)
  await expect(cancel({ filter: { scheduleId: 's' } })).rejects.toMatchObject({ status: 400 })
  await expect(cancel({ filter: { callerIp: '127.0.0.1' } })).rejects.toMatchObject({ status: 400 })

  const ids = [await wait('/1'), await wait('/2'), await wait('/3'), await wait('/4')]
  await client.messages.delete(ids[0] ?? '')
  expect(await client.messages.deleteMany(ids.slice(0, 2))).toBe(1)
  expect(await cancel(ids.slice(0, 3))).toBe(1)
  expect(await client.messages.deleteAll()).toBe(1)
  expect(await cancel({ all: true })).toBe(0)
})

test('dead letters are listed, thrown away and sent again by every filter there is', async () => {
  await using world = await World.start()
  const { client } = await world.courier()
  world.answer = ({ path }) => new Response(`no ${path}`, { status: Number(path.slice(1, 4)) })
  const die = (path: string, more: object = {}) =>
    client.publish({ url: `${world.destination}${path}`, body: path, retries: 0, ...more })
  await die('/500', { label: 'l' })
  await die('/404')
  await die('/503', { flowControl: { key: 'k', parallelism: 1 } })
  await until(async () => (await client.dlq.listMessages()).messages.length === 3)
  const list = async (filter: object) =>
    (await client.dlq.listMessages({ filter })).messages.map(({ responseStatus }) => responseStatus)
  expect(await list({ responseStatus: [404, 500] })).toHaveLength(2)
  expect(await list({ label: 'l' })).toEqual([500])
  expect(await list({ flowControlKey: 'k' })).toEqual([503])
  expect(await list({ url: `${world.destination}/404` })).toEqual([404])
  expect(await list({ toDate: new Date(Date.now() - 3_600_000) })).toEqual([])
  expect(await list({ queueName: 'none' })).toEqual([])
  const { messages } = await client.dlq.listMessages()
  const [newest] = messages
  expect(await list({ messageId: newest?.messageId })).toEqual([newest?.responseStatus])
  expect((await client.dlq.listMessages({ dlqIds: [newest?.dlqId ?? ''] })).messages).toEqual([newest])

  expect(await client.dlq.delete({ filter: { responseStatus: 500 } })).toMatchObject({ deleted: 1 })
  const gone = messages.find(({ responseStatus }) => responseStatus === 404)?.dlqId ?? ''
  expect(await client.dlq.deleteMany({ dlqIds: [gone] })).toMatchObject({ deleted: 1 })
  world.answer = () => new Response()
  const { responses, cursor } = await client.dlq.retry({ all: true })
  expect(responses).toEqual([{ messageId: expect.stringMatching(/^msg_/) }])
  expect(cursor).toBeUndefined()
  await until(() => world.received.length === 4)
  expect((await client.dlq.listMessages()).messages).toEqual([])
})

test('the log is read page by page and by every filter there is', async () => {
  await using world = await World.start()
  const { client, url, load } = await world.courier()
  world.answer = ({ path }) => new Response(null, { status: path === '/bad' ? 500 : 200 })
  await client.publish({ url: `${world.destination}/good`, body: 'x', label: 'l' })
  const { messageId } = await client.publish({
    url: `${world.destination}/bad`,
    body: 'x',
    retries: 1,
    retryDelay: '50',
  })
  await until(async () => {
    const { due, inFlight, scheduled } = await load()
    return (await client.dlq.listMessages()).messages.length === 1 && due + inFlight + scheduled === 0
  })
  const states = async (request: Parameters<typeof client.logs>[0]) =>
    (await client.logs(request)).logs.map(({ state }) => state)
  const all = await states({})
  expect(all).toHaveLength(10)
  expect(await states({ messageIds: [messageId] })).toEqual([
    ...['FAILED', 'ERROR', 'ACTIVE'],
    ...['RETRY', 'ERROR', 'ACTIVE', 'CREATED'],
  ])
  expect(await states({ filter: { label: 'l' } })).toEqual(['DELIVERED', 'ACTIVE', 'CREATED'])
  expect(new Set(await states({ filter: { state: 'IN_PROGRESS' } }))).toEqual(new Set(['ACTIVE', 'RETRY', 'ERROR']))
  expect(await states({ filter: { path: '/good', host: new URL(world.destination).host } })).toHaveLength(3)
  expect(await states({ filter: { fromDate: Date.now() + 3_600_000 } })).toEqual([])
  expect(await states({ filter: { queueName: 'q' } })).toEqual([])

  const paged: string[] = []
  let cursor: string | undefined
  do {
    const page = await client.logs({ count: 3, ...(cursor !== undefined && { cursor }) })
    paged.push(...page.logs.map(({ state }) => state))
    cursor = page.cursor
  } while (cursor)
  expect(paged).toEqual(all)
  expect((await client.events({})).events).toHaveLength(10)
  const raw = await fetch(`${url}/v2/logs?state=FAILED`, { headers: { authorization: 'Bearer a-publisher' } })
  expect(await raw.json()).toEqual({
    logs: [
      {
        time: expect.any(Number),
        messageId,
        state: 'FAILED',
        url: `${world.destination}/bad`,
        error: 'the destination answered 500',
        responseStatus: 500,
      },
    ],
  })
})
