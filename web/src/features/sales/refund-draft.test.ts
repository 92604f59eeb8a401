import { expect, test } from 'vitest'
import type { SaleView, SoldPass } from '../../api/money-types.ts'
import type { PassView, Seat } from '../../api/types.ts'
import { effectOf, emptyRefund, leftOf, refundInput, wrongWith } from './refund-draft.ts'

const euros = (amount: number) => ({ amount, currency: 'EUR' as const })
const stalls = 'typ_0198c0ffee007000a000000000000001' as const
const standing = 'typ_0198c0ffee007000a000000000000002' as const
const place = (seat: number): Seat => ({ section: 'Stalls', row: 'C', seat })
const pass = (
  ticketType: typeof stalls | typeof standing,
  seat: Seat | null,
  state: PassView['state'],
  admittedAt: string | null = null,
): SoldPass => ({
  ...{ ticketType, seat, state, admittedAt },
  name: 'Ticket',
})

/** Two seats and three standing, one of which has been paid back. */
const sale: SaleView = {
  id: 'ord_0198c0ffee007000a000000000000001',
  state: 'paid',
  items: [
    { ticketType: stalls, name: 'Stalls', quantity: 2, price: euros(4000), seats: [place(12), place(13)] },
    { ticketType: standing, name: 'Standing', quantity: 3, price: euros(1500), seats: null },
  ],
  total: euros(12_500),
  refunded: euros(1500),
  refundable: euros(11_000),
  refunds: [],
  passes: [
    pass(stalls, place(12), 'valid'),
    pass(stalls, place(13), 'frozen', '2027-01-01T19:00:00.000Z'),
    pass(standing, null, 'valid', '2027-01-01T19:05:00.000Z'),
    pass(standing, null, 'valid'),
    pass(standing, null, 'void'),
  ],
  frozen: false,
  paidAt: null,
  buyerName: null,
  buyer: 'acc_0198c0ffee007000a000000000000001',
  version: 4,
}

test('what is left is what is not void', () => {
  expect(leftOf(sale).map(({ count, seats }) => [count, seats.length])).toEqual([
    [2, 2],
    [2, 0],
  ])
})

test('whoever is inside is counted among what is left', () =>
  expect(leftOf(sale).map(({ admitted }) => admitted)).toEqual([
    { count: 1, seats: [place(13)] },
    { count: 1, seats: [] },
  ]))

test('everything left is asked for without saying what it is, because that may change meanwhile', () => {
  const draft = { ...emptyRefund, reason: 'rain' }
  expect(effectOf(sale, draft, null)).toEqual({ amount: 11_000, tickets: 4 })
  expect(refundInput(sale, draft, null)).toEqual({ restock: 'on-sale', reason: 'rain' })
})

test('chosen tickets are named: by seat where they have one', () => {
  const draft = {
    ...emptyRefund,
    ...{ scope: 'tickets' as const, reason: 'rain', restock: 'withdrawn' as const },
    quantities: { [standing]: 1 },
    seats: ['Stalls, row C, seat 13'],
  }
  expect(effectOf(sale, draft, null)).toEqual({ amount: 5500, tickets: 2 })
  expect(refundInput(sale, draft, null)).toEqual({
    items: [
      { ticketType: stalls, seats: [place(13)] },
      { ticketType: standing, quantity: 1 },
    ],
    restock: 'withdrawn',
    reason: 'rain',
  })
})

test('an amount leaves the tickets alone', () => {
  const draft = { ...emptyRefund, scope: 'amount' as const, amount: '5', reason: 'sorry' }
  expect(effectOf(sale, draft, 500)).toEqual({ amount: 500, tickets: 0 })
  expect(refundInput(sale, draft, 500)).toEqual({ amount: 500, reason: 'sorry' })
})

test('nothing is no refund, and neither is one without a reason', () => {
  const draft = { ...emptyRefund, scope: 'tickets' as const }
  expect(Object.keys(wrongWith(draft, { amount: 0, tickets: 0 }))).toEqual(['choice', 'reason'])
  expect(wrongWith({ ...emptyRefund, reason: 'rain' }, { amount: 1, tickets: 1 })).toEqual({})
})
