import { expect, test } from 'vitest'
import { books } from '#local/books'
import { admin } from '#local/postgres'
import { startNetwork } from '../setup/network.ts'

const start = startNetwork

test('two hundred buyers at once for the last ten tickets: exactly ten are sold', async () => {
  await using network = await start()
  const seller = await network.person()
  const event = await seller.lists({ quantity: 10 })
  const buyers = await network.crowd(200)

  const replies = await Promise.all(buyers.map((buyer) => buyer.asksToHold(event)))

  const count = (status: number) => replies.filter((reply) => reply.status === status).length
  expect({ held: count(201), soldOut: count(409) }).toEqual({ held: 10, soldOut: 190 })
  await network.settle()
  expect(await books(network.database)).toMatchObject({ units: { held: 10 }, orders: { held: 10 }, wrong: [] })
})

test('mixed quantities: what is held is all there is, and never more', async () => {
  await using network = await start()
  const event = await (await network.person()).lists({ quantity: 50 })
  const buyers = await network.crowd(100)
  const replies = await Promise.all(buyers.map((buyer, index) => buyer.asksToHold(event, 1 + (index % 3))))
  const held = replies.filter((reply) => reply.status === 201)
  const units = held.flatMap((reply) => reply.body.items).reduce((sum, item) => sum + item.quantity, 0)
  expect(units).toBe(50)
  expect(replies.every((reply) => [201, 409].includes(reply.status))).toBe(true)
  await network.settle()
  expect((await books(network.database)).wrong).toEqual([])
})

test('control: without the guard the same crowd is oversold', async () => {
  await using network = await start()
  const event = await (await network.person()).lists({ quantity: 10 })
  // The course project's way, on this very database: look, and then take what was seen. A pause stands for the network.
  await admin(
    network.database,
    `create or replace function orders.pick(p_type text, p_wanted integer) returns bigint[] language plpgsql as $$
     declare seen bigint[];
     begin
       seen := array(select id from orders.units where ticket_type = p_type and order_id is null order by id limit p_wanted);
       perform pg_sleep(0.05);
       return seen;
     end $$;
     -- A hold alone picks by itself, unless there are more units than are on sale.
     update orders.ticket_types set stocked = stocked + 1`,
  )
  const replies = await Promise.all((await network.crowd(60)).map((buyer) => buyer.asksToHold(event)))
  expect(replies.filter((reply) => reply.status === 201).length).toBeGreaterThan(10)
  await network.settle()
  expect((await books(network.database)).wrong).not.toEqual([])
})

test('one buyer asking many times at once gets no more holds than one buyer may have', async () => {
  await using network = await start()
  const event = await (await network.person()).lists({ quantity: 100 })
  const [buyer] = await network.crowd(1)
  const replies = await Promise.all(Array.from({ length: 30 }, () => buyer?.asksToHold(event)))
  expect(replies.filter((reply) => reply?.status === 201)).toHaveLength(5)
  expect(replies.filter((reply) => reply?.status === 409)).toHaveLength(25)
  await network.settle()
})

// Without the lock: tests/holds/controls.test.ts.
test('buyers in many tabs at once: nobody gets more than a person may have, and what is paid counts', async () => {
  await using network = await start()
  const event = await (await network.person()).lists({ quantity: 200, maxPerPerson: 7 })
  const buyers = await network.crowd(2)
  const quantities = Array.from({ length: 12 }, (_, index) => 2 + (index % 2))
  const everywhere = () =>
    Promise.all(buyers.map((buyer) => Promise.all(quantities.map((quantity) => buyer.asksToHold(event, quantity)))))
  const first = await everywhere()
  for (const replies of first) {
    const held = replies.filter(({ status }) => status === 201).flatMap(({ body }) => body.items)
    const refused = replies.filter(({ status }) => status !== 201)
    // Twos and threes come to six or seven, and with either there is no room for another two.
    expect([6, 7]).toContain(held.reduce((sum, { quantity }) => sum + quantity, 0))
    expect(refused.map(({ body }) => body.type)).toEqual(refused.map(() => '/problems/limit-per-person'))
  }
  const orders = first.map((replies) => replies.filter(({ status }) => status === 201).map(({ body }) => body))
  await Promise.all(buyers.flatMap((buyer, n) => orders[n]?.map((order) => buyer.pays(order)) ?? []))
  await network.settle()
  expect((await everywhere()).flat().filter(({ status }) => status === 201)).toEqual([])
  expect(await books(network.database)).toMatchObject({ orders: { paid: orders.flat().length }, wrong: [] })
})

test('the same request sent twenty times at once is one order', async () => {
  await using network = await start()
  const event = await (await network.person()).lists({ quantity: 100 })
  const [buyer] = await network.crowd(1)
  const key = crypto.randomUUID()
  const replies = await Promise.all(Array.from({ length: 20 }, () => buyer?.asksToHold(event, 2, { key })))
  expect(new Set(replies.map((reply) => reply?.status))).toEqual(new Set([201]))
  expect(new Set(replies.map((reply) => reply?.body.id)).size).toBe(1)
  expect((await buyer?.asksToHold(event, 3, { key }))?.status).toBe(422)
  await network.settle()
  expect(await books(network.database)).toMatchObject({ units: { free: 98, held: 2 }, orders: { held: 1 } })
})

test('paying at the very end: paid and captured, or released and never charged, and never both', async () => {
  await using network = await start()
  const seller = await network.person()
  const event = await seller.lists({ quantity: 24 })
  const buyers = await network.crowd(24)
  const holds = await Promise.all(buyers.map((buyer) => buyer.holds(event)))
  await network.settle()
  const pages = await Promise.all(buyers.map((buyer, index) => buyer.opensCheckout(holds[index] ?? { id: '' })))

  // The clock jumps over the end while everybody pays; others reach for the same tickets; reminders and sweeps run.
  const rivals = await network.crowd(12)
  await Promise.all([
    ...buyers.map((buyer, index) => buyer.entersCard(pages[index] ?? '')),
    network.advance({ minutes: 15 }),
    network.sweep(),
    ...rivals.map((rival) => rival.asksToHold(event)),
  ])
  await network.settle()
  await network.sweep()
  await network.settle()

  const seen = await Promise.all(buyers.map((buyer, index) => buyer.sees(holds[index] ?? { id: '' })))
  const paid = seen.filter((order) => order.state === 'paid')
  const released = seen.filter((order) => order.state === 'released')
  expect(paid.length + released.length).toBe(24)

  const { paymentIntents } = network.stripe.books()
  const byOrder = new Map(paymentIntents.map((intent) => [intent.metadata.order, intent]))
  for (const order of paid) expect(byOrder.get(order.id)?.status).toBe('succeeded')
  for (const order of released) expect(byOrder.get(order.id)?.amount_received ?? 0).toBe(0)
  expect(paymentIntents.filter((intent) => intent.status === 'requires_capture')).toEqual([])
  expect((await books(network.database)).wrong).toEqual([])
})

test('somebody who pays after the tickets went to another is told, and not charged', async () => {
  await using network = await start()
  const [seller, slow, quick] = [await network.person(), await network.person(), await network.person()]
  const event = await seller.lists({ quantity: 1 })
  const late = await slow.holds(event)
  const page = await slow.opensCheckout(late)
  // Only Stripe's word is held up, and the reminder is lost: the bank has said yes, and nobody here knows yet.
  const release = network.stripe.faults.holdWebhooks(() => true)
  network.road(({ type, service }) => (type === 'order.held' && service === 'orders' ? 'lose' : 'arrive'))
  await slow.entersCard(page)
  await network.advance({ minutes: 15 })
  const won = await quick.holds(event)
  release()
  await network.settle()

  expect(await slow.sees(late)).toMatchObject({ state: 'released', because: 'expired' })
  expect(await quick.sees(won)).toMatchObject({ state: 'held' })
  const [intent] = network.stripe.books().paymentIntents
  expect(intent).toMatchObject({ status: 'canceled', amount_received: 0 })
  await quick.pays(won)
  await network.settle()
  expect(await quick.sees(won)).toMatchObject({ state: 'paid' })
  expect((await books(network.database)).wrong).toEqual([])
})

test('somebody who authorised in time wins although the word of it came late, if nobody took the tickets', async () => {
  await using network = await start()
  const [seller, buyer] = [await network.person(), await network.person()]
  const order = await buyer.holds(await seller.lists({ quantity: 1 }))
  const page = await buyer.opensCheckout(order)
  const release = network.stripe.faults.holdWebhooks(() => true)
  network.road(({ type, service }) => (type === 'order.held' && service === 'orders' ? 'lose' : 'arrive'))
  await buyer.entersCard(page)
  await network.advance({ minutes: 15 })
  release()
  await network.settle()
  expect(await buyer.sees(order)).toMatchObject({ state: 'paid' })
  expect((await books(network.database)).wrong).toEqual([])
})

test('two tabs and a double click lead to one page and one charge', async () => {
  await using network = await start()
  const [seller, buyer] = [await network.person(), await network.person()]
  const order = await buyer.holds(await seller.lists(), 2)
  const pages = await Promise.all([1, 2, 3, 4].map(() => buyer.opensCheckout(order)))
  expect(new Set(pages).size).toBe(1)
  await Promise.all(pages.map((page) => buyer.entersCard(page)))
  await network.settle()
  expect(await buyer.sees(order)).toMatchObject({ state: 'paid' })
  expect(network.stripe.books().balance).toMatchObject({ eur: { captured: 5000 } })
})
