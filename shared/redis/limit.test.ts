import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startRedis } from '#local/redis'
import { type Served, serve } from '#local/serve'
import { createBridge } from '#selfhost/redis-bridge/bridge'
import { Problem } from '#shared/http/problem'
import { createLog } from '#shared/log'
import { createRedisClient } from '#shared/redis/client'
import { type Admit, createLimiter, type Limit } from '#shared/redis/limit'

const token = 'a-token-for-this-test-only'
const quiet = createLog({}, () => {})

const limiter = (url: string, limit: Partial<Limit>) =>
  createLimiter(
    createRedisClient({ url, token }),
    { name: 'tries', perMinute: 3, withoutRedis: 'open', ...limit },
    quiet,
  )

/** How a number of calls one after another end: `in`, or the slug they are refused with. */
const outcomes = async (admit: Admit, caller: string, calls: number) => {
  const ends: string[] = []
  for (let call = 0; call < calls; call++) {
    ends.push(
      await admit(caller).then(
        () => 'in',
        (error: unknown) => (error instanceof Problem ? error.slug : String(error)),
      ),
    )
  }
  return ends
}

describe('with Redis', () => {
  let url: string
  let stop: () => Promise<unknown>

  beforeAll(async () => {
    const redis = await startRedis()
    const bridge = await createBridge({ redisUrl: redis.url, token })
    const served: Served = await serve(bridge.fetch)
    url = served.url
    // The first answer on a busy machine takes longer than anybody waits for one later.
    const isThere = () =>
      limiter(url, { name: 'first', perMinute: 1000 })('ada').then((headers) => 'RateLimit' in headers)
    while (!(await isThere())) await new Promise((later) => setTimeout(later, 50))
    stop = async () => {
      await served.stop()
      await bridge.stop()
      await redis.stop()
    }
  })
  afterAll(() => stop())

  test('a caller gets as many calls a minute as allowed, and is told when to come back', async () => {
    const admit = limiter(url, { name: 'told' })
    expect(await admit('ada')).toMatchObject({
      'RateLimit-Policy': '"told";q=3;w=60',
      RateLimit: expect.stringMatching(/^"told";r=2;t=\d+$/),
    })
    await admit('ada')
    await admit('ada')
    const refusal = await admit('ada').catch((error: unknown) => error)
    expect(refusal).toMatchObject({ slug: 'too-many-requests', status: 429 })
    expect(Number((refusal as Problem).headers['Retry-After'])).toBeGreaterThan(0)
  })

  test('callers do not use up one another’s calls', async () => {
    const admit = limiter(url, { name: 'apart' })
    await outcomes(admit, 'ada', 4)
    expect(await outcomes(admit, 'bea', 1)).toEqual(['in'])
  })

  test('when Redis falls silent for a moment, nobody begins anew', async () => {
    let isSilent = false
    const through = await serve((request) =>
      isSilent ? Promise.reject(new Error('silent')) : fetch(new URL(new URL(request.url).pathname, url), request),
    )
    const admit = limiter(through.url, { name: 'silent', withoutRedis: 'here' })
    await outcomes(admit, 'ada', 2)
    isSilent = true
    expect(await outcomes(admit, 'ada', 2)).toEqual(['in', 'too-many-requests'])
    await through.stop()
  })

  test('an hour is a window like a minute', async () => {
    const admit = createLimiter(
      createRedisClient({ url, token }),
      { name: 'hours', perHour: 1, withoutRedis: 'here' },
      createLog({}, () => {}),
    )
    expect(await outcomes(admit, 'ada', 2)).toEqual(['in', 'too-many-requests'])
    const refusal = await admit('ada').catch((error: unknown) => error)
    expect((refusal as Problem).headers['RateLimit-Policy']).toBe('"hours";q=1;w=3600')
  })

  test('two processes count together', async () => {
    const [one, two] = [limiter(url, { name: 'together' }), limiter(url, { name: 'together' })]
    await outcomes(one, 'ada', 2)
    expect(await outcomes(two, 'ada', 2)).toEqual(['in', 'too-many-requests'])
  })
})

// Nothing listens on the discard port of loopback.
const nowhere = 'http://127.0.0.1:9'

describe('without Redis', () => {
  test('what may be open is open', async () => {
    expect(await outcomes(limiter(nowhere, { withoutRedis: 'open' }), 'ada', 5)).toEqual(Array(5).fill('in'))
  })

  test('what must be limited still is', async () => {
    const ends = await outcomes(limiter(nowhere, { withoutRedis: 'here' }), 'ada', 5)
    expect(ends).toEqual(['in', 'in', 'in', 'too-many-requests', 'too-many-requests'])
  })

  test('what was let through before Redis went away is not forgotten', async () => {
    const asked = { away: false }
    const redis = await startRedis()
    const bridge = await createBridge({ redisUrl: redis.url, token })
    const served = await serve((request) => (asked.away ? new Response(null, { status: 503 }) : bridge.fetch(request)))
    const admit = limiter(served.url, { withoutRedis: 'here' })
    expect(await outcomes(admit, 'ada', 2)).toEqual(['in', 'in'])
    asked.away = true
    expect(await outcomes(admit, 'ada', 2)).toEqual(['in', 'too-many-requests'])
    await served.stop()
    await bridge.stop()
    await redis.stop()
  })

  test('a Redis that hangs is not waited for', async () => {
    const hanging = await serve(() => new Promise<Response>(() => {}))
    const admit = createLimiter(
      createRedisClient({ url: hanging.url, token }),
      { name: 'hang', perMinute: 3, withoutRedis: 'here' },
      createLog({}, () => {}),
    )
    expect(await outcomes(admit, 'ada', 1)).toEqual(['in'])
    // It hangs for ever: that this line is reached is the proof.
    await hanging.stop()
  })
})
