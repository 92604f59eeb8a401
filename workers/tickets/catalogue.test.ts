import { afterAll, expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { concert, newKey, startTickets } from '../../tests/setup/tickets.ts'
import type { EventSummary } from './routes/view.ts'

const tickets = await startTickets()
afterAll(() => tickets[Symbol.asyncDispose]())

const ada = await tickets.people.join('Ada')
const eve = await tickets.people.join('Eve')
const inDays = (days: number) => new Date(Date.now() + days * 24 * 60 * 60_000).toISOString()
const make = async (changes: object, { publish = true, who = ada } = {}) => {
  const headers = { ...who.headers, 'idempotency-key': newKey(), 'if-match': '"v1"' }
  const event = await (await tickets.send('POST', '/api/tickets/events', { ...concert, ...changes }, headers)).json()
  if (publish) await tickets.send('POST', `/api/tickets/events/${event.id}/publish`, undefined, headers)
  return event
}
type Listing = { items: EventSummary[]; nextCursor: string | null }
const get = (query: Record<string, string> | string, path = 'events', headers: Record<string, string> = {}) =>
  tickets.send('GET', `/api/tickets/${path}?${new URLSearchParams(query)}`, undefined, headers)
const list = async (query: Record<string, string> = {}) => (await (await get(query)).json()) as Listing
const titles = async (query: Record<string, string> = {}) => (await list(query)).items.map((event) => event.title)
const pages = async (query: Record<string, string>, path = 'events', headers: Record<string, string> = {}) => {
  const seen: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const response: Response = await get({ ...query, ...(cursor ? { cursor } : {}) }, path, headers)
    const page = (await response.json()) as Listing
    seen.push(...page.items.map((event) => event.title))
    cursor = page.nextCursor
  }
  return seen
}

// Some begin in the same instant and are published in the same: order must not depend on luck.
const many = Array.from({ length: 23 }, (_, i) => `Many ${String(i).padStart(2, '0')}`)
for (const [i, title] of many.entries()) await make({ title, startsAt: inDays(40 + Math.floor(i / 5)), city: 'Series' })
await admin(
  tickets.database.url,
  `update tickets.events set starts_at = date_trunc('hour', starts_at) + interval '123 us'`,
)
await admin(
  tickets.database.url,
  `update tickets.events set published_at = published_at - interval '1 day'
  where title < 'Many 10'`,
)

const soon = await make({ title: 'Soon', startsAt: inDays(1), city: 'K\u00f6ln', venue: '100%_Club \\ Bar' })
await make({
  title: 'Late',
  startsAt: inDays(90),
  city: 'Bern',
  currency: 'EUR',
  ticketTypes: [{ name: 'Any', price: { amount: 0, currency: 'EUR' }, quantity: 1 }],
})
await make({ title: 'Secret', startsAt: inDays(2) }, { publish: false })
await make({ title: "Eve's", startsAt: inDays(3), city: 'Bern' }, { who: eve })
const past = await make({ title: 'Past', startsAt: inDays(4) })
await admin(tickets.database.url, `update tickets.events set starts_at = now() - interval '1 second' where id = $1`, [
  past.id,
])

test('the list shows what is on sale, soonest first, with the lowest price', async () => {
  const { items } = await list({ limit: '50' })
  expect(items.map((event) => event.title).slice(0, 2)).toEqual(['Soon', "Eve's"])
  expect(items).toHaveLength(26)
  expect(items[0]).toEqual({
    id: soon.id,
    artwork: null,
    title: 'Soon',
    venue: '100%_Club \\ Bar',
    city: 'K\u00f6ln',
    startsAt: soon.startsAt,
    timeZone: 'Europe/Zurich',
    status: 'published',
    from: { amount: 2500, currency: 'CHF' },
    seller: { id: ada.id, name: 'Ada' },
    version: 2,
  })
  expect(items.find((event) => event.title === 'Late')?.from).toEqual({ amount: 0, currency: 'EUR' })
})

test.each(['soonest', 'newest'])('walking the pages by %s shows everything once', async (sort) => {
  const all = (await list({ sort, limit: '50', q: 'Series' })).items.map((event) => event.title)
  expect([...all].sort()).toEqual(many)
  for (const limit of ['1', '4', '5', '22', '23', '24']) expect(await pages({ sort, limit, q: 'series' })).toEqual(all)
})

test('newest means published last', async () => {
  expect(await titles({ sort: 'newest', limit: '2' })).toEqual(["Eve's", 'Late'])
})

test.each<[string, string[]]>([
  ['soon', ['Soon']],
  ['K\u00d6LN', ['Soon']],
  ['Ko\u0308ln soon', ['Soon']],
  ['soon bern', []],
  ['100%_c', ['Soon']],
  ['\\', ['Soon']],
  ['%', ['Soon']],
  ['_', ['Soon']],
  ["' or true --", []],
  ["eve's", ["Eve's"]],
  ['"; drop table tickets.events; --', []],
  ['secret', []],
  ['past', []],
])('searching for %j', async (q, found) => {
  expect(await titles({ q, limit: '50' })).toEqual(found)
})

test('an empty search finds everything', async () => {
  expect(await titles({ q: '', limit: '50' })).toHaveLength(26)
})

test('by time and by currency', async () => {
  expect(await titles({ from: inDays(2), to: inDays(10) })).toEqual(["Eve's"])
  expect(await titles({ from: inDays(80) })).toEqual(['Late'])
  expect(await titles({ currency: 'EUR' })).toEqual(['Late'])
  expect(await titles({ currency: 'EUR', to: inDays(10) })).toEqual([])
})

test('by city, as it is written', async () => {
  expect(await titles({ city: 'Bern' })).toEqual(["Eve's", 'Late'])
  expect(await titles({ city: 'bern' })).toEqual([])
  expect(await titles({ city: 'Bern', to: inDays(10) })).toEqual(["Eve's"])
  expect(await titles({ city: 'Series', sort: 'newest', limit: '50' })).toHaveLength(23)
})

test('by what the cheapest ticket costs', async () => {
  expect(await titles({ upTo: '0' })).toEqual(['Late'])
  expect(await titles({ upTo: '2499' })).toEqual(['Late'])
  expect(await titles({ upTo: '2500', limit: '50' })).toHaveLength(26)
  expect(await titles({ upTo: '0', city: 'K\u00f6ln' })).toEqual([])
})

test('cities are those with something on sale, most first, and are remembered by who asks again', async () => {
  const response = await get({}, 'cities')
  const { items } = await response.json()
  expect(items).toEqual([
    { city: 'Series', events: 23 },
    { city: 'Bern', events: 2 },
    { city: 'K\u00f6ln', events: 1 },
  ])
  const etag = response.headers.get('etag') ?? ''
  expect((await get({}, 'cities', { 'if-none-match': etag })).status).toBe(304)
})

test('a seller sees their own, drafts and past ones too, and nobody else\u2019s', async () => {
  const own = await pages({ limit: '7' }, 'my-events', ada.headers)
  expect(own.slice(0, 4)).toEqual(['Past', 'Secret', 'Late', 'Soon'])
  expect(own).toHaveLength(27)
  expect(await pages({}, 'my-events', eve.headers)).toEqual(["Eve's"])
})

const coded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const { nextCursor } = await list({ limit: '1' })
const position = { sort: 'soonest', at: inDays(1), id: soon.id }

test.each<[string, string]>([
  ['limit', '0'],
  ['limit', '51'],
  ['limit', '-1'],
  ['limit', '1e9'],
  ['limit', '1.5'],
  ['limit', ''],
  ['limit', '1;drop table tickets.events'],
  ['sort', 'id";drop table tickets.events;--'],
  ['sort', 'Soonest'],
  ['currency', 'BTC'],
  ['from', 'yesterday'],
  ['to', '0000-01-01T00:00:00Z'],
  ['q', 'x'.repeat(101)],
  ['q', 'a\0b'],
  ['cursor', 'x'],
  ['cursor', ''],
  ['cursor', coded(null)],
  ['cursor', coded({ ...position, at: "'; drop table tickets.events" })],
  ['cursor', coded({ ...position, at: '0000-01-01T00:00:00Z' })],
  ['cursor', coded({ ...position, id: "' or true --" })],
  ['cursor', coded({ ...position, more: 1 })],
  ['cursor', coded({ ...position, sort: 'newest' })],
  ['cursor', coded({ sort: 'own', id: soon.id })],
  ['cursor', 'A'.repeat(500)],
  ['city', 'x'.repeat(101)],
  ['upTo', '-1'],
  ['upTo', '1.5'],
  ['upTo', 'free'],
  ['unknown', '1'],
])('%s=%.40s is refused, naming it', async (name, value) => {
  const response = await get({ [name]: value })
  expect(response.status).toBe(400)
  const { errors } = await response.json()
  expect(new Set(errors.map((error: { pointer: string }) => error.pointer))).toEqual(new Set([`#/${name}`]))
})

test('a parameter may be given once', async () => {
  for (const query of ['q=a&q=b', 'limit=1&limit=2', `cursor=${nextCursor}&cursor=${nextCursor}`]) {
    expect((await get(query)).status).toBe(400)
  }
})

test('a cursor is for the list it came from', async () => {
  expect((await get({ cursor: nextCursor ?? '', sort: 'newest' })).status).toBe(400)
  expect((await get({ cursor: nextCursor ?? '' }, 'my-events', ada.headers)).status).toBe(400)
  expect((await get({ cursor: coded({ sort: 'own', id: soon.id }) }, 'my-events', eve.headers)).status).toBe(200)
})
