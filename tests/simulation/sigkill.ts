import { crowd } from '#local/crowd'
import { type EventShown, listing, type OrderShown, type Person, type Reply as Shown } from '#local/person'
import { admin } from '#local/postgres'
import { type Chance, chanceFrom } from './chance.ts'
import { type Breach, breaches } from './invariants/all.ts'
import { type OrderRow, readBooks } from './invariants/books.ts'
import { createRecord, type Promised, type Record } from './record.ts'
import { MINUTE, SECOND } from './time.ts'
import { type Killable, startTown, type Town } from './town.ts'

export type Chaos = { postgres: string; seed: number; buyers: number; purchases: number }
export type Adding = { kills: number; orders: number; paid: number; breaches: Breach[]; logs: string }

const PATIENCE_MS = 60_000
const REST_MINUTES = 15
const PAUSE_MS = 60

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS))

type Call = { method: string; path: string; body?: unknown; headers?: { [name: string]: string } }

/** Asks in the same words, under the same key, until the store says something that holds. */
const insisting = async (person: Person, { method, path, body, headers }: Call): Promise<Shown<OrderShown>> => {
  const key = crypto.randomUUID()
  for (const started = Date.now(); ; ) {
    const options = { key, ...(body === undefined ? {} : { body }), ...(headers ? { headers } : {}) }
    const reply = await person.call<OrderShown & { type?: string }>(method, path, options).catch(() => undefined)
    const running = reply?.body.type?.endsWith('/still-running')
    if (reply && reply.status < 500 && !running) return reply
    if (Date.now() - started > PATIENCE_MS) {
      const said = JSON.stringify(reply?.body ?? 'nothing at all')
      throw new Error(`${method} ${path} never got an answer (${reply?.status}: ${said})`)
    }
    await pause()
  }
}

/** Says on Stripe's page where the money goes. */
const becomesPayable = async (seller: Person) => {
  const asked = await insisting(seller, { method: 'POST', path: '/api/payments/seller/onboarding', body: {} })
  const { url } = asked.body as unknown as { url: string }
  await fetch(url, { method: 'POST', body: new URLSearchParams({ outcome: 'finish' }), redirect: 'manual' })
}

const lists = async (seller: Person, quantity: number): Promise<EventShown> => {
  const draft = await insisting(seller, { method: 'POST', path: '/api/tickets/events', body: listing({ quantity }) })
  const path = `/api/tickets/events/${draft.body.id}/publish`
  const headers = { 'if-match': `"v${draft.body.version}"` }
  for (const started = Date.now(); ; ) {
    const { status, body } = await insisting(seller, { method: 'POST', path, headers })
    if (status === 200) return body as unknown as EventShown
    // Who can be paid is told to tickets a moment after Stripe knows it.
    if (Date.now() - started > PATIENCE_MS) throw new Error(`nothing could be published: ${JSON.stringify(body)}`)
    await pause()
  }
}

/** One purchase from beginning to end, however often somebody dies on the way; some let go, and some never pay. */
const buys = async (chance: Chance, record: Record, person: Person, event: EventShown) => {
  const [type] = event.ticketTypes
  const items = [{ ticketType: type?.id, quantity: chance.between(1, 2) }]
  const held = await insisting(person, { method: 'POST', path: '/api/orders', body: { event: event.id, items } })
  if (held.status !== 201) return
  const order = held.body.id
  record.promised.push({ account: 'whoever asked', key: order, order, step: 0 })
  const wish = chance.weighted({ pay: 8, cancel: 1, forget: 1 })
  if (wish === 'cancel') await insisting(person, { method: 'POST', path: `/api/orders/${order}/cancel` })
  if (wish !== 'pay') return
  const checkout = await insisting(person, { method: 'POST', path: '/api/payments/checkouts', body: { order } })
  const { url } = checkout.body as unknown as { url?: string | null }
  if (url) await person.entersCard(url)
}

const UNFINISHED = `
  select ((select count(*) from tickets.outbox where published_at is null)
    + (select count(*) from orders.outbox where published_at is null)
    + (select count(*) from payments.outbox where published_at is null)
    + (select count(*) from payments.stripe_events where applied_at is null)
    + (select count(*) from notifications.mails where state = 'due')
    + (select count(*) from courier.message where due_at <= now() + interval '1 minute')
    + (select count(*) from courier.dead_letter)
    + (select count(*) from orders.orders where state in ('held', 'confirmed'))
    + (select count(*) from payments.payments where state in ('opening', 'open', 'authorized', 'capturing', 'voiding', 'taken', 'returning')))::int as count`

/** People here are known by their tokens only: a promise is kept if the order is there, whoever it belongs to. */
const owned = (promised: readonly Promised[], orders: readonly OrderRow[]) => {
  const buyers = new Map(orders.map(({ id, buyer }) => [id, buyer]))
  return promised.map((promise) => ({ ...promise, account: buyers.get(promise.order) ?? 'nobody' }))
}

/** Whether nothing is left half-done, after as long as that may take. */
const isAtRest = async (town: Town) => {
  for (let look = 0; look < 40; look++) {
    const [row] = await admin<{ count: number }>(town.database, UNFINISHED)
    if (row?.count === 0 && town.stripe.load().pendingWebhooks === 0) return true
    await pause()
  }
  return false
}

/**
 * Nobody is killed any more; holds end, minutes pass, and everything that was left half-done is done. Then until the ledger was
 * compared with all that Stripe has.
 */
const comesToRest = async (town: Town) => {
  await town.advance(20 * MINUTE)
  for (let minute = 0; minute < REST_MINUTES; minute++) {
    await town.sweep()
    if (await isAtRest(town)) break
    await town.advance(MINUTE + SECOND)
  }
  for (const minutes of [8, 12]) {
    await town.advance(minutes * MINUTE)
    await town.sweep()
    await isAtRest(town)
  }
}

/** Everybody who has ordered is known to who writes to them: nobody here has signed up. */
const makeKnown = (town: Town) =>
  admin(
    town.database,
    `insert into notifications.recipients (account, version, email, language)
     select distinct buyer, 1, buyer || '@example.com', 'en' from orders.orders on conflict do nothing`,
  )

/** One mail with tickets for each order that was paid: sent, and in the mailboxes once. */
const miswritten = async (town: Town): Promise<Breach[]> => {
  const unsent = await admin<{ id: string }>(
    town.database,
    `select o.id from orders.orders o left join notifications.mails m on m.about = o.id and m.kind = 'tickets'
     where o.state = 'paid' and m.state is distinct from 'sent'`,
  )
  const orders = town.mail.sentTo().flatMap(({ text }) => /\bord_[0-9a-f]{32}\b/.exec(text) ?? [])
  const rows = [
    ...unsent.map(({ id }) => `${id} is paid, and its buyer was not written to`),
    ...orders.filter((id, index) => orders.indexOf(id) < index).map((id) => `${id} was written about more than once`),
  ]
  return rows.length === 0 ? [] : [{ invariant: 'paidOrdersAreOneMail', rows }]
}

/** How much of a service's own start goes by, at the least, before the next one dies. */
const SHARES = { from: 1, to: 12, of: 10 }

/**
 * Kills one service after another until `over`. Returns how many died. Who takes long to come back has taken everybody's time
 * on this machine: without as much time in between in which all are there, nobody would ever be answered.
 */
const killing = async (town: Town, chance: Chance, over: () => boolean) => {
  let kills = 0
  let start = 0
  for (; !over(); kills++) {
    const share = (start * chance.between(SHARES.from, SHARES.to)) / SHARES.of
    await new Promise((resolve) => setTimeout(resolve, Math.max(chance.between(20, 400), share)))
    // Time goes faster than the machine: who died with an Idempotency-Key in hand keeps others from it for a minute.
    await town.advance(15 * SECOND)
    await makeKnown(town)
    const killed = performance.now()
    await town.kill(chance.weighted<Killable>({ auth: 1, tickets: 1, orders: 5, payments: 5, notifications: 3 }))
    start = performance.now() - killed
  }
  return kills
}

/**
 * The store as real processes that are killed with SIGKILL under load and started again; at the end everything has to add up,
 * by the same sentences as in the simulation. Here the machine decides over the order of things, and no seed brings it back.
 */
export const sigkill = async ({ postgres, seed, buyers, purchases }: Chaos): Promise<Adding> => {
  const chance = chanceFrom(seed)
  const town = await startTown(postgres)
  try {
    const store = { url: town.url, secrets: town.secrets, settle: async () => {} }
    const [seller, ...people] = await crowd(store, buyers + 1)
    if (!seller) throw new Error('nobody sells')
    const record = createRecord()
    await becomesPayable(seller)
    const event = await lists(seller, buyers * purchases)
    for (const started = Date.now(); ; await pause()) {
      const [row] = await admin<{ there: boolean }>(town.database, 'select exists (select from orders.units) as there')
      if (row?.there) break
      if (Date.now() - started > PATIENCE_MS) throw new Error('nothing came on sale')
    }

    let buying = true
    const work = Promise.all(
      people.map(async (person) => {
        for (let count = 0; count < purchases; count++) await buys(chance, record, person, event)
      }),
    ).finally(() => {
      buying = false
    })
    const [kills] = await Promise.all([killing(town, chance, () => !buying), work])

    await makeKnown(town)
    await comesToRest(town)
    const rows = async <Row>(text: string) => (await admin<never>(town.database, text)) as Row[]
    const dead = await admin<{ id: string; to: string; status: number }>(
      town.database,
      'select id::text, url as "to", response_status as status from courier.dead_letter',
    )
    const bus = { deadLetters: () => dead }
    const books = await readBooks({ store: { rows }, till: town, bus, record }, {})
    return {
      kills,
      orders: books.orders.length,
      paid: books.orders.filter(({ state }) => state === 'paid').length,
      breaches: [
        ...breaches({ ...books, promised: owned(record.promised, books.orders) }),
        ...(await miswritten(town)),
      ],
      logs: town.logs(),
    }
  } finally {
    await town.stop()
  }
}
