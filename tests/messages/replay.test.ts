import { Client } from '@upstash/qstash'
import { expect, test } from 'vitest'
import { books } from '#local/books'
import type { Network } from '#local/network'
import { admin } from '#local/postgres'
import { startNetwork } from '../setup/network.ts'
import { minute } from './cron.ts'

/** Mulberry32: the same order of things for the same seed, everywhere. */
const chance = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296
}

const shuffled = <T>(items: readonly T[], seed: number) => {
  const random = chance(seed)
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item)
}

/** What Stripe knows of it. Paying sellers out goes on by itself as days pass. */
const moneyOf = (network: Network) => {
  const { accounts, transactions, owners, payouts, events, money, ...lasting } = network.stripe.books()
  return lasting
}

/** Everything that the store and Stripe know, down to the last row. */
const everything = async (network: Network) => {
  const rows = (table: string, order: string) =>
    admin(network.database, `select to_jsonb(t) as row from ${table} t order by ${order}`)
  return {
    books: await books(network.database),
    orders: await rows('orders.orders', 'id'),
    units: await rows('orders.units', 'id'),
    onSale: [await rows('orders.events', 'id'), await rows('orders.ticket_types', 'id')],
    payments: await rows('payments.payments', 'id'),
    heard: [await rows('orders.heard', 'aggregate'), await rows('payments.heard', 'aggregate')],
    told: await admin(
      network.database,
      `select id from orders.outbox union all select id from payments.outbox union all select id from tickets.outbox order by 1`,
    ),
    stripe: moneyOf(network),
    ledger: await rows("(select * from payments.ledger where kind not in ('payout', 'processing'))", 'key, account'),
  }
}

test.each([1])(
  'every delivery there was comes again, three times, in any order, days and weeks later (seed %i)',
  async (seed) => {
    await using network = await startNetwork()
    const seller = await network.person()
    const event = await seller.lists({ quantity: 12 })
    const deliveries: { service: string; body: string }[] = []
    network.road(({ service, body }) => {
      deliveries.push({ service, body })
      return 'arrive'
    })
    const [type] = event.ticketTypes
    await seller.succeed('PATCH', `/api/tickets/events/${event.id}`, {
      headers: { 'if-match': `"v${event.version}"` },
      body: { ticketTypes: [{ ...type, quantity: 9, maxPerOrder: 5 }] },
    })
    const [pays, cancels, dreams, late] = await network.crowd(4)
    if (!pays || !cancels || !dreams || !late) throw new Error('nobody came')
    const [paid, cancelled, , tooLate] = await Promise.all(
      [pays, cancels, dreams, late].map((buyer) => buyer.holds(event, 2)),
    )
    if (!paid || !cancelled || !tooLate) throw new Error('nothing was held')
    await pays.succeed('POST', `/api/orders/${paid.id}/extend`)
    await pays.pays(paid)
    await cancels.succeed('POST', `/api/orders/${cancelled.id}/cancel`)
    const release = network.stripe.faults.holdWebhooks(() => true)
    await late.pays(tooLate)
    await late.succeed('POST', `/api/orders/${tooLate.id}/cancel`).catch(() => {})
    release()
    await network.settle()
    await network.advance({ minutes: 20 })
    await network.settle()
    await minute(network)
    const recorded = deliveries.splice(0)
    const before = await everything(network)
    expect(before.books.wrong).toEqual([])
    expect(
      new Set(recorded.map(({ body }) => (JSON.parse(body) as { type: string }).type)).size,
    ).toBeGreaterThanOrEqual(8)

    const broker = new Client({ baseUrl: network.courierUrl, token: network.secrets.courier, devMode: false })
    const replay = async (turn: number) => {
      const again = shuffled([...recorded, ...recorded, ...recorded], seed * 10 + turn)
      await broker.batch(
        again.map(({ service, body }) => ({
          url: `${network.url}/api/${service}/messages`,
          method: 'POST' as const,
          body,
          headers: { 'content-type': 'application/json' },
          retries: 0,
        })),
      )
      await network.settle()
      expect(deliveries.splice(0)).toHaveLength(again.length)
    }
    // Four days on, the broker has forgotten what it delivered; after forty, so has the inbox.
    await network.advance({ days: 4 })
    await replay(1)
    await network.advance({ days: 36 })
    for (let sweeps = 0; sweeps < 2; sweeps++) await minute(network)
    const [old] = await admin<{ left: number }>(
      network.database,
      `select (select count(*) from orders.inbox where heard_at < now() - interval '35 days')::int
       + (select count(*) from payments.inbox where heard_at < now() - interval '35 days')::int
       + (select count(*) from orders.outbox where published_at < now() - interval '35 days')::int
       + (select count(*) from payments.stripe_events where received_at < now() - interval '35 days')::int as left`,
    )
    expect(old?.left).toBe(0)
    await replay(2)
    const after = await everything(network)
    expect({ ...after, told: before.told }).toEqual(before)
    // What was told is forgotten in time, and nothing new was said.
    const known = new Set(before.told.map(({ id }) => id))
    expect(after.told.filter(({ id }) => !known.has(id))).toEqual([])
    expect((await broker.dlq.listMessages()).messages).toEqual([])
  },
)
