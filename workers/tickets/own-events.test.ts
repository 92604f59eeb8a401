import { afterAll, expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { concert, newKey, startTickets } from '../../tests/setup/tickets.ts'
import type { EventView } from './routes/view.ts'

const tickets = await startTickets()
afterAll(() => tickets[Symbol.asyncDispose]())

const ada = await tickets.people.join('Ada')
const eve = await tickets.people.join('Eve')

type Who = typeof ada
const post = (path: string, body?: unknown, who: Who | undefined = ada, headers: Record<string, string> = {}) =>
  tickets.send('POST', `/api/tickets/${path}`, body, { ...who.headers, 'idempotency-key': newKey(), ...headers })
const get = async (path: string, who: Who = ada) =>
  (await tickets.send('GET', `/api/tickets/${path}`, undefined, who.headers)).json()

const made = async (changes: object = {}): Promise<EventView> =>
  (await post('events', { ...concert, ...changes })).json()
const onSale = async (changes: object = {}) => {
  const draft = await made(changes)
  await post(`events/${draft.id}/publish`, undefined, ada, { 'if-match': '"v1"' })
  return draft
}
const titles = async (show: string) =>
  (await get(`my-events?show=${show}`)).items.map(({ title }: { title: string }) => title)

test('own events are counted and shown by how they stand', async () => {
  await made({ title: 'Perhaps' })
  await onSale({ title: 'To come' })
  const past = await onSale({ title: 'Long ago' })
  await admin(tickets.database.url, `update tickets.events set starts_at = now() - interval '1 day' where id = $1`, [
    past.id,
  ])
  const off = await onSale({ title: 'Called off' })
  await post(`events/${off.id}/cancel`, { reason: 'Rain' }, ada, { 'if-match': '"v2"' })

  expect(await get('my-events/counts')).toEqual({ draft: 1, onSale: 1, past: 1, cancelled: 1 })
  expect(await get('my-events/counts', eve)).toEqual({ draft: 0, onSale: 0, past: 0, cancelled: 0 })
  expect(await titles('draft')).toEqual(['Perhaps'])
  expect(await titles('on-sale')).toEqual(['To come'])
  expect(await titles('past')).toEqual(['Long ago'])
  expect(await titles('cancelled')).toEqual(['Called off'])
  expect((await get('my-events?show=lost')).errors).toMatchObject([{ pointer: '#/show' }])
  expect((await tickets.send('GET', '/api/tickets/my-events/counts')).status).toBe(401)
})

test('a copy is a draft like its model, with new ticket types and without the days of its sale', async () => {
  const [stalls] = concert.ticketTypes
  const model = await onSale({
    ...{ refundPolicy: 'Until a week before.', maxPerPerson: 6 },
    ticketTypes: [{ ...stalls, salesEndAt: concert.startsAt }],
  })
  const key = newKey()
  const ask = () => post(`my-events/${model.id}/copies`, { title: 'Once more' }, ada, { 'idempotency-key': key })
  const answer = await ask()
  expect([answer.status, answer.headers.get('etag')]).toEqual([201, '"v1"'])
  const copied: EventView = await answer.json()
  expect(copied).toMatchObject({
    ...{ title: 'Once more', status: 'draft', version: 1, publishedAt: null, venue: model.venue },
    ...{ refundPolicy: 'Until a week before.', maxPerPerson: 6, startsAt: model.startsAt },
    ticketTypes: [{ name: 'Stalls', price: stalls?.price, quantity: 120, salesEndAt: null }],
  })
  expect(copied.id).not.toBe(model.id)
  expect(copied.ticketTypes[0]?.id).not.toBe(model.ticketTypes[0]?.id)
  // Asked again after an answer was lost, it is the one that was made.
  expect(((await (await ask()).json()) as EventView).id).toBe(copied.id)
})

test('nobody copies what is not theirs, and a copy has a title', async () => {
  const model = await onSale()
  expect((await post(`my-events/${model.id}/copies`, { title: 'Mine' }, eve)).status).toBe(404)
  const wrong = await post(`my-events/${model.id}/copies`, { title: ' ' })
  expect(wrong.status).toBe(400)
  expect((await wrong.json()).errors).toMatchObject([{ pointer: '#/title' }])
})

test('what is said about refunds is kept, changed and shown', async () => {
  const { id } = await made({ refundPolicy: 'Until the day before.\r\nThen not.' })
  expect(await get(`events/${id}`)).toMatchObject({ refundPolicy: 'Until the day before.\nThen not.' })
  const change = { refundPolicy: 'Never.' }
  const headers = { ...ada.headers, 'if-match': '"v1"' }
  expect(await (await tickets.send('PATCH', `/api/tickets/events/${id}`, change, headers)).json()).toMatchObject(change)
  expect(await get(`events/${id}`)).toMatchObject(change)
  expect((await post('events', { ...concert, refundPolicy: 'x'.repeat(1001) })).status).toBe(400)
})

test('what is said about access and about each ticket is kept, changed, copied, shown, and told nobody else', async () => {
  const [stalls, gallery] = concert.ticketTypes
  const said = {
    access: 'Step-free by the side door.\nAsk Ana: 01 234.',
    // As they are shown, each once.
    accessFeatures: ['step-free', 'hearing-loop'],
    ticketTypes: [{ ...stalls, description: 'With a drink.' }, gallery],
  }
  const event = await onSale({ ...said, accessFeatures: ['hearing-loop', 'step-free', 'hearing-loop'] })
  const { access, accessFeatures } = said
  const described = (types: readonly { description: string }[]) => types.map(({ description }) => description)
  expect(event).toMatchObject({ access, accessFeatures })
  expect(described(event.ticketTypes)).toEqual(['With a drink.', ''])
  const copied: EventView = await (await post(`my-events/${event.id}/copies`, { title: 'Again' })).json()
  expect(copied).toMatchObject({ access, accessFeatures })
  expect(described(copied.ticketTypes)).toEqual(['With a drink.', ''])
  const { events } = await get('export')
  expect(events).toContainEqual(expect.objectContaining({ id: copied.id, access, accessFeatures }))
  await tickets.settled()
  expect(JSON.stringify(tickets.published)).not.toContain('With a drink')

  const change = (changes: object, version: number) =>
    tickets.send('PATCH', `/api/tickets/events/${event.id}`, changes, { ...ada.headers, 'if-match': `"v${version}"` })
  expect((await change({ access: '', accessFeatures: [] }, 2)).status).toBe(200)
  expect(await get(`events/${event.id}`)).toMatchObject({ access: '', accessFeatures: [] })
  const wrong = await change(
    {
      access: 'x'.repeat(2001),
      accessFeatures: ['lift'],
      ticketTypes: [{ ...stalls, description: 'x'.repeat(301) }],
    },
    3,
  )
  const { errors } = await wrong.json()
  expect([wrong.status, errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
    400,
    ['#/access', '#/accessFeatures/0', '#/ticketTypes/0/description'],
  ])
})
