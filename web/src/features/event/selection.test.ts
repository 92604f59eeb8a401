import { expect, test } from 'vitest'
import type { Choice, Id, TicketType } from '../../api/types.ts'
import { parseSearch, stringifySearch } from '../../search.ts'
import { formatChoice, isSmaller, itemsOf, parseChoice, stillToBeHad, takenApart, withQuantity } from './selection.ts'

const id = (digit: string) => `typ_${digit.repeat(32)}` as Id<'ticketType'>
const type = (digit: string): TicketType => ({
  id: id(digit),
  description: '',
  name: digit,
  price: { amount: 100, currency: 'EUR' },
  quantity: 10,
  maxPerOrder: 4,
  salesStartAt: null,
  salesEndAt: null,
  seats: null,
})
const seated = (digit: string) => ({ ...type(digit), seats: [{ section: 'Stalls', row: 'C', first: 1, last: 10 }] })
const seat = (row: string, number: number, section = 'Stalls') => ({ section, row, seat: number })
const event = { ticketTypes: [type('a'), type('b')] }

test('a choice comes back from the address as it went in', () => {
  const choice = [
    { ticketType: id('a'), quantity: 2 },
    { ticketType: id('b'), quantity: 1 },
  ]
  expect(parseChoice(formatChoice(choice))).toEqual(choice)
})

test('seats come back from the address with whatever names they have', () => {
  const seats = [seat('C', 12), seat('Ä.1!', 3, 'Loge * 100% & “mehr”'), seat('-', 9999, '%2A')]
  const choice: Choice[] = [
    { ticketType: id('a'), quantity: 3, seats },
    { ticketType: id('b'), quantity: 2, apart: true },
  ]
  const address = stringifySearch({ tickets: formatChoice(choice) })
  expect(parseChoice(parseSearch(address).tickets)).toEqual(choice)
})

test('of what somebody wrote into the address, only seats that could be are taken, each once', () => {
  const text = `${id('a')}!C*1*Stalls!C*1*Stalls!C*0*Stalls!*1*Stalls!C*2`
  expect(parseChoice(text)).toEqual([{ ticketType: id('a'), quantity: 1, seats: [seat('C', 1)] }])
  expect(parseChoice(`${id('a')}!`)).toEqual([])
})

test('of chosen seats those stay that are free, and no more than one person may have', () => {
  const wanted = parseChoice(
    formatChoice([{ ticketType: id('a'), quantity: 3, seats: [1, 2, 3].map((n) => seat('C', n)) }]),
  )
  const house = { ticketTypes: [seated('a')] }
  const free = (_: TicketType, seats: readonly { seat: number }[]) => seats.filter((one) => one.seat !== 2)
  const fitted = stillToBeHad(wanted, house, { most: () => 4, free: free as never })
  expect(fitted).toEqual([{ ticketType: id('a'), quantity: 2, seats: [seat('C', 1), seat('C', 3)] }])
  expect(stillToBeHad(wanted, house, { most: () => 1, free: free as never })).toMatchObject([{ quantity: 1 }])
  expect(itemsOf(fitted)).toEqual([{ ticketType: id('a'), seats: [seat('C', 1), seat('C', 3)] }])
})

test('who takes seats apart asks for just that, and for that type alone', () => {
  const choice = parseChoice(`${id('a')}-2.${id('b')}-1`)
  expect(itemsOf(takenApart(choice, [id('a')]))).toEqual([
    { ticketType: id('a'), quantity: 2, together: false },
    { ticketType: id('b'), quantity: 1 },
  ])
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

test('a choice of several types shrinks to what one person may have in all', () => {
  const house = { ticketTypes: [type('a'), seated('b'), type('c')] }
  const wanted: Choice[] = [
    { ticketType: id('c'), quantity: 2 },
    { ticketType: id('a'), quantity: 3 },
    { ticketType: id('b'), quantity: 2, seats: [seat('C', 1), seat('C', 2)] },
  ]
  const within = (inAll: number | null) =>
    stillToBeHad(wanted, house, { most: () => 4, inAll, free: (_, seats) => seats }).map(({ quantity }) => quantity)
  expect([null, 7, 6, 4, 3, 1].map(within)).toEqual([[3, 2, 2], [3, 2, 2], [3, 2, 1], [3, 1], [3], [1]])
})

test('a choice shrinks to what is left, and says so', () => {
  const wanted = parseChoice(`${id('a')}-3.${id('b')}-2.${id('c')}-1`)
  const most = ({ name }: TicketType) => (name === 'a' ? 1 : 4)
  const fitted = stillToBeHad(wanted, event, { most, free: () => [] })
  expect(fitted).toEqual([
    { ticketType: id('a'), quantity: 1 },
    { ticketType: id('b'), quantity: 2 },
  ])
  expect(isSmaller(fitted, wanted)).toBe(true)
})
