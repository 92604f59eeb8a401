import { expect, test } from 'vitest'
import { books } from '#local/books'
import type { EventShown, Person } from '#local/person'
import { startNetwork } from '../setup/network.ts'

const setQuantity = (seller: Person, event: EventShown, quantity: number) => {
  const [type] = event.ticketTypes
  return seller.succeed<EventShown>('PATCH', `/api/tickets/events/${event.id}`, {
    headers: { 'if-match': `"v${event.version}"` },
    body: { ticketTypes: [{ ...type, quantity, maxPerOrder: 10 }] },
  })
}

test('a seller who lowers the quantity keeps no promise twice: what is held stays held, and what comes back is not sold again', async () => {
  await using network = await startNetwork()
  const [seller, buyer, other] = [await network.person(), await network.person(), await network.person()]
  const event = await seller.lists({ quantity: 5 })
  const order = await buyer.holds(event, 4)

  const lowered = await setQuantity(seller, event, 2)
  await network.settle()
  expect(await buyer.sees(order)).toMatchObject({ state: 'held' })
  expect(await other.available(event)).toBe(0)
  expect((await other.asksToHold(event)).status).toBe(409)

  await network.advance({ minutes: 15 })
  expect(await other.available(event)).toBe(2)
  expect((await other.asksToHold(event, 3)).status).toBe(409)
  expect((await other.asksToHold(event, 2)).status).toBe(201)
  expect((await buyer.asksToHold(event, 1)).status).toBe(409)
  await network.settle()

  await setQuantity(seller, lowered, 6)
  await network.settle()
  expect(await other.available(event)).toBe(4)
  expect(await buyer.holds(event, 4)).toMatchObject({ state: 'held' })
  expect(await books(network.database)).toMatchObject({ units: { held: 6 }, wrong: [] })
})

test('lowering and holding at once never leaves more sold than there are', async () => {
  await using network = await startNetwork()
  const seller = await network.person()
  const event = await seller.lists({ quantity: 60 })
  const buyers = await network.crowd(60)
  const [, ...replies] = await Promise.all([
    setQuantity(seller, event, 20),
    ...buyers.map((buyer) => buyer.asksToHold(event)),
  ])
  await network.settle()
  const held = replies.filter((reply) => 'status' in reply && reply.status === 201).length
  // Whoever was quicker than the seller keeps what they have; nobody gets more after that.
  expect(
    (await network.crowd(5).then((late) => Promise.all(late.map((one) => one.asksToHold(event))))).filter(
      ({ status }) => status === 201,
    ).length,
  ).toBe(Math.min(5, Math.max(0, 20 - held)))
  expect((await books(network.database)).wrong).toEqual([])
  await network.settle()
})
