import { expect, test } from 'vitest'
import type { EventView } from '../../api/types.ts'
import { draftOf, emptyDraft, inputOf, type RowDraft, type TypeDraft } from './draft.ts'

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
  status: 'draft',
  version: 3,
  ticketTypes: [
    {
      id: 'typ_0198c0ffee007000a000000000000001',
      name: 'Floor',
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
  const { title, description, venue, city, startsAt, timeZone, currency, holdMinutes, ticketTypes } = event
  expect(inputOf(draftOf(event))).toEqual({
    input: { title, description, venue, city, startsAt, timeZone, currency, holdMinutes, ticketTypes },
  })
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
