import { expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { startNetwork } from '../setup/network.ts'

test('a ticket nobody pays for goes back on sale, and everybody is told', async () => {
  await using network = await startNetwork()
  const [seller, buyer, other] = [await network.person(), await network.person(), await network.person()]
  const event = await seller.lists({ quantity: 1 })
  const order = await buyer.holds(event)
  expect((await other.asksToHold(event)).status).toBe(409)

  await network.advance({ minutes: 15 })
  await network.settle()

  expect(await buyer.sees(order)).toMatchObject({ state: 'released', because: 'expired' })
  expect(await other.available(event)).toBe(1)
  // Told, not only shown: the reminder ended it and the others heard.
  const [told] = await admin<{ count: string }>(
    network.database,
    `select count(*) from orders.outbox where aggregate = $1 and type = 'order.released' and published_at is not null`,
    [order.id],
  )
  expect(told?.count).toBe('1')
  expect((await other.asksToHold(event)).status).toBe(201)
})

test('when the reminder is lost, the ticket can be held again the moment the hold lapses', async () => {
  await using network = await startNetwork()
  network.road(({ type, service }) => (type === 'order.held' && service === 'orders' ? 'lose' : 'arrive'))
  const [seller, buyer, other] = [await network.person(), await network.person(), await network.person()]
  const event = await seller.lists({ quantity: 1 })
  const lost = await buyer.holds(event)

  await network.advance({ minutes: 15 })
  // Nobody has tidied up, and still: it is over for the one and on sale for the other.
  expect(await buyer.sees(lost)).toMatchObject({ state: 'released', because: 'expired' })
  expect(await other.available(event)).toBe(1)
  const won = await other.holds(event)
  await network.settle()

  expect(await buyer.sees(lost)).toMatchObject({ state: 'released', because: 'expired' })
  expect(await other.sees(won)).toMatchObject({ state: 'held' })
})

test('when the reminder is lost and nobody wants the ticket, the sweep ends the hold', async () => {
  await using network = await startNetwork()
  network.road(({ type, service }) => (type === 'order.held' && service === 'orders' ? 'lose' : 'arrive'))
  const [seller, buyer] = [await network.person(), await network.person()]
  const order = await buyer.holds(await seller.lists())
  await network.advance({ minutes: 16 })
  await network.sweep()
  await network.settle()
  const [row] = await admin<{ state: string; because: string }>(
    network.database,
    'select state, because from orders.orders where id = $1',
    [order.id],
  )
  expect(row).toEqual({ state: 'released', because: 'expired' })
})

test('an extended hold outlives its first reminder', async () => {
  await using network = await startNetwork()
  const [seller, buyer] = [await network.person(), await network.person()]
  const order = await buyer.holds(await seller.lists())
  await network.advance({ minutes: 14 })
  const extended = await buyer.succeed<{ expiresAt: string; extensionsLeft: number }>(
    'POST',
    `/api/orders/${order.id}/extend`,
  )
  expect(Date.parse(extended.expiresAt) - Date.parse(order.expiresAt)).toBeCloseTo(120_000, -1)
  expect(extended.extensionsLeft).toBe(9)

  await network.advance({ minutes: 2 })
  await network.settle()
  expect(await buyer.sees(order)).toMatchObject({ state: 'held' })
  await network.advance({ minutes: 1 })
  await network.settle()
  expect(await buyer.sees(order)).toMatchObject({ state: 'released', because: 'expired' })
})

test('a buyer who lets go lets go at once', async () => {
  await using network = await startNetwork()
  const [seller, buyer] = [await network.person(), await network.person()]
  const event = await seller.lists({ quantity: 3 })
  const order = await buyer.holds(event, 2)
  await buyer.succeed('POST', `/api/orders/${order.id}/cancel`)
  expect(await buyer.available(event)).toBe(3)
  expect(await buyer.sees(order)).toMatchObject({ state: 'released', because: 'cancelled' })
  await network.settle()
})

test('what costs nothing is claimed without paying', async () => {
  await using network = await startNetwork()
  const [seller, buyer] = [await network.person(), await network.person()]
  const event = await seller.lists({ price: 0, quantity: 5 })
  const order = await buyer.holds(event, 2)
  await buyer.succeed('POST', `/api/orders/${order.id}/claim`)
  await network.settle()
  expect(await buyer.sees(order)).toMatchObject({ state: 'paid' })
  expect(await buyer.available(event)).toBe(3)
})
