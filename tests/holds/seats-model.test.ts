import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { books } from '#local/books'
import { admin } from '#local/postgres'
import type { newId } from '#shared/ids'
import type { Db } from '#shared/postgres/db'
import { continueTrace } from '#shared/trace'
import { cancelHold } from '#workers/orders/commands/change'
import type { Seat } from '#workers/orders/order'
import { orderStore } from '#workers/orders/store/orders'
import { saleStore } from '#workers/orders/store/sale'
import { asking, newSale, type Sale, tellSale } from '../setup/sale.ts'
import { testDatabase } from '../setup/service.ts'

// Any story about seats: random commands, one after another, and after each the whole map compared with a model in memory.
// A failure prints its seed and path: SEATS_SEED=… SEATS_PATH=… vitest run --project world tests/holds/seats-model.test.ts

const RUNS = Number(process.env.MODEL_RUNS ?? 30)

let database: Awaited<ReturnType<typeof testDatabase>>
let db: Db

beforeAll(async () => {
  database = await testDatabase()
  db = database.connect('orders', 2)
})
afterAll(() => database[Symbol.asyncDispose]())

type Hold = {
  id: ReturnType<typeof newId<'order'>>
  buyer: ReturnType<typeof newId<'account'>>
  seats: string[]
  over: boolean
}

/** Rows by name, best first, each with as many seats as on sale; who has which; names are like `B3`. */
class House {
  rows: { row: string; last: number }[]
  holds: Hold[] = []

  constructor(rows: { row: string; last: number }[]) {
    this.rows = rows
  }

  onSale = () => this.rows.flatMap(({ row, last }) => Array.from({ length: last }, (_, n) => `${row}${n + 1}`))
  holder = (seat: string) => this.holds.find(({ seats }) => seats.includes(seat))
  free = () => this.onSale().filter((seat) => !this.holder(seat))
  map = () =>
    this.rows.map(({ row, last }) => {
      const shown = Array.from({ length: last }, (_, n) => (this.holder(`${row}${n + 1}`)?.over === false ? '0' : '1'))
      return `${row} ${shown.join('')}`
    })
  end = (which: (hold: Hold) => boolean) => {
    this.holds = this.holds.filter((hold) => !which(hold))
  }

  /** Whether some row has so many free seats side by side. */
  hasTogether = (wanted: number) => {
    const free = new Set(this.free())
    return this.rows.some(({ row, last }) =>
      Array.from({ length: last }, (_, n) => n + 1).some((from) =>
        Array.from({ length: wanted }, (_, n) => `${row}${from + n}`).every((seat) => free.has(seat)),
      ),
    )
  }

  /** What asking for the best seats comes to, and whether holds that are over had to end for it. */
  best(wanted: number, together: boolean): string {
    const enough = () => (together ? this.hasTogether(wanted) : this.free().length >= wanted)
    if (enough()) return 'held'
    this.end(({ over }) => over)
    if (enough()) return 'held'
    return this.free().length >= wanted ? 'not-together' : 'sold-out'
  }

  /** Which of these seats cannot be had; holds on them that are over end where that is not all there is to it. */
  missing(seats: readonly string[]): string[] {
    const onSale = new Set(this.onSale())
    if (seats.some((seat) => !onSale.has(seat) || this.holder(seat))) {
      this.end(({ over, seats: theirs }) => over && theirs.some((seat) => seats.includes(seat) && onSale.has(seat)))
    }
    return seats.filter((seat) => !onSale.has(seat) || this.holder(seat))
  }
}

const nameOf = ({ row, seat }: Seat) => `${row}${seat}`
const seatOf = (name: string): Seat => ({ section: 'S', row: name.slice(0, 1), seat: Number(name.slice(1)) })
const isRun = (names: readonly string[]) =>
  names.every((name, n) => name === `${names[0]?.slice(0, 1)}${Number(names[0]?.slice(1)) + n}`)

type Command =
  | { kind: 'best'; wanted: number; together: boolean }
  | { kind: 'named'; seats: string[] }
  | { kind: 'cancel' | 'lapse'; which: number }
  | { kind: 'put'; rows: { row: string; last: number }[] }

const row = fc.record({ row: fc.constantFrom('A', 'B', 'C'), last: fc.integer({ min: 1, max: 7 }) })
const house = fc.uniqueArray(row, { selector: (one) => one.row, minLength: 1, maxLength: 3 })
const someSeat = fc.tuple(fc.constantFrom('A', 'B', 'C'), fc.integer({ min: 1, max: 7 })).map(([r, n]) => `${r}${n}`)
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('best' as const),
      wanted: fc.integer({ min: 1, max: 4 }),
      together: fc.boolean(),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('named' as const),
      seats: fc.uniqueArray(someSeat, { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constantFrom('cancel' as const, 'lapse' as const), which: fc.nat(20) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('put' as const), rows: house }) },
)

const rowsFor = (model: House) => model.rows.map(({ row, last }) => ({ section: 'S', row, first: 1, last }))

/** Asks for seats and notes what the engine chose, once it is clear that it may choose that. */
const ask = async (sale: Sale, model: House, item: { quantity: number; seats?: Seat[]; together?: boolean }) => {
  const request = asking(sale, 1, { items: sale.types.map((ticketType) => ({ ticketType, ...item })) })
  const [answer] = await orderStore(db).hold([request])
  if (!answer || !('order' in answer)) return answer
  const seats = answer.order.lines.flatMap((line) => line.seats ?? []).map(nameOf)
  return {
    outcome: answer.outcome,
    seats,
    hold: { id: request.order, buyer: request.buyer, seats, over: false },
    model,
  }
}

const run = async (sale: Sale, model: House, step: Command) => {
  switch (step.kind) {
    case 'best': {
      const expected = model.best(step.wanted, step.together)
      const free = new Set(model.free())
      const answer = await ask(sale, model, { quantity: step.wanted, together: step.together })
      expect(answer?.outcome).toBe(expected)
      if (!answer || !('hold' in answer)) return
      expect(answer.seats.filter((seat) => !free.has(seat))).toEqual([])
      expect(new Set(answer.seats).size).toBe(step.wanted)
      if (step.together) expect(isRun(answer.seats)).toBe(true)
      model.holds.push(answer.hold)
      return
    }
    case 'named': {
      const missing = model.missing(step.seats)
      const answer = await ask(sale, model, { quantity: step.seats.length, seats: step.seats.map(seatOf) })
      if (missing.length === 0) {
        expect(answer).toMatchObject({ outcome: 'held' })
        if (answer && 'hold' in answer) {
          expect(answer.seats.toSorted()).toEqual(step.seats.toSorted())
          model.holds.push(answer.hold)
        }
      } else {
        expect(answer).toMatchObject({ outcome: 'seats-taken', seats: missing.map(seatOf) })
      }
      return
    }
    case 'cancel':
    case 'lapse': {
      const hold = model.holds[step.which % Math.max(1, model.holds.length)]
      if (!hold) return
      if (step.kind === 'cancel') {
        await cancelHold({ orders: orderStore(db) }, hold.id, hold.buyer, continueTrace(undefined))
        model.end((one) => one === hold)
      } else {
        await admin(database.url, `update orders.orders set expires_at = now() where id = $1`, [hold.id])
        hold.over = true
      }
      return
    }
    case 'put':
      model.rows = step.rows
      await tellSale(db, sale, [rowsFor(model)])
  }
}

test(`${RUNS} random stories: the engine and the model have the same seats after every command`, {
  timeout: 60_000 + RUNS * 3000,
}, async () => {
  const { SEATS_SEED, SEATS_PATH } = process.env
  await fc.assert(
    fc.asyncProperty(house, fc.array(command, { minLength: 5, maxLength: 50, size: 'max' }), async (rows, steps) => {
      const model = new House(rows)
      const sale = await newSale(db, [rowsFor(model)])
      for (const step of steps) {
        await run(sale, model, step)
        const map = await saleStore(db).seatMap(sale.event)
        const shown = sale.types.flatMap((type) => map.ticketTypes[type] ?? [])
        expect(shown.map(({ row, seats }) => `${row} ${seats}`)).toEqual(model.map())
        const { events } = await saleStore(db).availability([sale.event])
        const lapsed = model.onSale().filter((seat) => model.holder(seat)?.over)
        expect(Object.values(events[sale.event] ?? {})).toMatchObject([
          { available: model.free().length + lapsed.length },
        ])
      }
      expect((await books(database.url)).wrong).toEqual([])
    }),
    {
      numRuns: RUNS,
      ...(SEATS_SEED ? { seed: Number(SEATS_SEED) } : {}),
      ...(SEATS_PATH ? { path: SEATS_PATH } : {}),
    },
  )
})
