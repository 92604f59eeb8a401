import { randomBytes } from 'node:crypto'
import type { Envelope } from '#shared/messages/envelope'
import { createOutbox } from '#shared/postgres/outbox'
import { createApp } from '#workers/tickets/app'
import { connect, SCHEMA } from '#workers/tickets/deps'
import { Env } from '#workers/tickets/env'
import { frontDoor, PUBLIC_URL, quiet, testDatabase, testPeople } from './service.ts'

/** Tickets on a database of its own; what it would publish is kept in `published`. */
export const startTickets = async () => {
  const database = await testDatabase()
  const people = await testPeople()
  const config = Env.parse({
    PUBLIC_URL,
    TICKETS_DATABASE_URL: database.url,
    MESSAGES_URL: `${PUBLIC_URL}/api/{service}/messages`,
    // Nobody listens here: the broker and auth are replaced below.
    QSTASH_URL: 'http://127.0.0.1:9',
    QSTASH_TOKEN: 'none',
    AUTH: 'http://127.0.0.1:9',
    INTERNAL_TOKEN: randomBytes(32).toString('hex'),
  })
  const db = database.connect('tickets', 20)
  const published: Envelope[] = []
  const broker = { isUp: true }
  const publish = async (messages: readonly Envelope[]) => {
    if (!broker.isUp) throw new Error('the broker is down')
    published.push(...messages)
  }
  const outbox = createOutbox({ db, schema: SCHEMA, publish, log: quiet })
  const deps = { ...connect(config, db), verify: people.verify, outbox, log: quiet }
  return {
    ...frontDoor(createApp(deps)),
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
