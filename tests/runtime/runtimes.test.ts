import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { crowd } from '#local/crowd'
import type { Network } from '#local/network'
import { type OnBun, runOnBun } from '#local/on-bun'
import type { EventShown, Person } from '#local/person'
import { startNetwork } from '../setup/network.ts'
import { contract } from './contract.ts'
import { stories } from './stories.ts'

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

describe('on workerd', () => contract(() => sceneAt(network.url)))

const booksOf = ({ balance }: ReturnType<Network['stripe']['books']>) => {
  const { captured = 0, refunded = 0 } = balance.eur ?? {}
  return { captured, refunded }
}

// On Bun these stories are told where every part is a process of its own: tests/k8s/cluster.test.ts.
describe('across the services, on workerd', () =>
  stories(async () => ({
    seller,
    buyer: await network.person(),
    other: await network.person(),
    advance: (ms) => network.advance({ seconds: ms / 1000 }),
    settle: () => network.settle(),
    sweep: () => network.sweep(),
    books: () => booksOf(network.stripe.books()),
  })))

describe('on Bun', () => {
  let orders: OnBun
  const config = (): Record<string, string> => ({ ...network.vars, AUTH: network.url })

  beforeAll(async () => {
    orders = await runOnBun('workers/orders/bun.ts', config())
  })
  afterAll(async () => {
    await orders.stop()
  })

  contract(() => sceneAt(orders.url))

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
