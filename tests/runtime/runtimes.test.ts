import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Network } from '#local/network'
import { runOnBun } from '#local/on-bun'
import { Person } from '#local/person'
import { startNetwork } from '../setup/network.ts'
import { accountsContract } from './accounts.ts'
import { type AllOnBun, allOnBun, entryOf } from './all-on-bun.ts'
import { contract } from './contracts/contract.ts'
import { openShop, type Place, placeAt } from './contracts/place.ts'
import { stories } from './stories.ts'

let network: Network
let shop: Awaited<ReturnType<typeof openShop>>

beforeAll(async () => {
  network = await startNetwork()
  shop = await openShop(network)
})
afterAll(() => network[Symbol.asyncDispose]())

const accountsAt = (url: string) => ({
  ...{ url, origin: network.url, database: network.database, linkSecret: network.secrets.linkSecret },
  settle: () => network.settle(),
})

describe('on workerd', () => {
  contract(() => placeAt(network, shop, () => network.url))
  accountsContract(() => accountsAt(network.url))
})

const booksOf = ({ balance }: ReturnType<Network['stripe']['books']>) => {
  const { captured = 0, refunded = 0 } = balance.eur ?? {}
  return { captured, refunded }
}

// On Bun these stories are told where every part is a process of its own: tests/k8s/cluster.test.ts.
describe('across the services, on workerd', () =>
  stories(async () => ({
    seller: shop.seller,
    buyer: await network.person(),
    other: await network.person(),
    advance: (ms) => network.advance({ seconds: ms / 1000 }),
    settle: () => network.settle(),
    sweep: () => network.sweep(),
    books: () => booksOf(network.stripe.books()),
  })))

describe('on Bun', () => {
  let all: AllOnBun
  let place: Place

  beforeAll(async () => {
    all = await allOnBun(network)
    place = placeAt(network, shop, all.urlOf)
  })
  afterAll(() => all?.stop())

  contract(() => place)
  accountsContract(() => accountsAt(all.urlOf('auth')))

  test('whoever is signed in is served while auth is down', async () => {
    const alone = await runOnBun(entryOf('auth'), network.vars)
    const other = await runOnBun(entryOf('orders'), { ...network.vars, AUTH: alone.url })
    const there = placeAt(network, shop, () => other.url)
    const [buyer] = await there.two('orders')
    const order = await buyer.holds(shop.event)
    await alone.kill()
    expect(await buyer.sees(order)).toMatchObject({ state: 'held' })
    // Two whom this process has never seen.
    const [next, stranger] = await there.two('orders')
    expect(await next.holds(shop.event)).toMatchObject({ state: 'held' })
    expect((await stranger.call('GET', `/api/orders/${order.id}`)).status).toBe(404)
    const nobody = new Person(there.storeAt('orders'), { name: 'x', email: 'x@example.com', password: 'x' })
    expect((await nobody.call('GET', '/api/orders')).status).toBe(401)
    await other.stop()
    await there.settle()
  })

  test('each is live and ready, shows its numbers to whoever knows the token, and to nobody else', async () => {
    const ask = async (url: string, headers: Record<string, string> = {}) => (await fetch(url, { headers })).status
    const token = { authorization: `Bearer ${network.vars.INTERNAL_TOKEN}` }
    for (const part of all.parts) {
      const url = all.urlOf(part)
      expect([part, await ask(`${url}/livez`), await ask(`${url}/readyz`)]).toEqual([part, 200, 200])
      if (part === 'gateway') continue
      const metrics = `${url}/internal/metrics`
      expect([part, await ask(metrics), await ask(metrics, token)]).toEqual([part, 401, 200])
    }
  })

  test('SIGTERM finishes what is under way, and ends cleanly', async () => {
    const other = await runOnBun(entryOf('orders'), { ...all.envOf('orders'), PORT: '0' })
    const at = { ...place, ...placeAt(network, shop, () => other.url) }
    const [buyer] = await at.two('orders')
    const asked = Promise.all(Array.from({ length: 5 }, () => buyer.asksToHold(at.event)))
    // Once one has been answered the others are in the house.
    const stopped = asked.then(() => other.stop())
    expect((await asked).map(({ status }) => status)).toEqual(Array(5).fill(201))
    expect(await stopped).toBe(0)
    await network.settle()
  })

  test('all of them end cleanly', async () => {
    expect(await all.stop()).toEqual(all.parts.map(() => 0))
  })
})
