import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Network } from '#local/network'
import type { EventShown, Person } from '#local/person'
import { admin } from '#local/postgres'
import { minute } from '../messages/cron.ts'
import { startNetwork } from '../setup/network.ts'

let network: Network
beforeAll(async () => {
  network = await startNetwork()
})
afterAll(() => network[Symbol.asyncDispose]())

/** What was written to somebody, but for what everybody is written who signs up. */
const written = (person: Person) =>
  network.mail.sentTo(person.email).filter(({ subject }) => subject !== 'Confirm your e-mail address')
const subjects = (person: Person) => written(person).map(({ subject }) => subject)
const callsOff = (seller: Person, event: EventShown) =>
  seller.succeed<EventShown>('POST', `/api/tickets/events/${event.id}/cancel`, {
    body: { reason: 'The singer is ill' },
    headers: { 'if-match': `"v${event.version}"` },
  })
/** What was said to notifications and nobody has confirmed. */
const unheard = () =>
  admin(
    network.database,
    `select type from orders.outbox where published_at is not null and heard_at is null
    union all select type from auth.outbox where published_at is not null and heard_at is null`,
  )

test('from the payment to the event’s being called off: one mail for each, whatever comes twice, late or not at all', async () => {
  // Everything comes twice; what is said to notifications is lost the first time, and the broker believes it has delivered it.
  const lost = new Set<string>()
  network.road(({ service, body }) => {
    if (service !== 'notifications' || lost.has(body)) return 'double'
    lost.add(body)
    return 'lose'
  })
  const [seller, buyer] = [await network.person(), await network.person()]
  const event = await seller.lists({ title: 'Tosca & friends', quantity: 5 })
  const order = await buyer.holds(event, 2)
  await buyer.pays(order)
  await network.settle()
  expect(await buyer.sees(order)).toMatchObject({ state: 'paid' })
  expect(subjects(buyer)).toEqual([])
  // Found to be unheard by the sweep, and told again, in whatever order: what was bought, and where the buyer's mail goes.
  await minute(network)
  const [tickets] = written(buyer)
  expect(tickets?.subject).toBe('Your tickets: Tosca & friends')
  expect(tickets?.text).toContain(`${network.url}/orders/${order.id}`)
  expect(tickets?.text).toContain('Old Brewery, Vienna')
  expect(tickets?.text).toMatch(/Total: €50\.00/)
  expect(tickets?.html).toContain('Tosca &amp; friends')

  network.road(() => 'double')
  const half = { items: [{ ticketType: event.ticketTypes[0]?.id, quantity: 1 }], reason: 'One less' }
  await seller.succeed('POST', `/api/orders/sales/${order.id}/refunds`, { body: half })
  await network.settle()
  const [, refund] = written(buyer)
  expect(refund).toMatchObject({ subject: 'Money back: Tosca & friends', text: expect.stringContaining('> One less') })
  expect(refund?.text).toContain('€25.00')

  await callsOff(seller, event)
  await network.settle()
  await minute(network)
  await minute(network)
  expect(subjects(buyer).slice(2).toSorted()).toEqual(['Called off: Tosca & friends', 'Money back: Tosca & friends'])
  expect(written(buyer)[2]?.text).toContain('> The singer is ill')
  expect(await unheard()).toEqual([])
})

test('money that comes too late for what is gone: the buyer is told that they keep it', async () => {
  network.road(() => 'arrive')
  const [seller, buyer, rival] = [await network.person(), await network.person(), await network.person()]
  const event = await seller.lists({ title: 'Late show', quantity: 1 })
  const order = await buyer.holds(event)
  const page = await buyer.opensCheckout(order)
  const release = network.stripe.faults.holdWebhooks(() => true)
  network.road(({ type, service }) => (type === 'order.held' && service === 'orders' ? 'lose' : 'arrive'))
  await buyer.entersCard(page)
  await network.advance({ minutes: 15 })
  await rival.holds(event)
  release()
  await network.settle()
  await network.sweep()
  await network.settle()
  const [mail] = written(buyer)
  expect(mail?.subject).toBe('You were not charged: Late show')
  expect(mail?.text).toContain('after your hold had ended')
  expect(subjects(buyer)).toHaveLength(1)
})
