import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { crowd } from '#local/crowd'
import type { Network } from '#local/network'
import { type OnBun, runOnBun } from '#local/on-bun'
import { type EventShown, Person } from '#local/person'
import { startNetwork } from '../setup/network.ts'
import { accountsContract } from './accounts.ts'
import { contract } from './contract.ts'

let network: Network
let event: EventShown
let hall: EventShown
let seller: Person

beforeAll(async () => {
  network = await startNetwork()
  seller = await network.person()
  event = await seller.lists({ quantity: 1000 })
  const seats = ['A', 'B'].map((row) => ({ section: 'Stalls', row, first: 1, last: 20 }))
  hall = await seller.lists({
    ticketTypes: [{ name: 'Stalls', price: { amount: 4000, currency: 'EUR' }, quantity: 40, seats }],
  })
})
afterAll(() => network[Symbol.asyncDispose]())

const sceneAt = async (url: string) => {
  const store = { url, issuer: network.url, secrets: network.secrets, settle: () => network.settle() }
  const [buyer, stranger] = await crowd(store, 2)
  if (!buyer || !stranger) throw new Error('nobody came')
  return { buyer, stranger, seller: seller.at(store), event, hall, settle: () => network.settle() }
}

const accountsAt = (url: string) => ({
  ...{ url, origin: network.url, database: network.database, linkSecret: network.secrets.linkSecret },
  settle: () => network.settle(),
})

describe('on workerd', () => {
  contract(() => sceneAt(network.url))
  accountsContract(() => accountsAt(network.url))
})

describe('on Bun', () => {
  let orders: OnBun
  let auth: OnBun
  const config = (): Record<string, string> => ({ ...network.vars, AUTH: network.url })

  beforeAll(async () => {
    orders = await runOnBun('workers/orders/bun.ts', config())
    auth = await runOnBun('workers/auth/bun.ts', network.vars)
  })
  afterAll(async () => {
    await Promise.all([orders.stop(), auth.stop()])
  })

  contract(() => sceneAt(orders.url))
  accountsContract(() => accountsAt(auth.url))

  test('whoever is signed in is served while auth is down', async () => {
    const alone = await runOnBun('workers/auth/bun.ts', network.vars)
    const other = await runOnBun('workers/orders/bun.ts', { ...config(), AUTH: alone.url })
    const { buyer, settle } = await sceneAt(other.url)
    const order = await buyer.holds(event)
    await alone.kill()
    expect(await buyer.sees(order)).toMatchObject({ state: 'held' })
    // Somebody whom this process has never seen.
    const { buyer: next, stranger } = await sceneAt(other.url)
    expect(await next.holds(event)).toMatchObject({ state: 'held' })
    expect((await stranger.call('GET', `/api/orders/${order.id}`)).status).toBe(404)
    const nobody = new Person({ url: other.url, settle }, { name: 'x', email: 'x@example.com', password: 'x' })
    expect((await nobody.call('GET', '/api/orders')).status).toBe(401)
    await other.stop()
    await settle()
  })

  test('what is misconfigured does not start, and says which variable and why', async () => {
    const { QSTASH_TOKEN: _, ...rest } = config()
    await expect(runOnBun('workers/orders/bun.ts', rest)).rejects.toThrow(/ended with 1[\s\S]*QSTASH_TOKEN/)
  })

  test('SIGTERM finishes what is under way, and ends cleanly', async () => {
    const other = await runOnBun('workers/orders/bun.ts', config())
    const { buyer, settle } = await sceneAt(other.url)
    const asked = Promise.all(Array.from({ length: 5 }, () => buyer.asksToHold(event)))
    // Once one has been answered the others are in the house.
    const stopped = asked.then(() => other.stop())
    expect((await asked).map(({ status }) => status)).toEqual(Array(5).fill(201))
    expect(await stopped).toBe(0)
    await settle()
  })
})
