import { expect, test } from 'vitest'
import { firstWrong, stepOf, wrongOn } from './steps.ts'

test('every field is on one step', () => {
  expect(
    [
      ...['/title', '/artwork/alt', '/ticketTypes/0/price', '/ticketTypes', '/ticketTypes/3/maxPerOrder'],
      ...['/refundPolicy', '/maxPerPerson', '/access', '/accessFeatures/0'],
    ].map(stepOf),
  ).toEqual(['details', 'details', 'tickets', 'tickets', 'policy', 'policy', 'policy', 'policy', 'policy'])
})

test('what is wrong is shown where it is, the first of it first', () => {
  const wrong = { '/holdMinutes': 'a', '/ticketTypes/1/name': 'b' }
  expect(firstWrong(wrong)).toBe('tickets')
  expect(wrongOn(wrong, 'policy')).toEqual({ '/holdMinutes': 'a' })
  expect(firstWrong({})).toBeUndefined()
})
