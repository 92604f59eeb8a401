import { t } from '@lingui/core/macro'
import type { Seat } from '../api/types.ts'

/** "Stalls, row C, seat 12" */
export const seatName = ({ section, row, seat }: Seat): string => t`${section}, row ${row}, seat ${seat}`

/** 12, 13, 14, 17 → "12–14, 17" */
const runs = (numbers: number[]): string => {
  const found: { from: number; to: number }[] = []
  for (const number of numbers) {
    const last = found.at(-1)
    if (last && number === last.to + 1) last.to = number
    else found.push({ from: number, to: number })
  }
  return found.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join(', ')
}

/** Seats as people say them, a phrase for each row: "Stalls, row C, seats 12–14". */
export const seatPhrases = (seats: readonly Seat[]): string[] => {
  const byRow = Map.groupBy(seats, ({ section, row }) => JSON.stringify([section, row]))
  return [...byRow.values()].map((inRow) => {
    const [one] = inRow
    if (!one) return ''
    if (inRow.length === 1) return seatName(one)
    const numbers = inRow.map(({ seat }) => seat).toSorted((a, b) => a - b)
    const { section, row } = one
    const places = runs(numbers)
    return t`${section}, row ${row}, seats ${places}`
  })
}

export const seatWords = (seats: readonly Seat[]): string => seatPhrases(seats).join('; ')
