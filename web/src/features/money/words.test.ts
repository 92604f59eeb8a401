import { expect, test } from 'vitest'
import { disputeWords, kindWords, requirementWords } from './words.ts'

test('what Stripe wants is said in words, each thing once', () => {
  expect(requirementWords(['external_account', 'individual.dob.day', 'individual.dob.month'])).toEqual([
    'A bank account',
    'Your date of birth or identity number',
  ])
})

test('what nobody has a word for is shown as it is', () => {
  expect(requirementWords(['settings.brand_new.thing'])).toEqual(['settings, brand new, thing'])
  expect(kindWords('levy')).toBe('levy')
  expect(disputeWords('check_returned')).toBe('The bank says: check returned')
})
