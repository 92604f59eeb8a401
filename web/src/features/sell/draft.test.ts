import { expect, test } from 'vitest'
import type { EventView } from '../../api/types.ts'
import {
  type Draft,
  draftOf,
  emptyDraft,
  emptyType,
  inputOf,
  isComplete,
  type RowDraft,
  rebased,
  type TypeDraft,
  withIds,
} from './draft.ts'

const event: EventView = {
  id: 'evt_0198c0ffee007000a000000000000001',
  seller: { id: 'acc_0198c0ffee007000a000000000000001', name: 'Mara' },
  title: 'Night of the whales',
  description: '',
  venue: 'Aquarium',
  city: 'Lisbon',
  startsAt: '2026-12-12T20:00:00.000Z',
  timeZone: 'America/New_York',
  currency: 'EUR',
  holdMinutes: 15,
  maxPerPerson: 6,
  refundPolicy: 'Until a week before.',
  access: 'By the side door.',
  accessFeatures: ['step-free'],
  artwork: null,
  withdrawn: false,
  status: 'draft',
  version: 3,
  ticketTypes: [
    {
      id: 'typ_0198c0ffee007000a000000000000001',
      name: 'Floor',
      description: 'With a drink.',
      price: { amount: 1999, currency: 'EUR' },
      quantity: 100,
      maxPerOrder: 4,
      salesStartAt: null,
      salesEndAt: '2026-12-12T05:30:00.000Z',
      seats: null,
    },
    {
      id: 'typ_0198c0ffee007000a000000000000002',
      name: 'Seats',
      description: '',
      price: { amount: 2999, currency: 'EUR' },
      quantity: 30,
      maxPerOrder: 4,
      salesStartAt: null,
      salesEndAt: null,
      seats: [
        { section: 'Stalls', row: 'B', first: 1, last: 20 },
        { section: 'Stalls', row: 'A', first: 5, last: 14 },
      ],
    },
  ],
  createdAt: '2026-11-01T00:00:00.000Z',
  publishedAt: null,
  cancelReason: null,
}

test('an event that nobody touched is saved as it was', () => {
  const {
    id: _,
    seller: _s,
    status: _st,
    version: _v,
    createdAt: _c,
    publishedAt: _p,
    cancelReason: _r,
    withdrawn: _w,
    ...input
  } = event
  expect(inputOf(draftOf(event))).toEqual({ input })
  const unlimited = { ...event, maxPerPerson: null }
  expect(inputOf(draftOf(unlimited))).toMatchObject({ input: { maxPerPerson: null } })
  expect(inputOf({ ...draftOf(event), maxPerPerson: 'a few' })).toEqual({
    wrong: { '/maxPerPerson': expect.any(String) },
  })
})

test('a picture is sent by the ids of its sizes, and not without words', () => {
  const [large, small] = [
    { id: 'L', width: 1600, height: 900 },
    { id: 'S', width: 640, height: 360 },
  ] as const
  const draft = { ...draftOf(event), artwork: { large, small, alt: ' Whales ' } }
  expect(inputOf(draft)).toMatchObject({ input: { artwork: { large: 'L', small: 'S', alt: 'Whales' } } })
  expect(isComplete(draft)).toBe(true)
  const wordless = { ...draft, artwork: { large, small, alt: ' ' } }
  expect(inputOf(wordless)).toEqual({ wrong: { '/artwork/alt': expect.any(String) } })
  expect(isComplete(wordless)).toBe(false)
})

test('times are those of the place', () => {
  expect(draftOf(event).starts).toBe('2026-12-12T15:00')
})

test('what cannot be a value is named where it stands', () => {
  const draft = emptyDraft('Europe/Berlin')
  expect(inputOf({ ...draft, holdMinutes: 'long' })).toEqual({
    wrong: {
      '/startsAt': expect.any(String),
      '/holdMinutes': expect.any(String),
      '/ticketTypes/0/price': expect.any(String),
      '/ticketTypes/0/quantity': expect.any(String),
    },
  })
})

test('a row that is no row is named where it stands, and a seated type has rows', () => {
  const draft = draftOf(event)
  const [floor, seats] = draft.ticketTypes as [TypeDraft, TypeDraft]
  const [b, a] = seats.rows as [RowDraft, RowDraft]
  const withRows = (rows: RowDraft[]) => ({ ...draft, ticketTypes: [floor, { ...seats, rows }] })
  expect(inputOf(withRows([b, { ...a, first: '', last: 'x' }]))).toEqual({
    wrong: { '/ticketTypes/1/seats/1/first': expect.any(String), '/ticketTypes/1/seats/1/last': expect.any(String) },
  })
  expect(inputOf(withRows([]))).toEqual({ wrong: { '/ticketTypes/1/seats': expect.any(String) } })
})

test('what is still empty is not complete, and neither is what is no value', () => {
  const draft = draftOf(event)
  expect(isComplete(draft)).toBe(true)
  expect(isComplete({ ...draft, venue: ' ' })).toBe(false)
  expect(isComplete({ ...draft, starts: '' })).toBe(false)
  expect(isComplete(emptyDraft('Europe/Berlin'))).toBe(false)
})

test('what was typed while it was being saved stays, and knows its ids', () => {
  const [one, two, three] = [emptyType(), emptyType(), emptyType()]
  const sent: Draft = { ...draftOf(event), ticketTypes: [one, two] }
  // Meanwhile the first is gone, the second has a name, and there is a third.
  const now: Draft = { ...sent, title: 'Another', ticketTypes: [{ ...two, name: 'Child' }, three] }
  const merged = withIds(now, sent, event)
  expect(merged.title).toBe('Another')
  expect(merged.ticketTypes.map(({ id, name }) => [id, name])).toEqual([
    [event.ticketTypes[1]?.id, 'Child'],
    [undefined, ''],
  ])
  expect(withIds(merged, sent, event)).toBe(merged)
})

test('a ticket type that somebody else took away is a new one, and the others are what they were', () => {
  const kept = event.ticketTypes.slice(0, 1)
  const [floor, seats] = rebased(draftOf(event), { ticketTypes: kept }).ticketTypes
  expect(floor?.id).toBe(kept[0]?.id)
  expect(seats).toMatchObject({ name: 'Seats' })
  expect(seats).not.toHaveProperty('id')
})
