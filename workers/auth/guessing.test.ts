import { afterAll, expect, test } from 'vitest'
import { type Jar, jar, startAuth } from '../../tests/setup/auth.ts'
import { authenticatorApp } from '../../tests/setup/authenticator-app.ts'

// Redis is away: what must be limited still is.
const auth = await startAuth({ SIGN_INS_PER_MINUTE: '3' })
afterAll(() => auth[Symbol.asyncDispose]())

const password = 'correct horse battery'
const signUp = async (name: string) => {
  const browser = jar()
  const email = `${name}@example.com`
  await auth.browse(browser, 'POST', '/api/auth/sign-up', { email, password, name })
  return { browser, email }
}
const tries = (browser: Jar, email: string, secret: string, address?: string) =>
  auth.browse(
    browser,
    'POST',
    '/api/auth/sign-in',
    { email, password: secret },
    address === undefined ? {} : { 'cf-connecting-ip': address },
  )
const statusesOf = (answers: Response[]) => answers.map(({ status }) => status)

test('one account is guessed at from many places: it stops, and its owner still gets in from a browser that is known', async () => {
  const { browser, email } = await signUp('victim')
  await auth.browse(browser, 'POST', '/api/auth/sign-out')
  const guesses = []
  for (let i = 0; i < 5; i++) guesses.push(await tries(jar(), email, `wrong horse ${i}`, `203.0.113.${i}`))
  expect(statusesOf(guesses)).toEqual([401, 401, 401, 429, 429])
  expect(Number(guesses[4]?.headers.get('retry-after'))).toBeGreaterThan(0)
  // The right password from an unknown browser waits as well: a guesser must not learn which it was.
  expect((await tries(jar(), email, password, '203.0.113.99')).status).toBe(429)
  expect((await tries(browser, email, password, '198.51.100.7')).status).toBe(200)
})

test('an address without an account is counted in the same way', async () => {
  const answers = []
  for (let i = 0; i < 4; i++) answers.push(await tries(jar(), 'nobody@example.com', 'wrong horse', `203.0.113.${i}`))
  expect(statusesOf(answers)).toEqual([401, 401, 401, 429])
})

test('many accounts are guessed at from one place: it stops there, and nowhere else', async () => {
  const { email } = await signUp('bystander')
  const answers = []
  for (let i = 0; i < 4; i++) answers.push(await tries(jar(), `person${i}@example.com`, 'wrong horse', '192.0.2.1'))
  expect(statusesOf(answers)).toEqual([401, 401, 401, 429])
  expect((await tries(jar(), email, password, '192.0.2.2')).status).toBe(200)
})

test('a stolen device cookie of another account is no way around', async () => {
  const { email } = await signUp('target')
  const { browser: own } = await signUp('guesser')
  const answers = []
  for (let i = 0; i < 4; i++) answers.push(await tries(own.copy(), email, `wrong horse ${i}`))
  expect(statusesOf(answers)).toEqual([401, 401, 401, 429])
})

test('who took a session does not guess the password with it', async () => {
  const { browser } = await signUp('robbed')
  const answers = []
  for (let i = 0; i < 4; i++) {
    answers.push(await auth.browse(browser, 'POST', '/api/auth/confirm', { password: `wrong horse ${i}` }))
  }
  expect(statusesOf(answers)).toEqual([401, 401, 401, 429])
})

test('who knows the password does not guess the code, however often they sign in, and its owner still gets in', async () => {
  const { browser, email } = await signUp('phished')
  const { secret } = await (await auth.browse(browser, 'POST', '/api/auth/second-factor')).json()
  const app = authenticatorApp(secret)
  const code = app.shows()
  await auth.browse(browser, 'POST', '/api/auth/second-factor/confirm', { code })
  const finishes = (by: Jar, guess: string) =>
    auth.browse(by, 'POST', '/api/auth/sign-in/second-factor', { code: guess })
  const wrong = (right: string) => String((Number(right) + 1) % 1_000_000).padStart(6, '0')
  const answers = []
  for (let i = 0; i < 3; i++) {
    const thief = jar()
    await tries(thief, email, password)
    answers.push(await finishes(thief, wrong(app.shows(1))), await finishes(thief, wrong(app.shows(1))))
  }
  expect(statusesOf(answers)).toEqual([400, 400, 400, 429, 429, 429])
  await tries(browser, email, password)
  expect((await finishes(browser, app.shows(1))).status).toBe(200)
})
