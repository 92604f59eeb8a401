import type { SeatRow } from '../../api/types.ts'

export const mostRows = 500

export const quantityOf = (rows: readonly Pick<SeatRow, 'first' | 'last'>[]): number =>
  rows.reduce((sum, { first, last }) => sum + Math.max(0, last - first + 1), 0)

const A = 'A'.charCodeAt(0)

/** A is 1, Z is 26, AA is 27: as rows and columns are counted everywhere. */
const numberOf = (letters: string): number =>
  Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - A + 1, 0)

const lettersOf = (number: number): string =>
  number === 0 ? '' : lettersOf(Math.floor((number - 1) / 26)) + String.fromCharCode(A + ((number - 1) % 26))

const range = (from: number, to: number, nameOf: (number: number) => string): string[] | null =>
  to < from || to - from >= mostRows ? null : Array.from({ length: to - from + 1 }, (_, n) => nameOf(from + n))

/** The names of the rows from one to another: "A" to "M", or "1" to "13"; null when they are no such range. */
export const rowNames = (from: string, to: string): string[] | null => {
  const [first, last] = [from.trim(), to.trim()]
  if (first === '') return null
  if (last === '' || last === first) return [first]
  if (/^\d{1,4}$/.test(first) && /^\d{1,4}$/.test(last)) return range(Number(first), Number(last), String)
  const [upper, upperLast] = [first.toUpperCase(), last.toUpperCase()]
  if (/^[A-Z]{1,2}$/.test(upper) && /^[A-Z]{1,2}$/.test(upperLast))
    return range(numberOf(upper), numberOf(upperLast), lettersOf)
  return null
}
