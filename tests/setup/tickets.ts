import { randomBytes } from 'node:crypto'
import { createSign } from '#selfhost/courier/signature'
import type { Envelope } from '#shared/messages/envelope'
import { createOutbox } from '#shared/postgres/outbox'
import { destinationOf } from '#shared/qstash/publish'
import { createApp } from '#workers/tickets/app'
import { connect, SCHEMA } from '#workers/tickets/deps'
import { Env } from '#workers/tickets/env'
import { frontDoor, PUBLIC_URL, quiet, testDatabase, testPeople } from './service.ts'

const SIGNING_KEY = 'sig_current_of_the_suite'

/** Tickets on a database of its own; what it would publish is kept in `published`. */
export const startTickets = async (variables: Record<string, string> = {}) => {
  const database = await testDatabase()
  const people = await testPeople()
  const config = Env.parse({
    PUBLIC_URL,
    TICKETS_DATABASE_URL: database.url,
    MESSAGES_URL: `${PUBLIC_URL}/api/{service}/messages`,
    // Nobody listens here: the broker and auth are replaced below.
    QSTASH_URL: 'http://127.0.0.1:9',
    QSTASH_TOKEN: 'none',
    ...{ QSTASH_CURRENT_SIGNING_KEY: SIGNING_KEY, QSTASH_NEXT_SIGNING_KEY: 'sig_next_of_the_suite' },
    // Who is paid is no matter of most suites: those that mean to try it switch it on.
    STRIPE_CONNECT: 'off',
    AUTH: 'http://127.0.0.1:9',
    INTERNAL_TOKEN: randomBytes(32).toString('hex'),
    ...variables,
  })
  const db = database.connect('tickets', 20)
  const published: Envelope[] = []
  const broker = { isUp: true }
  const publish = async (messages: readonly Envelope[]) => {
    if (!broker.isUp) throw new Error('the broker is down')
    published.push(...messages)
  }
  const outbox = createOutbox({ db, schema: SCHEMA, publish, log: quiet })
  const deps = {
    ...{ ...connect(config, db), verify: people.verify, outbox, log: quiet },
    // There are no dead letters where nothing is published.
    redeliver: async () => ({ redelivered: 0, refused: 0 }),
  }
  const door = frontDoor(createApp(deps))
  const sign = await createSign(SIGNING_KEY)
  return {
    ...door,
    /** The broker delivers a message, signed as it should be unless said otherwise. */
    deliver: async (message: unknown, signature?: string) => {
      const body = JSON.stringify(message)
      const url = destinationOf(config.qstash.destination, 'tickets')
      const headers = { 'upstash-signature': signature ?? (await sign(url, new TextEncoder().encode(body))) }
      return door.send('POST', '/api/tickets/messages', body, headers)
    },
    database,
    people,
    deps,
    config,
    published,
    broker,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}

let keys = 0
/** An Idempotency-Key nobody has used. */
export const newKey = () => `key-of-the-suite-${++keys}`

/** What a seller fills in; starts in a month. */
export const concert = {
  title: 'Night of Strings',
  description: 'Four quartets.\nOne interval.',
  venue: 'Old Hall',
  city: 'Basel',
  startsAt: new Date(Date.now() + 30 * 24 * 60 * 60_000).toISOString(),
  timeZone: 'Europe/Zurich',
  currency: 'CHF',
  holdMinutes: 10,
  ticketTypes: [
    { name: 'Stalls', price: { amount: 4500, currency: 'CHF' }, quantity: 120, maxPerOrder: 6 },
    { name: 'Gallery', price: { amount: 2500, currency: 'CHF' }, quantity: 40 },
  ],
}
