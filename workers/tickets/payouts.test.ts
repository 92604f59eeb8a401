import { afterAll, expect, test } from 'vitest'
import { type Id, newId } from '#shared/ids'
import { concert, newKey, startTickets } from '../../tests/setup/tickets.ts'
import type { EventView } from './routes/view.ts'

// Who can be paid sells for money; who cannot, for nothing.

const tickets = await startTickets({ STRIPE_CONNECT: 'on' })
afterAll(() => tickets[Symbol.asyncDispose]())

const EVENTS = '/api/tickets/events'
type Who = { id: Id<'account'>; headers: Record<string, string> }

const say = (who: Who, version: number, enabled: boolean, why: string | null = null) => ({
  ...{ id: newId('message'), type: 'seller.payouts-changed', aggregate: who.id, version, traceparent: null },
  ...{ occurredAt: new Date().toISOString(), data: { seller: who.id, enabled, why } },
})

const heard = async (message: unknown) => {
  const response = await tickets.deliver(message)
  return [response.status, ((await response.json()) as { heard?: string }).heard]
}

const enabled = async (name: string) => {
  const who = await tickets.people.join(name)
  expect(await heard(say(who, 1, true))).toEqual([200, 'now'])
  return who
}

const [stalls, gallery] = concert.ticketTypes
const free = { ...stalls, name: 'Standing', price: { amount: 0, currency: 'CHF' } }
const priced = (amount: number, currency = 'CHF') => ({ ...stalls, name: `For ${amount}`, price: { amount, currency } })

const draft = async (who: Who, ticketTypes: unknown[] = [stalls, gallery, free], currency = 'CHF') => {
  const body = { ...concert, ticketTypes, currency }
  const headers = { ...who.headers, 'idempotency-key': newKey() }
  const response = await tickets.send('POST', EVENTS, body, headers)
  expect(response.status).toBe(201)
  return (await response.json()) as EventView
}
const publish = ({ id, version }: EventView, who: Who) =>
  tickets.send('POST', `${EVENTS}/${id}/publish`, undefined, { ...who.headers, 'if-match': `"v${version}"` })
const edit = ({ id, version }: EventView, who: Who, changes: unknown) =>
  tickets.send('PATCH', `${EVENTS}/${id}`, changes, { ...who.headers, 'if-match': `"v${version}"` })
const onSale = async (who: Who, ticketTypes?: unknown[]) => {
  const response = await publish(await draft(who, ticketTypes), who)
  expect(response.status).toBe(200)
  return (await response.json()) as EventView
}
const refused = async (response: Response) => {
  const { type, detail, ticketTypes } = (await response.json()) as {
    type: string
    detail: string
    ticketTypes: { name: string; least?: { amount: number } }[]
  }
  return { problem: [response.status, type.replace('/problems/', '')], detail, types: ticketTypes }
}

test('nothing that costs something is published before its seller can be paid; what costs nothing is', async () => {
  const ada = await tickets.people.join('Ada')
  const event = await draft(ada)
  const refusal = await refused(await publish(event, ada))
  expect(refusal.problem).toEqual([409, 'payouts-needed'])
  expect(refusal.detail).toBe(
    'You have not set up yet where your money goes. What costs nothing can be published without; these cost something: Stalls, Gallery',
  )
  expect(refusal.types.map(({ name }) => name)).toEqual(['Stalls', 'Gallery'])
  expect((await onSale(ada, [free])).status).toBe('published')

  expect(await heard(say(ada, 1, true))).toEqual([200, 'now'])
  expect((await publish(event, ada)).status).toBe(200)
})

test('who cannot be paid any more is told why, and what is on sale stays so', async () => {
  const bea = await enabled('Bea')
  const event = await onSale(bea)
  expect(await heard(say(bea, 2, false, 'Stripe asks for: bank account'))).toEqual([200, 'now'])
  const other = await draft(bea)
  const refusal = await refused(await publish(other, bea))
  expect(refusal.problem).toEqual([409, 'payouts-needed'])
  expect(refusal.detail).toContain('Stripe asks for: bank account')

  // Buyers still have to learn that the doors open later, and less may be sold.
  const types = event.ticketTypes.map((type) => ({ ...type, quantity: type.quantity - 1 }))
  const later = await edit(event, bea, { venue: 'New Hall', ticketTypes: types })
  expect(later.status).toBe(200)
  const changed = (await later.json()) as EventView
  const [first, ...rest] = changed.ticketTypes
  for (const more of [
    { ...first, quantity: 121 },
    { ...first, price: { amount: 4600, currency: 'CHF' } },
  ]) {
    const { problem, types } = await refused(await edit(changed, bea, { ticketTypes: [more, ...rest] }))
    expect([problem, types.map(({ name }) => name)]).toEqual([[409, 'payouts-needed'], ['Stalls']])
  }
  const added = await refused(await edit(changed, bea, { ticketTypes: [...changed.ticketTypes, priced(900)] }))
  expect([added.problem, added.types.map(({ name }) => name)]).toEqual([[409, 'payouts-needed'], ['For 900']])
  const given = { ...free, name: 'Given away' }
  expect((await edit(changed, bea, { ticketTypes: [...changed.ticketTypes, given] })).status).toBe(200)
  // A draft may say what it likes: nobody buys it yet.
  expect((await edit(other, bea, { ticketTypes: [priced(900)] })).status).toBe(200)
})

test.each([
  ['CHF', 50],
  ['EUR', 50],
  ['SEK', 300],
  ['GBP', 30],
])('in %s nothing costs less than %i, unless it costs nothing', async (currency, least) => {
  const cora = await enabled('Cora')
  const types = [priced(least - 1, currency), priced(least, currency), priced(0, currency)]
  const refusal = await refused(await publish(await draft(cora, types, currency), cora))
  expect(refusal.problem).toEqual([409, 'price-too-low'])
  expect(refusal.types).toEqual([
    { id: expect.stringMatching(/^typ_/), name: `For ${least - 1}`, least: { amount: least, currency } },
  ])
  expect(refusal.detail).toBe(
    `For ${least - 1} must cost nothing, or ${(least / 100).toFixed(2)} ${currency} at the least`,
  )
  expect((await publish(await draft(cora, types.slice(1), currency), cora)).status).toBe(200)
})

test('a published price may not fall below it either', async () => {
  const dan = await enabled('Dan')
  const event = await onSale(dan, [priced(900)])
  const [type] = event.ticketTypes
  const cheaper = { ...type, price: { amount: 10, currency: 'CHF' } }
  expect((await refused(await edit(event, dan, { ticketTypes: [cheaper] }))).problem).toEqual([409, 'price-too-low'])
})

test('a message is heard once, in its order, and only from the broker', async () => {
  const eve = await tickets.people.join('Eve')
  const [first, second] = [say(eve, 1, true), say(eve, 2, false, 'so')]
  expect((await tickets.deliver(second)).status).toBe(503)
  expect(await heard(first)).toEqual([200, 'now'])
  expect(await heard(first)).toEqual([200, 'duplicate'])
  expect(await heard(second)).toEqual([200, 'now'])
  expect(await heard({ ...first, id: newId('message') })).toEqual([200, 'stale'])
  expect(await tickets.deps.sellers.payoutsOf(eve.id)).toEqual({ enabled: false, why: 'so' })
  expect((await tickets.deliver(say(eve, 3, true), 'of.a.stranger')).status).toBe(401)
  expect((await tickets.deliver({ ...say(eve, 3, true), type: 'order.held' })).status).toBe(489)
  expect((await tickets.deliver({ ...say(eve, 3, true), data: { seller: 'me' } })).status).toBe(489)
  expect(await tickets.deps.sellers.payoutsOf(eve.id)).toEqual({ enabled: false, why: 'so' })

  const question = { aggregates: [eve.id, 'acc_of_nobody'] }
  const authorization = `Bearer ${tickets.config.internalToken}`
  const answer = await tickets.send('POST', '/api/tickets/messages/heard', question, { authorization })
  expect(await answer.json()).toEqual({ heard: { [eve.id]: 2 } })
  expect((await tickets.send('POST', '/api/tickets/messages/heard', question, eve.headers)).status).toBe(401)
})

test('where the store takes the money itself everybody sells, and so little is still no price', async () => {
  await using own = await startTickets({ STRIPE_CONNECT: 'off' })
  const flo = await own.people.join('Flo')
  const tryToSell = async (ticketTypes: unknown[]) => {
    const headers = { ...flo.headers, 'idempotency-key': newKey(), 'if-match': '"v1"' }
    const made = (await (await own.send('POST', EVENTS, { ...concert, ticketTypes }, headers)).json()) as EventView
    return own.send('POST', `${EVENTS}/${made.id}/publish`, undefined, headers)
  }
  expect((await tryToSell([stalls])).status).toBe(200)
  expect((await refused(await tryToSell([priced(10)]))).problem).toEqual([409, 'price-too-low'])
})
