import { expect, test } from 'vitest'
import { newId } from '#shared/ids'
import { createLog } from '#shared/log'
import { DatabaseAway, type Db, sqlError } from '#shared/postgres/db'
import { type Gatherers, gatherer, holdGathered } from './gather.ts'
import type { HoldAnswer, HoldRequest } from './store/orders.ts'

const log = createLog({}, () => {})
const event = newId('event')

const asking = (of = event): HoldRequest => ({
  ...{ order: newId('order'), message: newId('message'), buyer: newId('account'), event: of },
  ...{
    items: [{ ticketType: newId('ticketType'), quantity: 1 }],
    key: newId('order'),
    fingerprint: '',
    traceparent: '',
  },
})

const database = (rows: () => unknown): Db => ({
  rows: async <Row>() => rows() as Row[],
  one: () => Promise.reject(new Error('not asked for')),
  batch: () => Promise.reject(new Error('not asked for')),
  close: async () => {},
})

/** One hold after another in the same moment, the second of which has company; what is said crosses as what can be cloned. */
const inCompany = (hold: ReturnType<Gatherers['get']>['hold']) => {
  const alone: HoldRequest[] = []
  const holdAll = async (requests: readonly HoldRequest[]) => {
    alone.push(...requests)
    return requests.map((): HoldAnswer => ({ outcome: 'sold-out', detail: 'alone' }))
  }
  const gatherers: Gatherers = {
    idFromName: (name) => name,
    get: () => ({ hold: async (request) => structuredClone(await hold(structuredClone(request))) }),
  }
  return { alone, ask: holdGathered({ gatherers }, () => 0)(holdAll, log) }
}

const secondOf = async ({ ask }: ReturnType<typeof inCompany>) => {
  await ask(asking())
  return ask(asking())
}

test('the first travels alone, those who come close behind meet, and another event is another matter', async () => {
  const db = database(() => [{ answers: [{ outcome: 'sold-out', detail: 'together' }] }])
  const { ask } = inCompany(gatherer(db))
  expect(await ask(asking())).toMatchObject({ detail: 'alone' })
  expect(await ask(asking())).toMatchObject({ detail: 'together' })
  expect(await ask(asking(newId('event')))).toMatchObject({ detail: 'alone' })
})

test('nobody meets where nothing is switched on', async () => {
  const hold = holdGathered({})(async () => [{ outcome: 'sold-out', detail: 'alone' }], log)
  expect([await hold(asking()), await hold(asking())]).toMatchObject([{ detail: 'alone' }, { detail: 'alone' }])
})

test.each([
  [
    'what PostgreSQL said',
    Object.assign(new Error('no'), { code: '40001' }),
    (e: unknown) => sqlError(e)?.code,
    '40001',
  ],
  ['no answer', new DatabaseAway(new Error('gone')), (e: unknown) => e instanceof DatabaseAway, true],
  ['anything else', new Error('a surprise'), (e: unknown) => e instanceof Error && e.message, 'a surprise'],
])('an error means over there what it meant here: %s', async (_what, error, read, expected) => {
  const failing = database(() => {
    throw error
  })
  const thrown = await secondOf(inCompany(gatherer(failing))).catch((e: unknown) => e)
  expect(read(thrown)).toBe(expected)
})

test('a refusal keeps its words and its headers', async () => {
  const refused = { slug: 'unavailable', detail: 'many', extra: {}, headers: { 'Retry-After': '1' } } as const
  const refusing = inCompany(async () => ({ refused }))
  await expect(secondOf(refusing)).rejects.toMatchObject(refused)
})

test('too much to do sends people away without asking the database', async () => {
  const busy = inCompany(() => Promise.reject(Object.assign(new Error('overloaded'), { overloaded: true })))
  await expect(secondOf(busy)).rejects.toMatchObject({ slug: 'unavailable', headers: { 'Retry-After': '2' } })
  expect(busy.alone).toHaveLength(1)
})

test('a gatherer that was lost is done without: the very same request is asked alone', async () => {
  const lost = inCompany(() => Promise.reject(new Error('reset')))
  await lost.ask(asking())
  const request = asking()
  expect(await lost.ask(request)).toMatchObject({ detail: 'alone' })
  expect(lost.alone.at(-1)).toEqual(request)
})
