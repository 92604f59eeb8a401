import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calendarFile, type Entry } from './calendar.ts'

const entry: Entry = {
  uid: 'evt_1',
  title: 'Tea, cake; and \\ more\nBEGIN:VEVENT',
  startsAt: '2026-12-12T19:00:00.000Z',
  place: 'Old Brewery, Vienna',
  url: 'https://tickets.example/events/evt_1',
}
const now = new Date('2026-11-25T10:00:00.500Z')

/** As RFC 5545 says a reader does it: unfold, then split. */
const linesOf = (file: string) => file.replaceAll('\r\n ', '').split('\r\n')
const textOf = (file: string, name: string) =>
  linesOf(file)
    .find((line) => line.startsWith(`${name}:`))
    ?.slice(name.length + 1)
const unescaped = (text = '') => text.replace(/\\([\\;,n])/g, (_, mark) => (mark === 'n' ? '\n' : mark))

test('the moment is in UTC, and no title can end its line', () => {
  const file = calendarFile(entry, now)
  expect(textOf(file, 'DTSTART')).toBe('20261212T190000Z')
  expect(textOf(file, 'DTSTAMP')).toBe('20261125T100000Z')
  expect(linesOf(file).filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(1)
  expect(textOf(file, 'SUMMARY')).toBe('Tea\\, cake\\; and \\\\ more\\nBEGIN:VEVENT')
})

test('whatever it is called, lines are short, no character is cut, and it reads back as it was', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (title) => {
      const file = calendarFile({ ...entry, title }, now)
      for (const line of file.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
      const read = unescaped(textOf(file, 'SUMMARY'))
      expect(read).toBe(title.replace(/\r\n|\r/g, '\n').replace(/[^\P{Cc}\n]/gu, ''))
    }),
  )
})
