import { expect, test } from 'vitest'
import { firstSpoken } from './language.ts'

test('the first language of the browser that we speak is spoken, whatever its country', () => {
  expect(firstSpoken([null, 'pt-BR', 'de-AT', 'fr'])).toBe('de')
  expect(firstSpoken(['FR-ca'])).toBe('fr')
})

test('who speaks none of ours is spoken to in English', () => {
  expect(firstSpoken([null, 'ja', 'constructor', ''])).toBe('en')
})

test('a choice goes before the browser', () => {
  expect(firstSpoken(['fr', 'de'])).toBe('fr')
})
