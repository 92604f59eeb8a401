import { expect, test } from 'vitest'
import { asAbout, counted, duration, total } from './words.ts'

const hex = '0198c0ffee007000a000000000000001'

test.each([
  [`ord_${hex}`, `ord_${hex}`],
  [`  PAY_${hex.toUpperCase()} `, `pay_${hex}`],
  [`https://tickets.test/orders/ord_${hex}?paid=1`, `ord_${hex}`],
  [`00-${hex}-00f067aa0ba902b7-01`, hex],
  [`acc_${hex}`, `acc_${hex}`],
  [hex, hex],
])('%s is looked for as %s', (typed, about) => expect(asAbout(typed)).toBe(about))

test.each(['', 'choirs', 'ord_12', `mes_${hex}`])('there is nothing to look for in "%s"', (typed) =>
  expect(asAbout(typed)).toBeUndefined(),
)

test('says how long in the unit one would use', () =>
  expect([-5, 240, 3400, 119_000, 600_000, 86_400_000].map(duration)).toEqual([
    ...['0 ms', '240 ms', '3 s', '119 s', '10 min', '24 h'],
  ]))

test('adds up what is named', () => expect([total({}), total({ a: 2, b: undefined, c: 3 })]).toEqual([0, 5]))

test('counts', () => expect([counted(1, 'message'), counted(2, 'message')]).toEqual(['1 message', '2 messages']))
