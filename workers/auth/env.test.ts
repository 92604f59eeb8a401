import { expect, test } from 'vitest'
import { authVariables } from '../../tests/setup/auth.ts'
import { Env } from './env.ts'

const variables = { ...(await authVariables()), AUTH_DATABASE_URL: 'postgresql://auth:secret@localhost/holdfast' }
const wrong = (changes: Record<string, unknown>) =>
  Env.safeParse({ ...variables, ...changes }).error?.issues.map((issue) => issue.path[0])

test('what is configured is read once', () => {
  const config = Env.parse(variables)
  expect(config.signingKeys.map((key) => key.kid)).toEqual(['second', 'first'])
  expect(config.endpoint).toBeUndefined()
  expect(config.refreshKeys).toEqual([variables.REFRESH_KEY])
})

test('who says nothing of it gets the safer way', () => {
  const { OPERATORS_NEED: _, ...silent } = variables
  expect(Env.parse(silent)).toMatchObject({ operatorsNeed: 'second-factor', leakedPasswordsUrl: undefined })
  expect(Env.parse({ ...variables, LEAKED_PASSWORDS_URL: '' }).leakedPasswordsUrl).toBeUndefined()
})

const [key] = JSON.parse(variables.SIGNING_KEYS)
const { d: _private, ...publicKey } = key

test.each([
  ['SIGNING_KEYS', undefined],
  ['SIGNING_KEYS', 'no JSON'],
  ['SIGNING_KEYS', '[]'],
  ['SIGNING_KEYS', JSON.stringify([publicKey])],
  ['SIGNING_KEYS', JSON.stringify([key, key])],
  ['REFRESH_KEY', ''],
  ['REFRESH_KEY', 'c2hvcnQ'],
  ['LINK_SECRET', 'c2hvcnQ'],
  ['SIGN_UP', undefined],
  ['SIGN_UP', 'closed'],
  ['REFRESH_KEY', `${variables.REFRESH_KEY},c2hvcnQ`],
  ['OPERATORS_NEED', 'nothing'],
  ['LEAKED_PASSWORDS_URL', 'pwned'],
  ['SIGN_INS_PER_MINUTE', '0'],
  ['INTERNAL_TOKEN', 'short'],
  ['PUBLIC_URL', 'tickets'],
  ['AUTH_DATABASE_URL', undefined],
])('%s must be configured: %j', (name, value) => {
  expect(wrong({ [name]: value })).toContain(name)
})
