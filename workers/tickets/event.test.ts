import { expect, test } from 'vitest'
import { contracts } from '#shared/messages/contracts'
import type { TicketTypeOnSale } from '#shared/messages/tickets'
import { type Draft, draft, type Event, edit, type Published, publish, withdraw } from './event.ts'

const now = new Date('2030-01-01T12:00:00.000Z')
const id = (n: number) => `typ_${String(n).padStart(32, '0')}` as const
const minter = (from = 1) => {
  let next = from
  return () => id(next++)
}
const price = (amount: number, currency: 'EUR' | 'USD' = 'EUR') => ({ amount, currency })
const type = {
  name: 'Seat',
  description: '',
  price: price(1000),
  quantity: 10,
  maxPerOrder: 4,
  salesStartAt: null,
  salesEndAt: null,
  seats: null,
}
const made: Draft = {
  ...draft(
    {
      title: 'Play',
      description: '',
      venue: 'Hall',
      city: 'Bern',
      startsAt: '2030-02-01T18:00:00.000Z',
      timeZone: 'Europe/Zurich',
      currency: 'EUR',
      holdMinutes: 15,
      maxPerPerson: null,
      refundPolicy: '',
      access: '',
      accessFeatures: [],
      artwork: null,
      ticketTypes: [type, { ...type, name: 'Box' }],
    },
    { id: 'evt_0198c0ffee007000a000000000000001', seller: { id: 'acc_0198c0ffee007000a000000000000001', name: 'Sel' } },
    minter(),
  ),
  createdAt: now.toISOString(),
}
const onSale = publish(made, now).event
const refusal = (act: () => unknown) => {
  try {
    act()
  } catch (error) {
    return error
  }
  throw new Error('it was not refused')
}
const change = (event: Event, changes: Parameters<typeof edit>[1]) => edit(event, changes, now, minter(10))

test('a draft is version 1, with ids for its ticket types', () => {
  expect(made).toMatchObject({ status: 'draft', version: 1 })
  expect(made.ticketTypes.map((type) => type.id)).toEqual([id(1), id(2)])
})

test('editing a draft tells nobody', () => {
  const { event, says } = change(made, { title: 'Opera', venue: undefined })
  expect(event).toEqual({ ...made, title: 'Opera', version: 2 })
  expect(says).toEqual([])
})

test('what was withdrawn is put on sale no more, by no change', () => {
  const { event } = withdraw(onSale as Published, now)
  const again = event.ticketTypes.map((type) => ({ ...type, salesEndAt: null }))
  for (const changes of [{ ticketTypes: again }, { title: 'Opera' }]) {
    expect(refusal(() => change(event, changes))).toMatchObject({ slug: 'event-not-ready' })
  }
  expect(refusal(() => publish(event, now))).toMatchObject({ slug: 'event-not-ready' })
})

test('publishing tells the whole event, by its contract', () => {
  const { event, says } = publish(made, now)
  expect(event).toMatchObject({ status: 'published', version: 2, told: 1, publishedAt: now.toISOString() })
  expect(says.map((say) => say.type)).toEqual(['event.published'])
  const data = contracts['event.published'].parse(says[0]?.data)
  expect(data.ticketTypes.map((type: TicketTypeOnSale) => [type.id, type.price])).toEqual([
    [id(1), 1000],
    [id(2), 1000],
  ])
  expect(says[0]?.data).toEqual(data)
})

test.each<[string, Event, string]>([
  ['an event without ticket types', { ...made, ticketTypes: [] }, 'ticketTypes: at least one is needed'],
  ['an event that has begun', { ...made, startsAt: now.toISOString() }, 'startsAt must be in the future'],
  ['an event that is published', onSale, 'It is published already'],
])('%s cannot be published', (_what, event, detail) => {
  expect(refusal(() => publish(event, now))).toMatchObject({ slug: 'event-not-ready', detail })
})

test('each edit of a published event is told, and numbered', () => {
  const first = change(onSale, { title: 'Opera' })
  const second = change(first.event, { holdMinutes: 20 })
  expect([first.event, second.event].map((event) => [event.version, (event as Published).told])).toEqual([
    [3, 2],
    [4, 3],
  ])
  expect(second.says).toMatchObject([{ type: 'event.changed', data: { title: 'Opera', holdMinutes: 20 } }])
})

test('how many a person may have is told, also when it is lifted', () => {
  const limited = change(onSale, { maxPerPerson: 4 })
  const lifted = change(limited.event, { maxPerPerson: null })
  const told = [limited, change(limited.event, { title: 'Opera' }), lifted].map(({ says }) => says[0]?.data)
  expect(told).toMatchObject([{ maxPerPerson: 4 }, { maxPerPerson: 4 }, { maxPerPerson: null }])
})

test('ticket types are changed by id, added without one', () => {
  const { event } = change(onSale, {
    ticketTypes: [
      { ...type, id: id(2), price: price(2000) },
      { ...type, name: 'Standing' },
      { ...type, id: id(1) },
    ],
  })
  expect(event.ticketTypes.map((type) => [type.id, type.name, type.price.amount])).toEqual([
    [id(2), 'Seat', 2000],
    [id(10), 'Standing', 1000],
    [id(1), 'Seat', 1000],
  ])
})

test('a draft may lose a ticket type, a published event may not', () => {
  const only = { ticketTypes: [{ ...type, id: id(1) }] }
  expect(change(made, only).event.ticketTypes).toHaveLength(1)
  expect(refusal(() => change(onSale, only))).toMatchObject({
    slug: 'event-not-ready',
    detail: expect.stringContaining(id(2)),
  })
})

test('a ticket type of another event, or one named twice, is refused by its place', () => {
  const given = [
    { ...type, id: id(1) },
    { ...type, id: id(7) },
    { ...type, id: id(1) },
  ]
  const error = refusal(() => change(made, { ticketTypes: given })) as { extra: { errors: { pointer: string }[] } }
  expect(error.extra.errors.map(({ pointer }) => pointer)).toEqual(['#/ticketTypes/1/id', '#/ticketTypes/2/id'])
})

test('a new currency comes with new prices, and not once it is published', () => {
  const ticketTypes = [{ ...type, price: price(5, 'USD') }]
  expect(change(made, { currency: 'USD', ticketTypes }).event.currency).toBe('USD')
  expect(refusal(() => change(made, { currency: 'USD' }))).toMatchObject({
    extra: { errors: [{ pointer: '#/ticketTypes' }] },
  })
  expect(refusal(() => change(made, { ticketTypes }))).toMatchObject({
    extra: { errors: [{ pointer: '#/ticketTypes/0/price/currency' }] },
  })
  expect(refusal(() => change(onSale, { currency: 'USD' }))).toMatchObject({ slug: 'event-not-ready' })
})

test('a published event cannot be moved into the past, but one that is over can still be described', () => {
  expect(refusal(() => change(onSale, { startsAt: '2029-12-31T00:00:00.000Z' }))).toMatchObject({
    slug: 'event-not-ready',
  })
  const over = { ...onSale, startsAt: '2029-12-31T00:00:00.000Z' }
  expect(change(over, { description: 'It was good.' }).says).toHaveLength(1)
})

const rows = (...names: string[]) => names.map((row) => ({ section: 'Stalls', row, first: 1, last: 5 }))
const seated = (seats: ReturnType<typeof rows>) => ({ ...type, seats, quantity: seats.length * 5 })
const house = change(made, { ticketTypes: [{ ...seated(rows('A', 'B')), id: id(1) }] }).event
const opened = publish(house, now).event

test('seats are told in the order of the seller, and their rows come, go and move while they are on sale', () => {
  expect(publish(house, now).says[0]?.data).toMatchObject({ ticketTypes: [{ seats: rows('A', 'B'), quantity: 10 }] })
  const { says } = change(opened, { ticketTypes: [{ ...seated(rows('C', 'A', 'D')), id: id(1) }] })
  const told = contracts['event.changed'].parse(says[0]?.data)
  expect(told.ticketTypes).toMatchObject([{ seats: rows('C', 'A', 'D'), quantity: 15 }])
})

test('seated stays seated once it is published, and a draft may still choose', () => {
  const without = { ticketTypes: [{ ...type, id: id(1) }] }
  expect(change(house, without).event.ticketTypes[0]?.seats).toBeNull()
  expect(refusal(() => change(opened, without))).toMatchObject({
    slug: 'event-not-ready',
    detail: expect.stringContaining(id(1)),
  })
  const withSeats = {
    ticketTypes: [
      { ...seated(rows('A')), id: id(1) },
      { ...type, id: id(2) },
    ],
  }
  expect(refusal(() => change(onSale, withSeats))).toMatchObject({ slug: 'event-not-ready' })
  const more = { ticketTypes: [...opened.ticketTypes, seated(rows('A'))] }
  expect(change(opened, more).event.ticketTypes).toHaveLength(2)
})

test('an event that would not fit into one message is not kept at all', () => {
  const many = Array.from({ length: 500 }, (_, n) => ({ section: 'Ö'.repeat(40), row: String(n), first: 1, last: 5 }))
  expect(refusal(() => change(made, { ticketTypes: [seated(many)] }))).toMatchObject({
    extra: { errors: [{ pointer: '#/ticketTypes' }] },
  })
  const usual = many.map((row) => ({ ...row, section: 'Stalls' }))
  expect(change(made, { ticketTypes: [seated(usual)] }).event.ticketTypes[0]?.seats).toHaveLength(500)
})
