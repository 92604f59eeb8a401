import { afterAll, expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { type Jar, jar, startAuth } from '../../tests/setup/auth.ts'
import { createAuthenticator } from '../../tests/setup/authenticator.ts'
import { authenticatorApp } from '../../tests/setup/authenticator-app.ts'

const auth = await startAuth()
afterAll(() => auth[Symbol.asyncDispose]())

const password = 'correct horse battery'
const post = (browser: Jar, path: string, body?: unknown) => auth.browse(browser, 'POST', `/api/auth/${path}`, body)
const slugOf = async (response: Response) => (await response.json()).type.replace('/problems/', '')
const me = async (browser: Jar) => (await auth.browse(browser, 'GET', '/api/auth/me')).status
const signsIn = (email: string, secret: string) => post(jar(), 'sign-in', { email, password: secret })
const signedUp = async (name: string) => {
  const browser = jar()
  const email = `${name}@example.com`
  const { account } = await (await post(browser, 'sign-up', { email, password, name })).json()
  return { browser, email, account }
}
const tokenTo = async (email: string, kind: string) => {
  const mails = (await auth.told('account.link-asked')).filter((mail) => mail.email === email && mail.kind === kind)
  return auth.deps.linkTokens.token(mails.at(-1)?.link ?? 'lnk_')
}
const later = (interval: string) =>
  admin(
    auth.database.url,
    `update auth.links set expires_at = expires_at - interval '${interval}';
      update auth.sessions set confirmed_at = confirmed_at - interval '${interval}'`,
  )
const NEXT = 'another horse battery'

test('who forgot the password gets a link, and asking tells nobody whether there is an account', async () => {
  const { email } = await signedUp('known')
  const seen = async (response: Response) => ({
    status: response.status,
    body: await response.text(),
    headers: [...response.headers.entries()].filter(([name]) => name !== 'x-request-id'),
  })
  const [known, unknown] = [email, 'unknown@example.com'].map((address) =>
    post(jar(), 'password/forgot', { email: address }).then(seen),
  )
  expect(await known).toEqual(await unknown)
  expect((await known)?.status).toBe(202)
  const asked = (await auth.told('account.link-asked')).filter(({ kind }) => kind === 'reset-password')
  expect(asked).toMatchObject([{ email, code: false }])
})

test('the link sets another password, once, within ten minutes, and everybody is signed out', async () => {
  const { browser, email, account } = await signedUp('reset')
  await post(jar(), 'password/forgot', { email })
  const token = await tokenTo(email, 'reset-password')
  const weak = await post(jar(), 'password/reset', { token, password: 'Password123' })
  expect((await weak.json()).errors[0].pointer).toBe('#/password')
  const own = await post(jar(), 'password/reset', { token, password: email.toUpperCase() })
  expect((await own.json()).errors[0].pointer).toBe('#/password')

  expect((await post(jar(), 'password/reset', { token, password: NEXT })).status).toBe(200)
  expect([await me(browser), (await post(browser, 'refresh')).status]).toEqual([401, 401])
  expect([(await signsIn(email, password)).status, (await signsIn(email, NEXT)).status]).toEqual([401, 200])
  expect(await auth.told('account.security-changed')).toMatchObject([{ account: account.id, what: 'password' }])
  expect(await slugOf(await post(jar(), 'password/reset', { token, password }))).toBe('link-over')

  await post(jar(), 'password/forgot', { email })
  const late = await tokenTo(email, 'reset-password')
  await later('11 minutes')
  expect(await slugOf(await post(jar(), 'password/reset', { token: late, password }))).toBe('link-over')
})

test('of many who use a link at once, one does', async () => {
  const { email } = await signedUp('race')
  await post(jar(), 'password/forgot', { email })
  const token = await tokenTo(email, 'reset-password')
  const answers = await Promise.all(
    [...Array(4)].map((_, i) => post(jar(), 'password/reset', { token, password: `${NEXT} ${i}` })),
  )
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 410, 410, 410])
})

test('links of one kind are good for nothing else, and a made one for nothing at all', async () => {
  const { email, browser } = await signedUp('kinds')
  const verify = await tokenTo(email, 'verify-email')
  expect(await slugOf(await post(jar(), 'password/reset', { token: verify, password: NEXT }))).toBe('link-over')
  expect(await slugOf(await post(jar(), 'email/confirm', { token: verify }))).toBe('link-over')
  expect(await slugOf(await post(jar(), 'email/verify', { token: `${verify.slice(0, -3)}AAA` }))).toBe('link-over')
  expect(await (await post(jar(), 'email/verify', { token: verify })).json()).toEqual({ signedIn: false })
  expect((await (await auth.browse(browser, 'GET', '/api/auth/me')).json()).account.emailVerified).toBe(true)
})

test('who knows the password changes it: this browser goes on, all others and links that are out do not', async () => {
  const { browser, email } = await signedUp('changer')
  const other = jar()
  await post(other, 'sign-in', { email, password })
  await post(jar(), 'password/forgot', { email })
  const token = await tokenTo(email, 'reset-password')
  const change = (current: string, next: string) => post(browser, 'password', { current, next })
  expect(await slugOf(await change('wrong horse battery', NEXT))).toBe('wrong-credentials')
  expect((await change(password, NEXT)).status).toBe(204)
  expect([await me(browser), await me(other), (await post(other, 'refresh')).status]).toEqual([200, 401, 401])
  expect(await slugOf(await post(jar(), 'password/reset', { token, password }))).toBe('link-over')
  expect((await signsIn(email, NEXT)).status).toBe(200)
})

test('another address: only by who has just proved who they are, and only when its mail is read', async () => {
  const { browser, email, account } = await signedUp('mover')
  await later('11 minutes')
  expect(await slugOf(await post(browser, 'email', { email: 'moved@example.com' }))).toBe('confirm-it-is-you')
  expect(await slugOf(await post(browser, 'confirm', { password: 'wrong horse' }))).toBe('wrong-credentials')
  expect((await post(browser, 'confirm', { password })).status).toBe(204)
  await post(jar(), 'password/forgot', { email })
  const reset = await tokenTo(email, 'reset-password')

  expect((await post(browser, 'email', { email: 'Moved@example.com' })).status).toBe(202)
  expect((await signsIn(email, password)).status).toBe(200)
  const token = await tokenTo('Moved@example.com', 'change-email')
  expect((await post(jar(), 'email/confirm', { token })).status).toBe(200)
  expect([(await signsIn(email, password)).status, (await signsIn('moved@example.com', password)).status]).toEqual([
    401, 200,
  ])
  expect((await auth.told('account.changed')).at(-1)).toMatchObject({ account: account.id, email: 'Moved@example.com' })
  expect((await auth.told('account.security-changed')).at(-1)).toMatchObject({
    ...{ what: 'email', email: 'Moved@example.com', alsoTo: email },
  })
  // What lies in the old mailbox is over.
  expect(await slugOf(await post(jar(), 'password/reset', { token: reset, password: NEXT }))).toBe('link-over')
  expect(await slugOf(await post(jar(), 'email/confirm', { token }))).toBe('link-over')
})

test.each([
  ['another password', (browser: Jar) => post(browser, 'password', { current: password, next: NEXT })],
  [
    'a password chosen by mail',
    async (_: Jar, email: string) => {
      await post(jar(), 'password/forgot', { email })
      return post(jar(), 'password/reset', { token: await tokenTo(email, 'reset-password'), password: NEXT })
    },
  ],
  [
    'a second factor',
    async (browser: Jar) => {
      const { secret } = await (await post(browser, 'second-factor')).json()
      return post(browser, 'second-factor/confirm', { code: authenticatorApp(secret).shows() })
    },
  ],
])('%s ends what a thief has asked for: the account does not move to their address', async (name, ends) => {
  const { browser, email } = await signedUp(`robbed-${name.replaceAll(' ', '-')}`)
  const thief = jar()
  await post(thief, 'sign-in', { email, password })
  const theirs = `thief-of-${email}`
  expect((await post(thief, 'email', { email: theirs })).status).toBe(202)
  const token = await tokenTo(theirs, 'change-email')
  expect((await ends(browser, email)).ok).toBe(true)
  expect(await slugOf(await post(thief, 'email/confirm', { token }))).toBe('link-over')
})

test('an address that somebody else has is asked for in the same way, and its owner is written to', async () => {
  const [{ browser, email }, owner] = [await signedUp('wisher'), await signedUp('neighbour')]
  const answer = await post(browser, 'email', { email: owner.email })
  expect([answer.status, await answer.json()]).toEqual([202, {}])
  expect(await auth.told('account.taken')).toEqual([{ email: owner.email, language: 'en' }])
  expect((await auth.told('account.link-asked')).filter(({ kind }) => kind === 'change-email')).not.toContainEqual(
    expect.objectContaining({ email: owner.email }),
  )
  expect((await signsIn(email, password)).status).toBe(200)
})

test('who wins back an address that was never verified finds nothing left of who took it', async () => {
  const squatter = await signedUp('squatted')
  const device = createAuthenticator(auth.config.publicUrl)
  const options = await (await post(squatter.browser, 'passkeys/register/options')).json()
  expect((await post(squatter.browser, 'passkeys/register', { credential: device.create(options) })).status).toBe(201)
  await post(jar(), 'password/forgot', { email: squatter.email })
  const token = await tokenTo(squatter.email, 'reset-password')
  expect((await post(jar(), 'password/reset', { token, password: NEXT })).status).toBe(200)
  const credential = device.get(await (await post(jar(), 'passkeys/sign-in/options')).json())
  expect([await me(squatter.browser), (await post(jar(), 'passkeys/sign-in', { credential })).status]).toEqual([
    401, 400,
  ])
})

test('the mail comes again for who has not read it, and to nobody who has', async () => {
  const { browser, email } = await signedUp('again')
  const mails = async () => (await auth.told('account.link-asked')).filter((mail) => mail.email === email).length
  expect([(await post(browser, 'email/verify/again')).status, await mails()]).toEqual([202, 2])
  await post(jar(), 'email/verify', { token: await tokenTo(email, 'verify-email') })
  expect([(await post(browser, 'email/verify/again')).status, await mails()]).toEqual([202, 2])
})

test.each([
  'confirm',
  'password',
  'email',
  'email/verify/again',
  'passkeys/register/options',
  'passkeys/register',
  'delete',
  'sign-out-everywhere',
])('%s is for signed-in people', async (path) => {
  expect(await slugOf(await post(jar(), path, {}))).toBe('signed-out')
})
