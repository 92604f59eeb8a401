import { expect, test } from 'vitest'
import type { OrderItem } from '../../api/types.ts'
import { anywhere, stillThere } from './hold-again.ts'

const seat = { section: 'Stalls', row: 'A', seat: 1 }
const price = { amount: 100, currency: 'EUR' as const }
const item = (name: string, quantity: number, seats: OrderItem['seats'] = null): OrderItem => ({
  ...{ ticketType: `typ_${name}` as OrderItem['ticketType'], name, quantity, price, seats },
})
const stock = (left: Record<string, number>) =>
  Object.fromEntries(Object.entries(left).map(([name, available]) => [`typ_${name}`, { available, total: 10 }]))

test('while nothing is known, everything is asked for again, seats by name', () => {
  const items = [item('a', 2), item('b', 1, [seat])]
  expect(stillThere(items, undefined)).toEqual({
    isAll: true,
    choice: [
      { ticketType: 'typ_a', quantity: 2, seats: null },
      { ticketType: 'typ_b', quantity: 1, seats: [seat] },
    ],
  })
})

test('what is gone is left out, and what is fewer is fewer', () => {
  const { choice, isAll } = stillThere([item('a', 2), item('b', 1), item('c', 3)], stock({ a: 1, b: 0, c: 9 }))
  expect(isAll).toBe(false)
  expect(choice.map(({ ticketType, quantity }) => [ticketType, quantity])).toEqual([
    ['typ_a', 1],
    ['typ_c', 3],
  ])
  expect(stillThere([item('a', 2)], stock({ a: 0 })).choice).toEqual([])
})

test('taken seats are asked for again as any seats', () => {
  expect(anywhere([{ ticketType: item('b', 1).ticketType, quantity: 1, seats: [seat] }])).toEqual([
    { ticketType: 'typ_b', quantity: 1, apart: true },
  ])
})
