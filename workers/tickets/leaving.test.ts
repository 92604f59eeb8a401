import { afterAll, expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { type Id, newId } from '#shared/ids'
import { contracts } from '#shared/messages/contracts'
import { concert, newKey, startTickets } from '../../tests/setup/tickets.ts'
import type { EventView } from './routes/view.ts'

// What becomes of events whose seller is gone, and of those that are long over.

const tickets = await startTickets()
afterAll(() => tickets[Symbol.asyncDispose]())

const EVENTS = '/api/tickets/events'
type Who = { id: Id<'account'>; headers: Record<string, string> }

const drafted = async (who: Who, changes: object = {}) => {
  const headers = { ...who.headers, 'idempotency-key': newKey() }
  return (await (await tickets.send('POST', EVENTS, { ...concert, ...changes }, headers)).json()) as EventView
}
const onSale = async (who: Who, changes: object = {}) => {
  const { id } = await drafted(who, changes)
  const headers = { ...who.headers, 'if-match': '"v1"' }
  return (await (await tickets.send('POST', `${EVENTS}/${id}/publish`, undefined, headers)).json()) as EventView
}
const show = async (id: string, who?: Who) => tickets.send('GET', `${EVENTS}/${id}`, undefined, who?.headers)
const shown = async (id: string) => (await (await show(id)).json()) as EventView
const begins = (id: string, when: string) =>
  admin(tickets.database.url, `update tickets.events set starts_at = now() + $2::interval where id = $1`, [id, when])
const leaves = async (who: Who, version = 7) => {
  const response = await tickets.deliver({
    ...{ id: newId('message'), type: 'account.deleted', aggregate: who.id, version, traceparent: null },
    ...{ occurredAt: new Date().toISOString(), data: { account: who.id } },
  })
  return [response.status, ((await response.json()) as { heard: string }).heard]
}
const told = async (id: string) => {
  await tickets.settled()
  return tickets.published.filter(({ aggregate }) => aggregate === id)
}
const sweep = () =>
  tickets.send('POST', '/internal/sweep', undefined, { authorization: `Bearer ${tickets.config.internalToken}` })
const listed = async () => {
  const { items } = await (await tickets.send('GET', `${EVENTS}?limit=50`)).json()
  return items.map(({ id }: EventView) => id)
}

test('whoever is gone sells nothing more, and is named nowhere', async () => {
  const [ada, eve] = [await tickets.people.join('Ada Secret'), await tickets.people.join('Eve')]
  const [stalls, gallery] = concert.ticketTypes
  const later = { ...gallery, salesStartAt: new Date(Date.now() + 86_400_000).toISOString() }
  const event = await onSale(ada, { ticketTypes: [stalls, later] })
  const hers = await onSale(eve)
  const past = await onSale(ada)
  await begins(past.id, '-1 day')
  const off = await onSale(ada)
  const cancelled = { ...ada.headers, 'if-match': '"v2"', 'idempotency-key': newKey() }
  await tickets.send('POST', `${EVENTS}/${off.id}/cancel`, { reason: 'Rain' }, cancelled)
  const draft = await drafted(ada)
  const before = await told(past.id)

  // Auth counts what it tells of an account, payments what it tells of the same seller: neither stands in the other's way.
  expect(await leaves(ada)).toEqual([200, 'now'])
  const gone = await shown(event.id)
  expect(gone).toMatchObject({ status: 'published', withdrawn: true, seller: { id: ada.id, name: '' }, version: 3 })
  const [, last] = await told(event.id)
  const said = contracts['event.changed'].parse(last?.data)
  expect(said.ticketTypes).toHaveLength(2)
  for (const type of said.ticketTypes) {
    expect(type.salesStartAt).toBeNull()
    expect(Date.parse(type.salesEndAt ?? '')).toBeLessThanOrEqual(Date.now() + 1000)
  }
  expect(JSON.stringify(said)).not.toContain('Secret')

  // With the token they still have, nothing is put on sale again.
  const again = { ticketTypes: gone.ticketTypes.map((type) => ({ ...type, salesEndAt: null, available: undefined })) }
  const reopened = await tickets.send('PATCH', `${EVENTS}/${event.id}`, again, { ...ada.headers, 'if-match': '"v3"' })
  expect([reopened.status, (await reopened.json()).type]).toEqual([409, '/problems/event-not-ready'])

  expect(await shown(past.id)).toMatchObject({ withdrawn: false, seller: { name: '' }, version: 3 })
  expect(await shown(off.id)).toMatchObject({ status: 'cancelled', seller: { name: '' }, version: 4 })
  expect(await told(past.id)).toEqual(before)
  expect((await show(draft.id, ada)).status).toBe(404)
  expect(await shown(hers.id)).toEqual(hers)
  expect(await listed()).not.toContain(event.id)
  expect(await listed()).toContain(hers.id)
  const rows = await admin(tickets.database.url, `select from tickets.events e where e::text like '%Secret%'`)
  expect(rows).toEqual([])
})

test('what was published at the very last moment is found by the sweep, once', async () => {
  const ada = await tickets.people.join('Ada')
  expect(await leaves(ada)).toEqual([200, 'now'])
  const late = await onSale(ada)
  await sweep()
  const gone = await shown(late.id)
  expect(gone).toMatchObject({ withdrawn: true, seller: { name: '' } })
  await sweep()
  expect(await shown(late.id)).toEqual(gone)
  expect(await told(late.id)).toHaveLength(2)
})

test('hearing it twice is hearing it once, and much is done in several turns', async () => {
  const ada = await tickets.people.join('Ada')
  const many = await Promise.all(Array.from({ length: 30 }, () => onSale(ada)))
  const message = {
    ...{ id: newId('message'), type: 'account.deleted', aggregate: ada.id, version: 3, traceparent: null },
    ...{ occurredAt: new Date().toISOString(), data: { account: ada.id } },
  }
  const [first, second] = [await tickets.deliver(message), await tickets.deliver(message)]
  expect([(await first.json()).heard, (await second.json()).heard]).toEqual(['now', 'duplicate'])
  const withdrawn = async () =>
    (await Promise.all(many.map(({ id }) => shown(id)))).filter((event) => event.withdrawn).length
  expect(await withdrawn()).toBe(25)
  await sweep()
  expect(await withdrawn()).toBe(30)
})

test('a month after it began an event is gone, and says which it was; not for its seller', async () => {
  const ada = await tickets.people.join('Ada')
  const event = await onSale(ada)
  await begins(event.id, '-29 days')
  expect((await show(event.id)).status).toBe(200)
  await begins(event.id, '-31 days')
  const answer = await show(event.id)
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(await answer.json()).toMatchObject({
    type: '/problems/event-over',
    status: 410,
    event: { title: 'Night of Strings', venue: 'Old Hall', city: 'Basel', cancelled: false },
  })
  expect((await show(event.id, ada)).status).toBe(200)
  const draft = await drafted(ada)
  await begins(draft.id, '-31 days')
  expect((await show(draft.id)).status).toBe(404)
})
