import { createHash, randomBytes } from 'node:crypto'
import { SignJWT } from 'jose'
import { admin } from '#local/postgres'
import type { Person } from '#shared/http/session'
import { type Id, newId } from '#shared/ids'
import type { Saying } from '#shared/messages/contracts'
import type { Envelope } from '#shared/messages/envelope'
import type { SeatRow } from '#shared/messages/tickets'
import { createOutbox } from '#shared/postgres/outbox'
import { destinationOf } from '#shared/qstash/publish'
import { createApp } from '#workers/orders/app'
import { sweep } from '#workers/orders/commands/sweep'
import { connect, SCHEMA } from '#workers/orders/deps'
import { Env } from '#workers/orders/env'
import { inDays } from './sale.ts'
import { frontDoor, PUBLIC_URL, quiet, testDatabase, testPeople } from './service.ts'

const MESSAGES_URL = `${PUBLIC_URL}/api/{service}/messages`

/** Somebody, and the header by which they are known. */
export type Known = Person & { headers: Record<string, string> }

type Listed = { price?: number; quantity?: number; seats?: SeatRow[]; maxPerOrder?: number }

/** An event as orders was told of it, and how many messages about it. */
export type Told = { event: Id<'event'>; seller: Known; types: Id<'ticketType'>[]; told: number }

export type Answer<Body = Record<string, never>> = { status: number; body: Body; headers: Headers }

let keys = 0

/** Orders on a database of its own, hearing what the test says for the others; what it would publish is kept in `published`. */
export const startOrders = async () => {
  const database = await testDatabase()
  const query = <Row extends Record<string, unknown>>(text: string, values: unknown[] = []) =>
    admin<Row>(database.url, text, values)
  const people = await testPeople()
  const signingKey = randomBytes(24).toString('hex')
  const config = Env.parse({
    PUBLIC_URL,
    MESSAGES_URL,
    ORDERS_DATABASE_URL: database.url,
    // Nobody listens here: the broker and auth are replaced below.
    QSTASH_URL: 'http://127.0.0.1:9',
    QSTASH_TOKEN: 'none',
    QSTASH_CURRENT_SIGNING_KEY: signingKey,
    QSTASH_NEXT_SIGNING_KEY: randomBytes(24).toString('hex'),
    AUTH: 'http://127.0.0.1:9',
    INTERNAL_TOKEN: randomBytes(32).toString('hex'),
    AVAILABILITY_MS: '0',
  })
  const db = database.connect('orders', 20)
  const published: Envelope[] = []
  const publish = async (messages: readonly Envelope[]) => {
    published.push(...messages)
  }
  const outbox = createOutbox({ db, schema: SCHEMA, publish, log: quiet })
  const nothing = async () => ({ heard: 0, resent: 0, unasked: 0 })
  const without = { redeliver: async () => ({ redelivered: 0, refused: 0 }), confirm: nothing }
  const deps = { ...connect(config, db), verify: people.verify, outbox, log: quiet, ...without }
  const door = frontDoor(createApp(deps))

  /** Delivers a message as the broker does. */
  const deliver = async (envelope: Envelope) => {
    const body = JSON.stringify(envelope)
    const signature = await new SignJWT({ body: createHash('sha256').update(body).digest('base64url') })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer('Upstash')
      .setSubject(destinationOf(MESSAGES_URL, 'orders'))
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(new TextEncoder().encode(signingKey))
    const answer = await door.send('POST', '/api/orders/messages', body, { 'upstash-signature': signature })
    const said = (await answer.json()) as { heard?: string }
    return { status: answer.status, heard: said.heard }
  }

  const envelope = (aggregate: string, version: number, saying: Saying): Envelope => ({
    ...{ id: newId('message'), occurredAt: new Date().toISOString(), traceparent: null },
    ...{ aggregate, version, ...saying },
  })

  const call = async <Body>(
    who: Known,
    method: string,
    path: string,
    { body, key }: { body?: unknown; key?: string } = {},
  ): Promise<Answer<Body>> => {
    const headers = {
      ...who.headers,
      ...(method === 'GET' ? {} : { 'idempotency-key': key ?? `key-of-the-story-${++keys}` }),
    }
    const answer = await door.send(method, path, body, headers)
    return { status: answer.status, body: (await answer.json()) as Body, headers: answer.headers }
  }

  const versions = new Map<string, number>()
  /** Says something for another service, as the next about its aggregate, and returns what was sent. */
  const say = async (aggregate: string, saying: Saying) => {
    const version = (versions.get(aggregate) ?? 0) + 1
    versions.set(aggregate, version)
    const sent = envelope(aggregate, version, saying)
    const { status, heard } = await deliver(sent)
    if (status !== 200) throw new Error(`${saying.type} was answered ${status} ${heard}`)
    await door.settled()
    return sent
  }

  const saleOf = (
    { event, seller, types }: Told,
    listed: readonly Listed[],
    startsAt: string,
    maxPerPerson?: number | null,
  ) => ({
    ...{ event, seller: seller.id, title: 'T', venue: 'V', city: 'C', timeZone: 'UTC', currency: 'EUR' as const },
    ...{ holdMinutes: 15, startsAt, ...(maxPerPerson === undefined ? {} : { maxPerPerson }) },
    ticketTypes: types.map((id, index) => {
      const { price = 2500, seats = null, maxPerOrder = 10, quantity } = listed[index] ?? {}
      const places = seats?.reduce((sum, { first, last }) => sum + last - first + 1, 0)
      return {
        ...{ id, name: `Type ${index}`, price, seats, maxPerOrder, quantity: quantity ?? places ?? 10 },
        ...{ salesStartAt: null, salesEndAt: null },
      }
    }),
  })

  return {
    ...door,
    ...{ database, query, db, deps, people, published, call, say, deliver, envelope },

    join: (name = 'Somebody'): Promise<Known> => people.join(name),
    operator: async (): Promise<Known> => {
      const person: Person = { id: newId('account'), session: newId('session'), name: 'Op', roles: ['operator'] }
      return { ...person, headers: { authorization: `Bearer ${await people.tokenFor(person)}` } }
    },

    /** Puts an event of somebody's on sale. */
    lists: async (
      seller: Known,
      listed: readonly Listed[] = [{}],
      startsAt = inDays(30),
      maxPerPerson?: number | null,
    ): Promise<Told> => {
      const told = { event: newId('event'), seller, types: listed.map(() => newId('ticketType')).toSorted(), told: 1 }
      await say(told.event, { type: 'event.published', data: saleOf(told, listed, startsAt, maxPerPerson) })
      return told
    },
    changes: (told: Told, listed: readonly Listed[], startsAt = inDays(30), maxPerPerson?: number | null) =>
      say(told.event, { type: 'event.changed', data: saleOf(told, listed, startsAt, maxPerPerson) }),
    cancels: ({ event, seller }: Told, reason = 'The singer is ill') =>
      say(event, { type: 'event.cancelled', data: { event, seller: seller.id, reason } }),

    asks: (buyer: Known, { event, types }: Told, quantity = 1, items: unknown = [{ ticketType: types[0], quantity }]) =>
      call<OrderSeen>(buyer, 'POST', '/api/orders', { body: { event, items } }),

    /** What payments says of an order, of one payment. */
    paying: (order: { id: Id<'order'>; total: { amount: number; currency: 'EUR' } }, payment = newId('payment')) => {
      const about = { payment, order: order.id }
      return {
        payment,
        authorizes: (amount = order.total.amount) =>
          say(payment, { type: 'payment.authorized', data: { ...about, amount, currency: order.total.currency } }),
        voids: () => say(payment, { type: 'payment.voided', data: about }),
        captures: () => say(payment, { type: 'payment.captured', data: about }),
        refunds: (refund: Id<'refund'>, amount: number) =>
          say(payment, { type: 'payment.refunded', data: { ...about, refund, amount, currency: 'EUR' } }),
        failsToRefund: (refund: Id<'refund'>, why = 'expired_or_canceled_card') =>
          say(payment, { type: 'payment.refund-failed', data: { ...about, refund, why } }),
        disputes: (state: 'open' | 'won' | 'lost', amount = order.total.amount) =>
          say(payment, {
            type: 'payment.disputed',
            data: {
              ...about,
              dispute: 'dp_1',
              amount,
              currency: 'EUR',
              reason: 'fraudulent',
              state,
            },
          }),
      }
    },

    sees: async (who: Known, order: { id: string }) =>
      (await call<OrderSeen>(who, 'GET', `/api/orders/${order.id}`)).body,
    sale: async (who: Known, order: { id: string }) =>
      (await call<SaleSeen>(who, 'GET', `/api/orders/sales/${order.id}`)).body,
    refunds: (who: Known, order: { id: string }, body: object = {}, key?: string) =>
      call<SaleSeen & Refused>(who, 'POST', `/api/orders/sales/${order.id}/refunds`, {
        body: { reason: 'The view is blocked', ...body },
        ...(key ? { key } : {}),
      }),
    stock: async ({ seller, event, types }: Told, type = 0) => {
      const path = `/api/orders/stock/${event}`
      const { body } = await call<{ ticketTypes: Record<string, Record<string, number>> }>(seller, 'GET', path)
      return body.ticketTypes[types[type] ?? '']
    },
    available: async (who: Known, { event, types }: Told, type = 0) => {
      const path = `/api/orders/availability?events=${event}`
      type Seen = { events: Record<string, Record<string, { available: number }>> }
      const { body } = await call<Seen>(who, 'GET', path)
      return body.events[event]?.[types[type] ?? '']?.available
    },

    /** Lets the holds of these orders run out now. */
    lapse: (...orders: { id: string }[]) =>
      query(`update orders.orders set expires_at = now() - interval '1 second' where id = any ($1)`, [
        orders.map(({ id }) => id),
      ]),
    sweep: () => sweep(deps),

    /** What was said about an aggregate, in order. */
    said: (aggregate: string) =>
      query<{ type: string; version: number; data: Record<string, unknown> }>(
        'select type, version, data from orders.outbox where aggregate = $1 order by version',
        [aggregate],
      ),
    [Symbol.asyncDispose]: async () => {
      await door.settled()
      await database[Symbol.asyncDispose]()
    },
  }
}

export type Orders = Awaited<ReturnType<typeof startOrders>>

type Money = { amount: number; currency: 'EUR' }
type RefundSeen = { id: Id<'refund'>; amount: Money; state: string; tickets: number; reason: string }
type PassSeen = { ticketType: string; seat: { section: string; row: string; seat: number } | null; state: string }
export type OrderSeen = {
  id: Id<'order'>
  state: string
  because: string | null
  total: Money
  version: number
  event: { cancelled: boolean }
  items: {
    ticketType: Id<'ticketType'>
    quantity: number
    seats: { section: string; row: string; seat: number }[] | null
  }[]
  refunds: RefundSeen[]
  passes: PassSeen[]
  frozen: boolean
  retaken: string | null
}
export type SaleSeen = {
  id: Id<'order'>
  state: string
  refunded: Money
  refundable: Money
  refunds: RefundSeen[]
  passes: PassSeen[]
  version: number
}
export type Refused = { type: string; detail?: string; errors?: { pointer: string; detail: string }[] }

/** An order that somebody has paid for. */
export const bought = async (store: Orders, buyer: Known, told: Told, quantity = 1, items?: unknown) => {
  const { body: order, status } = await store.asks(buyer, told, quantity, items)
  if (status !== 201) throw new Error(`the hold was answered ${status}`)
  const money = store.paying(order)
  await money.authorizes()
  await money.captures()
  return { order, ...money }
}
