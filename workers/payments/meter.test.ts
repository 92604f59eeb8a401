import { expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { connectPool } from '#shared/postgres/pool'
import { testDatabase } from '../../tests/setup/service.ts'

const RATE = 20
const PACE_MS = 1000 / RATE

const client = async (name: string, rate = RATE) => {
  const database = await testDatabase()
  const pool = connectPool({ databaseUrl: database.url, size: 40 })
  const take = async (before = 'infinity') => {
    const query = `select (extract(epoch from payments.${name}('checkouts', ${rate}, '${before}')) * 1000)::float8 as at`
    const [row] = await pool.rows<{ at: number | null }>(query as never)
    return row?.at ?? null
  }
  return {
    ...{ database, take },
    [Symbol.asyncDispose]: async () => {
      await pool.close()
      await database[Symbol.asyncDispose]()
    },
  }
}

const gaps = (places: readonly number[]) => {
  const sorted = places.toSorted((a, b) => a - b)
  return sorted.slice(1).map((place, index) => place - (sorted[index] ?? 0))
}

const atOnce = async (take: () => Promise<number | null>, count: number) =>
  (await Promise.all(Array.from({ length: count }, () => take()))).filter((place) => place !== null)

test('two hundred at once have two hundred places, each as far from the next as the pace wants', async () => {
  await using meter = await client('take_place')
  const places = await atOnce(meter.take, 200)
  expect(places).toHaveLength(200)
  // Microseconds are what the clock counts in; half a one may be lost on the way into milliseconds.
  for (const gap of gaps(places)) expect(gap).toBeGreaterThanOrEqual(PACE_MS - 0.01)
  // And nobody waits for nothing: all of them fit into as long as two hundred take.
  expect(Math.max(...places) - Math.min(...places)).toBeLessThan(200 * PACE_MS + 1000)
})

/** Twenty who read the row before any of them has written it. There is a queue already, so that nobody's place is now. */
const inOneMoment = async (meter: Awaited<ReturnType<typeof client>>) => {
  await meter.take()
  await admin(meter.database.url, `update payments.meter set next_at = now() + interval '1 minute'`)
  return meter.database.together(
    `select from payments.meter where name = 'checkouts'`,
    Array.from({ length: 20 }, () => () => meter.take()),
  )
}

test('who comes in the same moment still gets a place of their own', async () => {
  await using meter = await client('take_place')
  expect(new Set(await inOneMoment(meter)).size).toBe(20)
})

test('control: without the lock on the row, they would get the same', async () => {
  await using meter = await client('take_place_unlocked')
  const [source] = await admin<{ code: string }>(
    meter.database.url,
    `select pg_get_functiondef('payments.take_place'::regproc) as code`,
  )
  const unlocked = (source?.code ?? '').replace('take_place', 'take_place_unlocked').replace(/ for update;/, ';')
  expect(unlocked).not.toContain('for update')
  await admin(meter.database.url, unlocked)
  const places = await inOneMoment(meter)
  expect(new Set(places).size).toBeLessThan(places.length)
})

test('a place after the time that somebody has is not taken from anybody', async () => {
  // So slow that the next place is far off, however long this takes.
  const pace = 1000
  await using meter = await client('take_place', 1 / pace)
  const first = await meter.take()
  expect(await meter.take('now')).toBeNull()
  const second = await meter.take()
  expect((second ?? 0) - (first ?? 0)).toBeLessThan(1000 * pace * 1.5)
})

test('Stripe’s refusals halve the pace, and that wears off', async () => {
  await using meter = await client('take_place')
  const slowness = async (agoSeconds: number) => {
    const [row] = await admin<{ now: number }>(
      meter.database.url,
      `select payments.slowness_now(slowness, now() - make_interval(secs => $1)) as now from payments.meter`,
      [agoSeconds],
    )
    return row?.now ?? 0
  }
  await meter.take()
  for (let refusal = 0; refusal < 3; refusal++)
    await admin(meter.database.url, `select payments.slow_down('checkouts')`)
  const [now, soon, later] = [await slowness(0), await slowness(10), await slowness(120)]
  expect(await slowness(30 * 86_400)).toBe(1)
  expect(now).toBeGreaterThan(6)
  expect(now).toBeLessThanOrEqual(8)
  expect(soon - 1).toBeCloseTo((now - 1) / 2, 5)
  expect(later).toBeLessThan(1.01)
})
