import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeOf, passIn } from './pass-code.ts'

const LETTERS = [...'0123456789ABCDEFGHJKMNPQRSTVWXYZ']
const passes = fc
  .array(fc.constantFrom(...LETTERS), { minLength: 15, maxLength: 15 })
  .map((letters) => letters.join(''))
const place = fc.nat({ max: 15 })

test('a code is one letter more than its pass, and leads back to it', () =>
  fc.assert(
    fc.property(passes, (pass) => {
      expect(codeOf(pass)).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/)
      expect(passIn(codeOf(pass))).toBe(pass)
    }),
  ))

test('however it is typed, it is the same code', () => {
  const code = codeOf('10ABCDEFGHJKMNP')
  expect(passIn(code.toLowerCase())).toBe('10ABCDEFGHJKMNP')
  expect(passIn(` ${code.replace(/(.{4})/g, '$1-')} `)).toBe('10ABCDEFGHJKMNP')
  expect(passIn(code.replace('1', 'l').replace('0', 'o'))).toBe('10ABCDEFGHJKMNP')
})

test('one wrong letter is noticed, wherever it is', () =>
  fc.assert(
    fc.property(passes, place, fc.constantFrom(...LETTERS), (pass, at, letter) => {
      const code = codeOf(pass)
      fc.pre(code[at] !== letter)
      expect(passIn(code.slice(0, at) + letter + code.slice(at + 1))).toBeUndefined()
    }),
  ))

test('two letters that changed places are noticed, however far they are apart', () =>
  fc.assert(
    fc.property(passes, place, place, (pass, one, other) => {
      const letters = [...codeOf(pass)]
      fc.pre(letters[one] !== letters[other])
      const swapped = letters.with(one, letters[other] ?? '').with(other, letters[one] ?? '')
      expect(passIn(swapped.join(''))).toBeUndefined()
    }),
  ))

test('what is too short, too long or of other letters is no code', () => {
  for (const typed of ['', '0'.repeat(15), '0'.repeat(17), `${'0'.repeat(15)}U`, `${'0'.repeat(15)}é`]) {
    expect(passIn(typed)).toBeUndefined()
  }
})
