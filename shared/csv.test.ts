import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cell, decimal, row, streamRows } from './csv.ts'

/** Reads RFC 4180 as any spreadsheet does. */
const parse = (text: string): string[][] => {
  const rows: string[][] = []
  let [cells, at, quoted, wasQuoted]: [string[], string, boolean, boolean] = [[], '', false, false]
  for (let index = 0; index < text.length; index++) {
    const letter = text[index]
    if (quoted && letter === '"' && text[index + 1] === '"') at += text[index++]
    else if (letter === '"' && (quoted || (at === '' && !wasQuoted))) {
      quoted = !quoted
      wasQuoted = true
    } else if (!quoted && letter === ',') {
      cells.push(at)
      ;[at, wasQuoted] = ['', false]
    } else if (!quoted && letter === '\r' && text[index + 1] === '\n') {
      rows.push([...cells, at])
      ;[cells, at, wasQuoted] = [[], '', false]
      index++
    } else at += letter
  }
  return rows
}

const nasty = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('"', ',', '\r', '\n', '=', '+', '-', '@', '\t', "'", 'a') }),
  fc.constantFrom('=HYPERLINK("http://x")', '@SUM(A1)', '+1', '-1', '\t=1', '\r=1', '"', '""', ',', '\r\n'),
)

test('what is written is what is read, whatever is in it', () =>
  fc.assert(
    fc.property(fc.array(fc.array(nasty, { minLength: 1, maxLength: 5 }), { maxLength: 6 }), (rows) => {
      const read = parse(rows.map((cells) => row(cells)).join(''))
      const unescaped = read.map((cells) => cells.map((text) => (/^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text)))
      const told = rows.map((cells) => cells.map((text) => (/^'[=+\-@\t\r]/.test(text) ? text.slice(1) : text)))
      expect(unescaped).toEqual(told)
    }),
  ))

test('no text is a formula, and a number below zero is a number', () =>
  fc.assert(
    fc.property(nasty, (text) => {
      expect(parse(row([text]))[0]?.[0] ?? '').not.toMatch(/^[=+\-@\t\r]/)
      expect(cell(-1250)).toBe('-1250')
    }),
  ))

test('minor units are written out exactly, at any size', () =>
  fc.assert(
    fc.property(fc.maxSafeInteger(), (amount) => {
      const text = decimal(amount, 'EUR')
      expect(text).toMatch(/^-?\d+\.\d\d$/)
      expect(BigInt(text.replace('.', ''))).toBe(BigInt(amount))
    }),
  ))

test('a file is read a page at a time, and ends', async () => {
  const asked: string[] = []
  const lines = Array.from({ length: 5 }, (_, index) => ({ position: String(index + 1) }))
  const next = async (after: string) => {
    asked.push(after)
    return lines.filter(({ position }) => Number(position) > Number(after)).slice(0, 2)
  }
  const text = await new Response(streamRows(['position'], next, ({ position }) => [Number(position)])).text()
  expect(parse(text)).toEqual([['position'], ['1'], ['2'], ['3'], ['4'], ['5']])
  expect(asked).toEqual(['0', '2', '4', '5'])
})
