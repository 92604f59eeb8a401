import { sql } from 'drizzle-orm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { admin } from '#local/postgres'
import type { Problem } from '#shared/http/problem'
import { newId } from '#shared/ids'
import { contracts } from '#shared/messages/contracts'
import type { Db } from '#shared/postgres/db'
import { signalOf } from '#shared/postgres/inbox'
import { envelopeOf, type Written } from '#shared/postgres/outbox'
import { continueTrace } from '#shared/trace'
import { extendHold } from '#workers/orders/commands/change'
import { hold } from '#workers/orders/commands/hold'
import { extend } from '#workers/orders/order'
import { holdTogether } from '#workers/orders/store/hold-queue'
import { type HoldAnswer, type HoldRequest, orderStore } from '#workers/orders/store/orders'
import { asking, inDays, newSale, type Sale, type Window } from '../setup/sale.ts'
import { quiet, testDatabase } from '../setup/service.ts'

// The hold engine by itself, on real PostgreSQL: alone and in batches it must come to the same.

let database: Awaited<ReturnType<typeof testDatabase>>
let db: Db

beforeAll(async () => {
  database = await testDatabase()
  db = database.connect('orders', 20)
})
afterAll(() => database[Symbol.asyncDispose]())

const putOnSale = (stocks: number[], over: Window = {}) => newSale(db, stocks, over)

const outcome = (answer: HoldAnswer | undefined) =>
  answer && {
    ...answer,
    ...('order' in answer ? { order: { ...answer.order, id: 0, now: 0, heldAt: 0, expiresAt: 0, buyer: 0 } } : {}),
  }

const holdAll = (requests: HoldRequest[]) => orderStore(db).hold(requests)
const holdAlone = async (requests: HoldRequest[]) => {
  const answers: HoldAnswer[] = []
  for (const request of requests) answers.push(...(await holdAll([request])))
  return answers
}

const units = async ({ types }: Sale) => {
  const { rows } = (await db.one((q) =>
    q.execute(`select count(*)::int as there, count(order_id)::int as taken, count(distinct id)::int as ids
      from orders.units where ticket_type in (${types.map((type) => `'${type}'`).join()})`),
  )) as unknown as { rows: { there: number; taken: number }[] }
  return rows[0]
}

test('what a hold says is what it wrote, alone and together', async () => {
  const sale = await putOnSale([50])
  const placed = async (quantity: number) => {
    const { buyer, event, items, key, fingerprint } = asking(sale, quantity)
    const place = () => hold({ hold: ask }, { buyer, event, items, key, fingerprint }, continueTrace(null))
    const { says } = await place()
    expect(says.more).toBe(false)
    // Asked again, it has nothing to say of its own.
    expect((await place()).says).toEqual({ written: [], more: true })
    return says.written
  }
  const ask = holdTogether((requests) => orderStore(db).hold(requests), quiet)
  const said = [...(await placed(1)), ...(await Promise.all([placed(2), placed(3), placed(1)])).flat()]
  expect(said).toHaveLength(4)
  const rows = await db.rows<Written>(sql`
    select o.position::float8 as position, ${envelopeOf} as envelope from orders.outbox o
    where o.position in ${said.map(({ position }) => position)} order by 1`)
  expect(said.toSorted((a, b) => a.position - b.position)).toEqual(rows)
  for (const { envelope } of said) expect(contracts['order.held'].parse(envelope.data)).toBeTruthy()
})

test('alone and together, the same requests come to the same answers', async () => {
  const buyer = newId('account')
  const requests = async () => {
    const [sale, soon, over, past] = await Promise.all([
      putOnSale([8, 3]),
      putOnSale([5], { salesStartAt: inDays(1) }),
      putOnSale([5], { salesEndAt: inDays(-1) }),
      putOnSale([5], { startsAt: inDays(-1) }),
    ])
    const key = crypto.randomUUID()
    const [first = newId('ticketType'), second = newId('ticketType')] = sale.types
    const both = (a: number, b: number) => [
      { ticketType: first, quantity: a },
      { ticketType: second, quantity: b },
    ]
    return [
      asking(sale, 2),
      asking(sale, 7),
      asking(soon),
      asking(over),
      asking(past),
      asking(sale, 1, { event: newId('event') }),
      asking({ ...sale, types: [newId('ticketType')] }),
      asking({ ...sale, types: soon.types }),
      asking(sale, 1, { key, buyer }),
      asking(sale, 1, { items: both(1, 1) }),
      asking(sale, 1, { items: both(1, 4) }),
      asking(sale, 5),
      asking(sale, 3),
    ]
  }
  const alone = (await holdAlone(await requests())).map(outcome)
  const together = (await holdAll(await requests())).map(outcome)
  const names = (answers: typeof alone) => answers.map((answer) => answer?.outcome)
  expect(names(alone)).toEqual([
    ...['held', 'limit-exceeded', 'not-on-sale', 'not-on-sale', 'not-on-sale', 'not-found', 'not-found', 'not-found'],
    // Together, those who want one type go before those who want several; alone, it is whoever comes first.
    ...['held', 'held', 'sold-out', 'sold-out', 'held'],
  ])
  expect(names(together).slice(0, 9)).toEqual(names(alone).slice(0, 9))
  const shape = (answer: (typeof alone)[number]) =>
    Object.keys((answer as { order?: object } | undefined)?.order ?? {}).toSorted()
  expect(shape(together[0])).toEqual(shape(alone[0]))
  const detail = (answer: (typeof alone)[number]) => (answer as { detail?: string } | undefined)?.detail
  expect(detail(together[1])).toBe(detail(alone[1]))
})

test('a bad request in a batch does not cost its neighbours anything', async () => {
  const sale = await putOnSale([10])
  const answers = await holdAll([
    asking(sale, 4),
    asking(sale, 99),
    asking(sale, 1, { event: newId('event') }),
    asking(sale, 6),
  ])
  expect(answers.map((answer) => answer.outcome)).toEqual(['held', 'limit-exceeded', 'not-found', 'held'])
  expect(await units(sale)).toMatchObject({ there: 10, taken: 10 })
})

test('a large request that does not fit leaves what there is to smaller ones behind it', async () => {
  const sale = await putOnSale([5])
  const answers = await holdAll([asking(sale, 3), asking(sale, 4), asking(sale, 2)])
  expect(answers.map((answer) => answer.outcome)).toEqual(['held', 'sold-out', 'held'])
})

test('the same request twice in one batch is one order, found by asking again', async () => {
  const sale = await putOnSale([5])
  const request = asking(sale, 2)
  const again = { ...request, order: newId('order'), message: newId('message') }
  const other = { ...again, fingerprint: 'another body' }
  expect((await holdAll([request, again])).map((answer) => answer.outcome)).toEqual(['held', 'again'])
  const [replayed] = await holdAll([again])
  expect(replayed).toMatchObject({ outcome: 'replayed', order: { id: request.order } })
  expect((await holdAll([other]))[0]?.outcome).toBe('key-reused')
  expect((await holdAll([again, asking(sale, 1)])).map((answer) => answer.outcome)).toEqual(['replayed', 'held'])
})

test('one buyer cannot get round the limit by travelling in one batch', async () => {
  const sale = await putOnSale([50])
  const buyer = newId('account')
  const answers = await holdAll(Array.from({ length: 9 }, () => asking(sale, 1, { buyer })))
  expect(answers.filter((answer) => answer.outcome === 'held')).toHaveLength(5)
  expect(answers.filter((answer) => answer.outcome === 'limit-exceeded')).toHaveLength(4)
})

test('an extension that is written when the hold is over comes too late, and nobody has a sixth hold by it', async () => {
  const sale = await newSale(db, [50])
  const buyer = newId('account')
  const requests = Array.from({ length: 5 }, () => asking(sale, 1, { buyer }))
  await holdAll(requests)
  const [first] = requests
  const found = first && (await orderStore(db).find(first.order))
  if (!found) throw new Error('the order is not there')
  await admin(database.url, 'update orders.orders set expires_at = now() where id = $1', [first.order])
  expect((await holdAll([asking(sale, 1, { buyer })]))[0]?.outcome).toBe('held')
  const late = orderStore(db).save(found.order, extend(found.order, found.now), continueTrace(null))
  expect(await late.catch(signalOf)).toBe('overtaken')
  // Asked again, it finds that the hold has ended.
  const again = extendHold({ orders: orderStore(db) }, first.order, buyer, continueTrace(null))
  expect(await again.catch((error: Problem) => error.slug)).toBe('extension-refused')
})

test('who lets go of one hold after another waits until the first of ten is an hour old, alone or in a batch', async () => {
  const sale = await putOnSale([50])
  const buyer = newId('account')
  const holdAndDrop = async (ago: string) => {
    const [answer] = await holdAll([asking(sale, 1, { buyer })])
    if (answer?.outcome !== 'held') return answer
    await admin(
      database.url,
      `update orders.orders set state = 'released', because = 'cancelled', closed_at = now() - $2::interval where id = $1`,
      [answer.order.id, ago],
    )
    return answer
  }
  for (let index = 0; index < 10; index++) {
    expect(await holdAndDrop(index === 0 ? '59 minutes' : '1 minute')).toMatchObject({ outcome: 'held' })
  }
  const alone = await holdAll([asking(sale, 1, { buyer })])
  expect(alone).toEqual([{ outcome: 'cooling-down', seconds: expect.any(Number) }])
  const seconds = alone[0]?.outcome === 'cooling-down' ? alone[0].seconds : 0
  expect(seconds).toBeGreaterThan(0)
  expect(seconds).toBeLessThanOrEqual(60)
  const others = await holdAll([asking(sale, 1, { buyer }), asking(sale, 1)])
  expect(others.map(({ outcome }) => outcome)).toEqual(['cooling-down', 'held'])
  // Another event is another matter, and so is what happened more than an hour ago.
  const elsewhere = await putOnSale([5])
  expect((await holdAll([asking(elsewhere, 1, { buyer })]))[0]?.outcome).toBe('held')
  await admin(database.url, `update orders.orders set closed_at = closed_at - interval '2 minutes' where buyer = $1`, [
    buyer,
  ])
  expect((await holdAll([asking(sale, 1, { buyer })]))[0]?.outcome).toBe('held')
})

test.each([
  ['alone', 1],
  ['in batches of 7', 7],
  ['in batches of 64', 64],
])('two thousand requests for a hundred units, quantities mixed, %s: exactly a hundred are held', async (_, size) => {
  const sale = await putOnSale([100])
  const requests = Array.from({ length: 2000 }, (_nothing, index) => asking(sale, 1 + (index % 3)))
  const batches = Array.from({ length: Math.ceil(requests.length / size) }, (_nothing, index) =>
    requests.slice(index * size, (index + 1) * size),
  )
  const answers = (await Promise.all(batches.map(holdAll))).flat()
  const taken = answers.reduce(
    (sum, answer) =>
      sum + ('order' in answer ? answer.order.lines.reduce((units, line) => units + line.quantity, 0) : 0),
    0,
  )
  expect(taken).toBe(100)
  expect(await units(sale)).toMatchObject({ there: 100, taken: 100 })
  const others = answers.filter(({ outcome }) => !['held', 'sold-out', 'again'].includes(outcome))
  expect(others).toEqual([])
})

test('calls that want the same types and buyers in every order do not wait for each other in a circle', async () => {
  const sale = await putOnSale([400, 400, 400])
  const buyers = Array.from({ length: 12 }, () => newId('account'))
  const batch = (turn: number) =>
    buyers.map((_, index) => {
      const buyer = buyers[(index * (turn + 1)) % buyers.length] ?? newId('account')
      const order = turn % 2 ? sale.types : sale.types.toReversed()
      return asking(sale, 1, { buyer, items: order.map((ticketType) => ({ ticketType, quantity: 1 })) })
    })
  const answers = (await Promise.all(Array.from({ length: 16 }, (_, turn) => holdAll(batch(turn))))).flat()
  // Twelve buyers, five holds each, three units a hold.
  expect(answers.filter((answer) => answer.outcome === 'held')).toHaveLength(60)
  expect(await units(sale)).toMatchObject({ taken: 180 })
})
