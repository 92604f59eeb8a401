import { expect, test } from 'vitest'
import { Refusal } from '../../api/refusal.ts'
import { linesOf, wrongOf } from './wrong.ts'

test('what the server says leads to the field it means', () => {
  const refusal = new Refusal(400, {
    errors: [
      { pointer: '#/title', detail: 'is too short' },
      { pointer: '#/ticketTypes/1/price/amount', detail: 'is too much' },
      { pointer: '#/ticketTypes/0/seats/2/last', detail: 'must not be before first' },
      { pointer: '#/artwork/alt', detail: 'must not be empty' },
      { pointer: '#', detail: 'is odd' },
    ],
  })
  expect(linesOf(wrongOf(refusal))).toEqual([
    { detail: 'Title: is too short', field: 'field-title' },
    { detail: 'Ticket type 2, Price: is too much', field: 'field-ticketTypes-1-price' },
    { detail: 'Ticket type 1, line 3, Last seat: must not be before first', field: 'field-ticketTypes-0-seats-2-last' },
    { detail: 'Picture: must not be empty', field: 'field-artwork-alt' },
    { detail: 'is odd' },
  ])
})
