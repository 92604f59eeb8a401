import { expect, test } from 'vitest'
import { emailKey, SignIn, SignUp } from './account.ts'
import { commonPasswords } from './common-passwords.ts'

const ada = { email: 'ada@example.com', password: 'correct horse battery', name: 'Ada' }
const wrong = (changes: Record<string, unknown>) =>
  SignUp.safeParse({ ...ada, ...changes }).error?.issues.map((issue) => issue.path.join('/'))

test('an address is one however it is written', () => {
  const parsed = SignUp.parse({ ...ada, email: '  Ada@Example.COM ' })
  expect(parsed.email).toBe('Ada@Example.COM')
  expect(emailKey(parsed.email)).toBe('ada@example.com')
  expect(SignUp.parse({ ...ada, email: '\uff21da@example.com' }).email).toBe('Ada@example.com')
})

test.each([
  ['no address', 'ada'],
  ['a Cyrillic look-alike', '\u0430da@example.com'],
  ['more than 254 characters', `${'a'.repeat(250)}@b.de`],
  ['NUL', 'ada\0@example.com'],
  ['an operator of another language', { $gt: '' }],
  ['nothing', undefined],
])('%s is not an e-mail address', (_what, email) => {
  expect(wrong({ email })).toEqual(['email'])
})

test.each([
  ['seven characters', 'sevench'],
  ['129 characters', 'x'.repeat(129)],
  ['seven emoji', '\u{1f600}'.repeat(7)],
  ['a lone surrogate', 'long enough \ud800'],
  ['a common one', 'Password123'],
  ['the name of the store', 'Holdfast2026!'],
  ['the address', 'ADA@example.com'],
])('%s is refused as a password', (_what, password) => {
  expect(wrong({ password })).toEqual(['password'])
})

test.each(['ei9 Kühe', 'x'.repeat(128), '\u{1f600}'.repeat(128), '  blanks at the ends  '])(
  'a password is left as it is: %s',
  (password) => {
    expect(SignUp.parse({ ...ada, password }).password).toBe(password)
  },
)

test('what leaked most often is known: three thousand and more that would be long enough', () => {
  expect(commonPasswords.size).toBeGreaterThan(3000)
  expect([...commonPasswords].filter((password) => password.length < 8 || password !== password.toLowerCase())).toEqual(
    [],
  )
})

test('nothing else is accepted', () => {
  expect(SignUp.safeParse({ ...ada, roles: ['operator'] }).success).toBe(false)
  expect(SignIn.safeParse({ email: ada.email, password: 'short' }).success).toBe(true)
})
