import { afterAll, expect, test } from 'vitest'
import { concert, newKey, startTickets } from '../../tests/setup/tickets.ts'

const tickets = await startTickets()
afterAll(() => tickets[Symbol.asyncDispose]())

const EVENTS = '/api/tickets/events'
const ada = await tickets.people.join('Ada')
const create = (body: unknown, headers: Record<string, string> = {}) =>
  tickets.send('POST', EVENTS, body, { ...ada.headers, 'idempotency-key': newKey(), ...headers })
const pointers = async (response: Response) => {
  expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/problem+json'])
  const { errors } = await response.json()
  return [...new Set(errors.map((error: { pointer: string }) => error.pointer))]
}
const [stalls] = concert.ticketTypes
const typed = (changes: object) => ({ ticketTypes: [{ ...stalls, ...changes }] })
const rowA = { section: 'Stalls', row: 'A', first: 1, last: 20 }
const many = (count: number, last = 1) => Array.from({ length: count }, (_, n) => ({ ...rowA, row: `${n}`, last }))
const withSeats = (seats: object[], quantity = 20) => typed({ seats, quantity })
const priced = (amount: unknown, currency: unknown = 'CHF') => typed({ price: { amount, currency } })

test.each<[object, string[]]>([
  [{ title: '' }, ['#/title']],
  [{ title: 'x'.repeat(121) }, ['#/title']],
  [{ title: 'two\nlines' }, ['#/title']],
  [{ title: 'nul\0' }, ['#/title']],
  [{ title: 'lone \ud800 half' }, ['#/title']],
  [{ title: 'turned \u202e round' }, ['#/title']],
  [{ title: ['a'] }, ['#/title']],
  [{ description: 'x'.repeat(5001) }, ['#/description']],
  [{ description: 'nul\0' }, ['#/description']],
  [{ venue: ' ' }, ['#/venue']],
  [{ city: 'x'.repeat(101) }, ['#/city']],
  [{ startsAt: 'tomorrow' }, ['#/startsAt']],
  [{ startsAt: '2030-01-01' }, ['#/startsAt']],
  [{ startsAt: '2030-02-30T10:00:00Z' }, ['#/startsAt']],
  [{ startsAt: '2030-01-01T10:00:00+01:00' }, ['#/startsAt']],
  [{ startsAt: '9999-01-01T10:00:00Z' }, ['#/startsAt']],
  [{ startsAt: 1900000000 }, ['#/startsAt']],
  [{ timeZone: 'Europe/Atlantis' }, ['#/timeZone']],
  [{ timeZone: '+01:00' }, ['#/timeZone']],
  [{ timeZone: '' }, ['#/timeZone']],
  [{ currency: 'BTC' }, ['#/currency']],
  [{ currency: 'EUR' }, ['#/ticketTypes/0/price/currency', '#/ticketTypes/1/price/currency']],
  [{ holdMinutes: 0 }, ['#/holdMinutes']],
  [{ holdMinutes: 61 }, ['#/holdMinutes']],
  [{ holdMinutes: '15' }, ['#/holdMinutes']],
  [{ maxPerPerson: 0 }, ['#/maxPerPerson']],
  [{ maxPerPerson: 101 }, ['#/maxPerPerson']],
  [{ maxPerPerson: 2.5 }, ['#/maxPerPerson']],
  [{ ticketTypes: [] }, ['#/ticketTypes']],
  [{ ticketTypes: Array(21).fill(stalls) }, ['#/ticketTypes']],
  [{ ticketTypes: {} }, ['#/ticketTypes']],
  [priced(-1), ['#/ticketTypes/0/price/amount']],
  [priced(0.1 + 0.2), ['#/ticketTypes/0/price/amount']],
  [priced(1e21), ['#/ticketTypes/0/price/amount']],
  [priced('10'), ['#/ticketTypes/0/price/amount']],
  [priced(null), ['#/ticketTypes/0/price/amount']],
  [priced(10_000_001), ['#/ticketTypes/0/price/amount']],
  [priced(1, 'chf'), ['#/ticketTypes/0/price/currency']],
  [typed({ price: 45 }), ['#/ticketTypes/0/price']],
  [typed({ quantity: 0 }), ['#/ticketTypes/0/quantity']],
  [typed({ quantity: -1 }), ['#/ticketTypes/0/quantity']],
  [typed({ quantity: 1.5 }), ['#/ticketTypes/0/quantity']],
  [typed({ quantity: 1e9 }), ['#/ticketTypes/0/quantity']],
  [typed({ maxPerOrder: 21 }), ['#/ticketTypes/0/maxPerOrder']],
  [typed({ id: `typ_${'0'.repeat(32)}` }), ['#/ticketTypes/0/id']],
  [typed({ salesStartAt: '2030-01-02T00:00:00Z', salesEndAt: '2030-01-01T00:00:00Z' }), ['#/ticketTypes/0/salesEndAt']],
  [withSeats([], 120), ['#/ticketTypes/0/seats']],
  [withSeats([{ ...rowA, section: ' ' }]), ['#/ticketTypes/0/seats/0/section']],
  [withSeats([{ ...rowA, section: 'x'.repeat(41) }]), ['#/ticketTypes/0/seats/0/section']],
  [withSeats([rowA, { ...rowA, row: 'x'.repeat(11) }]), ['#/ticketTypes/0/seats/1/row']],
  [withSeats([{ ...rowA, first: 0 }]), ['#/ticketTypes/0/seats/0/first']],
  [withSeats([{ ...rowA, last: 10_000 }]), ['#/ticketTypes/0/seats/0/last']],
  [withSeats([{ ...rowA, first: 9, last: 8 }]), ['#/ticketTypes/0/seats/0/last']],
  [withSeats([{ ...rowA, seat: 1 }]), ['#/ticketTypes/0/seats/0/seat']],
  [withSeats([rowA, { ...rowA, row: ' A ' }], 40), ['#/ticketTypes/0/seats/1/row']],
  [withSeats([rowA], 19), ['#/ticketTypes/0/quantity']],
  [withSeats([rowA], 21), ['#/ticketTypes/0/quantity']],
  [withSeats(many(501), 501), ['#/ticketTypes/0/seats']],
  [withSeats(many(3, 9999), 29_997), ['#/ticketTypes/0/seats']],
  [{ status: 'published' }, ['#/status']],
  [{ seller: 'acc_x', version: 9 }, ['#/seller', '#/version']],
  [{ title: undefined, venue: undefined }, ['#/title', '#/venue']],
])('%j is refused, naming where', async (changes, where) => {
  expect(await pointers(await create({ ...concert, ...changes }))).toEqual(where)
})

test.each([
  ['__proto__', '"__proto__":{"status":"published"}'],
  ['constructor', '"constructor":{"prototype":1}'],
])('%s cannot be set', async (name, member) => {
  expect(await pointers(await create(JSON.stringify(concert).replace('{', `{${member},`)))).toEqual([`#/${name}`])
})

test('what is accepted is brought into one form', async () => {
  const response = await create({
    ...concert,
    title: '  <b>Zoe\u0308</b> ',
    description: 'One\r\nTwo',
    startsAt: '2100-01-01T10:00:00.5Z',
    timeZone: 'UTC',
    holdMinutes: undefined,
    ...typed({ price: { amount: 0, currency: 'CHF' }, salesEndAt: '2099-12-31T10:00:00Z' }),
  })
  expect(response.status).toBe(201)
  expect(await response.json()).toMatchObject({
    title: '<b>Zo\u00eb</b>',
    description: 'One\nTwo',
    startsAt: '2100-01-01T10:00:00.500Z',
    holdMinutes: 15,
    ticketTypes: [
      { price: { amount: 0, currency: 'CHF' }, salesStartAt: null, salesEndAt: '2099-12-31T10:00:00.000Z' },
    ],
  })
})

test('a change is held to the same rules and touches nothing else', async () => {
  const { id, ...made } = await (await create({ ...concert, holdMinutes: 42 })).json()
  const change = (body: unknown) =>
    tickets.send('PATCH', `${EVENTS}/${id}`, body, { ...ada.headers, 'if-match': '"v1"' })
  expect(await pointers(await change({ title: 1, seller: 'x' }))).toEqual(['#/title', '#/seller'])
  expect(await pointers(await change({ ticketTypes: [] }))).toEqual(['#/ticketTypes'])
  expect(await pointers(await change({ currency: 'EUR' }))).toEqual(['#/ticketTypes'])
  const changed = await change({ city: 'Bern' })
  expect(await changed.json()).toEqual({ ...made, id, city: 'Bern', version: 2 })
})

test.each(['evt_1', 'typ_0198c0ffee007000a000000000000001', `evt_${'0'.repeat(10_000)}`, "evt_' or true --"])(
  '%.20s is no id of an event',
  async (id) => {
    expect(await pointers(await tickets.send('GET', `${EVENTS}/${encodeURIComponent(id)}`))).toEqual(['#/id'])
  },
)

test('only JSON, from our own pages, by the methods there are', async () => {
  const text = await create(JSON.stringify(concert), { 'content-type': 'text/plain' })
  expect([text.status, (await text.json()).type]).toEqual([415, '/problems/not-json'])
  const broken = await create('{"title":')
  expect([broken.status, (await broken.json()).type]).toEqual([400, '/problems/invalid-request'])
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.test' }]) {
    const response = await create(concert, headers as Record<string, string>)
    expect([response.status, (await response.json()).type]).toEqual([403, '/problems/cross-site'])
  }
  const method = await tickets.send('PUT', EVENTS)
  expect([method.status, method.headers.get('allow')]).toEqual([405, 'GET, POST'])
  const large = await create({ ...concert, description: 'x'.repeat(70_000) })
  expect(large.status).toBe(413)
})
