import { expect, test } from 'vitest'
import { seatName, seatWords } from './seats.ts'

const stalls = (row: string, ...seats: number[]) => seats.map((seat) => ({ section: 'Stalls', row, seat }))

test('a seat has the name that is on its ticket', () => {
  expect(seatName({ section: 'Stalls', row: 'C', seat: 12 })).toBe('Stalls, row C, seat 12')
})

test.each([
  [stalls('C', 12), 'Stalls, row C, seat 12'],
  [stalls('C', 14, 12, 13), 'Stalls, row C, seats 12–14'],
  [stalls('C', 9, 10, 12), 'Stalls, row C, seats 9–10, 12'],
  [[...stalls('C', 1, 2), ...stalls('D', 5)], 'Stalls, row C, seats 1–2; Stalls, row D, seat 5'],
  [[], ''],
])('%j is said as "%s"', (seats, words) => {
  expect(seatWords(seats)).toBe(words)
})
