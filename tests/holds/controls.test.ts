import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { books } from '#local/books'
import { admin } from '#local/postgres'
import { newId } from '#shared/ids'
import { type Db, sqlError } from '#shared/postgres/db'
import { hear, signalOf } from '#shared/postgres/inbox'
import { continueTrace } from '#shared/trace'
import { confirmOrder } from '#workers/orders/commands/hear'
import { cancel, confirm, expire, type Order } from '#workers/orders/order'
import { askRefund } from '#workers/orders/refund'
import { holdAlone } from '#workers/orders/store/hold-queue'
import { orderStore } from '#workers/orders/store/orders'
import { saleStore } from '#workers/orders/store/sale'
import { asking, held as heldOf, newSale as newSaleOf, type Sale, type Stock, tellSale } from '../setup/sale.ts'
import { testDatabase } from '../setup/service.ts'

// Do the tests see it when the engine is wrong? Each control tells one race twice: with the engine as it is, and with one of
// its guards taken out. The second has to go wrong, or nobody knows what the guard is for and whether the test would notice.

type Database = Awaited<ReturnType<typeof testDatabase>>
type Edit = readonly [from: string, to: string]

/** Changes a few words in a function of the engine, in this database only; throws where they are no longer there. */
const edit = async ({ url }: Database, name: string, ...edits: readonly Edit[]) => {
  const [found] = await admin<{ text: string }>(url, 'select pg_get_functiondef($1::regprocedure) as text', [name])
  const text = edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`${name} no longer says: ${from}`)
    return text.replaceAll(from, to)
  }, found?.text ?? '')
  await admin(url, text)
}

const GATE = 4711
const AT_THE_GATE = `perform pg_advisory_xact_lock_shared(${GATE});`
/** Stops everybody who asks for one type between deciding and writing. */
const gateAlone: Edit = ['ends := now()', `${AT_THE_GATE} ends := now()`]
/** The same for those who travel together. */
const gateTogether: Edit = ['if cardinality(unit_ids) > 0 then', `${AT_THE_GATE} if cardinality(unit_ids) > 0 then`]
const closeGate = `select pg_advisory_xact_lock(${GATE})`

const waiting = async (client: pg.Client) => {
  await client.query('select pg_stat_clear_snapshot()')
  const { rows } = await client.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  )
  return rows[0]?.count ?? 0
}

/**
 * A race that leaves nothing to luck: somebody does `first` and does not commit; the racers start one by one, each when all
 * before it either wait or have their answer; then the first commits.
 */
const race = async <Result>({ url }: Database, first: string, racers: readonly (() => Promise<Result>)[]) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('begin')
    await client.query(first)
    let settled = 0
    const running: Promise<PromiseSettledResult<Result>[]>[] = []
    for (const racer of racers) {
      running.push(Promise.allSettled([racer()]).finally(() => settled++))
      for (const started = Date.now(); settled + (await waiting(client)) < running.length; ) {
        if (Date.now() - started > 2500) throw new Error('a racer neither waits nor has an answer')
      }
    }
    await client.query('commit')
    return (await Promise.all(running)).flat()
  } finally {
    await client.end()
  }
}

const newSale = (db: Db, ...stocks: Stock[]) => newSaleOf(db, stocks)
/** A sale of plenty, of which one buyer may have two. */
const twoEach = (db: Db) => newSaleOf(db, [20], { maxPerPerson: 2 })

const SEATS = [{ section: 'Stalls', row: 'A', first: 1, last: 2 }]
const wantsSeat = (sale: Sale) => {
  const seats = [{ section: 'Stalls', row: 'A', seat: 2 }]
  return asking(sale, 1, { items: sale.types.map((ticketType) => ({ ticketType, quantity: 1, seats })) })
}
const SKIPS_NAMED: Edit = ['order by u.rank, u.seat for update skip locked', 'order by u.rank, u.seat']
const SKIPS_BEST: Edit = ['order by u.seat for update skip locked', 'order by u.seat']

/** Stops late money between deciding and writing. */
const gateLate: Edit = ["if how <> 'refused' then", `${AT_THE_GATE} if how <> 'refused' then`]

/** A hold of one that has run out and was ended, as it was read. */
const ended = async ({ url }: Database, db: Db, sale: Sale, request = asking(sale)) => {
  await orderStore(db).hold([request])
  await admin(url, `update orders.orders set expires_at = now() where id = $1`, [request.order])
  const found = await orderStore(db).find(request.order)
  if (!found) throw new Error('the order is not there')
  await orderStore(db).save(found.order, expire(found.order, found.now), continueTrace(undefined))
  const over = await orderStore(db).find(request.order)
  if (!over) throw new Error('the order is not there')
  return over.order
}

/** Money for an order that is over; says what has become of it. */
const lateMoney = (db: Db, order: Order) => async () => {
  const heard = hear('orders', {
    ...{ id: newId('message'), type: 'payment.authorized', aggregate: newId('payment'), version: 1 },
    ...{ occurredAt: new Date().toISOString(), traceparent: null },
  })
  await orderStore(db).retake(order, newId('payment'), continueTrace(undefined), heard)
  const now = await orderStore(db).find(order.id)
  return [{ outcome: now?.order.state ?? 'gone' }]
}

const times = <T>(count: number, make: () => T) => Array.from({ length: count }, make)

type Answers = PromiseSettledResult<readonly { outcome: string }[]>[]

/** How many holds were promised. */
const held = (answers: Answers) =>
  heldOf(answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : [])))

const wrong = async ({ url }: Database) => (await books(url)).wrong

type Story = {
  /** What both tellings have in common: where the racers are stopped. */
  stage?: (database: Database) => Promise<unknown>
  /** Takes the one guard out. */
  without: (database: Database) => Promise<unknown>
  /** Tells the story and returns what an onlooker sees. */
  tell: (database: Database, db: Db) => Promise<unknown>
  right: unknown
  /** What is seen when the guard is missing. */
  otherwise: unknown
}

const stories: Record<string, Story> = {
  'the row lock of seats by name: one seat, four buyers': {
    stage: (database) => edit(database, 'orders.hold_one(jsonb)', gateAlone),
    without: (database) => edit(database, 'orders.pick_seats(text,jsonb,bigint[])', SKIPS_NAMED),
    tell: async (database, db) => {
      const sale = await newSale(db, SEATS)
      const racers = times(4, () => () => orderStore(db).hold([wantsSeat(sale)]))
      const answers = await race(database, closeGate, racers)
      return { held: held(answers), wrong: (await wrong(database)).length > 0 }
    },
    right: { held: 1, wrong: false },
    otherwise: { held: 4, wrong: true },
  },
  'the row lock of seats side by side: two seats, three couples': {
    stage: (database) => edit(database, 'orders.hold_one(jsonb)', gateAlone),
    without: async (database) => {
      await edit(database, 'orders.pick_best(text,integer,boolean,bigint[])', SKIPS_BEST)
    },
    tell: async (database, db) => {
      const sale = await newSale(db, SEATS)
      const racers = times(3, () => () => orderStore(db).hold([asking(sale, 2)]))
      const answers = await race(database, closeGate, racers)
      return { held: held(answers), wrong: (await wrong(database)).length > 0 }
    },
    right: { held: 1, wrong: false },
    otherwise: { held: 3, wrong: true },
  },
  'that a seat which was taken away is nobody’s: given back after the seller took it off': {
    without: (database) =>
      edit(database, 'orders.put_seats(text,jsonb)', ['set withdrawn = not', 'set withdrawn = false and not']),
    tell: async (database, db) => {
      const sale = await newSale(db, SEATS)
      const request = wantsSeat(sale)
      await orderStore(db).hold([request])
      await tellSale(db, sale, [SEATS.map((row) => ({ ...row, last: 1 }))])
      await admin(database.url, `update orders.orders set expires_at = now() where id = $1`, [request.order])
      const [answer] = await orderStore(db).hold([wantsSeat(sale)])
      return answer?.outcome
    },
    right: 'seats-taken',
    otherwise: 'held',
  },
  'the row lock of a hold alone: one unit, four buyers': {
    stage: (database) => edit(database, 'orders.hold_one(jsonb)', gateAlone),
    without: (database) =>
      edit(database, 'orders.hold_one(jsonb)', ['limit wanted for update skip locked', 'limit wanted']),
    tell: async (database, db) => {
      const sale = await newSale(db, 1)
      // At the end of the queue, where a pick that starts anywhere finds it at first sight.
      await admin(database.url, 'update orders.units set rank = 1 where order_id is null')
      const racers = times(4, () => () => orderStore(db).hold([asking(sale)]))
      const answers = await race(database, closeGate, racers)
      return { held: held(answers), wrong: (await wrong(database)).length > 0 }
    },
    right: { held: 1, wrong: false },
    otherwise: { held: 4, wrong: true },
  },

  'the row lock of holds together: two units, three times two buyers': {
    stage: (database) => edit(database, 'orders.hold(jsonb)', gateTogether),
    without: (database) => edit(database, 'orders.pick(text, integer)', [' for update skip locked', '']),
    tell: async (database, db) => {
      const sale = await newSale(db, 2)
      const racers = times(3, () => () => orderStore(db).hold([asking(sale), asking(sale)]))
      const answers = await race(database, closeGate, racers)
      return { held: held(answers), wrong: (await wrong(database)).length > 0 }
    },
    right: { held: 2, wrong: false },
    otherwise: { held: 6, wrong: true },
  },

  'the advisory lock of a hold alone: one buyer, eight holds': {
    stage: (database) => edit(database, 'orders.hold_one(jsonb)', gateAlone),
    without: (database) =>
      edit(database, 'orders.hold_one(jsonb)', ['locked := pg_advisory_xact_lock(', 'locked := (']),
    tell: async (database, db) => {
      const sale = await newSale(db, 20)
      const buyer = newId('account')
      const racers = times(8, () => () => orderStore(db).hold([asking(sale, 1, { buyer })]))
      return held(await race(database, closeGate, racers))
    },
    right: 5,
    otherwise: 8,
  },

  'the advisory lock of holds together: one buyer, four times two holds': {
    stage: (database) => edit(database, 'orders.hold(jsonb)', gateTogether),
    without: (database) =>
      edit(database, 'orders.hold(jsonb)', ['perform pg_advisory_xact_lock(locks.key)', 'perform locks.key']),
    tell: async (database, db) => {
      const sale = await newSale(db, 20)
      const buyer = newId('account')
      const both = () => orderStore(db).hold([asking(sale, 1, { buyer }), asking(sale, 1, { buyer })])
      return held(
        await race(
          database,
          closeGate,
          times(4, () => both),
        ),
      )
    },
    right: 5,
    otherwise: 8,
  },

  'the limit for a person under the lock of a hold alone: two each, four times two': {
    stage: (database) => edit(database, 'orders.hold_one(jsonb)', gateAlone),
    without: (database) =>
      edit(database, 'orders.hold_one(jsonb)', ['locked := pg_advisory_xact_lock(', 'locked := (']),
    tell: async (database, db) => {
      const sale = await twoEach(db)
      const buyer = newId('account')
      const racers = times(4, () => () => orderStore(db).hold([asking(sale, 2, { buyer })]))
      return held(await race(database, closeGate, racers))
    },
    right: 1,
    otherwise: 4,
  },

  'the limit for a person among those who travel together: two each, three ones of each of two': {
    without: (database) => edit(database, 'orders.hold(jsonb)', ['c.tickets + c.wanted_before', 'c.tickets']),
    tell: async (_, db) => {
      const sale = await twoEach(db)
      const buyers = [newId('account'), newId('account')]
      const requests = times(3, () => buyers.map((buyer) => asking(sale, 1, { buyer }))).flat()
      return (await orderStore(db).hold(requests)).map(({ outcome }) => outcome)
    },
    right: ['held', 'held', 'held', 'held', 'again', 'again'],
    otherwise: times(6, () => 'held'),
  },

  'that late money waits for the limit: two each, two that ran out and two more in this moment': {
    stage: (database) => edit(database, 'orders.hold_one(jsonb)', gateAlone),
    without: (database) =>
      edit(database, 'orders.retake(text,integer,text,text,text)', ['perform pg_advisory_xact_lock(', 'perform (']),
    tell: async (database, db) => {
      const sale = await twoEach(db)
      const buyer = newId('account')
      const order = await ended(database, db, sale, asking(sale, 2, { buyer }))
      const answers = await race(database, closeGate, [
        () => orderStore(db).hold([asking(sale, 2, { buyer })]),
        lateMoney(db, order),
      ])
      const won = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
      return won.map(({ outcome }) => outcome)
    },
    right: ['held', 'released'],
    otherwise: ['held', 'confirmed'],
  },

  'that a hold which makes room is ended: two each, two that are over and paid for in this moment, two more': {
    without: (database) =>
      edit(database, 'orders.tickets_of(text,text,integer)', [
        'exit when has <= p_room',
        `has := has - coalesce((select sum(cardinality(o.units)) from orders.orders o where o.id = any (lapsed)), 0);
         lapsed := '{}'; exit when has <= p_room`,
      ]),
    tell: async ({ url }, db) => {
      const orders = orderStore(db)
      const sale = await twoEach(db)
      const request = asking(sale, 2)
      await orders.hold([request])
      await admin(url, 'update orders.orders set expires_at = now() where id = $1', [request.order])
      // Read as held before the other hold, and written after it.
      const found = await orders.find(request.order)
      if (!found) throw new Error('the order is not there')
      const [other] = await orders.hold([asking(sale, 2, { buyer: request.buyer })])
      const { amount } = found.order.total
      const change = confirm(found.order, newId('payment'), { amount, currency: 'EUR' }, found.now)
      const paid = await orders.save(found.order, change, continueTrace(undefined)).then(
        () => 'confirmed',
        (error: unknown) => signalOf(error),
      )
      return [other?.outcome, paid]
    },
    right: ['held', 'overtaken'],
    otherwise: ['held', 'confirmed'],
  },

  'that a hold which somebody is changing makes no room: two each, two that are over and being confirmed, two more': {
    without: (database) => edit(database, 'orders.tickets_of(text,text,integer)', ['return null;', 'return 0;']),
    tell: async (database, db) => {
      const sale = await twoEach(db)
      const request = asking(sale, 2)
      await orderStore(db).hold([request])
      await admin(database.url, 'update orders.orders set expires_at = now() where id = $1', [request.order])
      const more = () => orderStore(db).hold([asking(sale, 2, { buyer: request.buyer })])
      const [answer] = await race(
        database,
        `update orders.orders set state = 'confirmed', payment = '${newId('payment')}', version = version + 1
         where id = '${request.order}'`,
        [more],
      )
      const [later] = await more()
      return [answer?.status === 'fulfilled' && answer.value[0]?.outcome, later?.outcome]
    },
    right: ['again', 'limit-per-person'],
    otherwise: ['held', 'limit-per-person'],
  },

  'the unique key: one buyer, one key, two events': {
    stage: (database) => edit(database, 'orders.hold_one(jsonb)', gateAlone),
    without: ({ url }) => admin(url, 'drop index orders.orders_idempotency_key'),
    tell: async (database, db) => {
      const sales = [await newSale(db, 5), await newSale(db, 5)]
      const [buyer, key] = [newId('account'), crypto.randomUUID()]
      const hold = holdAlone(orderStore(db).hold)
      const answers = await race(
        database,
        closeGate,
        sales.map((sale) => async () => [await hold(asking(sale, 1, { buyer, key, fingerprint: sale.event }))]),
      )
      return held(answers)
    },
    right: 1,
    otherwise: 2,
  },

  'compare-and-set: the buyer cancels while the bank says yes': {
    without: ({ url }) =>
      admin(
        url,
        `create or replace function orders.must_change(p_rows bigint) returns void language plpgsql as $$ begin end $$`,
      ),
    tell: async (database, db) => {
      const orders = orderStore(db)
      const request = asking(await newSale(db, 1))
      await orders.hold([request])
      const payment = newId('payment')
      const data = { order: request.order, payment, amount: 1000, currency: 'EUR' as const }
      const envelope = { id: newId('message'), occurredAt: new Date().toISOString(), traceparent: null }
      const message = { ...envelope, aggregate: payment, version: 1, type: 'payment.authorized' as const, data }
      const found = await orders.find(request.order)
      if (!found) throw new Error('the order is not there')
      // Both have read the order as held before either writes.
      const answers = await race(database, `select from orders.orders where id = '${request.order}' for update`, [
        () => orders.save(found.order, cancel(found.order, found.now), continueTrace(undefined)),
        () => confirmOrder({ orders }, message, continueTrace(undefined)),
      ])
      const told = await admin<{ type: string }>(
        database.url,
        'select type from orders.outbox where aggregate = $1 order by version',
        [request.order],
      )
      return {
        won: answers.filter(({ status }) => status === 'fulfilled').length,
        overtaken: answers.filter((answer) => answer.status === 'rejected' && signalOf(answer.reason) === 'overtaken')
          .length,
        // The payment counts as heard although the order never said what becomes of it: money set aside for nothing.
        heard: (await admin(database.url, 'select from orders.heard where aggregate = $1', [payment])).length,
        told: told.map(({ type }) => type),
      }
    },
    right: { won: 1, overtaken: 1, heard: 0, told: ['order.held', 'order.released'] },
    otherwise: { won: 2, overtaken: 0, heard: 1, told: ['order.held', 'order.released'] },
  },

  'what is reclaimed must be held: a sold unit whose hold is long over': {
    without: (database) => edit(database, 'orders.reclaim(text, integer)', ["o.state = 'held' and ", '']),
    tell: async ({ url }, db) => {
      const sale = await newSale(db, 1)
      const request = asking(sale)
      await orderStore(db).hold([request])
      await admin(
        url,
        `update orders.orders set state = 'paid', payment = $2, closed_at = now(), expires_at = now() - interval '1 day'
         where id = $1`,
        [request.order, newId('payment')],
      )
      const [answer] = await orderStore(db).hold([asking(sale)])
      const [sold] = await admin<{ state: string }>(url, 'select state from orders.orders where id = $1', [
        request.order,
      ])
      return { rival: answer?.outcome, sold: sold?.state }
    },
    right: { rival: 'sold-out', sold: 'paid' },
    otherwise: { rival: 'held', sold: 'released' },
  },

  'the row lock of reclaiming: a lapsed hold that is being confirmed': {
    without: (database) => edit(database, 'orders.reclaim(text, integer)', ['for update skip locked', '']),
    tell: async (database, db) => {
      const sale = await newSale(db, 1)
      const { order } = asking(sale)
      await orderStore(db).hold([{ ...asking(sale), order }])
      await admin(database.url, `update orders.orders set expires_at = now() - interval '1 minute' where id = $1`, [
        order,
      ])
      const [rival] = await race(
        database,
        `update orders.orders set state = 'confirmed', payment = '${newId('payment')}', version = version + 1
         where id = '${order}'`,
        [() => orderStore(db).hold([asking(sale)])],
      )
      const [now] = await admin<{ state: string }>(database.url, 'select state from orders.orders where id = $1', [
        order,
      ])
      return { rival: rival?.status === 'fulfilled' ? rival.value[0]?.outcome : rival?.reason, state: now?.state }
    },
    right: { rival: 'again', state: 'confirmed' },
    otherwise: { rival: 'held', state: 'released' },
  },

  'the row locks of late money: one unit, money for two holds that are over, and two buyers': {
    stage: async (database) => {
      await edit(database, 'orders.hold_one(jsonb)', gateAlone)
      await edit(database, 'orders.retake(text,integer,text,text,text)', gateLate)
    },
    without: async (database) => {
      await edit(database, 'orders.retake_line(text,bigint[])', ['for update of u skip locked', ''])
      await edit(database, 'orders.retake(text,integer,text,text,text)', [' and u.order_id is null', ''])
    },
    tell: async (database, db) => {
      const sale = await newSale(db, 1)
      const [first, second] = [await ended(database, db, sale), await ended(database, db, sale)]
      await admin(database.url, 'update orders.units set rank = 1 where order_id is null')
      const answers = await race(database, closeGate, [
        lateMoney(db, first),
        lateMoney(db, second),
        ...times(2, () => () => orderStore(db).hold([asking(sale)])),
      ])
      const won = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []))
      const winners = won.filter(({ outcome }) => ['held', 'confirmed'].includes(outcome)).length
      return { winners, wrong: (await wrong(database)).length > 0 }
    },
    right: { winners: 1, wrong: false },
    otherwise: { winners: 3, wrong: true },
  },

  'the row lock of the order that late money is for: two payments at once': {
    stage: (database) => edit(database, 'orders.retake(text,integer,text,text,text)', gateLate),
    without: (database) =>
      edit(database, 'orders.retake(text,integer,text,text,text)', [
        "because = 'expired'\n  for update",
        "because = 'expired'",
      ]),
    tell: async (database, db) => {
      const order = await ended(database, db, await newSale(db, 2))
      const answers = await race(
        database,
        closeGate,
        times(2, () => lateMoney(db, order)),
      )
      return {
        decided: answers.filter(({ status }) => status === 'fulfilled').length,
        overtaken: answers.filter((answer) => answer.status === 'rejected' && signalOf(answer.reason) === 'overtaken')
          .length,
      }
    },
    right: { decided: 1, overtaken: 1 },
    otherwise: { decided: 2, overtaken: 0 },
  },

  'the look under the lock of paying back: a seller gives back one of two when the event is cancelled': {
    without: (database) =>
      edit(database, 'orders.pay_back(text,integer,text,text)', [
        'orders.units_left(o) as units,',
        'o.units as units,',
      ]),
    tell: async (database, db) => {
      const sale = await newSale(db, 2)
      const request = asking(sale, 2)
      await orderStore(db).hold([request])
      await admin(
        database.url,
        `update orders.orders set state = 'paid', payment = $2, closed_at = now() where id = $1`,
        [request.order, newId('payment')],
      )
      const found = await orderStore(db).find(request.order)
      if (!found) throw new Error('the order is not there')
      const items = [{ ticketType: sale.types[0] ?? newId('ticketType'), quantity: 1 }]
      const wish = { because: 'seller', reason: 'One', restock: 'on-sale', items } as const
      await orderStore(db).save(
        found.order,
        askRefund(found.order, wish, newId('refund'), found.now),
        continueTrace(undefined),
      )
      await saleStore(db).cancel(sale.event, 'Ill', (q) => q.execute('select 1'))
      await saleStore(db).payBack(sale.event, 10, '', continueTrace(undefined))
      return (await wrong(database)).length > 0
    },
    right: false,
    otherwise: true,
  },

  'the row lock of taking off sale: the seller lowers the quantity while somebody takes the last units': {
    stage: (database) => edit(database, 'orders.hold_one(jsonb)', gateAlone),
    without: (database) => edit(database, 'orders.trim(text)', ['for update skip locked)', ')']),
    tell: async (database, db) => {
      const sale = await newSale(db, 2)
      const answers = await race<readonly { outcome: string }[]>(database, closeGate, [
        () => orderStore(db).hold([asking(sale, 2)]),
        () => tellSale(db, sale, [1]).then(() => []),
      ])
      return { held: held(answers), wrong: (await wrong(database)).length > 0 }
    },
    right: { held: 1, wrong: false },
    otherwise: { held: 1, wrong: true },
  },
}

describe.each(Object.entries(stories))('%s', (_, { stage, without, tell, right, otherwise }) => {
  test('with the guard, and without it', async () => {
    await using database = await testDatabase()
    const db = database.connect('orders', 20)
    await stage?.(database)
    expect(await tell(database, db)).toEqual(right)
    await without(database)
    expect(await tell(database, db)).toEqual(otherwise)
  })
})

test('a seller who lowers the quantity in the middle of a batch takes nothing from those it was given to', async () => {
  await using database = await testDatabase()
  const db = database.connect('orders', 20)
  await edit(database, 'orders.hold(jsonb)', [
    '-- Requests for several types',
    `${AT_THE_GATE}\n  -- Requests for several types`,
  ])
  const sale = await newSale(db, 3, 3)
  const several = sale.types.map((ticketType) => ({ ticketType, quantity: 1 }))
  const [batch] = await race<unknown>(database, closeGate, [
    () => orderStore(db).hold([asking(sale, 2), asking(sale, 1, { items: several })]),
    () => tellSale(db, sale, [1, 3]),
  ])
  expect(await wrong(database)).toEqual([])
  // Refused as a whole, in the way that makes the queue ask again for each by itself.
  expect(batch?.status === 'rejected' && sqlError(batch.reason)?.code).toBe('23000')
  const [first] = await orderStore(db).hold([asking(sale, 1)])
  const [second] = await orderStore(db).hold([asking(sale, 1, { items: several })])
  expect([first?.outcome, second?.outcome]).toEqual(['held', 'sold-out'])
})
