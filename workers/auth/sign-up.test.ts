import { afterAll, expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { type Jar, jar, startAuth } from '../../tests/setup/auth.ts'

const auth = await startAuth({ SIGN_UP: 'verified' })
afterAll(() => auth[Symbol.asyncDispose]())

const password = 'correct horse battery'
const wanted = (name: string) => ({ email: `${name}@example.com`, password, name, language: 'de' })
const post = (browser: Jar, path: string, body: unknown, headers = {}) =>
  auth.browse(browser, 'POST', `/api/auth/${path}`, body, headers)
const slugOf = async (response: Response) => (await response.json()).type.replace('/problems/', '')
const later = (interval: string) =>
  admin(
    auth.database.url,
    `update auth.links set expires_at = expires_at - interval '${interval}', created_at = created_at - interval '${interval}'`,
  )

/** Somebody asks for an account, and reads the mail as it would be written. */
const asks = async (name: string) => {
  const browser = jar()
  const response = await post(browser, 'sign-up', wanted(name))
  const mail = (await auth.told('account.link-asked')).filter(({ email }) => email === wanted(name).email).at(-1)
  const link = mail?.link ?? 'lnk_'
  const { token, code } = auth.deps.linkTokens
  return { browser, response, mail, token: token(link), code: code(link), email: wanted(name).email }
}
const signsIn = async (name: string) => (await post(jar(), 'sign-in', { email: wanted(name).email, password })).status

test('whoever asks for an account is told to look into the mail, and has none before', async () => {
  const { response, mail, browser } = await asks('ada')
  expect([response.status, await response.json()]).toEqual([202, { account: null }])
  expect(browser.names()).toEqual(['__Host-sign-up'])
  expect(mail).toMatchObject({
    kind: 'verify-email',
    email: 'ada@example.com',
    name: 'ada',
    language: 'de',
    code: true,
  })
  const minutes = (Date.parse(mail?.expiresAt ?? '') - Date.now()) / 60_000
  expect(Math.round(minutes)).toBe(60)
  expect(await signsIn('ada')).toBe(401)
})

test('the code, typed in the same browser, makes the account and signs in', async () => {
  const { browser, code, email, mail } = await asks('ben')
  const response = await post(browser, 'sign-up/confirm', { email, code })
  expect(response.status).toBe(201)
  expect((await response.json()).account).toMatchObject({ id: mail?.account, emailVerified: true, language: 'de' })
  expect(browser.names()).toEqual(['__Host-session', '__Host-refresh', '__Host-device'])
  expect((await auth.browse(browser, 'GET', '/api/auth/me')).status).toBe(200)
  expect(await auth.told('account.registered')).toContainEqual(expect.objectContaining({ account: mail?.account }))
  const versions = auth.published.filter(({ aggregate }) => aggregate === mail?.account).map(({ version }) => version)
  expect(versions).toEqual([1, 2])
  expect(await slugOf(await post(browser, 'sign-up/confirm', { email, code }))).toBe('link-over')
})

test('a code is guessed five times, and then no right one helps', async () => {
  const { browser, code, email } = await asks('guessed')
  const wrong = code === '000000' ? '000001' : '000000'
  for (const guessesLeft of [4, 3, 2, 1, 0]) {
    const response = await post(browser, 'sign-up/confirm', { email, code: wrong })
    expect(await response.json()).toMatchObject({ type: '/problems/wrong-code', status: 400, guessesLeft })
  }
  expect(await slugOf(await post(browser, 'sign-up/confirm', { email, code }))).toBe('link-over')
  expect(await signsIn('guessed')).toBe(401)
})

test('of many guesses at once no more than five are looked at', async () => {
  const { browser, code, email } = await asks('flood')
  const wrong = code === '000000' ? '000001' : '000000'
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => post(browser.copy(), 'sign-up/confirm', { email, code: wrong })),
  )
  expect(answers.filter(({ status }) => status === 400)).toHaveLength(5)
  expect(answers.filter(({ status }) => status === 410)).toHaveLength(15)
})

test('the code is good for ten minutes, and in no other browser', async () => {
  const { browser, code, email } = await asks('slow')
  expect(await slugOf(await post(jar(), 'sign-up/confirm', { email, code }))).toBe('link-over')
  const other = await asks('other')
  expect(await slugOf(await post(other.browser, 'sign-up/confirm', { email, code }))).toBe('link-over')
  await later('11 minutes')
  expect(await slugOf(await post(browser, 'sign-up/confirm', { email, code }))).toBe('link-over')
})

test('the link, clicked in the same browser, does the same, once, for an hour', async () => {
  const { browser, token } = await asks('clicker')
  const answer = await post(browser, 'email/verify', { token })
  expect([answer.status, await answer.json()]).toEqual([200, { signedIn: true }])
  expect(await signsIn('clicker')).toBe(200)
  expect(await slugOf(await post(browser, 'email/verify', { token }))).toBe('link-over')
  const late = await asks('late')
  await later('61 minutes')
  expect(await slugOf(await post(late.browser, 'email/verify', { token: late.token }))).toBe('link-over')
})

test('clicked elsewhere it asks for the password: nobody makes by a click an account somebody else chose it for', async () => {
  const { token } = await asks('phone')
  const elsewhere = jar()
  expect(await slugOf(await post(elsewhere, 'email/verify', { token }))).toBe('confirm-it-is-you')
  expect(await slugOf(await post(elsewhere, 'email/verify', { token, password: 'wrong horse' }))).toBe(
    'wrong-credentials',
  )
  expect(await (await post(elsewhere, 'email/verify', { token, password })).json()).toEqual({ signedIn: true })
})

test('of four tabs that click at once, one makes the account', async () => {
  const { browser, token } = await asks('twice')
  const answers = await Promise.all([...Array(4)].map(() => post(browser.copy(), 'email/verify', { token })))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 410, 410, 410])
})

test('an address that has an account is answered in the same way, and its owner is written to instead', async () => {
  await (async ({ browser, token }) => post(browser, 'email/verify', { token }))(await asks('owner'))
  const [free, taken] = [await asks('nobody-yet'), await asks('owner')]
  const seen = async ({ response }: typeof free) => ({
    status: response.status,
    body: await response.clone().text(),
    headers: [...response.headers.entries()]
      .filter(([name]) => name !== 'x-request-id')
      .map(([name, value]) => [name, value.replace(/(__Host-sign-up=)[\w-]{43}/, '$1…')]),
  })
  expect(await seen(taken)).toEqual(await seen(free))
  expect(await auth.told('account.taken')).toEqual([{ email: 'owner@example.com', language: 'de' }])
  // What was written down for it leads nowhere, and says so in the same words as a wrong code elsewhere.
  const guess = async ({ browser, email, code }: typeof free) => {
    const wrong = code === '123456' ? '123457' : '123456'
    const { instance: _, ...rest } = await (await post(browser, 'sign-up/confirm', { email, code: wrong })).json()
    return rest
  }
  expect(await guess(taken)).toEqual(await guess(free))
})

test('an address that got an account meanwhile is told so to who has just read its mail', async () => {
  const [first, second] = [await asks('both'), await asks('both')]
  expect((await post(first.browser, 'email/verify', { token: first.token })).status).toBe(200)
  expect(await slugOf(await post(second.browser, 'email/verify', { token: second.token }))).toBe('email-taken')
})

test('no message and no table holds what is in the mail, and the address of the store comes from nobody’s request', async () => {
  const { mail, token, code } = await asks('private')
  const evil = await post(jar(), 'sign-up', wanted('poisoned'), { host: 'evil.test', 'x-forwarded-host': 'evil.test' })
  expect(evil.status).toBe(202)
  await auth.settled()
  const told = JSON.stringify(auth.published)
  const kept = JSON.stringify(
    await admin(
      auth.database.url,
      `select to_jsonb(l), to_jsonb(s) from auth.links l
    join auth.sign_ups s on s.link = l.id where l.id = '${mail?.link}'`,
    ),
  )
  for (const secret of [token.split('.')[1] ?? '', `"${code}"`, password]) {
    expect(told).not.toContain(secret)
    expect(kept).not.toContain(secret)
  }
  expect(told).not.toContain('evil.test')
})

test('six mails an hour go to an address, whoever asks, and no more', async () => {
  const { email } = wanted('bombed')
  const answers = []
  for (let i = 0; i < 7; i++) answers.push(await post(jar(), 'sign-up', { ...wanted('bombed'), email }))
  expect(answers.map(({ status }) => status)).toEqual([...Array(6).fill(202), 429])
  expect(Number(answers[6]?.headers.get('retry-after'))).toBeGreaterThan(0)
})

test.each([
  [{ email: 'x@example.com', code: '12345' }, '#/code'],
  [{ email: 'x@example.com', code: 123456 }, '#/code'],
  [{ email: 'x', code: '123456' }, '#/email'],
])('%j is no code', async (body, pointer) => {
  const response = await post(jar(), 'sign-up/confirm', body)
  expect((await response.json()).errors[0].pointer).toBe(pointer)
})

test('what was never answered is forgotten a day after its end', async () => {
  await asks('gone')
  await later('2 days')
  await auth.send('POST', '/internal/sweep', undefined, { authorization: `Bearer ${auth.config.internalToken}` })
  const [left] = await admin<{ links: number; people: number }>(
    auth.database.url,
    `select (select count(*) from auth.links)::integer as links, (select count(*) from auth.sign_ups)::integer as people`,
  )
  expect(left).toEqual({ links: 0, people: 0 })
})
