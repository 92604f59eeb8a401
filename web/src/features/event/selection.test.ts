import { expect, test } from 'vitest'
import type { Id, TicketType } from '../../api/types.ts'
import { formatChoice, isSmaller, parseChoice, stillToBeHad, withQuantity } from './selection.ts'

const id = (digit: string) => `typ_${digit.repeat(32)}` as Id<'ticketType'>
const type = (digit: string): TicketType => ({
  id: id(digit),
  name: digit,
  price: { amount: 100, currency: 'EUR' },
  quantity: 10,
  maxPerOrder: 4,
  salesStartAt: null,
  salesEndAt: null,
})
const event = { ticketTypes: [type('a'), type('b')] }

test('a choice comes back from the address as it went in', () => {
  const choice = [
    { ticketType: id('a'), quantity: 2 },
    { ticketType: id('b'), quantity: 1 },
  ]
  expect(parseChoice(formatChoice(choice))).toEqual(choice)
})

test.each([undefined, '', 'x', 'typ_1-2', `${id('a')}-0`, `${id('a')}--1`, `${id('a')}-1e3`])(
  '"%s" chooses nothing',
  (text) => {
    expect(parseChoice(text)).toEqual([])
  },
)

test('nothing chosen leaves nothing in the address', () => {
  expect(formatChoice(withQuantity([{ ticketType: id('a'), quantity: 1 }], type('a'), 0))).toBeUndefined()
})

test('a choice shrinks to what is left, and says so', () => {
  const wanted = parseChoice(`${id('a')}-3.${id('b')}-2.${id('c')}-1`)
  const fitted = stillToBeHad(wanted, event, ({ name }) => (name === 'a' ? 1 : 4))
  expect(fitted).toEqual([
    { ticketType: id('a'), quantity: 1 },
    { ticketType: id('b'), quantity: 2 },
  ])
  expect(isSmaller(fitted, wanted)).toBe(true)
})
