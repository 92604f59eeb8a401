import { expect, test } from 'vitest'
import { books } from '#local/books'
import type { Network, Road } from '#local/network'
import { admin } from '#local/postgres'
import { speakers } from '#shared/messages/services'
import { startNetwork } from '../setup/network.ts'
import { alertsIn, minute, minutesUntil, unheard, unknown } from './cron.ts'

// The broker says that it delivered, and nobody heard. The real courier is told 200 for what never arrives.

/** Loses every message of these types on its way to this service. */
const losing =
  (listener: string, types: RegExp): Road =>
  ({ service, type }) =>
    service === listener && types.test(type) ? 'lose' : 'arrive'

const isKnown = (network: Network) => async () => (await unknown(network)).length === 0

const captured = (network: Network) => network.stripe.books().balance.eur?.captured ?? 0

test('tickets → orders: an event nobody heard of goes on sale all the same, with its last change', async () => {
  await using network = await startNetwork()
  const [seller, buyer] = [await network.person(), await network.person()]
  network.road(losing('orders', /^event\./))
  const event = await seller.lists({ quantity: 3 })
  const [type] = event.ticketTypes
  await seller.succeed('PATCH', `/api/tickets/events/${event.id}`, {
    headers: { 'if-match': `"v${event.version}"` },
    body: { ticketTypes: [{ ...type, quantity: 7, maxPerOrder: 5 }] },
  })
  await network.settle()
  expect(await unknown(network)).toEqual(['event.changed', 'event.published'])
  expect(await buyer.available(event)).toBe(0)

  network.road(() => 'arrive')
  expect(await minutesUntil(network, isKnown(network))).toBeLessThanOrEqual(5)
  expect(await buyer.available(event)).toBe(7)
  expect(alertsIn(network.logs())).toContain('messages-resent')
})

/** One buyer pays, one lets go, one takes more time and does nothing. */
const threeBuyers = async (network: Network) => {
  const event = await (await network.person()).lists({ quantity: 6 })
  const [pays, cancels, waits] = await network.crowd(3)
  if (!pays || !cancels || !waits) throw new Error('nobody came')
  return {
    event,
    buyers: { pays, cancels, waits },
    act: async () => {
      const orders = {
        paid: await pays.holds(event, 2),
        cancelled: await cancels.holds(event),
        held: await waits.holds(event),
      }
      await pays.pays(orders.paid)
      await cancels.succeed('POST', `/api/orders/${orders.cancelled.id}/cancel`)
      await waits.succeed('POST', `/api/orders/${orders.held.id}/extend`)
      await network.settle()
      return orders
    },
  }
}

test.each([
  [
    'orders → payments',
    'payments',
    ['order.confirmed', 'order.extended', 'order.held', 'order.held', 'order.held', 'order.released'],
  ],
  ['payments → orders', 'orders', ['payment.authorized']],
])('%s: whatever was said while all of it was lost is heard within five minutes', async (_pair, listener, lost) => {
  await using network = await startNetwork()
  const { act, buyers, event } = await threeBuyers(network)
  network.road(losing(listener, listener === 'payments' ? /./ : /^payment\./))
  const orders = await act()
  expect(await unknown(network)).toEqual(lost)
  expect(captured(network)).toBe(0)

  network.road(() => 'arrive')
  expect(await minutesUntil(network, isKnown(network))).toBeLessThanOrEqual(5)
  expect(await buyers.pays.sees(orders.paid)).toMatchObject({ state: 'paid' })
  expect(captured(network)).toBe(5000)
  expect(await buyers.waits.available(event)).toBe(3)
  expect(await books(network.database)).toMatchObject({
    orders: { paid: 1, held: 1, 'released(cancelled)': 1 },
    payments: { captured: 1, awaited: 1, closed: 1 },
    wrong: [],
  })
})

test.each([
  ['order.paid', 'payments'],
  ['order.released', 'payments'],
  ['payment.captured', 'orders'],
])('the last word about something is %s, and it was lost on its way to %s', async (type, listener) => {
  await using network = await startNetwork()
  const { act } = await threeBuyers(network)
  network.road(losing(listener, new RegExp(`^${type}$`)))
  await act()
  expect(await unknown(network)).toEqual([type])
  network.road(() => 'arrive')
  expect(await minutesUntil(network, isKnown(network))).toBeLessThanOrEqual(5)
  expect((await books(network.database)).wrong).toEqual([])
})

test('auth → notifications: what is told of accounts is heard within five minutes, too', async () => {
  await using network = await startNetwork()
  network.road(losing('notifications', /^account\./))
  const { email, password } = await network.person()
  await network.settle()
  const lost = await unheard(network)
  expect(lost).toContain('account.registered')
  expect(network.mail.sentTo(email)).toEqual([])
  network.road(() => 'arrive')
  const isHeard = async () => (await unheard(network)).length === 0
  expect(await minutesUntil(network, isHeard)).toBeLessThanOrEqual(5)
  expect(alertsIn(network.logs())).toContain('messages-resent')
  // Now that they have heard where it goes, a mail arrives.
  const stranger = await network.person()
  await stranger.call('POST', '/api/auth/sign-in', { body: { email, password } })
  expect((await network.mailbox(email)).length).toBeGreaterThan(0)
})

test('every message is lost the first time it comes, and a purchase still ends', async () => {
  await using network = await startNetwork()
  const { act, buyers } = await threeBuyers(network)
  const seen = new Set<string>()
  network.road(({ body, service }) => {
    const way = `${service} ${body}`
    if (seen.has(way)) return 'arrive'
    seen.add(way)
    return 'lose'
  })
  const orders = await act()
  // Held, authorised, confirmed, captured, paid: each of the five is lost once, and each is found within two minutes.
  const isPaid = async () => (await buyers.pays.sees(orders.paid)).state === 'paid' && (await isKnown(network)())
  expect(await minutesUntil(network, isPaid, 10)).toBeLessThanOrEqual(10)
  expect(captured(network)).toBe(5000)
  expect((await books(network.database)).wrong).toEqual([])
})

test('what has been heard is asked about once, and never sent again', async () => {
  await using network = await startNetwork()
  const { act } = await threeBuyers(network)
  let carried = 0
  network.road(() => {
    carried++
    return 'arrive'
  })
  await act()
  const before = carried
  await minute(network)
  expect(await unheard(network)).toEqual([])
  for (let times = 0; times < 3; times++) await minute(network)
  expect(carried).toBe(before)
  expect(alertsIn(network.logs())).toEqual([])
})

test('several sweeps at once send what was lost once', async () => {
  await using network = await startNetwork()
  const { act } = await threeBuyers(network)
  network.road(losing('payments', /^order\.paid$/))
  await act()
  await network.advance({ minutes: 1 })
  await Promise.all([network.sweep(), network.sweep(), network.sweep(), network.sweep()])
  await network.settle()
  const resent = await admin<{ resent: number }>(
    network.database,
    `select resent from orders.outbox where type = 'order.paid'`,
  )
  expect(resent).toEqual([{ resent: 1 }])
})

test('a listener that never hears is sent less and less, and somebody is told', async () => {
  await using network = await startNetwork()
  const { act } = await threeBuyers(network)
  network.road(losing('payments', /^order\.paid$/))
  await act()
  for (let minutes = 0; minutes < 12; minutes++) await minute(network)
  const [row] = await admin<{ resent: number }>(
    network.database,
    `select resent from orders.outbox where type = 'order.paid'`,
  )
  // In the first, second, fourth and eighth minute.
  expect(row?.resent).toBe(4)
  expect(alertsIn(network.logs())).toContain('messages-not-heard')
  // However long it takes: once it can hear, it does.
  network.road(() => 'arrive')
  expect(await minutesUntil(network, isKnown(network), 10)).toBeLessThanOrEqual(10)
})

test('a listener whose database was restored hears again what it no longer knows, once the speakers are told to ask', async () => {
  await using network = await startNetwork()
  const { event, buyers } = await threeBuyers(network)
  await buyers.waits.holds(event)
  await network.settle()
  await minute(network)
  await admin(network.database, 'delete from payments.payments; delete from payments.inbox; delete from payments.heard')
  await minute(network)
  expect(await unknown(network)).toEqual(['order.held'])
  // As docs/operations.md has it.
  await admin(
    network.database,
    `update orders.outbox set heard_at = null, ask_at = now() where published_at > now() - interval '1 hour'`,
  )
  expect(await minutesUntil(network, isKnown(network))).toBeLessThanOrEqual(5)
  expect((await books(network.database)).payments).toEqual({ awaited: 1 })
})

test('control: where the broker’s word is believed, what it lost stays lost', async () => {
  await using network = await startNetwork()
  const { act, buyers } = await threeBuyers(network)
  network.road(losing('payments', /^order\.(confirmed|released)$/))
  const orders = await act()
  network.road(() => 'arrive')
  for (const speaker of speakers) {
    await admin(network.database, `update ${speaker}.outbox set heard_at = published_at`)
  }
  expect(await minutesUntil(network, isKnown(network))).toBeUndefined()
  expect(await buyers.pays.sees(orders.paid)).not.toMatchObject({ state: 'paid' })
})

test('only the installation itself may ask what was heard', async () => {
  await using network = await startNetwork()
  const stranger = await network.person()
  const ask = (headers: Record<string, string>, body: unknown) =>
    stranger.call('POST', '/api/orders/messages/heard', { headers, body })
  const question = { aggregates: ['ord_0198c0ffee007000a000000000000001'] }
  expect((await ask({}, question)).status).toBe(401)
  expect((await ask({ authorization: 'Bearer guessed' }, question)).status).toBe(401)
  const headers = { authorization: `Bearer ${network.secrets.internal}` }
  expect(await ask(headers, question)).toMatchObject({ status: 200, body: { heard: {} } })
  expect(await ask(headers, { aggregates: [] })).toMatchObject({
    status: 400,
    body: { errors: [{ pointer: '#/aggregates' }] },
  })
})
