import { afterEach, expect, test, vi } from 'vitest'
import { books } from '#local/books'
import type { Network } from '#local/network'
import type { EventShown, Person, ProblemShown, Reply } from '#local/person'
import { admin } from '#local/postgres'
import { startGathering } from '../setup/gathering.ts'

// On the edge with gatherers switched on: everything that holds when each travels alone holds when they meet, and also when
// the object in which they meet dies.

// Each story bundles orders for itself, because its configuration is another than that of the run.
vi.setConfig({ testTimeout: 180_000 })

let network: Network
afterEach(() => network[Symbol.asyncDispose]())

type Asked = { buyer: Person; key: string; reply: Reply<{ id: string } & ProblemShown> }

const ask = async (buyer: Person, event: EventShown, key: string): Promise<Asked> => ({
  ...{ buyer, key },
  reply: (await buyer.asksToHold(event, 1, { key })) as unknown as Asked['reply'],
})

const askAll = (buyers: readonly Person[], event: EventShown, keyOf = (_: number): string => crypto.randomUUID()) =>
  Promise.all(buyers.map((buyer, index) => ask(buyer, event, keyOf(index))))

/** Those who are told to come back do, under their key, until they have an answer. */
const persist = async (asked: readonly Asked[], event: EventShown): Promise<Asked[]> => {
  const answers = await Promise.all(
    asked.map((one) => (one.reply.status === 503 ? ask(one.buyer, event, one.key) : one)),
  )
  return answers.some(({ reply }) => reply.status === 503) ? persist(answers, event) : answers
}

const counted = (asked: readonly Asked[]) =>
  Object.fromEntries([...Map.groupBy(asked, ({ reply }) => reply.status)].map(([status, of]) => [status, of.length]))

/** How many orders there are and how many transactions made them: those that travelled together share one. */
const journeys = async () => {
  const [row] = await admin<{ orders: number; transactions: number }>(
    network.database,
    'select count(*)::int as orders, count(distinct xmin::text)::int as transactions from orders.orders',
  )
  if (!row) throw new Error('nothing was counted')
  return row
}

const logged = (words: string) => network.logs().filter((line) => line.includes(words))

test('six hundred at once for a hundred tickets: exactly a hundred are held, and they travel together', async () => {
  network = await startGathering()
  const event = await (await network.person()).lists({ quantity: 100 })
  const asked = await persist(await askAll(await network.crowd(600), event), event)
  expect(counted(asked)).toEqual({ 201: 100, 409: 500 })
  const { orders, transactions } = await journeys()
  expect(orders).toBe(100)
  expect(transactions).toBeLessThan(60)

  const held = asked.filter(({ reply }) => reply.status === 201)
  const again = await Promise.all(held.map(({ buyer, key }) => ask(buyer, event, key)))
  expect(again.map(({ reply }) => reply.body.id)).toEqual(held.map(({ reply }) => reply.body.id))
  expect((await held[0]?.buyer.asksToHold(event, 2, { key: held[0].key }))?.status).toBe(422)
  await network.settle()
  expect(await books(network.database)).toMatchObject({ units: { held: 100 }, orders: { held: 100 }, wrong: [] })
})

test('a request that the database refuses fails alone', async () => {
  network = await startGathering()
  const event = await (await network.person()).lists({ quantity: 500 })
  await admin(
    network.database,
    `alter table orders.orders add constraint no_poison check (idempotency_key not like 'poison%') not valid`,
  )
  const isPoison = (index: number) => index % 50 === 25
  const asked = await askAll(await network.crowd(200), event, (index) =>
    isPoison(index) ? `poison-${crypto.randomUUID()}` : crypto.randomUUID(),
  )
  expect(asked.map(({ reply }) => reply.status)).toEqual(asked.map((_, index) => (isPoison(index) ? 500 : 201)))
  expect(logged('a batch of holds is repeated one by one')).not.toEqual([])
})

test('answers lost after COMMIT are a 503, and the key finds what was held', async () => {
  network = await startGathering()
  const event = await (await network.person()).lists({ quantity: 300 })
  network.neonFaults.loseReplies(20, 'reset')
  const asked = await askAll(await network.crowd(200), event)
  network.neonFaults.loseReplies(0)
  const lost = asked.filter(({ reply }) => reply.status !== 201)
  expect(lost.length).toBeGreaterThan(0)
  expect(new Set(lost.map(({ reply }) => reply.body.type))).toEqual(new Set(['/problems/unavailable']))
  expect(lost.every(({ reply }) => reply.headers.has('retry-after'))).toBe(true)

  expect(counted(await persist(asked, event))).toEqual({ 201: 200 })
  await network.settle()
  expect(await books(network.database)).toMatchObject({ units: { held: 200 }, orders: { held: 200 }, wrong: [] })
})

test('a gatherer that dies with everybody on board holds nothing twice, and nobody notices', async () => {
  network = await startGathering('tests/holds/mortal-gatherer.ts')
  const event = await (await network.person()).lists({ quantity: 300 })
  const asked = await persist(await askAll(await network.crowd(250), event), event)
  expect(counted(asked)).toEqual({ 201: 250 })
  expect(logged('a gatherer was lost').length).toBeGreaterThan(0)
  await network.settle()
  expect(await books(network.database)).toMatchObject({ units: { held: 250 }, orders: { held: 250 }, wrong: [] })
})
