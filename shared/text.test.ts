import { expect, test } from 'vitest'
import { line, prose } from '#shared/text'

test('a line is trimmed and composed', () => {
  expect(line(10).parse('  Zoe\u0308 ')).toBe('Zo\u00eb')
})

test.each([
  ['NUL', 'a\0b'],
  ['a line break', 'a\nb'],
  ['a lone surrogate', 'a\ud800b'],
  ['a mark that turns the direction', 'a\u202eb'],
  ['nothing but blanks', '   '],
  ['too much', 'x'.repeat(11)],
])('a line refuses %s', (_what, text) => {
  expect(line(10).safeParse(text).success).toBe(false)
})

test('prose keeps its lines and emoji, and may be empty', () => {
  expect(prose(50).parse('One\r\n\tTwo \u{1f600}\n')).toBe('One\n\tTwo \u{1f600}')
  expect(prose(50).parse('')).toBe('')
})

test.each([
  ['NUL', 'a\0b'],
  ['an escape', 'a\u001b[2J'],
  ['a lone surrogate', '\udc00'],
  ['too much', 'x'.repeat(51)],
])('prose refuses %s', (_what, text) => {
  expect(prose(50).safeParse(text).success).toBe(false)
})
