import { randomBytes } from 'node:crypto'
import { admin } from '#local/postgres'
import { serve } from '#local/serve'
import { createStripe } from '#local/stripe/stripe'
import { type Id, newId } from '#shared/ids'
import { createLog } from '#shared/log'
import type { DataOf, MessageType } from '#shared/messages/contracts'
import type { Envelope, Message } from '#shared/messages/envelope'
import { createOutbox } from '#shared/postgres/outbox'
import { createStripeClient } from '#shared/stripe/client'
import { continueTrace } from '#shared/trace'
import { createApp } from '#workers/payments/app'
import { expectPayment } from '#workers/payments/commands/hear'
import { connect, type Deps, SCHEMA } from '#workers/payments/deps'
import { Env } from '#workers/payments/env'
import { frontDoor, PUBLIC_URL, testDatabase, testPeople } from './service.ts'

export const trace = continueTrace(undefined)
export const WEBHOOK_SECRETS = ['whsec_the_one_of_the_suite', 'whsec_the_next_of_the_suite']

type Sold = { id: Id<'order'>; buyer: Id<'account'>; seller: Id<'account'>; amount: number; minutes: number }

/** What orders answers about an order that is on hold, as its contract with payments says. */
const orderAs = ({ id, seller, amount, minutes }: Sold) => ({
  ...{ id, state: 'held', because: null, total: { amount, currency: 'EUR' } },
  items: [{ name: 'Stalls', quantity: 1, price: { amount, currency: 'EUR' } }],
  event: { title: 'Night of Strings', seller },
  expiresAt: new Date(Date.now() + minutes * 60_000).toISOString(),
})

/**
 * Payments alone: its own database, the stand-in for Stripe behind Stripe's own SDK, and orders as far as payments asks it.
 * What it would publish is in `published`, what it writes to its log in `lines`.
 */
export const startPayments = async (variables: Record<string, string> = {}) => {
  const database = await testDatabase()
  const people = await testPeople()
  const secretKey = 'sk_test_the_suite'
  const stripe = createStripe({
    ...{ secretKey, webhook: { url: '', secret: WEBHOOK_SECRETS[0] ?? '' }, publicUrl: '' },
    requestsPerSecond: Number.POSITIVE_INFINITY,
  })
  const served = await serve(stripe.fetch)
  stripe.setPublicUrl(served.url)
  const onHold = new Map<string, Sold>()
  const config = Env.parse({
    ...{ PUBLIC_URL, PAYMENTS_DATABASE_URL: database.url, MESSAGES_URL: `${PUBLIC_URL}/api/{service}/messages` },
    // Nobody listens here: the broker, auth and orders are replaced below.
    ...{ QSTASH_URL: 'http://127.0.0.1:9', QSTASH_TOKEN: 'none', AUTH: 'http://127.0.0.1:9' },
    ORDERS: {
      fetch: async (request: Request) => {
        const order = onHold.get(new URL(request.url).pathname.split('/').at(-1) ?? '')
        return order ? Response.json(orderAs(order)) : new Response(null, { status: 404 })
      },
    },
    ...{ QSTASH_CURRENT_SIGNING_KEY: 'sig_current_of_the_suite', QSTASH_NEXT_SIGNING_KEY: 'sig_next_of_the_suite' },
    INTERNAL_TOKEN: randomBytes(32).toString('hex'),
    ...{ STRIPE_SECRET_KEY: secretKey, STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRETS.join(','), STRIPE_API_URL: served.url },
    // Who gets the money is no matter of most suites: those that mean to try it switch it on.
    ...{ STRIPE_CHECKOUTS_PER_SECOND: '1000', STRIPE_CONNECT: 'off' },
    ...variables,
  })
  const db = database.connect('payments', 30)
  const published: Envelope[] = []
  const lines: string[] = []
  const log = createLog({}, (_level, line) => lines.push(line))
  const publish = async (messages: readonly Envelope[]) => void published.push(...messages)
  const client = createStripeClient({ secretKey, apiUrl: served.url })
  const deps: Deps = {
    ...connect(config, db),
    // There are no dead letters where nothing is published.
    redeliver: async () => ({ redelivered: 0, refused: 0 }),
    ...{ verify: people.verify, outbox: createOutbox({ db, schema: SCHEMA, publish, log }), log, stripe: client },
  }
  const door = frontDoor(createApp(deps))
  let serial = 0
  const versions = new Map<string, number>()

  return {
    ...door,
    ...{ database, db, people, deps, stripe, client, published, lines },

    /** What orders says next about an order. */
    said: <Type extends MessageType>(
      type: Type,
      data: DataOf<Type> & { order: Id<'order'> },
    ): Message<Type, DataOf<Type>> => {
      const version = (versions.get(data.order) ?? 0) + 1
      versions.set(data.order, version)
      const own = { id: newId('message'), occurredAt: new Date().toISOString(), traceparent: null }
      return { ...own, type, aggregate: data.order, version, data }
    },

    /** Somebody's order on hold, of which payments has been told. */
    async holds(amount = 5000, minutes = 15, seller: Id<'account'> = newId('account')) {
      const buyer = await people.join(`Buyer ${++serial}`)
      const sold: Sold = { id: newId('order'), buyer: buyer.id, seller, amount, minutes }
      onHold.set(sold.id, sold)
      const expiresAt = new Date(Date.now() + minutes * 60_000).toISOString()
      const held = this.said('order.held', {
        ...{ order: sold.id, buyer: buyer.id, event: newId('event'), seller: sold.seller },
        ...{ amount, currency: 'EUR' as const, expiresAt },
      })
      await expectPayment(deps, held, trace)
      return { ...sold, headers: buyer.headers }
    },

    /** The buyer wants to pay. */
    asksToPay: (order: { id: string; headers: Record<string, string> }) =>
      door.send(
        'POST',
        '/api/payments/checkouts',
        { order: order.id },
        {
          ...order.headers,
          'idempotency-key': `key-of-the-suite-${++serial}`,
        },
      ),

    /** The buyer's card on the page, which has to be there. */
    async pays(order: { id: Id<'order'>; headers: Record<string, string> }, number = '4242424242424242') {
      const { url } = (await (await this.asksToPay(order)).json()) as { url: string }
      const fields = { email: 'ada@example.com', name: 'Ada L', expiry: '12/44', cvc: '123', number }
      await fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
      return this.paymentOf(order)
    },

    async paymentOf({ id }: { id: Id<'order'> }) {
      const payment = await deps.payments.findByOrder(id)
      if (!payment) throw new Error(`nobody told payments of ${id}`)
      return payment
    },

    /** All that payments has said, about one order if it is named, oldest first. */
    says: async (about?: { id: Id<'order'> }) =>
      admin<{ type: string; data: Record<string, unknown> }>(
        database.url,
        `select type, data from payments.outbox where $1::text is null or data ->> 'order' = $1 order by position`,
        [about?.id ?? null],
      ),

    /** What the ledger has of an order, as amounts by account; what adds up to nothing is left out. */
    accountsOf: async ({ id }: { id: Id<'order'> }) => {
      const rows = await admin<{ account: string; sum: number }>(
        database.url,
        `select account, sum(amount)::integer as sum from payments.ledger where order_id = $1 group by account
         having sum(amount) <> 0`,
        [id],
      )
      return Object.fromEntries(rows.map(({ account, sum }) => [account, sum]))
    },

    /** Makes everything that is under way older, so that the next sweep goes on with it. */
    age: (minutes = 2) =>
      admin(
        database.url,
        `update payments.payments set changed_at = changed_at - make_interval(mins => $1),
         try_at = try_at - make_interval(mins => $1)`,
        [minutes],
      ).then(() =>
        admin(
          database.url,
          `update payments.refunds set changed_at = changed_at - make_interval(mins => $1),
             asked_at = asked_at - make_interval(mins => $1)`,
          [minutes],
        ),
      ),

    async [Symbol.asyncDispose]() {
      await door.settled()
      await stripe.stop()
      await served.stop()
      await database[Symbol.asyncDispose]()
    },
  }
}

export type Till = Awaited<ReturnType<typeof startPayments>>
