import { Ratelimit } from '@upstash/ratelimit'
import { Redis, type RedisConfigNodejs } from '@upstash/redis'
import { Redis as Direct } from 'ioredis'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startRedis } from '../../local/redis.ts'
import { type Served, serve } from '../../local/serve.ts'
import { type Bridge, createBridge } from './bridge.ts'

const token = 'a-caller'

/** REDIS_URL runs all of this against a real Redis or Valkey (an empty one: it is flushed), otherwise one is started. */
let redisUrl: string
let stopRedis: () => Promise<void>
let bridge: Bridge
let served: Served
let direct: Direct

beforeAll(async () => {
  const local = process.env.REDIS_URL ? undefined : await startRedis()
  redisUrl = local?.url ?? process.env.REDIS_URL ?? ''
  stopRedis = async () => local?.stop()
  bridge = await createBridge({ redisUrl, token })
  served = await serve(bridge.fetch)
  direct = new Direct(redisUrl)
})

beforeEach(async () => {
  await direct.flushdb()
})

afterAll(async () => {
  await served.stop()
  await bridge.stop()
  await direct.quit()
  await stopRedis()
})

const connect = (options: Partial<RedisConfigNodejs> = {}) =>
  new Redis({ url: served.url, token, retry: false, enableTelemetry: false, ...options })

const call = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${served.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

describe.each([
  ['base64', true],
  ['base64', false],
  [false, true],
  [false, false],
] as const)('the unmodified SDK (encoding %s, automatic pipelines %s)', (responseEncoding, enableAutoPipelining) => {
  test('keeps strings, numbers, objects and every script of the world', async () => {
    const redis = connect({ responseEncoding, enableAutoPipelining })
    for (const value of ['plain', 'OK', 'T0s=', '', 'null', '12', 'Ünïcode 🎟 日本', 'a\r\nb\0c', '"quoted"']) {
      expect(await redis.set('k', JSON.stringify(value))).toBe('OK')
      expect(await redis.get('k')).toBe(value)
    }
    await redis.set('object', { seats: [1, 2], name: '🎫' })
    expect(await redis.get('object')).toEqual({ seats: [1, 2], name: '🎫' })
    expect(await redis.get('nowhere')).toBeNull()
    expect(await redis.incrby('n', 7)).toBe(7)
    expect(await redis.mget('n', 'nowhere', 'object')).toEqual([7, null, { seats: [1, 2], name: '🎫' }])
  })

  test('keeps hashes, lists, sets and sorted sets', async () => {
    const redis = connect({ responseEncoding, enableAutoPipelining })
    await redis.hset('hash', { a: '1', b: 'zwei', ok: 'OK' })
    expect(await redis.hgetall('hash')).toEqual({ a: 1, b: 'zwei', ok: 'OK' })
    expect(await redis.hgetall('nowhere')).toBeNull()
    await redis.rpush('list', 'x', 'OK', 'y')
    expect(await redis.lrange('list', 0, -1)).toEqual(['x', 'OK', 'y'])
    await redis.sadd('set', 'only')
    expect(await redis.smembers('set')).toEqual(['only'])
    await redis.zadd('ranks', { score: 1.5, member: 'a' }, { score: 3, member: 'b' })
    expect(await redis.zrange('ranks', 0, -1, { withScores: true })).toEqual(['a', 1.5, 'b', 3])
    expect(await redis.scan(0, { match: 'ha*' })).toEqual(['0', ['hash']])
  })

  test('lets keys expire and sets them only once', async () => {
    const redis = connect({ responseEncoding, enableAutoPipelining })
    expect(await redis.set('once', 1, { nx: true, px: 80 })).toBe('OK')
    expect(await redis.set('once', 2, { nx: true, px: 80 })).toBeNull()
    expect(await redis.pttl('once')).toBeLessThanOrEqual(80)
    await expect.poll(() => redis.exists('once')).toBe(0)
    await redis.set('long', 1, { ex: 100 })
    expect(await redis.ttl('long')).toBeGreaterThan(98)
  })

  test('runs pipelines, of which single commands may fail, and transactions', async () => {
    const redis = connect({ responseEncoding, enableAutoPipelining })
    const pipeline = redis.pipeline().set('a', 'text').incr('a').get('a').lrange('nowhere', 0, -1)
    const [set, incr, get, lrange] = await pipeline.exec({ keepErrors: true })
    expect([set.result, get.result, lrange.result]).toEqual(['OK', 'text', []])
    expect(incr.error).toMatch(/not an integer/)
    expect(await redis.multi().incr('n').incr('n').hset('h', { f: 'v' }).hgetall('h').exec()).toEqual([
      1,
      2,
      1,
      { f: 'v' },
    ])
    await expect(redis.multi().set('a', 'x').incr('a').exec()).rejects.toThrow(/not an integer/)
  })

  test('runs scripts by text and by hash, with the flag that only Upstash knows', async () => {
    const redis = connect({ responseEncoding, enableAutoPipelining })
    const script = `#!lua flags=allow-key-locking\nredis.call('set', KEYS[1], ARGV[1])\nreturn {KEYS[1], redis.call('get', KEYS[1]), 7}`
    expect(await redis.eval(script, ['key'], ['välue'])).toEqual(['key', 'välue', 7])
    const hash = await redis.scriptLoad(script)
    const crypto = await import('node:crypto')
    expect(hash).toBe(crypto.createHash('sha1').update(script).digest('hex'))
    expect(await redis.scriptExists(hash)).toEqual([1])
    expect(await redis.evalsha(hash, ['key'], ['two'])).toEqual(['key', 'two', 7])
    await redis.scriptFlush()
    await expect(redis.evalsha(hash, ['key'], ['two'])).rejects.toThrow(/NOSCRIPT/)
    expect(await redis.createScript(script).exec(['key'], ['three'])).toEqual(['key', 'three', 7])
  })
})

describe('the unmodified rate limiter', () => {
  const limits = {
    'a fixed window': Ratelimit.fixedWindow(3, '10 m'),
    'a sliding window': Ratelimit.slidingWindow(3, '10 m'),
    'a token bucket': Ratelimit.tokenBucket(3, '10 m', 3),
  }
  test.each(Object.entries(limits))('%s lets three of ten through, even at once', async (_, limiter) => {
    await direct.script('FLUSH')
    const ratelimit = new Ratelimit({ redis: connect(), limiter, timeout: 0, ephemeralCache: false, prefix: 'rl' })
    const answers = await Promise.all(Array.from({ length: 10 }, () => ratelimit.limit('somebody')))
    expect(answers.filter(({ success }) => success)).toHaveLength(3)
    expect((await ratelimit.limit('somebody else')).success).toBe(true)
    expect((await ratelimit.limit('somebody')).success).toBe(false)
    await ratelimit.resetUsedTokens('somebody')
    expect((await ratelimit.limit('somebody')).success).toBe(true)
  })
})

describe('the wire', () => {
  test.each(['/', '/pipeline', '/multi-exec', '/nowhere'])('%s wants the token', async (path) => {
    for (const authorization of ['', 'Bearer ', `Bearer ${token}x`, token, `bearer ${token}`]) {
      const answer = await call(path, path === '/' ? ['SET', 'k', 'v'] : [['SET', 'k', 'v']], { authorization })
      expect(answer.status).toBe(401)
      expect(await answer.json()).toEqual({ error: 'Unauthorized' })
    }
    expect((await fetch(`${served.url}/get/k?_token=${token}`)).status).toBe(401)
    expect(await direct.exists('k')).toBe(0)
  })

  test('bytes that are no text arrive whole in base64', async () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i))
    await direct.set('bytes', bytes)
    const answer = await call('/', ['GET', 'bytes'], { 'upstash-encoding': 'base64' })
    expect(answer.headers.get('upstash-sync-token')).toMatch(/.+/)
    expect(await answer.json()).toEqual({ result: bytes.toString('base64') })
  })

  test.each<[string, unknown]>([
    ['/', '{'],
    ['/', ''],
    ['/', []],
    ['/', {}],
    ['/', null],
    ['/', [['SET', 'k', 'v']]],
    ['/', ['SET', 'k', null]],
    ['/', ['SET', 'k', { a: 1 }]],
    ['/', [7]],
    ['/', ['']],
    ['/', ['SET\r\n', 'k', 'v']],
    ['/', ['NOSUCHCOMMAND']],
    ['/', ['GET']],
    ['/', ['SUBSCRIBE', 'c']],
    ['/', ['multi']],
    ['/', ['Select', 1]],
    ['/', ['BLPOP', 'l', 0]],
    ['/', ['XREAD', 'block', 0, 'STREAMS', 's', '$']],
    ['/', ['QUIT']],
    ['/pipeline', { 0: ['GET', 'k'] }],
    ['/pipeline', 'nonsense'],
    ['/multi-exec', [['SET', 'k', 'v'], ['GET']]],
    ['/multi-exec', [['SET', 'k', 'v'], ['EXEC']]],
    ['/multi-exec', [['SET', 'k', 'v'], 'GET']],
  ])('%s refuses %j and goes on', async (path, body) => {
    const answer = await call(path, body)
    expect(answer.status).toBe(400)
    expect(await answer.json()).toEqual({ error: expect.stringMatching(/^(ERR|EXECABORT)/) })
    expect(await direct.exists('k')).toBe(0)
    expect(await (await call('/', ['PING'])).json()).toEqual({ result: 'PONG' })
  })

  test('a wrong command in a pipeline does not spoil the others', async () => {
    const answer = await call('/pipeline', [['SET', 'k', 'v'], ['QUIT'], 'x', ['GET', 'k']])
    expect(await answer.json()).toEqual([
      { result: 'OK' },
      { error: expect.stringContaining('QUIT') },
      { error: expect.stringContaining('ERR') },
      { result: 'v' },
    ])
    expect(await (await call('/pipeline', [])).json()).toEqual([])
    expect(await (await call('/multi-exec', [])).json()).toEqual([])
  })

  test('a body over ten megabytes is refused', async () => {
    expect((await call('/', ['SET', 'k', 'x'.repeat(10 * 1024 * 1024)])).status).toBe(413)
  })

  test('transactions of many callers do not mix', async () => {
    const redis = connect()
    const pairs = await Promise.all(
      Array.from({ length: 50 }, () => redis.multi().incr('n').incr('n').exec<[number, number]>()),
    )
    for (const [first, second] of pairs) expect(second).toBe(first + 1)
  })
})

describe('without Redis', () => {
  test('answers 503 at once, and works again when Redis is back', async () => {
    const front = await startRedis()
    const lonely = await createBridge({ redisUrl: front.url, token })
    const ask = (path = '/', body: unknown = ['PING']) =>
      lonely.fetch(
        new Request(`http://bridge${path}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}` },
          body: JSON.stringify(body),
        }),
      )
    expect((await ask()).status).toBe(200)
    await expect(lonely.ready()).resolves.toBeUndefined()
    await front.stop()
    for (const [path, body] of [
      ['/', ['GET', 'k']],
      ['/pipeline', [['GET', 'k']]],
      ['/multi-exec', [['GET', 'k']]],
    ] as const) {
      const start = performance.now()
      const answer = await ask(path, body)
      expect(answer.status).toBe(503)
      expect(await answer.json()).toEqual({ error: 'ERR Redis cannot be reached' })
      expect(performance.now() - start).toBeLessThan(1000)
    }
    await expect(lonely.ready()).rejects.toThrow()
    const again = await startRedis(Number(new URL(front.url).port))
    await expect.poll(async () => (await ask()).status, { timeout: 5000 }).toBe(200)
    await lonely.stop()
    await again.stop()
  })

  test('starts all the same', async () => {
    const lonely = await createBridge({ redisUrl: 'redis://127.0.0.1:1', token })
    await expect(lonely.ready()).rejects.toThrow()
    await lonely.stop()
  })
})
