import { asc, eq, sql } from 'drizzle-orm'
import { pgSchema } from 'drizzle-orm/pg-core'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { roleUrl } from '#drizzle/migrate'
import { createNeon, type Neon } from '#local/neon'
import { admin } from '#local/postgres'
import { type Served, serve } from '#local/serve'
import { newId } from '#shared/ids'
import { createLog } from '#shared/log'
import { Envelope } from '#shared/messages/envelope'
import { heardTable, inboxTable, outboxTable } from '#shared/postgres/columns'
import { createConfirm } from '#shared/postgres/confirm'
import { type Db, sqlError } from '#shared/postgres/db'
import { forgetMessages } from '#shared/postgres/forget'
import { hear, signalOf } from '#shared/postgres/inbox'
import { connectNeon } from '#shared/postgres/neon'
import { createOutbox, envelopeOf, insertMessages, messageRows, type Written } from '#shared/postgres/outbox'
import { connectPool } from '#shared/postgres/pool'
import { createPublisher, PartlyRefused, type Publish } from '#shared/qstash/publish'
import { continueTrace } from '#shared/trace'
import { testDatabase } from '../../tests/setup/service.ts'

const orders = pgSchema('orders')
const outbox = outboxTable(orders)
const inbox = inboxTable(orders)
const heard = heardTable(orders)

let database: Awaited<ReturnType<typeof testDatabase>>
let ordersUrl: string
let endpoint: Neon
let served: Served

beforeAll(async () => {
  database = await testDatabase()
  ordersUrl = roleUrl(database.url, 'orders', database.passwords.orders)
  endpoint = createNeon({ host: '127.0.0.1', port: Number(new URL(inject('postgres')).port) })
  served = await serve(endpoint.fetch)
})

afterAll(async () => {
  await served.stop()
  await endpoint.stop()
  await database[Symbol.asyncDispose]()
})

const failure = async (promise: Promise<unknown>): Promise<unknown> => {
  const nothing = Symbol()
  const reason = await promise.then(
    () => nothing,
    (error) => error,
  )
  expect(reason, 'the call should have failed').not.toBe(nothing)
  return reason
}

describe.each([
  ['connectNeon', () => connectNeon({ databaseUrl: ordersUrl, endpoint: `${served.url}/sql` })],
  ['connectPool', () => connectPool({ databaseUrl: ordersUrl })],
] as const)('%s', (name, connect) => {
  let db: Db

  beforeAll(() => {
    db = connect()
  })
  afterAll(() => db.close())
  beforeEach(() => admin(database.url, 'truncate orders.outbox, orders.inbox, orders.heard restart identity'))

  const heardVersions = async () =>
    Object.fromEntries(
      (await db.one((q) => q.select().from(heard).orderBy(heard.aggregate))).map((row) => [row.aggregate, row.version]),
    )

  describe('one', () => {
    test('sends a built statement and answers its rows, instants as Date', async () => {
      const heardAt = new Date('2031-02-03T04:05:06.789Z')
      const row = { messageId: 'm1', type: 'a.b', aggregate: 'x', version: 1, heardAt }
      expect(await db.one((q) => q.insert(inbox).values(row).returning())).toEqual([row])
      expect(await db.one((q) => q.select().from(inbox).where(eq(inbox.heardAt, heardAt)))).toEqual([row])
      const [defaulted] = await db.one((q) =>
        q
          .insert(inbox)
          .values({ ...row, messageId: 'm2', heardAt: undefined })
          .returning({ at: inbox.heardAt }),
      )
      expect(Math.abs(Date.now() - (defaulted?.at.getTime() ?? 0))).toBeLessThan(60_000)
    })

    test('keeps JSON, nulls, words of any script and large numbers as they are', async () => {
      const data = {
        words: 'Zoë “plays” \\ 東京 🎟\n',
        list: [1, null, { deep: true }],
        none: null,
        big: 9007199254740991,
      }
      const row = { id: 'm1', type: 'a.b', aggregate: 'x', version: 2147483647, data, traceparent: null }
      const [stored] = await db.one((q) => q.insert(outbox).values(row).returning())
      expect(stored).toMatchObject({ ...row, position: 1, attempts: 0, claimedUntil: null, publishedAt: null })
    })

    test('updates and deletes answer what they touched', async () => {
      await db.one((q) =>
        q.insert(heard).values([
          { aggregate: 'a', version: 1 },
          { aggregate: 'b', version: 1 },
        ]),
      )
      expect(
        await db.one((q) => q.update(heard).set({ version: 2 }).where(eq(heard.aggregate, 'a')).returning()),
      ).toEqual([{ aggregate: 'a', version: 2 }])
      expect(await db.one((q) => q.delete(heard).where(eq(heard.aggregate, 'zzz')).returning())).toEqual([])
    })
  })

  describe('rows', () => {
    test('reads the same on every driver', async () => {
      const at = new Date('2031-02-03T04:05:06.789Z')
      const [row] = await db.rows(sql`select
        1 as "integer", 9007199254740993::bigint as "bigint", 0.10::numeric as "numeric", 1.5::float8 as "float",
        true as "boolean", null::text as nothing, 'é'::text as words, array['a', 'b'] as texts,
        jsonb_build_object('at', ${at}::timestamptz, 'n', ${7}::integer) as json,
        ${at}::timestamptz as instant, ${['x', 'y'].join(',')}::text as joined`)
      expect(row).toEqual({
        integer: 1,
        bigint: '9007199254740993',
        numeric: '0.10',
        float: 1.5,
        boolean: true,
        nothing: null,
        words: 'é',
        texts: ['a', 'b'],
        json: { at: '2031-02-03T04:05:06.789+00:00', n: 7 },
        instant: '2031-02-03 04:05:06.789+00',
        joined: 'x,y',
      })
    })

    test('answers nothing for a statement without rows', async () => {
      expect(await db.rows(sql`update orders.heard set version = 1 where false`)).toEqual([])
    })
  })

  describe('batch', () => {
    test('answers in order, each with its own type', async () => {
      const [added, count, all, none] = await db.batch((q) => [
        q.insert(heard).values({ aggregate: 'a', version: 1 }).returning({ version: heard.version }),
        q.execute(sql`select count(*)::integer as count from orders.heard`),
        q.select().from(heard).orderBy(asc(heard.aggregate)),
        q.update(heard).set({ version: 9 }).where(eq(heard.aggregate, 'zzz')).returning(),
      ])
      expect(added.map(({ version }) => version + 1)).toEqual([2])
      expect(count).toMatchObject({ rows: [{ count: 1 }] })
      expect(all).toEqual([{ aggregate: 'a', version: 1 }])
      expect(none).toEqual([])
    })

    test('is one transaction', async () => {
      const now = (aggregate: string) => ({ aggregate, version: sql<number>`(txid_current() % 1000000000)::integer` })
      const [first, second] = await db.batch((q) => [
        q.insert(heard).values(now('a')).returning({ transaction: heard.version }),
        q.insert(heard).values(now('b')).returning({ transaction: heard.version }),
      ])
      expect(first[0]?.transaction).toBeGreaterThan(0)
      expect(first).toEqual(second)
    })

    test('undoes everything when one statement fails', async () => {
      const broken = db.batch((q) => [
        q.insert(heard).values({ aggregate: 'a', version: 1 }),
        q.insert(heard).values({ aggregate: 'a', version: 2 }),
        q.insert(heard).values({ aggregate: 'b', version: 1 }),
      ])
      expect(sqlError(await failure(broken))).toMatchObject({ code: '23505', constraint: 'heard_pkey' })
      expect(await heardVersions()).toEqual({})
    })

    test('of nothing is nothing', async () => {
      expect(await db.batch(() => [])).toEqual([])
    })

    test('many at once do not mix', async () => {
      await db.one((q) => q.insert(heard).values({ aggregate: 'counter', version: 0 }))
      const counts = await Promise.all(
        Array.from({ length: 40 }, async (_, index) => {
          const [, after] = await db.batch((q) => [
            q.update(heard).set({ version: sql`version + 1` }).where(eq(heard.aggregate, 'counter')),
            q.select().from(heard).where(eq(heard.aggregate, 'counter')),
            q.insert(heard).values({ aggregate: `own ${index}`, version: index }),
          ])
          return after[0]?.version
        }),
      )
      expect(counts.sort((a = 0, b = 0) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
      expect(Object.keys(await heardVersions())).toHaveLength(41)
    })
  })

  describe('sqlError', () => {
    test('names the broken constraint', async () => {
      await db.one((q) => q.insert(heard).values({ aggregate: 'a', version: 1 }))
      const twice = db.one((q) => q.insert(heard).values({ aggregate: 'a', version: 1 }))
      expect(sqlError(await failure(twice))).toEqual({
        code: '23505',
        constraint: 'heard_pkey',
        message: 'duplicate key value violates unique constraint "heard_pkey"',
      })
      const reasonless = db.rows(sql`
        insert into orders.orders
          (id, buyer, event, state, lines, units, amount, currency, expires_at, idempotency_key, fingerprint)
        values ('o', 'b', 'e', 'released', '[]', '{}', 0, 'EUR', now(), 'k', 'f')`)
      expect(sqlError(await failure(reasonless))).toMatchObject({
        code: '23514',
        constraint: 'orders_because',
        message: expect.stringContaining('violates check constraint "orders_because"'),
      })
    })

    test('carries what a function raised', async () => {
      const raised = db.rows(
        sql.raw(`do $$ begin raise exception 'somebody was first' using errcode = 'HF004'; end $$`),
      )
      const error = await failure(raised)
      expect(sqlError(error)).toEqual({ code: 'HF004', constraint: undefined, message: 'somebody was first' })
      expect(signalOf(error)).toBe('overtaken')
    })

    test('tells a cancelled statement', async () => {
      const marker = `asleep for ${name}`
      const asleep = failure(db.rows(sql.raw(`select pg_sleep(60) as "${marker}"`)))
      await vi.waitUntil(async () => {
        const found = await admin(
          database.url,
          `select pg_cancel_backend(pid) from pg_stat_activity
           where state = 'active' and datname = current_database() and query like '%' || $1 || '%'
             and pid <> pg_backend_pid()`,
          [marker],
        )
        return found.length > 0
      })
      expect(sqlError(await asleep)).toMatchObject({ code: '57014' })
    })

    test('is undefined for what PostgreSQL did not say', () => {
      expect(sqlError(new Error('no'))).toBeUndefined()
      expect(sqlError(undefined)).toBeUndefined()
      expect(sqlError(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))).toBeUndefined()
    })

    test('tells what another service’s schema answers', async () => {
      const spying = db.rows(sql`select * from payments.outbox`)
      expect(sqlError(await failure(spying))).toMatchObject({
        code: '42501',
        message: 'permission denied for schema payments',
      })
    })
  })

  test('a connection that breaks in the middle fails its batch and nothing else', async () => {
    const marker = `doomed on ${name}`
    const broken = failure(
      db.batch((q) => [
        q.insert(heard).values({ aggregate: 'a', version: 1 }),
        q.execute(sql.raw(`select pg_sleep(60) as "${marker}"`)),
      ]),
    )
    await vi.waitUntil(async () => {
      const found = await admin(
        database.url,
        `select pg_terminate_backend(pid) from pg_stat_activity
         where state = 'active' and datname = current_database() and query like '%' || $1 || '%'
           and pid <> pg_backend_pid()`,
        [marker],
      )
      return found.length > 0
    })
    await broken
    expect(await heardVersions()).toEqual({})
  })

  describe('the inbox', () => {
    const message = (
      version: number,
      aggregate = 'ord_1',
      id: ReturnType<typeof newId<'message'>> = newId('message'),
    ) => ({
      id,
      type: 'order.held',
      occurredAt: '2031-01-01T00:00:00Z',
      aggregate,
      version,
      traceparent: null,
    })
    type Heard = ReturnType<typeof message>

    /** Hears a message whose effect is a row named after it. */
    const take = (heardMessage: Heard, ordered = true) =>
      db.batch((q) => [
        hear('orders', heardMessage, ordered)(q),
        q.insert(heard).values({ aggregate: `effect of ${heardMessage.id}`, version: heardMessage.version }),
      ])
    const signal = async (promise: Promise<unknown>) => signalOf(await failure(promise))
    const versionOf = async (aggregate: string) => (await heardVersions())[aggregate]
    const effects = async () => Object.keys(await heardVersions()).filter((key) => key.startsWith('effect')).length

    test('takes messages in their order, each once', async () => {
      const [one, two] = [message(1), message(2)]
      await take(one)
      await take(two)
      expect(await versionOf('ord_1')).toBe(2)
      expect(await signal(take(one))).toBe('duplicate')
      expect(await signal(take(two))).toBe('duplicate')
      expect(await effects()).toBe(2)
      const noted = await db.one((q) => q.select().from(inbox).orderBy(inbox.version))
      expect(noted.map(({ messageId, type }) => [messageId, type])).toEqual([
        [one.id, 'order.held'],
        [two.id, 'order.held'],
      ])
    })

    test('refuses what is past, under another id', async () => {
      await take(message(1))
      const past = message(1)
      expect(await signal(take(past))).toBe('stale')
      // It is not noted either: hearing it again says the same.
      expect(await signal(take(past))).toBe('stale')
      expect(await effects()).toBe(1)
    })

    test('refuses what is early until what comes before was heard', async () => {
      const [one, two] = [message(1), message(2)]
      expect(await signal(take(two))).toBe('early')
      expect(await versionOf('ord_1')).toBeUndefined()
      await take(one)
      await take(two)
      expect(await versionOf('ord_1')).toBe(2)
    })

    test('follows every aggregate by itself', async () => {
      await take(message(1, 'ord_1'))
      await take(message(1, 'ord_2'))
      expect(await signal(take(message(3, 'ord_2')))).toBe('early')
      expect(await effects()).toBe(2)
    })

    test('takes reminders whenever they come, each once', async () => {
      await take(message(1))
      await take(message(2))
      const reminder = message(1)
      await take(reminder, false)
      await take(message(9), false)
      expect(await signal(take(reminder, false))).toBe('duplicate')
      expect(await versionOf('ord_1')).toBe(2)
    })

    test('notes nothing when the effect fails, so that the message may come again', async () => {
      const one = message(1)
      await db.one((q) => q.insert(heard).values({ aggregate: `effect of ${one.id}`, version: 0 }))
      expect(sqlError(await failure(take(one)))?.code).toBe('23505')
      await db.one((q) => q.delete(heard).where(eq(heard.aggregate, `effect of ${one.id}`)))
      await take(one)
      expect(await versionOf('ord_1')).toBe(1)
    })

    test('a message delivered many times at once is taken once', async () => {
      const one = message(1)
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, () =>
          take(one).then(
            () => 'taken',
            (error) => signalOf(error),
          ),
        ),
      )
      expect(outcomes.sort()).toEqual([...Array.from({ length: 7 }, () => 'duplicate'), 'taken'])
      expect(await effects()).toBe(1)
    })

    test('two messages of one version are never both taken', async () => {
      const outcomes = await Promise.all(
        Array.from({ length: 8 }, () =>
          take(message(1)).then(
            () => 'taken',
            (error) => signalOf(error),
          ),
        ),
      )
      expect(outcomes.sort()).toEqual([...Array.from({ length: 7 }, () => 'stale'), 'taken'])
    })
  })

  describe('must_change', () => {
    const raise = (from: number) =>
      db.batch((q) => [
        q.insert(heard).values({ aggregate: `note ${from}`, version: 0 }),
        q.execute(sql`with changed as (
            update orders.heard set version = version + 1 where aggregate = 'a' and version = ${from} returning 1)
          select orders.must_change(count(*)) from changed`),
      ])

    test('undoes the batch of whoever comes second', async () => {
      await db.one((q) => q.insert(heard).values({ aggregate: 'a', version: 1 }))
      await raise(1)
      await db.one((q) => q.delete(heard).where(eq(heard.aggregate, 'note 1')))
      expect(signalOf(await failure(raise(1)))).toBe('overtaken')
      expect(await heardVersions()).toEqual({ a: 2 })
      expect(sqlError(await failure(db.rows(sql`select orders.must_change(0)`)))).toEqual({
        code: 'HF004',
        constraint: undefined,
        message: 'changed meanwhile',
      })
    })
  })

  describe('the outbox', () => {
    const trace = continueTrace(null)
    const quiet = createLog({}, () => {})

    const say = (aggregate: string, versionBefore: number, count: number, gate = sql`(select 1) as gate`) => {
      const data = (n: number) => ({ order: aggregate, n }) as never
      const says = Array.from({ length: count }, (_, n) => ({ type: 'order.held' as const, data: data(n) }))
      const rows = messageRows(aggregate, versionBefore, says, trace)
      return db.rows(insertMessages('orders', rows, gate)).then(() => rows.map(({ id }) => id))
    }

    const lapse = () => admin(database.url, `update orders.outbox set claimed_until = now() - interval '1 second'`)

    const connectOutbox = (publish: Publish) => createOutbox({ db, schema: 'orders', publish, log: quiet })

    /** A broker that notes every call; `before` runs ahead of taking the messages. */
    const broker = (before: () => Promise<void> = async () => {}) => {
      const calls: Envelope[][] = []
      const publish: Publish = async (messages) => {
        await before()
        calls.push([...messages])
      }
      return { publish, calls, ids: () => calls.flat().map(({ id }) => id) }
    }

    test('publishes what waits, oldest first, once', async () => {
      const said = [...(await say('ord_1', 0, 2)), ...(await say('ord_2', 4, 1)), ...(await say('ord_1', 2, 1))]
      const { publish, calls, ids } = broker()
      const { drain } = connectOutbox(publish)
      expect(await drain()).toBe(4)
      expect(await drain()).toBe(0)
      expect(calls).toHaveLength(1)
      expect(ids()).toEqual(said)
      expect(calls[0]?.map((envelope) => Envelope.parse(envelope))).toMatchObject([
        { type: 'order.held', aggregate: 'ord_1', version: 1, data: { order: 'ord_1', n: 0 } },
        { aggregate: 'ord_1', version: 2 },
        { aggregate: 'ord_2', version: 5, traceparent: `00-${trace.traceId}-${trace.spanId}-01` },
        { aggregate: 'ord_1', version: 3 },
      ])
      const rows = await db.one((q) => q.select().from(outbox))
      expect(rows.every(({ publishedAt, attempts }) => publishedAt && attempts === 1)).toBe(true)
    })

    test('says nothing for a gate that let nothing through', async () => {
      await say('ord_1', 0, 2, sql`(select 1 where false) as gate`)
      expect(await connectOutbox(broker().publish).lag()).toMatchObject({
        unpublished: 0,
        oldest: null,
        oldestSeconds: 0,
      })
    })

    test('leaves in batches', async () => {
      const said = await say('ord_1', 0, 600)
      const { publish, calls, ids } = broker()
      expect(await connectOutbox(publish).drain()).toBe(600)
      expect(calls.map((call) => call.length)).toEqual([250, 250, 100])
      expect(ids()).toEqual(said)
    })

    test('never publishes a row twice while somebody holds it', async () => {
      const said = await say('ord_1', 0, 1100)
      // Nobody is answered before all six have taken their first rows: they are at it at the same time, and not by luck.
      const { promise: allAsked, resolve: everybodyIsHere } = Promise.withResolvers<void>()
      let here = 0
      const { publish, ids } = broker(() => {
        if (++here === 5) everybodyIsHere()
        return allAsked
      })
      const drains = await Promise.all(Array.from({ length: 6 }, () => connectOutbox(publish).drain()))
      expect(drains.reduce((sum, left) => sum + left, 0)).toBe(1100)
      expect(ids().toSorted()).toEqual(said.toSorted())
    })

    test('holds nothing locked while the broker is slow', async () => {
      const [first] = await say('ord_1', 0, 1)
      const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
      const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
      const slow = broker(() => {
        ask()
        return answered
      })
      const draining = connectOutbox(slow.publish).drain()
      await asked
      const [second] = await say('ord_1', 1, 1)
      const quick = broker()
      expect(await connectOutbox(quick.publish).drain()).toBe(1)
      expect(quick.ids()).toEqual([second])
      // Nobody waits for whoever is publishing: its rows may even be changed.
      await db.one((q) => q.update(outbox).set({ attempts: 5 }))
      answer()
      expect(await draining).toBe(1)
      expect(slow.ids()).toEqual([first])
    })

    test('keeps what the broker refused, and tries again when the lease has lapsed', async () => {
      const said = await say('ord_1', 0, 3)
      const lines: string[] = []
      const log = createLog({}, (_level, line) => lines.push(line))
      let down = true
      const { publish, ids } = broker(async () => {
        if (down) throw new Error('the broker is down')
      })
      const { drain, lag } = createOutbox({ db, schema: 'orders', publish, log })
      expect(await drain()).toBe(0)
      expect(lines).toHaveLength(1)
      expect(lines[0]).toContain('the broker is down')
      expect(await lag()).toMatchObject({ unpublished: 3 })

      down = false
      expect(await drain(), 'the lease is the pause before the next try').toBe(0)
      await lapse()
      expect(await drain()).toBe(3)
      expect(ids()).toEqual(said)
      expect(await lag()).toMatchObject({ unpublished: 0, oldest: null, unheard: 3 })
      expect((await db.one((q) => q.select().from(outbox))).map(({ attempts }) => attempts)).toEqual([2, 2, 2])
    })

    test('what the broker will not have holds back none of those it takes', async () => {
      const [first, bad, last] = [
        ...(await say('ord_1', 0, 1)),
        ...(await say('ord_2', 0, 1)),
        ...(await say('ord_3', 0, 1)),
      ]
      const publish: Publish = async () => {
        throw new PartlyRefused(new Set([bad ?? '']), { error: 'too large' })
      }
      expect(await connectOutbox(publish).drain()).toBe(2)
      const rows = await db.one((q) => q.select().from(outbox).orderBy(asc(outbox.position)))
      expect(rows.map(({ id, publishedAt }) => [id, publishedAt !== null])).toEqual([
        [first, true],
        [bad, false],
        [last, true],
      ])
    })

    test('publishes again what was taken and not marked, because twice is harmless and never is not', async () => {
      const said = await say('ord_1', 0, 1)
      const { publish, ids } = broker()
      let calls = 0
      const dying: Db = {
        ...db,
        rows: (statement) => {
          calls += 1
          return calls === 2 ? Promise.reject(new Error('the process died')) : db.rows(statement)
        },
      }
      const outboxOfTheDead = createOutbox({ db: dying, schema: 'orders', publish, log: quiet })
      await expect(outboxOfTheDead.drain()).rejects.toThrow('the process died')
      await lapse()
      expect(await connectOutbox(publish).drain()).toBe(1)
      expect(ids()).toEqual([...said, ...said])
    })

    test('leaves to a newer version what only that one knows how to say', async () => {
      await db.one((q) =>
        q.insert(outbox).values({ id: 'm1', type: 'order.gift-wrapped', aggregate: 'ord_1', version: 1, data: {} }),
      )
      const said = await say('ord_2', 0, 1)
      const { publish, ids } = broker()
      expect(await connectOutbox(publish).drain()).toBe(1)
      expect(ids()).toEqual(said)
      expect(await connectOutbox(publish).lag()).toMatchObject({ unpublished: 1, unheard: 1 })
    })

    test('tells what it was given without asking for it, together where much is given, and later what did not get out', async () => {
      const said = await say('ord_1', 0, 400)
      await admin(database.url, `update orders.outbox set claimed_until = now() + interval '5 seconds', attempts = 1`)
      const written = await db.rows<Written>(
        sql`select o.position::float8 as position, ${envelopeOf} as envelope from orders.outbox o order by 1`,
      )
      const { promise: answered, resolve: answer } = Promise.withResolvers<void>()
      let down = false
      const { publish, calls, ids } = broker(async () => {
        await answered
        if (down) throw new Error('the broker is down')
      })
      const { tell, drain, lag } = connectOutbox(publish)
      const telling = written.slice(0, 399).map((one) => tell({ written: [one], more: false }))
      answer()
      await Promise.all(telling)
      expect(ids()).toEqual(said.slice(0, 399))
      expect(calls.map((call) => call.length)).toEqual([1, 250, 148])

      down = true
      await tell({ written: written.slice(399), more: false })
      expect(await lag()).toMatchObject({ unpublished: 1, unheard: 399 })
      down = false
      expect(await drain(), 'its lease has not lapsed').toBe(0)
      await lapse()
      expect(await drain()).toBe(1)
      expect(ids()).toEqual(said)
    })

    test('tells how many wait and since when', async () => {
      await say('ord_1', 0, 2)
      await admin(database.url, `update orders.outbox set occurred_at = '2020-01-01T00:00:00Z' where version = 1`)
      const lag = await connectOutbox(broker().publish).lag()
      expect(lag).toMatchObject({ unpublished: 2, oldest: '2020-01-01T00:00:00+00:00' })
      expect(lag.oldestSeconds).toBeGreaterThan(365 * 86_400)
    })
  })

  describe('confirming', () => {
    const trace = continueTrace(null)
    const quiet = createLog({}, () => {})
    type Heard = Record<string, number>

    const publishedSays = async (aggregate: string, count: number) => {
      const says = Array.from({ length: count }, () => ({
        type: 'order.held' as const,
        data: { order: aggregate } as never,
      }))
      await db.rows(insertMessages('orders', messageRows(aggregate, 0, says, trace), sql`(select 1) as gate`))
      await createOutbox({ db, schema: 'orders', publish: async () => {}, log: quiet }).drain()
    }
    const due = () => admin(database.url, `update orders.outbox set ask_at = now() - interval '1 second'`)

    const confirming = (heardThere: Heard | (() => Promise<Heard>), publish: Publish = async () => {}) =>
      createConfirm({
        db,
        schema: 'orders',
        publish,
        ask: async () => (typeof heardThere === 'function' ? heardThere() : heardThere),
        log: quiet,
      })

    const rows = () =>
      admin<{ version: number; heard: boolean; resent: number }>(
        database.url,
        'select version, heard_at is not null as heard, resent from orders.outbox order by position',
      )

    test('gives the broker its time before it asks', async () => {
      await publishedSays('ord_1', 1)
      expect(await confirming({})()).toEqual({ heard: 0, resent: 0, unasked: 0 })
    })

    test('sends again exactly what lies beyond what was heard, in order, and to whom it is missing', async () => {
      await publishedSays('ord_1', 3)
      await publishedSays('ord_2', 1)
      await due()
      const sent: [string, number, unknown][] = []
      const publish: Publish = async (messages, again) => {
        for (const message of messages) sent.push([message.aggregate, message.version, again?.(message)])
      }
      expect(await confirming({ ord_1: 1 }, publish)()).toEqual({ heard: 1, resent: 3, unasked: 0 })
      expect(sent).toEqual([
        ['ord_1', 2, { to: ['payments'], time: 1 }],
        ['ord_1', 3, { to: ['payments'], time: 1 }],
        ['ord_2', 1, { to: ['payments'], time: 1 }],
      ])
      expect((await rows()).map(({ heard, resent }) => [heard, resent])).toEqual([
        [true, 0],
        [false, 1],
        [false, 1],
        [false, 1],
      ])
      expect(await confirming({})(), 'the pause is not over').toEqual({ heard: 0, resent: 0, unasked: 0 })
    })

    test('sends nothing again to a listener that does not answer', async () => {
      await publishedSays('ord_1', 2)
      await due()
      const silent = confirming(
        () => Promise.reject(new Error('connection refused')),
        () => Promise.reject(new Error('nothing should be published')),
      )
      expect(await silent()).toEqual({ heard: 0, resent: 0, unasked: 2 })
      expect((await rows()).map(({ resent }) => resent)).toEqual([0, 0])
    })

    test('counts nothing as sent again that the broker did not take', async () => {
      await publishedSays('ord_1', 1)
      await due()
      await confirming({}, () => Promise.reject(new Error('the broker is down')))()
      expect(await rows()).toEqual([{ version: 1, heard: false, resent: 0 }])
    })

    test('several who ask at once never send the same again', async () => {
      for (let order = 1; order <= 12; order++) await publishedSays(`ord_${order}`, 60)
      await due()
      const sent: string[] = []
      const publish: Publish = async (messages) => {
        sent.push(...messages.map(({ id }) => id))
      }
      await Promise.all(Array.from({ length: 6 }, () => confirming({}, publish)()))
      expect(sent).toHaveLength(720)
      expect(new Set(sent).size).toBe(720)
    })

    test('forgets what was told and heard long ago, and keeps what somebody has not heard', async () => {
      await publishedSays('ord_1', 2)
      await due()
      await confirming({ ord_1: 1 })()
      await db.batch((q) => [
        hear('orders', { ...envelopeFor('ord_9'), version: 1 })(q),
        hear('orders', { ...envelopeFor('ord_8'), version: 1 })(q),
      ])
      expect(await forgetMessages(db, 'orders')).toBe(0)
      await admin(
        database.url,
        `update orders.outbox set published_at = published_at - interval '36 days';
         update orders.inbox set heard_at = heard_at - interval '36 days' where aggregate = 'ord_9'`,
      )
      expect(await forgetMessages(db, 'orders')).toBe(2)
      expect(await rows()).toMatchObject([{ version: 2, heard: false }])
      // What makes an old message old is never forgotten.
      expect(await heardVersions()).toMatchObject({ ord_8: 1, ord_9: 1 })
    })

    const envelopeFor = (aggregate: string) => ({
      ...{ id: newId('message'), type: 'payment.voided', occurredAt: '2031-01-01T00:00:00Z', aggregate },
      traceparent: null,
    })
  })
})

test('the publisher names the messages that the broker refused, and only those', async () => {
  const said = [newId('message'), newId('message'), newId('message')].map((id) => ({
    ...{
      id,
      type: 'order.released',
      occurredAt: '2031-01-01T00:00:00Z',
      aggregate: 'ord_1',
      version: 1,
      traceparent: null,
    },
    data: {},
  }))
  const broker = await serve(async (request) => {
    const items = (await request.json()) as unknown[]
    return Response.json(items.map((_, index) => (index === 1 ? { error: 'quota' } : { messageId: `msg_${index}` })))
  })
  const publish = createPublisher({ url: broker.url, token: 'none', destination: 'http://127.0.0.1:9/{service}' })
  const refusal = await failure(publish(said))
  await broker.stop()
  expect(refusal).toBeInstanceOf(PartlyRefused)
  expect([...(refusal as PartlyRefused).ids]).toEqual([said[1]?.id])
})

test('the pool keeps its connection after an ordinary error', async () => {
  const db = connectPool({ databaseUrl: ordersUrl, size: 1 })
  const process = () => db.rows<{ pid: number }>(sql`select pg_backend_pid() as pid`)
  const before = await process()
  expect(sqlError(await failure(db.rows(sql`select 1/0`)))?.code).toBe('22012')
  expect(await process()).toEqual(before)
  // One that ended it is replaced.
  await failure(db.rows(sql`select pg_terminate_backend(pg_backend_pid())`))
  expect(await process()).not.toEqual(before)
  await db.close()
})
