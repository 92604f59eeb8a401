import { importJWK, type JWK, SignJWT } from 'jose'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { books } from '#local/books'
import type { Network } from '#local/network'
import { type OnBun, runOnBun } from '#local/on-bun'
import type { EventShown } from '#local/person'
import { TOKEN } from '#shared/http/session'
import { newId } from '#shared/ids'
import { startNetwork } from '../setup/network.ts'

// Far more people than tickets, while clients hang up, connections to the database are cut and answers are lost: exactly as
// many units are held as there are, and whoever asks again under the same key finds the one order that was made.

const STOCK = 100
const PATIENCE_MS = 30_000

let network: Network
let owner: pg.Client
let tokens: string[]

/** Tokens of people who never signed up; each may ask five times. */
const makeTokens = async (size: number) => {
  const [jwk] = JSON.parse(network.secrets.tokenKeys) as (JWK & { kid: string })[]
  if (!jwk) throw new Error('the store has no key')
  const key = await importJWK(jwk, TOKEN.algorithm)
  const sign = (name: string) =>
    new SignJWT({ sid: newId('session'), name, roles: [] })
      .setProtectedHeader({ alg: TOKEN.algorithm, typ: TOKEN.type, kid: jwk.kid })
      .setSubject(newId('account'))
      .setIssuer(network.url)
      .setAudience(TOKEN.audience)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(key)
  return Promise.all(Array.from({ length: size }, (_, index) => sign(`Buyer ${index + 1}`)))
}

beforeAll(async () => {
  network = await startNetwork()
  owner = new pg.Client({ connectionString: network.database })
  await owner.connect()
  tokens = await makeTokens(400)
})
afterAll(async () => {
  await owner.end()
  await network[Symbol.asyncDispose]()
})

type Client = {
  token: string
  key: string
  quantity: number
  /** Hangs up after so many milliseconds, the first time. */
  hangsUp: number | undefined
  tries: number
  told: { order: string } | 'sold-out' | undefined
}

const crowd = (size: number, hangsUp: (index: number) => number | undefined): Client[] =>
  Array.from({ length: size }, (_, index) => ({
    ...{ token: tokens[index % tokens.length] ?? '', key: crypto.randomUUID(), quantity: 1 + (index % 3) },
    ...{ hangsUp: hangsUp(index), tries: 0, told: undefined },
  }))

const pause = (ms: number) => new Promise((later) => setTimeout(later, ms))

/** One request; `undefined` when there was no answer to go by. */
const askOnce = async (url: string, event: EventShown, client: Client): Promise<Client['told']> => {
  const { hangsUp } = client
  client.hangsUp = undefined
  client.tries++
  const signal = AbortSignal.timeout(hangsUp ?? PATIENCE_MS)
  const reply = await fetch(new URL('/api/orders', url), {
    method: 'POST',
    signal,
    headers: {
      ...{ authorization: `Bearer ${client.token}`, 'idempotency-key': client.key },
      ...{ 'content-type': 'application/json', 'sec-fetch-site': 'same-origin' },
    },
    body: JSON.stringify({
      event: event.id,
      items: [{ ticketType: event.ticketTypes[0]?.id, quantity: client.quantity }],
    }),
  })
    .then(async (response) => ({ status: response.status, text: await response.text() }))
    .catch(() => undefined)
  if (reply === undefined || reply.status >= 500) return undefined
  const body = JSON.parse(reply.text) as { id: string; type: string }
  if (reply.status === 201) return { order: body.id }
  if (reply.status === 409 && body.type === '/problems/sold-out') return 'sold-out'
  throw new Error(`answered ${reply.status}: ${reply.text}`)
}

/** Asks under one key until there is an answer; who hangs up does not ask again. */
const ask = async (url: string, event: EventShown, client: Client) => {
  const vanishes = client.hangsUp !== undefined
  for (const started = Date.now(); Date.now() - started < PATIENCE_MS; await pause(10 + Math.random() * 40)) {
    client.told = await askOnce(url, event, client)
    if (client.told || vanishes) return
  }
  throw new Error('never answered')
}

const ordersOf = async (event: EventShown) => {
  const { rows } = await owner.query<{ id: string; key: string; state: string; owned: number }>(
    `select o.id, o.idempotency_key as key, o.state,
       (select count(*)::int from orders.units u where u.order_id = o.id) as owned
     from orders.orders o where o.event = $1`,
    [event.id],
  )
  return rows
}

/** The sums that must come out whatever happened on the way. */
const check = async (event: EventShown, clients: readonly Client[]) => {
  const orders = await ordersOf(event)
  expect((await books(network.database)).wrong).toEqual([])
  expect(orders.reduce((sum, { owned }) => sum + owned, 0)).toBeLessThanOrEqual(STOCK)
  const byKey = new Map(orders.map((order) => [order.key, order]))
  expect(byKey.size).toBe(orders.length)
  for (const { key, told, quantity } of clients) {
    const order = byKey.get(key)
    if (told === 'sold-out') expect(order).toBeUndefined()
    else if (told) expect(order).toMatchObject({ id: told.order, state: 'held', owned: quantity })
  }
  return orders.reduce((sum, { owned }) => sum + owned, 0)
}

type Race = {
  at: string
  size: number
  hangsUp?: (index: number) => number | undefined
  /** What goes wrong while people ask for the first time. */
  fault?: (work: () => Promise<unknown>) => Promise<unknown>
}

const race = async ({ at, size, hangsUp = () => undefined, fault }: Race) => {
  const event = await (await network.person()).lists({ quantity: STOCK, holdMinutes: 60 })
  const clients = crowd(size, hangsUp)
  const asking = () => Promise.all(clients.map((client) => ask(at, event, client)))
  await (fault ? fault(asking) : asking())
  await check(event, clients)

  // Of those who hung up, most come back and ask under the same key; some never do.
  const vanished = clients.filter(({ told }) => told === undefined)
  const back = vanished.filter((_, index) => index % 4 !== 0)
  await Promise.all(back.map((client) => ask(at, event, client)))
  expect(back.filter(({ told }) => told === undefined)).toEqual([])
  await check(event, clients)

  // "Sold out" may have been true only while somebody's transaction was open that then came to nothing: people look again.
  const late: Client[] = []
  for (let wanted = true; wanted; wanted = late.at(-1)?.told !== 'sold-out') {
    const [client] = crowd(1, () => undefined)
    if (!client) throw new Error('nobody came')
    late.push({ ...client, token: tokens[tokens.length - 1 - (late.length % tokens.length)] ?? '', quantity: 1 })
    await ask(at, event, late.at(-1) ?? client)
  }
  expect(await check(event, [...clients, ...late])).toBe(STOCK)
  const tries = clients.reduce((sum, client) => sum + client.tries, 0)
  return { vanished: vanished.length, repeated: tries - clients.length - back.length, late: late.length - 1 }
}

/** Every third hangs up, some before the request is read and some while it is carried out. */
const everyThird = (longest: number) => (index: number) =>
  index % 3 === 0 ? 1 + Math.floor(Math.random() * longest) : undefined

const ENOUGH = 4712

/**
 * Cuts connections that the service has to the database while holds run on them, about every 30 ms and twenty in all, until
 * `work` is done; returns how many. In the database itself, because this process has its hands full with clients.
 */
const cuttingConnections = async (work: () => Promise<unknown>) => {
  await owner.query(`create or replace function public.cut_connections(p_most integer) returns integer language plpgsql as $$
    declare
      cut integer := 0;
      hit integer;
    begin
      while cut < p_most and pg_try_advisory_lock_shared(${ENOUGH}) loop
        perform pg_advisory_unlock_shared(${ENOUGH}), pg_stat_clear_snapshot();
        select count(*) filter (where pg_terminate_backend(pid)) into hit from (
          select pid from pg_stat_activity
          where usename = 'orders' and datname = current_database() and state = 'active'
            and query like '%orders.hold(%' order by random() limit 1) one;
        cut := cut + hit;
        perform pg_sleep(case when hit > 0 then 0.03 else 0.002 end);
      end loop;
      return cut;
    end $$`)
  const cutter = new pg.Client({ connectionString: network.database })
  await cutter.connect()
  const cutting = cutter.query<{ cut: number }>('select public.cut_connections(20) as cut')
  try {
    await work()
  } finally {
    await owner.query('select pg_advisory_lock($1)', [ENOUGH])
    await cutting.catch(() => {})
    await owner.query('select pg_advisory_unlock($1)', [ENOUGH])
    await cutter.end()
  }
  return (await cutting).rows[0]?.cut ?? 0
}

const raceWithCuts = async (at: string, size: number) => {
  let cut = 0
  const fault = async (work: () => Promise<unknown>) => {
    cut = await cuttingConnections(work)
  }
  const { repeated } = await race({ at, size, fault })
  expect(cut).toBeGreaterThan(0)
  expect(repeated).toBeGreaterThan(0)
}

describe('on Bun, where holds travel together', () => {
  let orders: OnBun

  beforeAll(async () => {
    orders = await runOnBun('workers/orders/bun.ts', { ...network.vars, AUTH: network.url })
  })
  afterAll(async () => {
    await orders.stop()
  })

  test('2,000 requests, and every third client hangs up', async () => {
    const { vanished } = await race({ at: orders.url, size: 2000, hangsUp: everyThird(600) })
    expect(vanished).toBeGreaterThan(0)
  })

  test('2,000 requests, and connections to the database are cut', async () => {
    await raceWithCuts(orders.url, 2000)
  })
})

describe('on workerd, where each hold travels alone', () => {
  test('600 requests, and every third client hangs up', async () => {
    const { vanished } = await race({ at: network.url, size: 600, hangsUp: everyThird(400) })
    expect(vanished).toBeGreaterThan(0)
  })

  test('600 requests, and connections to the database are cut', async () => {
    await raceWithCuts(network.url, 600)
  })

  test.each(['status', 'reset'] as const)(
    '300 requests, and the first answers are lost after COMMIT: %s',
    async (how) => {
      const fault = (work: () => Promise<unknown>) => {
        network.neonFaults.loseReplies(80, how)
        return work()
      }
      const { repeated } = await race({ at: network.url, size: 300, fault })
      expect(repeated).toBeGreaterThan(10)
    },
  )
})
