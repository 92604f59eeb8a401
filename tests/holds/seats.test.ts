import { afterAll, beforeAll, expect, test } from 'vitest'
import { books } from '#local/books'
import { admin } from '#local/postgres'
import { Problem } from '#shared/http/problem'
import { newId } from '#shared/ids'
import type { Db } from '#shared/postgres/db'
import { continueTrace } from '#shared/trace'
import { hold } from '#workers/orders/commands/hold'
import { cancel, type Seat } from '#workers/orders/order'
import { type HoldOne, holdAlone, holdTogether } from '#workers/orders/store/hold-queue'
import { type HoldAnswer, type HoldRequest, orderStore, type WantedItem } from '#workers/orders/store/orders'
import { saleStore } from '#workers/orders/store/sale'
import { asking, held, newSale, type Sale, type Stock, tellSale } from '../setup/sale.ts'
import { quiet, testDatabase } from '../setup/service.ts'

// Seats with names: picked by name or side by side, with the same promises as any other unit.

let database: Awaited<ReturnType<typeof testDatabase>>
let db: Db

beforeAll(async () => {
  database = await testDatabase()
  db = database.connect('orders', 20)
})
afterAll(() => database[Symbol.asyncDispose]())

const rows = (...lengths: number[]) =>
  lengths.map((last, index) => ({ section: 'Stalls', row: 'ABCDEFGH'[index] ?? '', first: 1, last }))

const seat = (name: string): Seat => ({ section: 'Stalls', row: name.slice(0, 1), seat: Number(name.slice(1)) })
const nameOf = ({ row, seat }: Seat) => `${row}${seat}`

const asksFor = (sale: Sale, ...items: Omit<WantedItem, 'ticketType'>[]): HoldRequest =>
  asking(sale, 1, {
    items: items.map((item, index) => ({ ticketType: sale.types[index] ?? newId('ticketType'), ...item })),
  })
const named = (sale: Sale, ...names: string[]) => asksFor(sale, { quantity: names.length, seats: names.map(seat) })
const best = (sale: Sale, quantity: number, together?: boolean) => asksFor(sale, { quantity, together })

const ask = async (request: HoldRequest): Promise<HoldAnswer> => {
  const [answer] = await orderStore(db).hold([request])
  if (!answer) throw new Error('no answer')
  return answer
}

/** The seats of what was held, or why there are none. */
const seatsOf = (answer: HoldAnswer) =>
  'order' in answer ? answer.order.lines.flatMap(({ seats }) => seats ?? []).map(nameOf) : answer.outcome

const wrong = async () => (await books(database.url)).wrong
const lapse = (order: string) =>
  admin(database.url, `update orders.orders set expires_at = now() - interval '1 second' where id = $1`, [order])

test('who names seats gets these, all or nothing, and is told which are gone', async () => {
  const sale = await newSale(db, [rows(10, 10)])
  expect(seatsOf(await ask(named(sale, 'B4', 'A2')))).toEqual(['A2', 'B4'])
  expect(await ask(named(sale, 'A1', 'A2', 'B4'))).toEqual({
    ...{ outcome: 'seats-taken', ticketType: sale.types[0] },
    seats: [seat('A2'), seat('B4')],
  })
  expect(seatsOf(await ask(named(sale, 'A1')))).toEqual(['A1'])
  expect(await ask(named(sale, 'A3', 'Z1'))).toMatchObject({ outcome: 'seats-taken', seats: [seat('Z1')] })
  expect(await wrong()).toEqual([])
})

test('the best seats are side by side, in the first row that has so many, near the middle, and leave nobody alone', async () => {
  const sale = await newSale(db, [rows(6, 9)])
  expect(seatsOf(await ask(best(sale, 2)))).toEqual(['A3', 'A4'])
  expect(seatsOf(await ask(best(sale, 3)))).toEqual(['B4', 'B5', 'B6'])
  expect(seatsOf(await ask(best(sale, 2)))).toEqual(['A1', 'A2'])
  expect(seatsOf(await ask(best(sale, 3)))).toEqual(['B1', 'B2', 'B3'])
  expect(await ask(best(sale, 4))).toEqual({ outcome: 'not-together', ticketType: sale.types[0] })
  expect(seatsOf(await ask(best(sale, 4, false)))).toEqual(['A5', 'A6', 'B7', 'B8'])
  expect(await ask(best(sale, 2))).toMatchObject({ outcome: 'sold-out' })
  expect(await ask(best(sale, 2, false))).toMatchObject({ outcome: 'sold-out' })
  expect(seatsOf(await ask(best(sale, 1)))).toEqual(['B9'])

  const odd = await newSale(db, [rows(5)])
  expect(seatsOf(await ask(best(odd, 2)))).toEqual(['A1', 'A2'])
  expect(await wrong()).toEqual([])
})

test('whoever names seats of a type that has none is told so, alone and among others', async () => {
  const sale = await newSale(db, [10])
  const refused = { outcome: 'not-seated', ticketType: sale.types[0] }
  expect(await ask(named(sale, 'A1'))).toEqual(refused)
  const answers = await orderStore(db).hold([named(sale, 'A1'), asking(sale, 2)])
  expect(answers).toEqual([refused, expect.objectContaining({ outcome: 'held' })])
})

test('seats of a hold that is over are had at once, by name and side by side; the order that lost them says so', async () => {
  const sale = await newSale(db, [rows(4)])
  const [first, second] = [named(sale, 'A2'), named(sale, 'A3', 'A4')]
  for (const request of [first, second]) {
    expect(await ask(request)).toMatchObject({ outcome: 'held' })
    await lapse(request.order)
  }
  expect(seatsOf(await ask(named(sale, 'A1', 'A2')))).toEqual(['A1', 'A2'])
  expect(seatsOf(await ask(best(sale, 2)))).toEqual(['A3', 'A4'])
  const [ended] = await admin<{ told: string[] }>(
    database.url,
    `select array_agg(type || ' ' || version order by aggregate, version) as told from orders.outbox where aggregate in ($1, $2)`,
    [first.order, second.order],
  )
  expect(ended?.told).toEqual(['order.held 1', 'order.released 2', 'order.held 1', 'order.released 2'])
  expect(await wrong()).toEqual([])
})

test('several types at once: all of it or nothing of it, seats and places without names', async () => {
  const sale = await newSale(db, [rows(4), 2])
  const both = () => asksFor(sale, { quantity: 2, seats: [seat('A1'), seat('A2')] }, { quantity: 2 })
  const taken = asksFor({ ...sale, types: sale.types.slice(1) }, { quantity: 1 })
  expect(await ask(taken)).toMatchObject({ outcome: 'held' })
  expect(await ask(both())).toMatchObject({ outcome: 'sold-out', ticketType: sale.types[1] })
  await lapse(taken.order)
  const answer = await ask(both())
  expect(seatsOf(answer)).toEqual(['A1', 'A2'])
  expect('order' in answer && answer.order.amount).toBe(2 * 1000 + 2 * 1001)
  expect(await wrong()).toEqual([])
})

test('in one call nobody gets a seat that was given to somebody before them in it', async () => {
  const sale = await newSale(db, [rows(6)])
  const answers = await orderStore(db).hold([
    best(sale, 2),
    named(sale, 'A3'),
    best(sale, 2),
    best(sale, 3),
    named(sale, 'A6'),
  ])
  expect(answers.map(seatsOf)).toEqual([['A3', 'A4'], 'again', ['A1', 'A2'], 'again', ['A6']])
  expect(await wrong()).toEqual([])
})

/** The real way of a request, which asks again while somebody else is deciding. */
const place = (ask: HoldOne, { buyer, event, items, key, fingerprint }: HoldRequest) =>
  hold({ hold: ask }, { buyer, event, items, key, fingerprint }, continueTrace(undefined)).then(
    ({ order }) => ({ seats: order.lines.flatMap((line) => line.seats ?? []) }),
    (error: unknown) => {
      if (error instanceof Problem) return error.slug
      throw error
    },
  )

const isRun = (seats: readonly Seat[]) =>
  seats.every(({ row, seat }, index) => row === seats[0]?.row && seat === (seats[0]?.seat ?? 0) + index)

const carriers: Record<string, () => HoldOne> = {
  alone: () => holdAlone((requests) => orderStore(db).hold(requests)),
  together: () => holdTogether((requests) => orderStore(db).hold(requests), quiet),
}

test.each(Object.entries(carriers))(
  'a crowd that travels %s: each seat is sold once, whoever wanted them side by side sits so, none is left to whoever takes any',
  async (_, carrier) => {
    const sale = await newSale(db, [rows(30, 30, 30, 30)])
    const ask = carrier()
    const letters = ['A', 'B', 'C', 'D']
    const crowd = Array.from({ length: 160 }, (_, index) => {
      if (index % 4 !== 0) return best(sale, 1 + (index % 3))
      const [row, at] = [letters[index % 3], 1 + ((index * 7) % 29)]
      return named(sale, `${row}${at}`, `${row}${at + 1}`)
    })
    const answers = await Promise.all(crowd.map((request) => place(ask, request)))
    const won = answers.flatMap((answer) => (typeof answer === 'string' ? [] : [answer.seats]))
    expect(won.filter((seats) => !isRun(seats))).toEqual([])
    const slugs = new Set(answers.filter((answer) => typeof answer === 'string'))
    for (const slug of slugs) expect(['seats-taken', 'not-together', 'sold-out']).toContain(slug)

    // What is left are single seats; whoever takes any gets every one of them.
    const rest = Array.from({ length: 130 }, () => best(sale, 1, false))
    const late = await Promise.all(rest.map((request) => place(ask, request)))
    const all = [...won, ...late.flatMap((answer) => (typeof answer === 'string' ? [] : [answer.seats]))].flat()
    expect(all).toHaveLength(120)
    expect(new Set(all.map(nameOf)).size).toBe(120)
    expect(await wrong()).toEqual([])
  },
)

const mapOf = async ({ event, types: [type = newId('ticketType')] }: Sale) =>
  (await saleStore(db).seatMap(event)).ticketTypes[type]?.map(({ row, first, seats }) => `${row}${first} ${seats}`)
const stockOf = async ({ event, seller, types: [type = newId('ticketType')] }: Sale) =>
  (await saleStore(db).stock(event, seller))?.ticketTypes[type]
const availableOf = async ({ event, types: [type = newId('ticketType')] }: Sale) =>
  (await saleStore(db).availability([event])).events[event]?.[type]?.available
const change = (sale: Sale, stock: Stock) => tellSale(db, sale, [stock])

const letGo = async (order: HoldRequest['order']) => {
  const found = await orderStore(db).find(order)
  const change = found && cancel(found.order, found.now)
  if (found && change) await orderStore(db).save(found.order, change, continueTrace(undefined))
}

test('a seat that the seller takes away while somebody has it stays theirs, and nobody gets it after them', async () => {
  const sale = await newSale(db, [rows(4, 3)])
  const request = named(sale, 'A4', 'B3')
  expect(seatsOf(await ask(request))).toEqual(['A4', 'B3'])
  expect(await mapOf(sale)).toEqual(['A1 1110', 'B1 110'])

  await change(sale, [
    { section: 'Stalls', row: 'B', first: 1, last: 2 },
    { section: 'Stalls', row: 'A', first: 1, last: 3 },
  ])
  expect(await mapOf(sale)).toEqual(['B1 11', 'A1 111'])
  expect(await availableOf(sale)).toBe(5)
  expect(await stockOf(sale)).toEqual({ quantity: 5, free: 5, held: 2, sold: 0, surplus: 2, withdrawn: 0 })
  expect(await ask(named(sale, 'A4'))).toMatchObject({ outcome: 'seats-taken' })

  await letGo(request.order)
  expect(await stockOf(sale)).toEqual({ quantity: 5, free: 5, held: 0, sold: 0, surplus: 0, withdrawn: 0 })
  expect(await ask(named(sale, 'A4'))).toMatchObject({ outcome: 'seats-taken' })
  // The seller's first row is the best now.
  expect(seatsOf(await ask(best(sale, 2)))).toEqual(['B1', 'B2'])

  // Put back, it is on sale again, and the seats beside it are those they were.
  await change(sale, rows(4))
  expect(await mapOf(sale)).toEqual(['A1 1111'])
  expect(await stockOf(sale)).toEqual({ quantity: 4, free: 4, held: 2, sold: 0, surplus: 2, withdrawn: 0 })
  expect(seatsOf(await ask(named(sale, 'A4')))).toEqual(['A4'])
  expect(await wrong()).toEqual([])
})

test('without names, too, the seller sees what could not be taken off', async () => {
  const sale = await newSale(db, [10])
  const requests = [asking(sale, 6), asking(sale, 2)]
  for (const request of requests) expect(await ask(request)).toMatchObject({ outcome: 'held' })
  await change(sale, 5)
  expect(await stockOf(sale)).toEqual({ quantity: 5, free: 0, held: 8, sold: 0, surplus: 3, withdrawn: 0 })
  await letGo(requests[1]?.order ?? newId('order'))
  expect(await stockOf(sale)).toEqual({ quantity: 5, free: 0, held: 6, sold: 0, surplus: 1, withdrawn: 0 })
  await lapse(requests[0]?.order ?? newId('order'))
  expect(await stockOf(sale)).toEqual({ quantity: 5, free: 5, held: 0, sold: 0, surplus: 0, withdrawn: 0 })
  expect(await saleStore(db).stock(sale.event, newId('account'))).toBeUndefined()
  expect(held(await orderStore(db).hold([asking(sale, 5), asking(sale, 1)]))).toBe(1)
  expect(await wrong()).toEqual([])
})
