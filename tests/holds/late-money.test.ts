import { expect, test } from 'vitest'
import { books } from '#local/books'
import { newId } from '#shared/ids'
import type { Envelope } from '#shared/messages/envelope'
import { type Known, type OrderSeen, startOrders } from '../setup/orders.ts'

// Money for many holds that are over comes at once, while others hold what they had. tests/holds/controls.test.ts has what happens
// when nobody locks.

const UNITS = 24

test('money for thirty holds that are over, while ten others hold: nobody gets what somebody has', async () => {
  await using store = await startOrders()
  const seller = await store.join('Seller')
  const rows = ['A', 'B', 'C'].map((row) => ({ section: 'Stalls', row, first: 1, last: UNITS / 3 }))
  const event = await store.lists(seller, [{ quantity: UNITS }, { seats: rows }])
  const crowd = async (name: string, length: number) => Promise.all(Array.from({ length }, () => store.join(name)))
  const wants = (n: number) =>
    n % 3 === 2
      ? event.types.map((ticketType) => ({ ticketType, quantity: 1 }))
      : [{ ticketType: event.types[n % 3], quantity: 1 + (n % 2) }]

  // Ten by ten, so that later ones get what earlier ones had.
  const late: { buyer: Known; order: OrderSeen }[] = []
  const buyers = await crowd('Late', 30)
  for (let from = 0; from < buyers.length; from += 10) {
    const these = await Promise.all(
      buyers.slice(from, from + 10).map(async (buyer, n) => {
        const { body: order } = await store.asks(buyer, event, 0, wants(n))
        return { buyer, order }
      }),
    )
    late.push(...these)
    await store.lapse(...these.map(({ order }) => order))
    await store.sweep()
  }

  const authorized = late.map(({ order }): Envelope => {
    const payment = newId('payment')
    return store.envelope(payment, 1, {
      type: 'payment.authorized',
      data: { payment, order: order.id, ...order.total },
    })
  })
  // As the broker does: one that is answered 503 comes again.
  const deliver = async (message: Envelope) => {
    for (let tries = 0; tries < 50; tries++) {
      const { status } = await store.deliver(message)
      if (status !== 503) return status
    }
    return 503
  }
  const rivals = await crowd('Rival', 10)
  const [statuses, answers] = await Promise.all([
    Promise.all(authorized.map(deliver)),
    Promise.all(rivals.map((rival, n) => store.asks(rival, event, 0, wants(n + 1)))),
  ])

  expect(new Set(statuses)).toEqual(new Set([200]))
  expect((await books(store.database.url)).wrong).toEqual([])
  const seen = await Promise.all(late.map(({ buyer, order }) => store.sees(buyer, order)))
  const won = seen.filter(({ state }) => state === 'confirmed')
  expect(seen.filter(({ state }) => state === 'released').length + won.length).toBe(late.length)
  // Each payment was answered: it won, or was refused.
  for (const { order } of late) {
    expect((await store.said(order.id)).at(-1)?.type).toMatch(/^order\.(confirmed|payment-refused)$/)
  }
  // What was there went to somebody: there were far more who wanted it.
  const units = (orders: readonly OrderSeen[]) =>
    orders.flatMap(({ items }) => items).reduce((sum, { quantity }) => sum + quantity, 0)
  const held = answers.filter(({ status }) => status === 201).map(({ body }) => body)
  expect(won.length).toBeGreaterThan(0)
  expect(units(won) + units(held)).toBeLessThanOrEqual(UNITS * 2)
  expect(units(won) + units(held)).toBeGreaterThan(UNITS)
})
