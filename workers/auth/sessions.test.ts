import { afterAll, expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { type Jar, jar, startAuth } from '../../tests/setup/auth.ts'

const auth = await startAuth()
afterAll(() => auth[Symbol.asyncDispose]())

let people = 0
const password = 'correct horse battery'
const signedUp = async () => {
  const browser = jar()
  const email = `person${++people}@example.com`
  await auth.browse(browser, 'POST', '/api/auth/sign-up', { email, password, name: 'Person' })
  return { browser, email }
}
const refresh = (browser: Jar) => auth.browse(browser, 'POST', '/api/auth/refresh')
const me = async (browser: Jar) => (await auth.browse(browser, 'GET', '/api/auth/me')).status
const token = (browser: Jar) => browser.get('__Host-refresh') ?? 'none'
const later = (interval: string) =>
  admin(
    auth.database.url,
    `update auth.sessions set rotated_at = rotated_at - interval '${interval}',
      expires_at = expires_at - interval '${interval}'`,
  )

test('a session goes on by refreshing, with another token each time', async () => {
  const { browser, email } = await signedUp()
  const seen = new Set([token(browser)])
  for (let i = 0; i < 3; i++) {
    await later('5 minutes')
    const response = await refresh(browser)
    expect(response.status).toBe(200)
    expect((await response.json()).account.email).toBe(email)
    seen.add(token(browser))
  }
  expect(seen.size).toBe(4)
  expect(await me(browser)).toBe(200)
})

test('twenty tabs that refresh at once get one and the same successor', async () => {
  const { browser } = await signedUp()
  const tabs = Array.from({ length: 20 }, () => browser.copy())
  const answers = await auth.database.together(
    'select from auth.sessions order by created_at desc limit 1',
    tabs.map((tab) => () => refresh(tab)),
  )
  expect(answers.map((answer) => answer.status)).toEqual(Array(20).fill(200))
  expect(new Set(tabs.map(token)).size).toBe(1)
  expect(token(tabs[0] as Jar)).not.toBe(token(browser))
  const [chain] = await admin<{ links: number }>(
    auth.database.url,
    `select count(*)::integer as links from auth.refresh_tokens where session =
      (select session from auth.refresh_tokens order by issued_at desc limit 1)`,
  )
  expect(chain?.links).toBe(2)
})

test('the token before the last is good for ten seconds more', async () => {
  const { browser } = await signedUp()
  const slow = browser.copy()
  await refresh(browser)
  await later('9 seconds')
  expect((await refresh(slow)).status).toBe(200)
  expect(token(slow)).toBe(token(browser))
})

test('after that, using it again ends the session for everybody', async () => {
  const { browser } = await signedUp()
  const thief = browser.copy()
  await refresh(browser)
  await later('11 seconds')
  expect((await refresh(thief)).status).toBe(401)
  expect(auth.logged).toContainEqual(expect.objectContaining({ alert: 'refresh-token-reused' }))
  expect((await refresh(browser)).status).toBe(401)
  expect(await me(browser)).toBe(401)
})

test('an older token ends the session even within the ten seconds', async () => {
  const { browser } = await signedUp()
  const thief = browser.copy()
  await refresh(browser)
  await refresh(browser)
  expect((await refresh(thief)).status).toBe(401)
  expect((await refresh(browser)).status).toBe(401)
})

test('a thief and the owner race: one chain is left, or none', async () => {
  const { browser } = await signedUp()
  const stale = browser.copy()
  await refresh(browser)
  await later('1 minute')
  const answers = await auth.database.together(
    'select from auth.sessions order by created_at desc limit 1',
    [...Array(5)].flatMap(() => [() => refresh(stale.copy()), () => refresh(browser.copy())]),
  )
  for (const [i, answer] of answers.entries()) if (i % 2 === 0) expect(answer.status).toBe(401)
  expect((await refresh(browser)).status).toBe(401)
})

test('signing out ends the session at its source, and again is the same', async () => {
  const { browser } = await signedUp()
  const copy = browser.copy()
  expect((await auth.browse(browser, 'POST', '/api/auth/sign-out')).status).toBe(204)
  expect((await refresh(copy.copy())).status).toBe(401)
  expect(await me(copy)).toBe(401)
  expect((await auth.browse(copy, 'POST', '/api/auth/sign-out')).status).toBe(204)
  expect((await auth.send('POST', '/api/auth/sign-out')).status).toBe(204)
})

test('signing out works with either cookie alone', async () => {
  for (const name of ['__Host-session', '__Host-refresh']) {
    const { browser } = await signedUp()
    const half = jar()
    half.set(name, browser.get(name) ?? '')
    await auth.browse(half, 'POST', '/api/auth/sign-out')
    expect((await refresh(browser)).status).toBe(401)
  }
})

test('signing in replaces whatever session the browser came with', async () => {
  const mallory = await signedUp()
  const { email } = await signedUp()
  const victim = mallory.browser.copy()
  await auth.browse(victim, 'POST', '/api/auth/sign-in', { email, password })
  expect(token(victim)).not.toBe(token(mallory.browser))
  expect((await refresh(victim)).status).toBe(200)
  expect((await refresh(mallory.browser)).status).toBe(401)
})

test('no session outlives thirty days, refreshed or not', async () => {
  const { browser } = await signedUp()
  for (const days of [13, 13]) {
    await later(`${days} days`)
    expect((await refresh(browser)).status).toBe(200)
  }
  await later('3 days')
  const response = await refresh(browser)
  expect(response.status).toBe(200)
  expect(response.headers.getSetCookie()[1]).toMatch(/Max-Age=86(400|39\d);/)
  await later('1 day')
  expect((await refresh(browser)).status).toBe(401)
})

test('nor does one that nobody uses for fourteen', async () => {
  const { browser } = await signedUp()
  await later('15 days')
  expect([await me(browser), (await refresh(browser)).status]).toEqual([401, 401])
})

test.each(['', 'x', 'A'.repeat(43), 'A'.repeat(5000), "' or true --", 'a.b.c'])(
  '%j is nobody\u2019s token',
  async (text) => {
    const browser = jar()
    browser.set('__Host-refresh', text)
    expect((await refresh(browser)).status).toBe(401)
  },
)

test('the sweep forgets sessions that ended a week ago, and only who may sweep can ask for it', async () => {
  const { browser } = await signedUp()
  await later('37 days')
  const { browser: young } = await signedUp()
  const sweep = (authorization?: string) =>
    auth.send('POST', '/internal/sweep', undefined, authorization ? { authorization } : {})
  expect((await sweep()).status).toBe(401)
  expect((await sweep('Bearer guess')).status).toBe(401)
  expect((await sweep(`Bearer ${auth.config.internalToken}`)).status).toBe(200)
  const [left] = await admin<{ sessions: number; tokens: number }>(
    auth.database.url,
    `select (select count(*) from auth.sessions)::integer as sessions,
      (select count(*) from auth.refresh_tokens)::integer as tokens`,
  )
  expect(left).toEqual({ sessions: 1, tokens: 1 })
  expect((await refresh(browser)).status).toBe(401)
  expect((await refresh(young)).status).toBe(200)
})
