import { afterAll, expect, test } from 'vitest'
import { admin } from '#local/postgres'
import type { Id } from '#shared/ids'
import { contracts } from '#shared/messages/contracts'
import { concert, newKey, startTickets } from '../../tests/setup/tickets.ts'
import type { EventView } from './routes/view.ts'

const tickets = await startTickets()
afterAll(() => tickets[Symbol.asyncDispose]())

const EVENTS = '/api/tickets/events'
const ada = await tickets.people.join('Ada')
const eve = await tickets.people.join('Eve')
type Who = { headers: Record<string, string> }

const create = (changes: object = {}, who: Who = ada, key = newKey()) =>
  tickets.send('POST', EVENTS, { ...concert, ...changes }, { ...who.headers, 'idempotency-key': key })
const patch = (id: string, version: string, changes: unknown, who: Who = ada) =>
  tickets.send('PATCH', `${EVENTS}/${id}`, changes, { ...who.headers, 'if-match': version })
const publish = (id: string, version: string, who: Who = ada) =>
  tickets.send('POST', `${EVENTS}/${id}/publish`, undefined, { ...who.headers, 'if-match': version })
const show = (id: string, headers: Record<string, string> = {}) =>
  tickets.send('GET', `${EVENTS}/${id}`, undefined, headers)
const eventIn = async (response: Response) => (await response.json()) as EventView
const drafted = async (changes: object = {}) => eventIn(await create(changes))
const onSale = async (changes: object = {}) => eventIn(await publish((await drafted(changes)).id, '"v1"'))
const refused = async (response: Response) => {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const { type, status, errors } = await response.json()
  expect(status).toBe(response.status)
  return [status, type.replace('/problems/', ''), ...(errors ?? []).map((error: { pointer: string }) => error.pointer)]
}
const heardAbout = async (id: Id<'event'>) => {
  await tickets.settled()
  return tickets.published.filter((message) => message.aggregate === id)
}

test('a seller makes a draft, changes it, puts it on sale', async () => {
  const response = await create()
  expect([response.status, response.headers.get('etag')]).toEqual([201, '"v1"'])
  const draft = await eventIn(response)
  expect(draft).toEqual({
    ...concert,
    id: expect.stringMatching(/^evt_[0-9a-f]{32}$/),
    seller: { id: ada.id, name: 'Ada' },
    status: 'draft',
    version: 1,
    createdAt: expect.stringMatching(/Z$/),
    publishedAt: null,
    cancelReason: null,
    maxPerPerson: null,
    refundPolicy: '',
    access: '',
    accessFeatures: [],
    artwork: null,
    withdrawn: false,
    ticketTypes: [
      {
        ...concert.ticketTypes[0],
        description: '',
        id: expect.stringMatching(/^typ_/),
        salesStartAt: null,
        salesEndAt: null,
        seats: null,
      },
      {
        ...concert.ticketTypes[1],
        description: '',
        id: expect.stringMatching(/^typ_/),
        maxPerOrder: 10,
        salesStartAt: null,
        salesEndAt: null,
        seats: null,
      },
    ],
  })

  const edited = await patch(draft.id, '"v1"', { title: 'Night of Brass' })
  expect([edited.status, edited.headers.get('etag')]).toEqual([200, '"v2"'])
  expect(await edited.json()).toEqual({ ...draft, title: 'Night of Brass', version: 2 })
  expect(await heardAbout(draft.id)).toEqual([])

  const published = await publish(draft.id, '"v2"')
  expect([published.status, published.headers.get('etag')]).toEqual([200, '"v3"'])
  const event = await eventIn(published)
  expect(event).toMatchObject({ status: 'published', version: 3, publishedAt: expect.stringMatching(/Z$/) })
  expect(await eventIn(await show(draft.id))).toEqual(event)

  await patch(draft.id, '"v3"', { ticketTypes: [...event.ticketTypes, { ...concert.ticketTypes[0], name: 'Late' }] })
  const heard = await heardAbout(draft.id)
  expect(heard.map(({ type, version }) => [type, version])).toEqual([
    ['event.published', 1],
    ['event.changed', 2],
  ])
  expect(contracts['event.changed'].parse(heard[1]?.data).ticketTypes.map((type) => type.name)).toEqual([
    'Stalls',
    'Gallery',
    'Late',
  ])
})

test('a draft is for its seller alone', async () => {
  const { id } = await drafted()
  expect((await show(id, ada.headers)).status).toBe(200)
  expect(await refused(await show(id))).toEqual([404, 'not-found'])
  expect(await refused(await show(id, eve.headers))).toEqual([404, 'not-found'])
  expect(await refused(await patch(id, '"v1"', { title: 'Mine' }, eve))).toEqual([404, 'not-found'])
  expect(await refused(await publish(id, '"v1"', eve))).toEqual([404, 'not-found'])
})

test('what is published still belongs to its seller, and a stranger learns no more than that it is not theirs', async () => {
  const event = await onSale()
  const unknown = `evt_${'0'.repeat(32)}`
  expect(await refused(await patch(event.id, '"v2"', { title: 'Mine' }, eve))).toEqual([404, 'not-found'])
  expect(await refused(await patch(unknown, '"v2"', { title: 'Mine' }, eve))).toEqual([404, 'not-found'])
  expect(await refused(await show(unknown))).toEqual([404, 'not-found'])
})

test('a browser whose access has run out is asked to refresh, whatever is or is not there', async () => {
  const { id } = await drafted()
  const headers = { cookie: `__Host-refresh=${'A'.repeat(43)}` }
  expect(await refused(await show(id, headers))).toEqual([401, 'signed-out'])
  expect(await refused(await show(`evt_${'0'.repeat(32)}`, headers))).toEqual([401, 'signed-out'])
  expect((await show((await onSale()).id, headers)).status).toBe(200)
})

test('nobody sells without signing in', async () => {
  const nobody = { headers: {} }
  const stale = { headers: { authorization: 'Bearer a.b.c' } }
  for (const who of [nobody, stale]) {
    expect(await refused(await create({}, who))).toEqual([401, 'signed-out'])
    expect(await refused(await patch(`evt_${'0'.repeat(32)}`, '"v1"', {}, who))).toEqual([401, 'signed-out'])
    expect(await refused(await publish(`evt_${'0'.repeat(32)}`, '"v1"', who))).toEqual([401, 'signed-out'])
    const own = await tickets.send('GET', '/api/tickets/my-events', undefined, who.headers)
    expect(await refused(own)).toEqual([401, 'signed-out'])
  }
})

test('a change names the version it has seen', async () => {
  const { id } = await drafted()
  const bare = await tickets.send('PATCH', `${EVENTS}/${id}`, { title: 'x' }, ada.headers)
  expect(await refused(bare)).toEqual([428, 'if-match-required'])
  expect(await refused(await tickets.send('POST', `${EVENTS}/${id}/publish`, undefined, ada.headers))).toEqual([
    428,
    'if-match-required',
  ])
  expect(await refused(await patch(id, '*', { title: 'x' }))).toEqual([428, 'if-match-required'])
  for (const version of ['"v2"', '"v0"', 'v1', '1', '"x"', '"v1000000000000"']) {
    expect(await refused(await patch(id, version, { title: 'x' }))).toEqual([412, 'changed-meanwhile'])
  }
  expect((await patch(id, 'W/"v1"', { title: 'x' })).status).toBe(200)
})

test('of ten prices set at once one is taken, and told once', async () => {
  const event = await onSale()
  const priced = (amount: number) => [
    { ...event.ticketTypes[0], price: { amount, currency: 'CHF' } },
    event.ticketTypes[1],
  ]
  const answers = await tickets.database.together(
    `select from tickets.events where id = '${event.id}'`,
    Array.from({ length: 10 }, (_, i) => () => patch(event.id, '"v2"', { ticketTypes: priced(100 + i) })),
  )
  const statuses = answers.map((answer) => answer.status).sort()
  expect(statuses).toEqual([200, ...Array(9).fill(412)])
  const heard = await heardAbout(event.id)
  expect(heard.map(({ version }) => version)).toEqual([1, 2])
  const after = await eventIn(await show(event.id))
  const told = contracts['event.changed'].parse(heard[1]?.data)
  expect(told.ticketTypes[0]?.price).toBe(after.ticketTypes[0]?.price.amount)
  const winner = await eventIn(answers.find((answer) => answer.status === 200) as Response)
  expect(after).toEqual(winner)
})

test('a published event keeps its ticket types and its currency', async () => {
  const event = await onSale()
  const one = { ticketTypes: [event.ticketTypes[0]] }
  expect(await refused(await patch(event.id, '"v2"', one))).toEqual([409, 'event-not-ready'])
  expect(await refused(await patch(event.id, '"v2"', { currency: 'EUR' }))).toEqual([409, 'event-not-ready'])
  expect(await refused(await publish(event.id, '"v2"'))).toEqual([409, 'event-not-ready'])
  expect((await eventIn(await show(event.id))).version).toBe(2)
})

test('a draft may lose and gain ticket types, but not those of other events', async () => {
  const [mine, other] = [await drafted(), await drafted()]
  const stolen = await patch(mine.id, '"v1"', { ticketTypes: [mine.ticketTypes[0], other.ticketTypes[0]] })
  expect(await refused(stolen)).toEqual([400, 'invalid-request', '#/ticketTypes/1/id'])
  const changed = await eventIn(
    await patch(mine.id, '"v1"', { ticketTypes: [concert.ticketTypes[1], { ...mine.ticketTypes[0], quantity: 7 }] }),
  )
  expect(changed.ticketTypes.map(({ name, quantity }) => [name, quantity])).toEqual([
    ['Gallery', 40],
    ['Stalls', 7],
  ])
  expect(await eventIn(await show(mine.id, ada.headers))).toEqual(changed)
  expect((await eventIn(await show(other.id, ada.headers))).ticketTypes).toEqual(other.ticketTypes)
})

test('seats are kept in their order, change while they are on sale, and are changed by one at a time', async () => {
  const row = (name: string, last = 10) => ({ section: 'Parkett', row: name, first: 1, last })
  const seated = (...seats: ReturnType<typeof row>[]) => ({
    ...concert.ticketTypes[0],
    quantity: seats.reduce((sum, { last }) => sum + last, 0),
    seats,
  })
  const event = await onSale({ ticketTypes: [seated(row('B'), row('A'), row('Ä'))] })
  expect((await eventIn(await show(event.id))).ticketTypes[0]?.seats).toEqual([row('B'), row('A'), row('Ä')])
  const id = event.ticketTypes[0]?.id
  const plain = { ...concert.ticketTypes[0], id }
  expect(await refused(await patch(event.id, '"v2"', { ticketTypes: [plain] }))).toEqual([409, 'event-not-ready'])

  const answers = await tickets.database.together(
    `select from tickets.events where id = '${event.id}'`,
    [row('A', 12), row('A', 8)].map(
      (changed) => () => patch(event.id, '"v2"', { ticketTypes: [{ ...seated(changed, row('C')), id }] }),
    ),
  )
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412])
  const after = await eventIn(await show(event.id))
  const told = contracts['event.changed'].parse((await heardAbout(event.id))[1]?.data)
  expect(told.ticketTypes[0]).toMatchObject({
    seats: after.ticketTypes[0]?.seats,
    quantity: after.ticketTypes[0]?.quantity,
  })
  expect(after.ticketTypes[0]?.seats).toHaveLength(2)
})

test('an event that is over is not put on sale', async () => {
  const { id } = await drafted({ startsAt: '2020-01-01T00:00:00Z' })
  const response = await publish(id, '"v1"')
  expect(await response.clone().json()).toMatchObject({ detail: 'startsAt must be in the future' })
  expect(await refused(response)).toEqual([409, 'event-not-ready'])
})

test('what the client has is not sent again', async () => {
  const { id } = await onSale()
  const known = await show(id, { 'if-none-match': 'W/"v1", W/"v2"' })
  expect([known.status, known.headers.get('etag'), await known.text()]).toEqual([304, '"v2"', ''])
  expect((await show(id, { 'if-none-match': '"v1"' })).status).toBe(200)
})

test('a draft that is asked for again is the same one', async () => {
  const key = newKey()
  const first = await create({}, ada, key)
  const again = await create({}, ada, key)
  expect([again.status, again.headers.get('idempotent-replayed'), again.headers.get('etag')]).toEqual([
    201,
    'true',
    '"v1"',
  ])
  expect(await again.json()).toEqual(await first.json())
  expect(await refused(await create({ title: 'Other' }, ada, key))).toEqual([422, 'key-reused'])
  const hers = await eventIn(await create({}, eve, key))
  expect(hers.seller.id).toBe(eve.id)
})

test('of ten requests with one key, one draft comes', async () => {
  const key = newKey()
  const title = 'Only once'
  const answers = await Promise.all(Array.from({ length: 10 }, () => create({ title }, ada, key)))
  for (const answer of answers) expect([201, 409]).toContain(answer.status)
  expect(answers.some((answer) => answer.status === 201)).toBe(true)
  const rows = await admin(tickets.database.url, `select from tickets.events where title = '${title}'`)
  expect(rows).toHaveLength(1)
})

test('an answer that was lost after the draft was written is found again', async () => {
  const key = newKey()
  const first = await eventIn(await create({}, ada, key))
  await admin(tickets.database.url, 'delete from tickets.idempotency_keys')
  expect(await eventIn(await create({}, ada, key))).toEqual(first)
  await admin(tickets.database.url, 'delete from tickets.idempotency_keys')
  expect(await refused(await create({ title: 'Other' }, ada, key))).toEqual([422, 'key-reused'])
})

test('a form that was filled in wrongly may be sent again under its key', async () => {
  const key = newKey()
  expect((await create({ title: '' }, ada, key)).status).toBe(400)
  expect((await create({}, ada, key)).status).toBe(201)
})

test.each([undefined, '', 'short', 'x'.repeat(129), 'no blanks allowed here'])('%j is no key', async (key) => {
  const headers: Record<string, string> = { ...ada.headers, ...(key === undefined ? {} : { 'idempotency-key': key }) }
  expect((await tickets.send('POST', EVENTS, concert, headers)).status).toBe(400)
})

test('messages wait for the broker and leave with the sweep, in their order', async () => {
  tickets.broker.isUp = false
  const event = await onSale()
  expect((await patch(event.id, '"v2"', { title: 'Later' })).status).toBe(200)
  expect(await heardAbout(event.id)).toEqual([])
  tickets.broker.isUp = true
  await admin(tickets.database.url, 'update tickets.outbox set claimed_until = null')
  const authorization = `Bearer ${tickets.config.internalToken}`
  expect((await tickets.send('POST', '/internal/sweep', undefined, { authorization: 'Bearer no' })).status).toBe(401)
  expect((await tickets.send('POST', '/internal/sweep', undefined, { authorization })).status).toBe(200)
  expect((await heardAbout(event.id)).map(({ version }) => version)).toEqual([1, 2])
})

test('the sweep forgets answers of days ago, and the draft behind one is still not made twice', async () => {
  const [old, young] = [newKey(), newKey()]
  const first = await eventIn(await create({}, ada, old))
  await create({}, ada, young)
  const { url } = tickets.database
  await admin(url, `update tickets.idempotency_keys set claimed_at = now() - interval '3 days' where key = $1`, [old])
  const authorization = `Bearer ${tickets.config.internalToken}`
  await tickets.send('POST', '/internal/sweep', undefined, { authorization })
  const kept = await admin<{ key: string }>(url, 'select key from tickets.idempotency_keys')
  expect(kept.map(({ key }) => key)).toContain(young)
  expect(kept.map(({ key }) => key)).not.toContain(old)
  expect((await eventIn(await create({}, ada, old))).id).toBe(first.id)
})
