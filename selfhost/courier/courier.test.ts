import { createHash } from 'node:crypto'
import { Receiver } from '@upstash/qstash'
import { describe, expect, test } from 'vitest'
import { keys, token, until, World } from './world.ts'

describe('publishing', () => {
  test('a message arrives signed, byte for byte, at the address that was given', async () => {
    await using world = await World.start()
    const { client, load } = await world.courier()
    const url = `${world.destination}/hear//twice?from=a&to=${encodeURIComponent('b c')}`
    const { messageId } = await client.publishJSON({ url, body: { name: 'Ünïcode 🎟', n: [1, 2.5, null] } })

    const [heard] = await until(() => world.received.length === 1 && world.received)
    expect(messageId).toMatch(/^msg_[0-9a-f]{32}$/)
    expect(heard?.path).toBe('/hear//twice?from=a&to=b%20c')
    expect(heard?.method).toBe('POST')
    expect(heard?.body.toString()).toBe('{"name":"Ünïcode 🎟","n":[1,2.5,null]}')
    expect(heard?.headers.get('content-type')).toBe('application/json')
    expect(heard?.headers.get('user-agent')).toBe('Upstash-QStash')
    expect(heard?.headers.get('upstash-message-id')).toBe(messageId)
    expect(heard?.headers.get('upstash-retried')).toBe('0')

    const signature = heard?.headers.get('upstash-signature') ?? ''
    const body = heard?.body.toString() ?? ''
    const hears = (currentSigningKey: string, nextSigningKey: string, at = url, said = body) =>
      new Receiver({ currentSigningKey, nextSigningKey }).verify({ signature, body: said, url: at })
    await expect(hears(keys.current, keys.next)).resolves.toBe(true)
    // A receiver that has rolled already knows our key as the older or the coming one.
    await expect(hears('sig_other', keys.current)).resolves.toBe(true)
    await expect(hears('sig_other', keys.next)).rejects.toThrow()
    await expect(hears(keys.current, keys.next, `${world.destination}/elsewhere`)).rejects.toThrow()
    await expect(hears(keys.current, keys.next, url, `${body} `)).rejects.toThrow()
    const [header = '', claims = ''] = signature.split('.').map((part) => Buffer.from(part, 'base64url').toString())
    expect(JSON.parse(header)).toEqual({ alg: 'HS256', typ: 'JWT' })
    const { iat, exp } = JSON.parse(claims)
    expect(exp - iat).toBe(300)

    await until(async () => (await load()).inFlight === 0)
    expect(await load()).toEqual({ due: 0, inFlight: 0, scheduled: 0, nextAt: null })
    await expect(client.messages.get(messageId)).rejects.toMatchObject({ status: 404 })
    const { events } = await client.logs({ messageIds: [messageId] })
    expect(events.map(({ state }) => state)).toEqual(['DELIVERED', 'ACTIVE', 'CREATED'])
  })

  test('bytes that are no text, the method and the forwarded headers survive', async () => {
    await using world = await World.start()
    const { client } = await world.courier()
    const body = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 7) % 256)
    await client.publish({
      url: `${world.destination}/bytes`,
      method: 'PUT',
      body: new Blob([body]),
      headers: { 'Content-Type': 'application/x-passes', Traceparent: '00-ab-cd-01', 'Upstash-Forward-Host': 'evil' },
    })
    const [heard] = await until(() => world.received.length === 1 && world.received)
    expect(heard?.method).toBe('PUT')
    expect(heard?.headers.get('content-type')).toBe('application/x-passes')
    expect(heard?.headers.get('traceparent')).toBe('00-ab-cd-01')
    expect(heard?.headers.get('host')).toBe(new URL(world.destination).host)
    const hash = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
    expect(hash(heard?.body ?? Buffer.alloc(0))).toBe(hash(body))
  })

  test('the same deduplication id is accepted and delivered once', async () => {
    await using world = await World.start()
    const { client, url } = await world.courier()
    const publish = () =>
      fetch(`${url}/v2/publish/${world.destination}/once`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'upstash-deduplication-id': 'the-same' },
        body: 'x',
      })
    const answers = await Promise.all(Array.from({ length: 8 }, publish))
    const said = await Promise.all(answers.map((answer) => answer.json()))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(7).fill(202)])
    expect(new Set(said.map(({ messageId }) => messageId)).size).toBe(1)
    expect(said.filter(({ deduplicated }) => deduplicated)).toHaveLength(7)

    // A later message of another kind proves that the seven are not just slow.
    await client.publish({ url: `${world.destination}/other`, contentBasedDeduplication: true, body: 'x' })
    await client.publish({ url: `${world.destination}/other`, contentBasedDeduplication: true, body: 'x' })
    await until(() => world.received.some(({ path }) => path === '/other'))
    expect(world.received.map(({ path }) => path).toSorted()).toEqual(['/once', '/other'])
  })

  test('a batch stores what is good and says what is not', async () => {
    await using world = await World.start()
    const { client } = await world.courier()
    const answers = await client.batchJSON([
      { url: `${world.destination}/1`, body: { n: 1 }, deduplicationId: 'b' },
      { url: 'http://169.254.169.254/latest/meta-data', body: { n: 2 } },
      { url: `${world.destination}/3`, body: { n: 3 }, deduplicationId: 'a' },
      { url: `${world.destination}/4`, body: { n: 4 }, deduplicationId: 'b' },
      { url: `${world.destination}/\0`, body: { n: 5 } },
      { url: `${world.destination}/é`, body: { n: 6 } },
    ])
    const noAddress = { error: 'the destination is not an http(s) address' }
    expect(answers).toEqual([
      { messageId: expect.stringMatching(/^msg_/) },
      { error: expect.stringContaining('not on the allow-list') },
      { messageId: expect.stringMatching(/^msg_/) },
      { messageId: expect.stringMatching(/^msg_/), deduplicated: true },
      noAddress,
      noAddress,
    ])
    await until(() => world.received.length === 2)
    expect(world.received.map(({ body }) => body.toString()).toSorted()).toEqual(['{"n":1}', '{"n":3}'])
  })
})

describe('refusals', () => {
  test('nothing is served without the token', async () => {
    await using world = await World.start()
    const { url } = await world.courier()
    const calls = [
      ['POST', `/v2/publish/${world.destination}/x`],
      ['POST', '/v2/batch'],
      ['GET', '/v2/messages/msg_1'],
      ['DELETE', '/v2/messages'],
      ['GET', '/v2/dlq'],
      ['DELETE', '/v2/dlq'],
      ['POST', '/v2/dlq/retry'],
      ['GET', '/v2/events'],
      ['GET', '/v2/keys'],
      ['POST', '/v2/keys/rotate'],
      ['POST', `/v2/enqueue/q/${world.destination}/x`],
      ['GET', '/v2/queues'],
      ['POST', '/v2/queues/q/pause'],
      ['GET', '/v2/flowControl'],
      ['POST', '/v2/flowControl/k/pause'],
      ['POST', '/v2/topics/t/endpoints'],
      ['GET', '/nowhere'],
    ] as const
    for (const [method, path] of calls) {
      for (const authorization of ['', 'Bearer ', `Bearer ${token}x`, token]) {
        const answer = await fetch(`${url}${path}`, { method, headers: { authorization } })
        expect([path, answer.status]).toEqual([path, 401])
        expect(await answer.json()).toHaveProperty('error')
      }
    }
    expect(world.received).toEqual([])
  })

  test.each<[string, Record<string, string>, number]>([
    ['http://169.254.169.254/latest', {}, 400],
    ['http://HERE@evil.test/', {}, 400],
    ['http://user:secret@HERE/', {}, 400],
    ['https://HERE/', {}, 400],
    ['http://HERE.evil.test/', {}, 400],
    ['http://', {}, 400],
    ['file:///etc/passwd', {}, 501],
    ['a-topic', {}, 404],
    ['api/llm', {}, 501],
    ['http://HERE/', { 'upstash-retries': '-1' }, 400],
    ['http://HERE/', { 'upstash-retries': '1.5' }, 400],
    ['http://HERE/', { 'upstash-delay': 'soon' }, 400],
    ['http://HERE/', { 'upstash-not-before': 'noon' }, 400],
    ['http://HERE/', { 'upstash-timeout': '0s' }, 400],
    ['http://HERE/', { 'upstash-timeout': '2d' }, 400],
    ['http://HERE/', { 'upstash-method': 'TRACE' }, 400],
    ['http://HERE/', { 'upstash-retry-delay': 'process.exit(1)' }, 400],
    ['http://HERE/', { 'upstash-callback': 'http://169.254.169.254/latest' }, 400],
    ['http://HERE/', { 'upstash-failure-callback': 'nowhere' }, 400],
    ['http://HERE/', { 'upstash-callback': 'http://HERE/', 'upstash-callback-retries': '-1' }, 400],
    ['http://HERE/', { 'upstash-flow-control-key': 'k' }, 400],
    ['http://HERE/', { 'upstash-flow-control-value': 'rate=1' }, 400],
    ['http://HERE/', { 'upstash-flow-control-key': 'k', 'upstash-flow-control-value': 'rate=0' }, 400],
    ['http://HERE/', { 'upstash-flow-control-key': 'k', 'upstash-flow-control-value': 'speed=9' }, 400],
    ['http://HERE/', { 'upstash-flow-control-key': 'k', 'upstash-flow-control-value': 'rate=1, period=8d' }, 400],
    ['http://HERE/', { 'upstash-label': 'l,'.repeat(17) }, 400],
    ['http://HERE/', { 'upstash-redact-fields': 'body' }, 501],
    ['http://HERE/', { 'upstash-cron': '* * * * *' }, 501],
  ])('%s with %j answers %i and is not stored', async (destination, headers, status) => {
    await using world = await World.start()
    const { url, load } = await world.courier()
    const to = destination.replace('HERE', new URL(world.destination).host)
    const answer = await fetch(`${url}/v2/publish/${to}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        ...Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [
            name,
            value.replace('HERE', new URL(world.destination).host),
          ]),
        ),
      },
      body: 'x',
    })
    expect(answer.status).toBe(status)
    expect(await answer.json()).toEqual({ error: expect.any(String) })
    expect(await load()).toMatchObject({ due: 0, inFlight: 0, scheduled: 0 })
  })

  test('what is left out says so, and nonsense is 400', async () => {
    await using world = await World.start()
    const { url } = await world.courier()
    const call = (method: string, path: string, body?: string) =>
      fetch(`${url}${path}`, { method, headers: { authorization: `Bearer ${token}` }, ...(body && { body }) })
    expect((await call('POST', `/v2/schedules/${world.destination}`, 'x')).status).toBe(501)
    expect((await call('GET', '/v2/workflows/logs')).status).toBe(501)
    expect((await call('POST', '/v2/enqueue/no%20queue/http://127.0.0.1:1', 'x')).status).toBe(400)
    expect((await call('POST', '/v2/queues', '{"queueName":"a b"}')).status).toBe(400)
    expect((await call('POST', '/v2/queues', '{"queueName":"q","parallelism":0}')).status).toBe(400)
    expect((await call('POST', '/v2/topics/a/endpoints', '{"endpoints":[]}')).status).toBe(400)
    expect((await call('POST', '/v2/topics/a/endpoints', '{"endpoints":[{"url":"http://evil.test"}]}')).status).toBe(
      400,
    )
    expect((await call('POST', '/v2/flowControl/k/pin?rate=0')).status).toBe(400)
    expect((await call('POST', '/v2/batch', '{')).status).toBe(400)
    expect((await call('POST', '/v2/batch', '[{"destination":1}]')).status).toBe(400)
    expect((await call('DELETE', '/v2/messages?scheduleId=s')).status).toBe(400)
    expect((await call('GET', '/v2/dlq?cursor=x')).status).toBe(400)
    expect((await call('GET', '/v2/dlq?count=0')).status).toBe(400)
    expect((await call('GET', '/v2/dlq/dlq_1')).status).toBe(404)
    expect((await call('GET', '/v2/messages/msg_nonsense')).status).toBe(404)
    const big = await call('POST', `/v2/publish/${world.destination}/`, 'x'.repeat(1024 * 1024 + 1))
    expect(big.status).toBe(413)
    expect(await (await call('GET', '/v2/keys')).json()).toEqual(keys)
  })

  test('an origin taken off the list is not called any more', async () => {
    await using world = await World.start()
    const first = await world.courier()
    await first.client.publish({ url: `${world.destination}/late`, delay: 1, body: 'x' })
    await first.stop()
    const second = await world.courier({ allow: ['http://127.0.0.1:1'] })
    const letter = await until(async () => (await second.client.dlq.listMessages()).messages[0])
    expect(letter.url).toBe(`${world.destination}/late`)
    expect(world.received).toEqual([])
  })
})

describe('messages on their way', () => {
  test('can be looked at and cancelled, one by one and in bulk', async () => {
    await using world = await World.start()
    const { client, load } = await world.courier()
    const wait = (path: string, label: string) =>
      client.publish({ url: `${world.destination}${path}`, body: 'later', delay: '1h', label, retryDelay: '1000' })
    const one = await wait('/1', 'red')
    const two = await wait('/2', 'red')
    const three = await wait('/3', 'blue')
    const four = await wait('/4', 'green')
    expect(await load()).toMatchObject({ due: 0, scheduled: 4, nextAt: expect.any(Date) })

    expect(await client.messages.get(one.messageId)).toMatchObject({
      messageId: one.messageId,
      url: `${world.destination}/1`,
      method: 'POST',
      body: 'later',
      maxRetries: 3,
      retryDelayExpression: '1000',
      labels: ['red'],
    })
    expect(await client.messages.cancel(one.messageId)).toEqual({ cancelled: 1 })
    await expect(client.messages.cancel(one.messageId)).rejects.toMatchObject({ status: 404 })
    expect(await client.messages.cancel({ filter: { label: 'red' } })).toEqual({ cancelled: 1 })
    expect(await client.messages.cancel([two.messageId, three.messageId])).toEqual({ cancelled: 1 })
    expect(await client.messages.cancel({ filter: { url: `${world.destination}/nowhere` } })).toEqual({ cancelled: 0 })
    expect(await client.messages.cancel({ all: true })).toEqual({ cancelled: 1 })
    await expect(client.messages.get(four.messageId)).rejects.toMatchObject({ status: 404 })
    expect((await client.logs({ filter: { state: 'CANCELED' } })).events).toHaveLength(4)
    expect(await load()).toEqual({ due: 0, inFlight: 0, scheduled: 0, nextAt: null })
  })
})
