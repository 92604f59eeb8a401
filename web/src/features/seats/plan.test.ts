import { expect, test } from 'vitest'
import { freeAmong, markTaken } from '../../api/seat-map.ts'
import { freeIn, isThere, placeAfter, sectionsOf, startOf, toggled } from './plan.ts'

const row = (section: string, name: string, seats: string, first = 1) => ({ section, row: name, first, seats })
const rows = [
  row('Stalls', 'A', '0000'),
  row('Balcony', 'A', '11', 101),
  row('Stalls', 'B', '011011'),
  row('Stalls', 'C', '1'),
]
const [stallsA, , stallsB] = rows as [(typeof rows)[0], (typeof rows)[0], (typeof rows)[0]]
const sections = sectionsOf(rows)

test('rows of a section stand together, sections and rows in the order of the seller', () => {
  expect(sections.map(({ name, lines }) => [name, lines.map(({ line, row }) => `${line}${row.row}`)])).toEqual([
    ['Stalls', ['0A', '1B', '2C']],
    ['Balcony', ['3A']],
  ])
  expect(sections.map(freeIn)).toEqual([5, 2])
})

test('the first seat to stop at is the best that is free', () => {
  expect(startOf(sections)).toEqual({ line: 1, seat: 2 })
  expect(startOf(sectionsOf([stallsA]))).toEqual({ line: 0, seat: 1 })
  expect(isThere({ line: 1, seat: 6 }, sections)).toBe(true)
  expect([isThere({ line: 1, seat: 7 }, sections), isThere({ line: 4, seat: 1 }, sections)]).toEqual([false, false])
})

test.each([
  ['ArrowLeft', { line: 1, seat: 1 }, { line: 1, seat: 1 }],
  ['ArrowRight', { line: 1, seat: 5 }, { line: 1, seat: 6 }],
  ['ArrowRight', { line: 1, seat: 6 }, { line: 1, seat: 6 }],
  ['ArrowDown', { line: 0, seat: 2 }, { line: 1, seat: 3 }],
  ['ArrowDown', { line: 1, seat: 6 }, { line: 2, seat: 1 }],
  ['ArrowDown', { line: 2, seat: 1 }, { line: 3, seat: 102 }],
  ['ArrowDown', { line: 3, seat: 101 }, { line: 3, seat: 101 }],
  ['ArrowUp', { line: 0, seat: 1 }, { line: 0, seat: 1 }],
  ['Home', { line: 1, seat: 4 }, { line: 1, seat: 1 }],
  ['End', { line: 3, seat: 101 }, { line: 3, seat: 102 }],
  ['PageDown', { line: 0, seat: 1 }, { line: 3, seat: 101 }],
  ['PageUp', { line: 3, seat: 102 }, { line: 0, seat: 3 }],
  ['x', { line: 0, seat: 1 }, undefined],
])('%s leads from %j to %j', (key, from, to) => {
  expect(placeAfter(key, from, sections)).toEqual(to)
})

test('a seat is chosen, let go, and refused when it is taken or one too many', () => {
  const one = toggled([], stallsB, 2, 2)
  expect(one).toEqual({ chosen: [{ section: 'Stalls', row: 'B', seat: 2 }], outcome: 'chosen' })
  expect(toggled(one.chosen, stallsB, 2, 2)).toEqual({ chosen: [], outcome: 'removed' })
  expect(toggled(one.chosen, stallsB, 1, 2)).toEqual({ chosen: one.chosen, outcome: 'taken' })
  expect(toggled(one.chosen, stallsB, 3, 1)).toEqual({ chosen: one.chosen, outcome: 'full' })
})

test('what is known to be gone is marked at once, and nothing else', () => {
  const map = { now: '2030-01-01T00:00:00Z', ticketTypes: { typ_a: [stallsB], typ_b: [stallsB] } }
  const wanted = [2, 3].map((seat) => ({ section: 'Stalls', row: 'B', seat }))
  const marked = markTaken(map, 'typ_a', wanted.slice(1)).ticketTypes
  expect(marked).toEqual({ typ_a: [{ ...stallsB, seats: '010011' }], typ_b: [stallsB] })
  expect(freeAmong(marked.typ_a ?? [], wanted)).toEqual(wanted.slice(0, 1))
})
