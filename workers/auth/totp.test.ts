import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { base32 } from './base32.ts'
import { codeAt, SECRET_BYTES, stepAt, stepOf, totpUri } from './totp.ts'

const secret = Buffer.from('12345678901234567890')

// RFC 6238, appendix B: the rows for SHA-1.
test.each([
  [59, '94287082'],
  [1111111109, '07081804'],
  [1111111111, '14050471'],
  [1234567890, '89005924'],
  [2000000000, '69279037'],
  [20000000000, '65353130'],
])('%i seconds after 1970 the code is %s', (seconds, code) => {
  const step = stepAt(new Date(seconds * 1000))
  expect(codeAt(secret, step, 8)).toBe(code)
  expect(codeAt(secret, step)).toBe(code.slice(2))
})

// RFC 4226, appendix D.
test('counted from nothing, the codes are those of HOTP', () => {
  const codes = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489']
  expect(codes.map((_, count) => codeAt(secret, count))).toEqual(codes)
})

// RFC 4648, section 10.
test.each([
  ['', ''],
  ['f', 'MY'],
  ['fo', 'MZXQ'],
  ['foo', 'MZXW6'],
  ['foob', 'MZXW6YQ'],
  ['fooba', 'MZXW6YTB'],
  ['foobar', 'MZXW6YTBOI'],
])('%j is %j in base32', (text, letters) => {
  expect(base32(Buffer.from(text))).toBe(letters)
})

test('a code is good for its own step and the ones beside it, and only after the one that was used last', () => {
  const now = new Date('2027-03-01T12:00:10Z')
  const step = stepAt(now)
  const at = (offset: number, last = 0) => stepOf(secret, codeAt(secret, step + offset), now, last)
  expect([-2, -1, 0, 1, 2].map((offset) => at(offset))).toEqual([undefined, step - 1, step, step + 1, undefined])
  expect([at(0, step), at(-1, step), at(1, step)]).toEqual([undefined, undefined, step + 1])
})

test('whenever a step is accepted, no code of it or of an earlier one ever is again', () =>
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 600 }), fc.integer({ min: -3, max: 3 }))), (tries) => {
      let [last, seconds] = [0, 1_800_000_000]
      for (const [later, offset] of tries) {
        seconds += later
        const now = new Date(seconds * 1000)
        const step = stepOf(secret, codeAt(secret, stepAt(now) + offset), now, last)
        if (step === undefined) continue
        expect(step).toBeGreaterThan(last)
        expect(Math.abs(step - stepAt(now))).toBeLessThanOrEqual(1)
        last = step
      }
    }),
  ))

test.each(['', '1', '12345', '1234567', '١٢٣٤٥٦', 'abcdef'])('%j is no code', (code) => {
  expect(stepOf(secret, code, new Date(), 0)).toBeUndefined()
})

test('an app is told all it needs, whatever is in the address', () => {
  const uri = new URL(totpUri(randomBytes(SECRET_BYTES), 'ada+b&c=d@example.com'))
  expect([uri.protocol, uri.host, decodeURIComponent(uri.pathname)]).toEqual([
    ...['otpauth:', 'totp', '/Holdfast:ada+b&c=d@example.com'],
  ])
  expect(Object.fromEntries(uri.searchParams)).toEqual({
    ...{ secret: expect.stringMatching(/^[A-Z2-7]{32}$/), issuer: 'Holdfast' },
    ...{ algorithm: 'SHA1', digits: '6', period: '30' },
  })
})
