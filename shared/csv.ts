import type { Currency } from '#shared/money'

export type Cell = string | number | Decimal | null

// What spreadsheets would take for a formula; an apostrophe in front makes it the text that it is.
const FORMULA = /^[=+\-@\t\r]/
const SPECIAL = /[",\r\n]/

/**
 * One cell (RFC 4180). Text that a spreadsheet would run as a formula gets an apostrophe in front of it; numbers are numbers,
 * also those below zero.
 */
export const cell = (value: Cell): string => {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  if (typeof value === 'object') return value.decimal
  const text = FORMULA.test(value) ? `'${value}` : value
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

export const row = (cells: readonly Cell[]): string => `${cells.map(cell).join(',')}\r\n`

/** An amount as it is written down already: digits and a point, so that it stays a number where text would be escaped. */
export type Decimal = { decimal: string }

/** Minor units as a decimal, exact: `-1234` is `-12.34`. All currencies sold in have a hundred minor units (shared/money.ts). */
export const decimal = (amount: number, _currency: Currency): string => {
  const digits = String(Math.abs(amount)).padStart(3, '0')
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** A file that is sent as it is read, a page at a time; `next` is given the last position (`'0'` at first), and an empty page ends it. */
export const streamRows = <Line extends { position: string }>(
  head: readonly string[],
  next: (after: string) => Promise<readonly Line[]>,
  cellsOf: (line: Line) => readonly Cell[],
): ReadableStream<Uint8Array> => {
  const encoder = new TextEncoder()
  let after = '0'
  return new ReadableStream({
    start: (out) => out.enqueue(encoder.encode(row(head))),
    pull: async (out) => {
      const lines = await next(after)
      const last = lines.at(-1)
      if (!last) return out.close()
      after = last.position
      out.enqueue(encoder.encode(lines.map((line) => row(cellsOf(line))).join('')))
    },
  })
}
