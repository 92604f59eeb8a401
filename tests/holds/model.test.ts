import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { migrate, roleUrl } from '#drizzle/migrate'
import { installClock } from '#local/clock'
import { createDatabase, dropDatabase } from '#local/database'
import { rolePasswords } from '#local/secrets'
import { Problem } from '#shared/http/problem'
import { type Id, newId } from '#shared/ids'
import type { Db } from '#shared/postgres/db'
import { signalOf } from '#shared/postgres/inbox'
import { connectPool } from '#shared/postgres/pool'
import { continueTrace } from '#shared/trace'
import { cancelHold, claimTickets, extendHold } from '#workers/orders/commands/change'
import { confirmOrder, expireHold, failOrder, payOrder } from '#workers/orders/commands/hear'
import { type OrderStore, orderStore } from '#workers/orders/store/orders'
import { type SaleStore, saleStore } from '#workers/orders/store/sale'
import { type Expected, Model, type OrderModel, type Selling, type Told, type Wanted } from './model.ts'

// Any story at all: random commands to the hold engine on real PostgreSQL, and after each the whole state compared with a
// model in memory. One command at a time, so every answer has one right value. A failure prints its seed and path:
//   MODEL_SEED=… MODEL_PATH=… MODEL_REPLAY=… vitest run --project world tests/holds/model.test.ts
// and `node scripts/model.ts --runs 1000` looks longer.

const RUNS = Number(process.env.MODEL_RUNS ?? 40)
const COMMANDS = 60
const START = Date.parse('2030-01-01T00:00:00.000Z')

let url: string
let db: Db
let owner: pg.Client

beforeAll(async () => {
  const passwords = rolePasswords(inject('postgres'))
  url = await createDatabase(inject('postgres'))
  await installClock(url)
  await migrate(url, passwords)
  owner = new pg.Client({ connectionString: url })
  await owner.connect()
  // The clock stands still between commands, so that the very moment a hold ends can be met.
  await owner.query(`create or replace function clock.now() returns timestamptz language sql stable as
    $$ select timestamptz '${new Date(START).toISOString()}' + (select by from clock.ahead) $$`)
  db = connectPool({ databaseUrl: roleUrl(url, 'orders', passwords.orders), size: 2 })
})
afterAll(async () => {
  await db.close()
  await owner.end()
  await dropDatabase(inject('postgres'), url)
})

type Kind = 'authorized' | 'captured' | 'failed'
type Heard = {
  kind: Kind
  order: Id<'order'>
  payment: Id<'payment'>
  amount: number
  version: number
  id: Id<'message'>
}

/** The engine under test, and what has been said to it: to be said again. */
class Real {
  readonly orders: OrderStore
  readonly sale: SaleStore
  readonly asked: Wanted[] = []
  readonly heard: Heard[] = []
  readonly versions = new Map<Id<'payment'>, number>()

  constructor(over: Db) {
    this.orders = orderStore(over)
    this.sale = saleStore(over)
  }

  put = (model: Model) => this.sale.put(model.message(), (q) => q.execute('select 1'))

  hold = (model: Model, requests: readonly Wanted[]) =>
    this.orders.hold(
      requests.map((request) => ({ ...request, event: model.event, message: newId('message'), traceparent: '' })),
    )

  hear({ kind, order, payment, amount, version, id }: Heard): Promise<void> {
    const about = { id, occurredAt: new Date(START).toISOString(), aggregate: payment, version, traceparent: null }
    switch (kind) {
      case 'authorized': {
        const data = { order, payment, amount, currency: 'EUR' as const }
        return confirmOrder(this, { ...about, type: 'payment.authorized', data }, continueTrace(undefined))
      }
      case 'captured':
        return payOrder(
          this,
          { ...about, type: 'payment.captured', data: { order, payment } },
          continueTrace(undefined),
        )
      case 'failed':
        return failOrder(this, { ...about, type: 'payment.failed', data: { order, payment } }, continueTrace(undefined))
    }
  }
}

type Seen = {
  types: { id: string; quantity: number; stocked: number; units: number; taken: number }[]
  orders: {
    id: string
    state: string
    because: string | null
    payment: string | null
    extensions: number
    version: number
    expires: number
    lines: { ticketType: string; quantity: number; price: number }[]
    owned: number
    strangers: number
    told: { version: number; type: string }[]
  }[]
}

const look = async (model: Model): Promise<Seen> => {
  const { rows } = await owner.query<{ seen: Seen }>(
    `select jsonb_build_object(
      'types', (select jsonb_agg(jsonb_build_object('id', t.id, 'quantity', t.quantity, 'stocked', t.stocked,
          'units', (select count(*) from orders.units u where u.ticket_type = t.id),
          'taken', (select count(u.order_id) from orders.units u where u.ticket_type = t.id)) order by t.id)
        from orders.ticket_types t where t.event = $1),
      'orders', coalesce((select jsonb_agg(jsonb_build_object('id', o.id, 'state', o.state, 'because', o.because,
          'payment', o.payment, 'extensions', o.extensions, 'version', o.version,
          'expires', extract(epoch from o.expires_at) * 1000, 'lines', o.lines,
          'owned', (select count(*) from orders.units u where u.id = any (o.units) and u.order_id = o.id),
          'strangers', (select count(*) from orders.units u where u.order_id = o.id and not u.id = any (o.units)),
          'told', (select jsonb_agg(jsonb_build_object('version', m.version, 'type', m.type) order by m.version, m.position)
            from orders.outbox m where m.aggregate = o.id)) order by o.id)
        from orders.orders o where o.event = $1), '[]')) as seen`,
    [model.event],
  )
  const [row] = rows
  if (!row) throw new Error('the database answered nothing')
  return row.seen
}

const quantityOf = (order: OrderModel) => order.lines.reduce((sum, line) => sum + line.quantity, 0)

/** Lapsed holds that a hold for one of `wanted` took back on its way: which of them is the engine's choice, and only that. */
const adopt = (model: Model, seen: Seen, wanted: ReadonlySet<string>) => {
  let adopted = 0
  for (const order of model.orders) {
    const now = seen.orders.find(({ id }) => id === order.id)
    if (now?.state !== 'released' || !model.hasLapsed(order)) continue
    if (!order.lines.some((line) => wanted.has(line.ticketType))) continue
    model.release(order, 'expired')
    adopted++
  }
  for (const type of model.types) {
    const now = seen.types.find(({ id }) => id === type.id)
    if (!now || now.stocked === type.stocked || !wanted.has(type.id)) continue
    // What was taken off sale may only go as far as the seller said.
    expect(now.stocked).toBeLessThan(type.stocked)
    expect(now.stocked).toBeGreaterThanOrEqual(type.quantity)
    type.stocked = now.stocked
  }
  return adopted
}

/** Everything there is, as the model has it. */
const compare = async (model: Model, real: Real, seen: Seen) => {
  expect(seen.types).toEqual(
    model.types.map((type) => ({
      ...{ id: type.id, quantity: type.quantity, stocked: type.stocked, units: type.stocked },
      taken: model.owned(type.id),
    })),
  )
  expect(seen.orders).toEqual(
    model.orders
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))
      .map((order) => ({
        ...{ id: order.id, state: order.state, because: order.because, payment: expect.toSatisfy(isPaymentOf(order)) },
        ...{ extensions: order.extensions, version: order.told.length, expires: order.expiresAt, strangers: 0 },
        lines: order.lines.map((line) => expect.objectContaining(line)),
        owned: order.state === 'released' ? 0 : quantityOf(order),
        told: order.told.map((type, index) => ({ version: index + 1, type })),
      })),
  )
  const { events } = await real.sale.availability([model.event])
  expect(events[model.event] ?? {}).toEqual(
    Object.fromEntries(
      model.types
        .filter(({ selling }) => selling !== 'withdrawn')
        .map((type) => [type.id, { available: model.available(type), total: type.quantity }]),
    ),
  )
}

const isPaymentOf = (order: OrderModel) => (payment: unknown) => payment === order.payment

type Command = fc.AsyncCommand<Model, Real>

const command = (
  what: object,
  run: (model: Model, real: Real) => Promise<ReadonlySet<string> | undefined>,
): Command => ({
  check: () => true,
  run: async (model, real) => {
    const wanted = await run(model, real)
    const seen = await look(model)
    if (wanted) adopt(model, seen, wanted)
    await compare(model, real, seen)
  },
  toString: () => JSON.stringify(what),
})

/** What became of a change: `done`, or why not. */
const outcomeOf = async (change: Promise<unknown>): Promise<string> => {
  try {
    await change
    return 'done'
  } catch (error) {
    const signal = signalOf(error)
    if (signal) return signal
    if (error instanceof Problem) return error.slug
    throw error
  }
}

const asDone = (told: Told) => (told === 'nothing' ? 'done' : told)

const pick = <T>(all: readonly T[], index: number): T | undefined => all[index % Math.max(1, all.length)]

// ---- holding

type Asked = {
  buyer: number
  items: { type: number; quantity: number }[]
  /** Says again what was asked before: with the same body, or with another one under the same key. */
  repeat: { of: number; altered: boolean } | null
}

const asRequest = (model: Model, past: readonly Wanted[], { buyer, items, repeat }: Asked): Wanted => {
  const before = repeat && pick(past, repeat.of)
  if (before) {
    return { ...before, order: newId('order'), fingerprint: before.fingerprint + (repeat.altered ? '!' : '') }
  }
  return {
    ...{ order: newId('order'), buyer: pick(model.buyers, buyer) ?? newId('account'), fingerprint: 'f' },
    key: crypto.randomUUID(),
    items: items.map(({ type, quantity }) => ({
      ticketType: pick(model.types, type)?.id ?? newId('ticketType'),
      quantity,
    })),
  }
}

const holding = (asked: readonly Asked[]) =>
  command({ hold: asked }, async (model, real) => {
    const requests: Wanted[] = []
    for (const one of asked) requests.push(asRequest(model, [...real.asked, ...requests], one))
    real.asked.push(...requests)
    const wanted = new Set(requests.flatMap((request) => request.items.map((item) => item.ticketType)))
    const plain = model.types
      .filter(({ id }) => wanted.has(id))
      .every((type) => {
        const units = requests.flatMap(({ items }) => items).filter((item) => item.ticketType === type.id)
        return type.stocked <= type.quantity && units.reduce((sum, one) => sum + one.quantity, 0) <= model.free(type)
      })
    const lapsed = model.orders.filter(model.hasLapsed).map(({ id }) => id)
    const answers = await real.hold(model, requests)
    const expected = model.hold(requests)
    expect(
      answers.map((answer): Expected => {
        const { outcome } = answer
        if (outcome === 'limit-per-person') return { outcome, has: answer.has }
        if ('order' in answer) return { outcome, order: answer.order.id }
        return 'ticketType' in answer && answer.ticketType ? { outcome, ticketType: answer.ticketType } : { outcome }
      }),
    ).toEqual(expected)
    if (!plain) return wanted
    // There was enough for everybody, so nobody had to lose anything but what would have put them beyond the limit.
    const after = await look(model)
    const ended = model.orders.filter(({ id, state }) => state !== 'held' && lapsed.includes(id)).map(({ id }) => id)
    expect(
      after.orders.filter(({ id, state }) => state !== 'held' && lapsed.some((one) => one === id)).map(({ id }) => id),
    ).toEqual(ended.toSorted())
    return undefined
  })

const items = fc.uniqueArray(fc.record({ type: fc.nat(2), quantity: fc.integer({ min: 1, max: 5 }) }), {
  selector: ({ type }) => type,
  minLength: 1,
  maxLength: 3,
})
const single = fc.record({ type: fc.nat(2), quantity: fc.integer({ min: 1, max: 5 }) }).map((item) => [item])
const repeat = fc.option(fc.record({ of: fc.nat(30), altered: fc.boolean() }), { freq: 5 })
const asked = (what: typeof items) => fc.record({ buyer: fc.nat(2), items: what, repeat })

// ---- changing

const own = {
  extend: { does: extendHold, model: (model: Model, order: OrderModel) => model.extend(order) },
  cancel: { does: cancelHold, model: (model: Model, order: OrderModel) => model.cancel(order) },
  claim: { does: claimTickets, model: (model: Model, order: OrderModel) => model.claim(order) },
}

const changing = (name: keyof typeof own, index: number) =>
  command({ [name]: index }, async (model, real) => {
    const order = pick(model.orders, index)
    if (!order) return undefined
    const done = await outcomeOf(own[name].does(real, order.id, order.buyer, continueTrace(undefined)))
    expect(done).toBe(asDone(own[name].model(model, order)))
    return undefined
  })

const reminding = (index: number) =>
  command({ remind: index }, async (model, real) => {
    const order = pick(model.orders, index)
    if (!order) return undefined
    const about = { id: newId('message'), occurredAt: new Date(START).toISOString(), aggregate: order.id, version: 1 }
    const data = { order: order.id, expiresAt: new Date(order.expiresAt).toISOString() }
    const message = { ...about, traceparent: null, type: 'order.extended' as const, data }
    await expireHold(real, message, continueTrace(undefined))
    model.expire(order)
    return undefined
  })

/** Payments speak about an order: for the first time, in a row, or out of it. */
const hearing = (index: number, kind: Kind, how: 'another' | 'own' | 'early', short: boolean) =>
  command({ [kind]: index, how, short }, async (model, real) => {
    const order = pick(model.orders, index)
    if (!order) return undefined
    const payment = (how === 'own' && order.payment) || newId('payment')
    const amount = model.amount(order) + (short ? 1 : 0)
    const heard = real.versions.get(payment) ?? 0
    const version = heard + (how === 'early' ? 2 : 1)
    const message: Heard = { kind, order: order.id, payment, amount, version, id: newId('message') }
    const done = await outcomeOf(real.hear(message))
    if (how === 'early') {
      expect(done).toBe('early')
      return undefined
    }
    expect(done).toBe('done')
    real.versions.set(payment, version)
    real.heard.push(message)
    const late = kind === 'authorized' && model.isLate(order)
    if (kind === 'authorized') model.confirm(order, payment, amount)
    else if (kind === 'captured') model.pay(order, payment)
    else model.fail(order, payment)
    return late ? new Set(order.lines.map(({ ticketType }) => ticketType)) : undefined
  })

const hearingAgain = (index: number, renamed: boolean) =>
  command({ again: index, renamed }, async (_model, real) => {
    const message = pick(real.heard, index)
    if (!message) return undefined
    const done = await outcomeOf(real.hear(renamed ? { ...message, id: newId('message') } : message))
    expect(done).toBe(renamed ? 'stale' : 'duplicate')
    return undefined
  })

// ---- selling, and time

const putting = (changes: readonly { quantity: number; selling: Selling }[], maxPerPerson: number | null) =>
  command({ put: changes, maxPerPerson }, async (model, real) => {
    model.put(changes, maxPerPerson)
    await real.put(model)
    return undefined
  })

const waiting = (minutes: number) =>
  command({ wait: minutes }, async (model) => {
    model.now += minutes * 60_000
    await owner.query('update clock.ahead set by = by + make_interval(mins => $1)', [minutes])
    return undefined
  })

const which = fc.nat(40)
const selling = fc.constantFrom<Selling>('open', 'open', 'open', 'open', 'ended', 'withdrawn')
const kinds = fc.constantFrom<Kind>('authorized', 'captured', 'failed')

const change = [
  fc.tuple(fc.constantFrom('extend', 'cancel', 'claim'), which).map(([name, index]) => changing(name, index)),
  which.map(reminding),
]
const money = [
  fc
    .tuple(which, kinds, fc.constantFrom('another', 'own', 'own', 'own', 'early'), fc.boolean())
    .map(([index, kind, how, short]) => hearing(index, kind, how, short && index % 3 === 0)),
  which.map((index) => hearing(index, 'authorized', 'another', false)),
  fc.tuple(which, fc.boolean()).map(([index, renamed]) => hearingAgain(index, renamed)),
]
const hold = [
  asked(single).map((one) => holding([one])),
  asked(items).map((one) => holding([one])),
  fc.array(asked(fc.oneof(single, items)), { minLength: 2, maxLength: 6 }).map(holding),
]
const world = [
  fc
    .tuple(
      fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 12 }), selling }), { minLength: 3, maxLength: 3 }),
      fc.option(fc.integer({ min: 1, max: 8 })),
    )
    .map(([changes, maxPerPerson]) => putting(changes, maxPerPerson)),
  fc.constantFrom(1, 2, 4, 5).map(waiting),
]

const begin = async () => {
  await owner.query(`update clock.ahead set by = interval '0';
    truncate orders.events, orders.ticket_types, orders.units, orders.orders, orders.outbox, orders.inbox, orders.heard`)
  const type = (name: string, price: number, quantity: number) => ({
    ...{ id: newId('ticketType'), name, price, quantity, maxPerOrder: 4, stocked: quantity, selling: 'open' as const },
  })
  const types = [type('Stalls', 4500, 9), type('Gallery', 2500, 5), type('Lawn', 0, 4)]
  const buyers = [newId('account'), newId('account'), newId('account')]
  const model = new Model({ event: newId('event'), seller: newId('account'), buyers, types }, START)
  const real = new Real(db)
  await real.put(model)
  return { model, real }
}

test(`${RUNS} random stories: the engine and the model come to the same after every command`, {
  timeout: 60_000 + RUNS * 3000,
}, async () => {
  const { MODEL_SEED, MODEL_PATH, MODEL_REPLAY } = process.env
  const stories = fc.commands([...hold, ...hold, ...change, ...money, ...world], {
    maxCommands: COMMANDS,
    size: 'max',
    ...(MODEL_REPLAY ? { replayPath: MODEL_REPLAY } : {}),
  })
  await fc.assert(
    fc.asyncProperty(stories, (commands) => fc.asyncModelRun(begin, commands)),
    {
      numRuns: RUNS,
      ...(MODEL_SEED ? { seed: Number(MODEL_SEED) } : {}),
      ...(MODEL_PATH ? { path: MODEL_PATH } : {}),
    },
  )
})
