import pg from 'pg'
import { expect, test } from 'vitest'
import { books } from '#local/books'
import type { Network } from '#local/network'
import { admin } from '#local/postgres'
import { startNetwork } from '../setup/network.ts'

const until = async (done: () => Promise<boolean>, what: string) => {
  for (let look = 0; look < 200; look++) {
    if (await done()) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`never came: ${what}`)
}

const deadLetters = async ({ database }: Network) => {
  const [row] = await admin<{ count: number }>(database, 'select count(*)::int as count from courier.dead_letter')
  return row?.count ?? 0
}

/** Lets time pass until the broker has given up on `count` messages. */
const givesUpOn = (network: Network, count: number) =>
  until(async () => {
    await network.advance({ seconds: 30 })
    return (await deadLetters(network)) >= count
  }, `${count} dead letters`)

const cron = async (network: Network) => {
  await network.advance({ minutes: 1 })
  await network.sweep()
  await network.settle()
}

const held = async (network: Network, quantity = 1) => {
  const [seller, buyer] = [await network.person(), await network.person()]
  const event = await seller.lists({ quantity: 5 })
  const order = await buyer.holds(event, quantity)
  await network.settle()
  return { seller, buyer, event, order }
}

const money = (network: Network) => network.stripe.books().balance.eur ?? { captured: 0, refunded: 0 }
const intents = (network: Network) => network.stripe.books().paymentIntents

test('every message of a purchase comes twice, and it is one purchase', async () => {
  await using network = await startNetwork()
  network.road(() => 'double')
  const { buyer, order } = await held(network, 2)
  await buyer.pays(order)
  await network.settle()
  expect(await buyer.sees(order)).toMatchObject({ state: 'paid' })
  expect(money(network)).toMatchObject({ captured: 5000, refunded: 0 })
  expect(await books(network.database)).toMatchObject({ units: { paid: 2, free: 3 }, wrong: [] })
})

test('Stripe says everything twice, and it is one purchase', async () => {
  await using network = await startNetwork()
  network.stripe.faults.doubleWebhooks(() => true)
  const { buyer, order } = await held(network)
  await buyer.pays(order)
  await network.settle()
  expect(await buyer.sees(order)).toMatchObject({ state: 'paid' })
  expect(money(network)).toMatchObject({ captured: 2500, refunded: 0 })
  expect((await books(network.database)).wrong).toEqual([])
})

test('when Stripe never says that somebody paid, the sweep asks', async () => {
  await using network = await startNetwork()
  const { buyer, order } = await held(network)
  network.stripe.faults.dropWebhooks(() => true)
  await buyer.pays(order)
  await network.settle()
  expect(await buyer.sees(order)).toMatchObject({ state: 'held' })
  await cron(network)
  expect(await buyer.sees(order)).toMatchObject({ state: 'paid' })
  expect(money(network)).toMatchObject({ captured: 2500 })
})

test('when Stripe never says that a page has lapsed, the sweep asks, and the buyer gets another', async () => {
  await using network = await startNetwork()
  const { buyer, order } = await held(network)
  network.stripe.faults.dropWebhooks(() => true)
  const first = await buyer.opensCheckout(order)
  for (let extension = 0; extension < 10; extension++) await buyer.succeed('POST', `/api/orders/${order.id}/extend`)
  await network.advance({ minutes: 31 })
  await cron(network)
  const second = await buyer.opensCheckout(order)
  expect(second).not.toBe(first)
  await buyer.entersCard(second)
  await cron(network)
  expect(await buyer.sees(order)).toMatchObject({ state: 'paid' })
})

test('when the bank refuses the capture after all, nobody is charged and the tickets go back on sale', async () => {
  await using network = await startNetwork()
  const { buyer, event, order } = await held(network)
  const page = await buyer.opensCheckout(order)
  const release = network.stripe.faults.holdWebhooks(() => true)
  await buyer.entersCard(page)
  const [intent] = intents(network)
  network.stripe.faults.failCapture(intent?.id ?? '')
  release()
  await network.settle()
  expect(await buyer.sees(order)).toMatchObject({ state: 'released', because: 'capture-failed' })
  expect(await buyer.available(event)).toBe(5)
  expect(intents(network)).toMatchObject([{ status: 'canceled', amount_received: 0 }])
  expect((await books(network.database)).wrong).toEqual([])
})

test('when the authorisation is gone at the capture, nobody is charged and the tickets go back on sale', async () => {
  await using network = await startNetwork()
  const { buyer, event, order } = await held(network)
  const page = await buyer.opensCheckout(order)
  const release = network.stripe.faults.holdWebhooks(() => true)
  await buyer.entersCard(page)
  const [intent] = intents(network)
  network.stripe.faults.failCapture(intent?.id ?? '', 'lapsed')
  release()
  await network.settle()
  expect(await buyer.sees(order)).toMatchObject({ state: 'released', because: 'capture-failed' })
  expect(await buyer.available(event)).toBe(5)
  expect((await books(network.database)).wrong).toEqual([])
})

test('the answer to a capture is lost, and the money is taken once', async () => {
  await using network = await startNetwork()
  const { buyer, order } = await held(network)
  network.stripe.faults.next('payment_intents.capture', { lost: 'cut' })
  await buyer.pays(order)
  await network.settle()
  expect(await buyer.sees(order)).toMatchObject({ state: 'paid' })
  expect(money(network)).toMatchObject({ captured: 2500 })
})

test('Stripe cannot capture for longer than the broker is patient, and takes the money when it is back', async () => {
  await using network = await startNetwork()
  const { buyer, order } = await held(network)
  network.stripe.faults.next('payment_intents.capture', { status: 500 }, 1000)
  await buyer.pays(order)
  await givesUpOn(network, 1)
  expect(await buyer.sees(order)).toMatchObject({ state: 'confirmed' })
  network.stripe.faults.clear()
  await cron(network)
  expect(await buyer.sees(order)).toMatchObject({ state: 'paid' })
  expect(money(network)).toMatchObject({ captured: 2500 })
})

test('Stripe breaks once while it makes a page, and the buyer who tries again gets one', async () => {
  await using network = await startNetwork()
  const { buyer, order } = await held(network)
  // Three: the SDK asks again twice, in the same words, and is told the same. Stripe remembers a failure for a day.
  network.stripe.faults.next('checkout.sessions.create', { status: 500 }, 1)
  const reply = await buyer.call('POST', '/api/payments/checkouts', { body: { order: order.id } })
  expect([201, 503]).toContain(reply.status)
  await buyer.pays(order)
  await network.settle()
  expect(await buyer.sees(order)).toMatchObject({ state: 'paid' })
})

test('Stripe cannot close the page when a hold ends, and whoever pays on it then is not charged', async () => {
  await using network = await startNetwork()
  const { buyer, event, order } = await held(network)
  const page = await buyer.opensCheckout(order)
  network.stripe.faults.next('checkout.sessions.expire', { status: 500 }, 1000)
  await buyer.succeed('POST', `/api/orders/${order.id}/cancel`)
  await givesUpOn(network, 1)
  await buyer.entersCard(page)
  network.stripe.faults.clear()
  await cron(network)
  await cron(network)
  expect(await buyer.sees(order)).toMatchObject({ state: 'released', because: 'cancelled' })
  expect(intents(network)).toMatchObject([{ status: 'canceled', amount_received: 0 }])
  expect(await buyer.available(event)).toBe(5)
  expect(await deadLetters(network)).toBe(0)
})

test('three sweeps at once do what one would have done', async () => {
  await using network = await startNetwork()
  network.road(({ type, service }) => (type === 'order.held' && service === 'orders' ? 'lose' : 'arrive'))
  const event = await (await network.person()).lists({ quantity: 20 })
  const buyers = await network.crowd(10)
  const holds = await Promise.all(buyers.map((buyer) => buyer.holds(event)))
  await network.settle()
  network.stripe.faults.dropWebhooks(() => true)
  await Promise.all(buyers.slice(0, 5).map((buyer, index) => buyer.pays(holds[index] ?? { id: '' })))
  network.broker.away = true
  await network.advance({ minutes: 1 })
  await network.sweep()
  network.broker.away = false
  await network.advance({ minutes: 1 })
  await Promise.all([network.sweep(), network.sweep(), network.sweep()])
  await network.settle()
  await network.advance({ minutes: 15 })
  await Promise.all([network.sweep(), network.sweep(), network.sweep()])
  await network.settle()
  expect(await books(network.database)).toMatchObject({
    orders: { paid: 5, 'released(expired)': 5 },
    units: { paid: 5, free: 15 },
    wrong: [],
  })
  expect(money(network)).toMatchObject({ captured: 12500, refunded: 0 })
})

test('payments is away for longer than the broker is patient, and everything is made up for when it is back', async () => {
  await using network = await startNetwork()
  const [seller, buyer] = [await network.person(), await network.person()]
  const event = await seller.lists({ quantity: 5 })
  network.road(({ service }) => (service === 'payments' ? 'refuse' : 'arrive'))
  const order = await buyer.holds(event)
  const page = await buyer.opensCheckout(order)
  await buyer.entersCard(page)
  await givesUpOn(network, 2)
  network.road(() => 'arrive')
  await cron(network)
  await cron(network)
  expect(await buyer.sees(order)).toMatchObject({ state: 'paid' })
  expect(money(network)).toMatchObject({ captured: 2500 })
  expect(await deadLetters(network)).toBe(0)
})

test('the broker takes nothing while people buy, and the sweep tells the others later', async () => {
  await using network = await startNetwork()
  const [seller, buyer] = [await network.person(), await network.person()]
  const event = await seller.lists({ quantity: 5 })
  network.broker.away = true
  const order = await buyer.holds(event)
  await buyer.pays(order)
  network.broker.away = false
  await cron(network)
  expect(await buyer.sees(order)).toMatchObject({ state: 'paid' })
})

test('the answer to a hold is lost after it was made, and asking again with the same key finds the one order', async () => {
  await using network = await startNetwork()
  const [seller, buyer] = [await network.person(), await network.person()]
  const event = await seller.lists({ quantity: 5 })
  const key = crypto.randomUUID()
  for (const how of ['status', 'reset'] as const) {
    network.neonFaults.loseReplies(1, how)
    const lost = await buyer.asksToHold(event, 2, { key })
    expect(lost.status).toBe(503)
    expect(JSON.stringify(lost.body)).not.toMatch(/select|orders\.hold|params/)
  }
  const again = await buyer.asksToHold(event, 2, { key })
  expect(again.status).toBe(201)
  // What was asked for is in the log; with what is nobody's business there.
  const failed = network.logs().filter((line) => line.includes('Failed query'))
  expect(failed.length).toBeGreaterThan(0)
  expect(failed.filter((line) => line.includes(key))).toEqual([])
  await cron(network)
  expect(await books(network.database)).toMatchObject({ orders: { held: 1 }, units: { held: 2, free: 3 }, wrong: [] })
})

test('a lapsed hold that somebody is just ending does not hide the next one', async () => {
  await using network = await startNetwork()
  network.road(({ type, service }) => (type === 'order.held' && service === 'orders' ? 'lose' : 'arrive'))
  const event = await (await network.person()).lists({ quantity: 2 })
  const [first, second, third] = await network.crowd(3)
  const oldest = await first?.holds(event)
  await second?.holds(event)
  await network.settle()
  await network.advance({ minutes: 16 })
  const client = new pg.Client({ connectionString: network.database })
  await client.connect()
  await client.query('begin')
  await client.query('select from orders.orders where id = $1 for update', [oldest?.id])
  const reply = await third?.asksToHold(event)
  await client.query('rollback')
  await client.end()
  expect(reply?.status).toBe(201)
  await network.settle()
  expect((await books(network.database)).wrong).toEqual([])
})

test('twenty holds lapse and nobody has tidied up: twenty others who come at once get all of them', async () => {
  await using network = await startNetwork()
  network.road(({ type, service }) => (type === 'order.held' && service === 'orders' ? 'lose' : 'arrive'))
  const event = await (await network.person()).lists({ quantity: 20 })
  const first = await network.crowd(20)
  await Promise.all(first.map((buyer) => buyer.holds(event)))
  await network.advance({ minutes: 16 })
  const second = await network.crowd(20)
  const replies = await Promise.all(second.map((buyer) => buyer.asksToHold(event)))
  expect(replies.filter((reply) => reply.status === 201)).toHaveLength(20)
  await network.settle()
  expect(await books(network.database)).toMatchObject({
    orders: { held: 20, 'released(expired)': 20 },
    wrong: [],
  })
})

test('the same request twice at once for the last hold a buyer may have is one hold and no refusal', async () => {
  await using network = await startNetwork()
  const event = await (await network.person()).lists({ quantity: 100 })
  const buyers = await network.crowd(2)
  for (const buyer of buyers) {
    for (let hold = 0; hold < 4; hold++) await buyer.holds(event)
    const key = crypto.randomUUID()
    // Everybody has begun before anybody can go on: the buyer's own lock is held until six wait for it.
    const client = new pg.Client({ connectionString: network.database })
    await client.connect()
    await client.query('begin')
    const [row] = await admin<{ buyer: string }>(
      network.database,
      'select buyer from orders.orders order by id desc limit 1',
    )
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${row?.buyer}${event.id}`])
    const asking = Promise.all(Array.from({ length: 6 }, () => buyer.asksToHold(event, 1, { key })))
    await until(async () => {
      const [waiting] = await admin<{ count: number }>(
        network.database,
        `select count(*)::int as count from pg_locks where locktype = 'advisory' and not granted
           and database = (select oid from pg_database where datname = current_database())`,
      )
      return (waiting?.count ?? 0) >= 6
    }, 'six who wait')
    await client.query('commit')
    await client.end()
    expect(new Set((await asking).map((reply) => reply.status))).toEqual(new Set([201]))
  }
  await network.settle()
})
