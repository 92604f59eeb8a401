import { isFree } from '../../api/seat-map.ts'
import type { RowOfSeats, Seat } from '../../api/types.ts'

/** Rows of one section, each with its place among all the lines of the plan. */
export type Section = { name: string; lines: { line: number; row: RowOfSeats }[] }

/** The sections in the order in which their best rows come. */
export const sectionsOf = (rows: readonly RowOfSeats[]): Section[] => {
  let line = 0
  return [...Map.groupBy(rows, ({ section }) => section)].map(([name, inSection]) => ({
    name,
    lines: inSection.map((row) => ({ line: line++, row })),
  }))
}

export const freeIn = ({ lines }: Section): number =>
  lines.reduce((sum, { row }) => sum + Array.from(row.seats).filter((seat) => seat === '1').length, 0)

/** A place on the plan: a line, and the number of a seat in it. */
export type Place = { line: number; seat: number }

const within = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value))
const lastOf = ({ first, seats }: RowOfSeats) => first + seats.length - 1

/** The seat of another row that is nearest to a seat of this one; rows are drawn with their middles above each other. */
const beside = (from: RowOfSeats, seat: number, to: RowOfSeats) =>
  within(to.first + Math.round(seat - from.first + (to.seats.length - from.seats.length) / 2), to.first, lastOf(to))

/** Where a key leads from a place; undefined for a key that means nothing here. */
export const placeAfter = (key: string, at: Place, sections: readonly Section[]): Place | undefined => {
  const rows = sections.flatMap(({ lines }) => lines.map(({ row }) => row))
  const here = rows[at.line]
  if (!here) return undefined
  const toLine = (line: number): Place => {
    const there = rows[line]
    return there ? { line, seat: beside(here, at.seat, there) } : at
  }
  const toSeat = (seat: number): Place => ({ line: at.line, seat: within(seat, here.first, lastOf(here)) })
  const section = sections.findIndex(({ lines }) => lines.some(({ line }) => line === at.line))
  const toSection = (index: number) => toLine(sections[index]?.lines[0]?.line ?? at.line)
  switch (key) {
    case 'ArrowLeft':
      return toSeat(at.seat - 1)
    case 'ArrowRight':
      return toSeat(at.seat + 1)
    case 'ArrowUp':
      return toLine(at.line - 1)
    case 'ArrowDown':
      return toLine(at.line + 1)
    case 'Home':
      return toSeat(here.first)
    case 'End':
      return toSeat(lastOf(here))
    case 'PageUp':
      return toSection(section - 1)
    case 'PageDown':
      return toSection(section + 1)
    default:
      return undefined
  }
}

/** Whether there is such a place; a seller may have taken its row away. */
export const isThere = ({ line, seat }: Place, sections: readonly Section[]): boolean => {
  const row = sections.flatMap(({ lines }) => lines)[line]?.row
  return row !== undefined && seat >= row.first && seat <= lastOf(row)
}

/** Where to begin: the first seat that can be had. */
export const startOf = (sections: readonly Section[]): Place => {
  const lines = sections.flatMap((section) => section.lines)
  const found = lines.find(({ row }) => row.seats.includes('1')) ?? lines[0]
  if (!found) return { line: 0, seat: 0 }
  return { line: found.line, seat: found.row.first + Math.max(0, found.row.seats.indexOf('1')) }
}

export const isSame = (a: Seat, b: Seat) => a.section === b.section && a.row === b.row && a.seat === b.seat

export type Toggled = { chosen: readonly Seat[]; outcome: 'chosen' | 'removed' | 'taken' | 'full' }

/** What becomes of a choice when somebody points at a seat. */
export const toggled = (chosen: readonly Seat[], row: RowOfSeats, number: number, most: number): Toggled => {
  const seat = { section: row.section, row: row.row, seat: number }
  const without = chosen.filter((one) => !isSame(one, seat))
  if (without.length < chosen.length) return { chosen: without, outcome: 'removed' }
  if (!isFree(row, number)) return { chosen, outcome: 'taken' }
  if (chosen.length >= most) return { chosen, outcome: 'full' }
  return { chosen: [...chosen, seat], outcome: 'chosen' }
}
