import { expect, test } from 'vitest'
import { decimal, formatMoney, formatPrice, parsePrice, sumOf } from './money.ts'

test.each([
  ['25', 2500],
  ['25.5', 2550],
  ['25,50', 2550],
  [' 0.07 ', 7],
  ['0', 0],
  ['19.99', 1999],
  ['1.15', 115],
  ['1000000', 100_000_000],
])('%s is a price', (text, minor) => {
  expect(parsePrice(text, 'EUR')).toBe(minor)
})

test.each(['', 'free', '-1', '1,000', '1.234', '12.', '.5', '1e3', '1 000'])('"%s" is not a price', (text) => {
  expect(parsePrice(text, 'EUR')).toBeNull()
})

test('an amount becomes a decimal without passing through a float', () => {
  expect(decimal({ amount: 5, currency: 'EUR' })).toBe('0.05')
  expect(decimal({ amount: 2500, currency: 'EUR' })).toBe('25.00')
  expect(decimal({ amount: 9_007_199_254_740_991, currency: 'EUR' })).toBe('90071992547409.91')
  expect(decimal({ amount: -5, currency: 'EUR' })).toBe('-0.05')
})

test('a price is shown with its currency, and nothing to pay is shown as a word', () => {
  expect(formatMoney({ amount: 2500, currency: 'EUR' })).toBe('€25.00')
  expect(formatPrice({ amount: 0, currency: 'EUR' })).toBe('Free')
})

test('a total is the sum of its lines', () => {
  const lines = [
    { price: { amount: 1999, currency: 'EUR' as const }, quantity: 3 },
    { price: { amount: 1, currency: 'EUR' as const }, quantity: 2 },
  ]
  expect(sumOf(lines, 'EUR')).toEqual({ amount: 5999, currency: 'EUR' })
})
