import { afterAll, describe, expect, test } from 'vitest'
import { concert, newKey, startTickets } from '../../tests/setup/tickets.ts'
import { cancel, edit, type Published, publish } from './event.ts'

const tickets = await startTickets()
afterAll(() => tickets[Symbol.asyncDispose]())

const ada = await tickets.people.join('Ada')
const eve = await tickets.people.join('Eve')
const EVENTS = '/api/tickets/events'
type Who = { headers: Record<string, string> }
type Shown = { id: string; title: string; version: number; status: string; cancelReason: string | null }

const onSale = async (title = concert.title) => {
  // What costs nothing is sold by anybody: this is not about who can be paid.
  const ticketTypes = [{ ...concert.ticketTypes[0], price: { amount: 0, currency: 'CHF' } }]
  const headers = { ...ada.headers, 'idempotency-key': newKey(), 'if-match': '"v1"' }
  const made = (await (await tickets.send('POST', EVENTS, { ...concert, title, ticketTypes }, headers)).json()) as Shown
  return (await (await tickets.send('POST', `${EVENTS}/${made.id}/publish`, undefined, headers)).json()) as Shown
}
const calledOff = (id: string, { headers }: Who = ada, over: { key?: string; match?: string; body?: unknown } = {}) =>
  tickets.send('POST', `${EVENTS}/${id}/cancel`, over.body ?? { reason: 'The singer is ill' }, {
    ...{ ...headers, 'idempotency-key': over.key ?? newKey(), 'if-match': over.match ?? '"v2"' },
  })
const refused = async (answer: Response) => {
  const { type } = (await answer.json()) as { type: string }
  return [answer.status, type.replace('/problems/', '')]
}
const told = async (id: string) => {
  await tickets.settled()
  return tickets.published.filter(({ aggregate }) => aggregate === id)
}

test('an event that is called off says so to everybody, and is still found where people look for theirs', async () => {
  const { id } = await onSale()
  const answer = await calledOff(id)
  expect([answer.status, answer.headers.get('etag')]).toEqual([200, '"v3"'])
  expect(await answer.json()).toMatchObject({ status: 'cancelled', cancelReason: 'The singer is ill', version: 3 })
  expect((await told(id)).map(({ type, version, data }) => ({ type, version, data })).at(-1)).toEqual({
    ...{ type: 'event.cancelled', version: 2 },
    data: { event: id, seller: ada.id, reason: 'The singer is ill' },
  })
  const seen = await tickets.send('GET', `${EVENTS}/${id}`)
  expect(await seen.json()).toMatchObject({ status: 'cancelled', cancelReason: 'The singer is ill' })
})

test('it is searched for no more, and its seller still has it', async () => {
  const { id, title } = await onSale('Nightingale')
  const items = async (path: string, who: Who = { headers: {} }) =>
    ((await (await tickets.send('GET', path, undefined, who.headers)).json()) as { items: Shown[] }).items
  expect(await items(`${EVENTS}?q=${title}`)).toHaveLength(1)
  await calledOff(id)
  expect(await items(`${EVENTS}?q=${title}`)).toEqual([])
  expect((await items('/api/tickets/my-events', ada)).find((event) => event.id === id)?.status).toBe('cancelled')
})

test('nothing of it changes any more', async () => {
  const { id } = await onSale()
  await calledOff(id)
  const headers = { ...ada.headers, 'if-match': '"v3"' }
  const again = await calledOff(id, ada, { match: '"v3"' })
  const edited = await tickets.send('PATCH', `${EVENTS}/${id}`, { title: 'After all' }, headers)
  const published = await tickets.send('POST', `${EVENTS}/${id}/publish`, undefined, headers)
  for (const answer of [again, edited, published]) expect(await refused(answer)).toEqual([409, 'event-cancelled'])
  expect((await told(id)).map(({ type }) => type)).toEqual(['event.published', 'event.cancelled'])
})

describe('it is called off', () => {
  test('by its seller alone', async () => {
    const { id } = await onSale()
    expect(await refused(await calledOff(id, eve))).toEqual([404, 'not-found'])
    expect(await refused(await calledOff(id, { headers: {} }))).toEqual([401, 'signed-out'])
  })
  test('in the version that was seen, and once under one key', async () => {
    const { id } = await onSale()
    expect(await refused(await calledOff(id, ada, { match: '"v1"' }))).toEqual([412, 'changed-meanwhile'])
    const headers = { ...ada.headers, 'idempotency-key': newKey() }
    const bare = await tickets.send('POST', `${EVENTS}/${id}/cancel`, { reason: 'Ill' }, headers)
    expect(await refused(bare)).toEqual([428, 'if-match-required'])
    const key = newKey()
    const first = await calledOff(id, ada, { key })
    const second = await calledOff(id, ada, { key })
    expect([first.status, second.status, second.headers.get('idempotent-replayed')]).toEqual([200, 200, 'true'])
    expect((await told(id)).filter(({ type }) => type === 'event.cancelled')).toHaveLength(1)
  })
  test('with a reason, for people to read', async () => {
    const { id } = await onSale()
    for (const [body, pointer] of [
      [{}, '#/reason'],
      [{ reason: ' ' }, '#/reason'],
      [{ reason: 'x'.repeat(501) }, '#/reason'],
      [{ reason: 'Ill', refund: true }, '#/refund'],
    ] as const) {
      const answer = await calledOff(id, ada, { body })
      const { errors } = (await answer.json()) as { errors: { pointer: string }[] }
      expect([answer.status, errors.map((error) => error.pointer)]).toEqual([400, [pointer]])
    }
  })
  test('by two at once, once', async () => {
    const { id } = await onSale()
    const answers = await tickets.database.together(`select from tickets.events where id = '${id}'`, [
      () => calledOff(id),
      () => calledOff(id),
    ])
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412])
    expect((await told(id)).filter(({ type }) => type === 'event.cancelled')).toHaveLength(1)
  })
  test('not while it is a draft, of which nobody knows', async () => {
    const headers = { ...ada.headers, 'idempotency-key': newKey() }
    const { id } = (await (await tickets.send('POST', EVENTS, concert, headers)).json()) as Shown
    expect(await refused(await calledOff(id, ada, { match: '"v1"' }))).toEqual([409, 'event-not-ready'])
  })
})

test('the decision itself: told last, and final', () => {
  const now = new Date('2030-01-01T12:00:00Z')
  const published: Published = {
    ...{
      ...concert,
      currency: 'CHF',
      startsAt: '2030-02-01T18:00:00Z',
      maxPerPerson: null,
      refundPolicy: '',
      access: '',
      accessFeatures: [],
      artwork: null,
      withdrawnAt: null,
      ticketTypes: [],
      version: 4,
      told: 3,
    },
    ...{
      id: 'evt_0198c0ffee007000a000000000000001',
      seller: { id: 'acc_0198c0ffee007000a000000000000001', name: 'S' },
    },
    ...{ createdAt: now.toISOString(), status: 'published', publishedAt: now.toISOString() },
  }
  const { event } = cancel(published, 'Ill', now)
  expect(event).toMatchObject({ status: 'cancelled', version: 5, told: 4, cancelledAt: now.toISOString() })
  for (const decide of [
    () => cancel(event, 'Ill', now),
    () => edit(event, {}, now, () => 'typ_0198c0ffee007000a000000000000001'),
    () => publish(event, now),
  ]) {
    expect(decide).toThrow(expect.objectContaining({ slug: 'event-cancelled' }))
  }
})
