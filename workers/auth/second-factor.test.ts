import { randomBytes } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { type Jar, jar, startAuth } from '../../tests/setup/auth.ts'
import { createAuthenticator } from '../../tests/setup/authenticator.ts'
import { authenticatorApp } from '../../tests/setup/authenticator-app.ts'
import { resealSecrets } from './commands/second-factor.ts'
import { createSeals } from './seals.ts'

const auth = await startAuth({ OPERATORS_NEED: 'second-factor' })
afterAll(() => auth[Symbol.asyncDispose]())

const password = 'correct horse battery'
const emailOf = (name: string) => `${name}@example.com`
const call = (browser: Jar, method: string, path: string, body?: unknown) =>
  auth.browse(browser, method, `/api/auth/${path}`, body)
const post = (browser: Jar, path: string, body?: unknown) => call(browser, 'POST', path, body)
const slugOf = async (response: Response) => (await response.json()).type.replace('/problems/', '')
const me = async (browser: Jar) => (await (await call(browser, 'GET', 'me')).json()).account
const sql = (text: string) => admin(auth.database.url, text)

const signedUp = async (name: string) => {
  const browser = jar()
  const { account } = await (await post(browser, 'sign-up', { email: emailOf(name), password, name })).json()
  return { browser, account }
}
const begins = async (name: string, browser = jar()) => ({
  browser,
  response: await post(browser, 'sign-in', { email: emailOf(name), password }),
})
const finishes = (browser: Jar, code: string) => post(browser, 'sign-in/second-factor', { code })
/** Codes that were used are long over. */
const codesAreOver = () => sql('update auth.second_factors set last_step = 0')
const elevenMinutesLater = () => sql(`update auth.sessions set confirmed_at = now() - interval '11 minutes'`)
const wrongCode = (right: string) => (right === '000000' ? '000001' : '000000')

const withApp = async (name: string) => {
  const { browser, account } = await signedUp(name)
  const { secret } = await (await post(browser, 'second-factor')).json()
  const app = authenticatorApp(secret)
  const used = app.shows()
  const { recoveryCodes } = await (await post(browser, 'second-factor/confirm', { code: used })).json()
  return { browser, account, secret, app, used, recoveryCodes: recoveryCodes as string[] }
}

const ada = await withApp('ada')

test('an app is added by showing that it works, its owner is told, and who is signed in elsewhere is out', async () => {
  const { browser } = await signedUp('eve')
  const { browser: elsewhere } = await begins('eve')
  const { secret, uri } = await (await post(browser, 'second-factor')).json()
  expect(uri).toBe(
    `otpauth://totp/Holdfast:eve%40example.com?secret=${secret}&issuer=Holdfast&algorithm=SHA1&digits=6&period=30`,
  )
  const app = authenticatorApp(secret)
  const confirms = (code: string) => post(browser, 'second-factor/confirm', { code })
  expect(await slugOf(await confirms(wrongCode(app.shows())))).toBe('wrong-code')
  expect((await me(browser)).secondFactor).toBe(false)
  expect((await begins('eve')).response.status).toBe(200)
  const added = await confirms(app.shows().replace(/^.../, '$& '))
  const { recoveryCodes } = await added.json()
  expect([added.status, new Set(recoveryCodes).size]).toEqual([201, 10])
  for (const code of recoveryCodes) expect(code).toMatch(/^([a-z2-7]{4}-){5}[a-z2-7]{4}$/)
  expect((await me(browser)).secondFactor).toBe(true)
  expect((await call(elsewhere, 'GET', 'me')).status).toBe(401)
  expect(await (await call(browser, 'GET', 'second-factor')).json()).toEqual({
    standing: { since: expect.any(String), recoveryCodesLeft: 10 },
  })
  expect(await slugOf(await post(browser, 'second-factor'))).toBe('limit-exceeded')
  const told = (await auth.told('account.security-changed')).filter(({ email }) => email === emailOf('eve'))
  expect(told).toMatchObject([{ what: 'second-factor-added' }])
})

test('the password alone opens nothing any more; with the code it does, and with a used one never again', async () => {
  await codesAreOver()
  const { browser, response } = await begins('ada')
  expect([response.status, await response.json()]).toEqual([202, { account: null }])
  expect(browser.names()).toEqual(['__Host-sign-in'])
  expect((await call(browser, 'GET', 'me')).status).toBe(401)
  expect((await post(browser, 'refresh')).status).toBe(401)
  const code = ada.app.shows()
  const wrong = await finishes(browser, wrongCode(code))
  expect([wrong.status, (await wrong.json()).guessesLeft]).toEqual([400, 4])
  const entered = await finishes(browser, code)
  expect([entered.status, (await entered.json()).account.id]).toEqual([200, ada.account.id])
  expect(browser.names().toSorted()).toEqual(['__Host-device', '__Host-refresh', '__Host-session'])
  expect((await me(browser)).email).toBe(emailOf('ada'))

  const { browser: another } = await begins('ada')
  expect(await slugOf(await finishes(another, code))).toBe('wrong-code')
  // An older one neither, once a newer one was used.
  expect(await slugOf(await finishes(another, ada.app.shows(-1)))).toBe('wrong-code')
  expect((await finishes(another, ada.app.shows(1))).status).toBe(200)
})

test('the code with which an app was added is used up as well', async () => {
  const { used } = await withApp('greta')
  const { browser } = await begins('greta')
  expect(await slugOf(await finishes(browser, used))).toBe('wrong-code')
})

test('of many who come with the same code at once, one gets in: each with a sign-in of their own, or all with one', async () => {
  await codesAreOver()
  const browsers = await Promise.all(Array.from({ length: 8 }, async () => (await begins('ada')).browser))
  const row = `select from auth.accounts where id = '${ada.account.id}'`
  const code = ada.app.shows()
  const answers = await auth.database.together(
    row,
    browsers.map((browser) => () => finishes(browser, code)),
  )
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(7).fill(400)])

  await codesAreOver()
  const { browser } = await begins('ada')
  const next = ada.app.shows()
  const twins = Array.from({ length: 4 }, () => browser.copy())
  const again = await auth.database.together(
    row,
    twins.map((twin) => () => finishes(twin, next)),
  )
  expect(again.map(({ status }) => status).toSorted()).toEqual([200, 410, 410, 410])
})

test('a recovery code lets in once, however it is written, and of two at once one', async () => {
  const [first = '', second = ''] = ada.recoveryCodes
  const { browser } = await begins('ada')
  expect((await finishes(browser, ` ${first.toUpperCase().replaceAll('-', ' ')} `)).status).toBe(200)
  const { browser: another } = await begins('ada')
  expect(await slugOf(await finishes(another, first))).toBe('wrong-code')
  const both = await Promise.all([begins('ada'), begins('ada')])
  const answers = await auth.database.together(
    `select from auth.accounts where id = '${ada.account.id}'`,
    both.map((one) => () => finishes(one.browser, second)),
  )
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400])
  expect((await (await call(browser, 'GET', 'second-factor')).json()).standing.recoveryCodesLeft).toBe(8)
})

test('a begun sign-in is good for five guesses and ten minutes, in its own browser, and for nothing else', async () => {
  await codesAreOver()
  const right = ada.app.shows()
  const { browser } = await begins('ada')
  for (let left = 4; left >= 0; left--)
    expect((await (await finishes(browser, wrongCode(right))).json()).guessesLeft).toBe(left)
  expect(await slugOf(await finishes(browser, right))).toBe('link-over')
  expect(auth.logged).toContainEqual(expect.objectContaining({ alert: 'second-factor-guessed' }))

  const { browser: slow } = await begins('ada')
  await sql(`update auth.begun_sign_ins set expires_at = expires_at - interval '10 minutes'`)
  expect(await slugOf(await finishes(slow, right))).toBe('link-over')

  for (const token of [undefined, 'x', randomBytes(32).toString('base64url')]) {
    const stranger = jar()
    if (token !== undefined) stranger.set('__Host-sign-in', token)
    expect(await slugOf(await finishes(stranger, right))).toBe('link-over')
  }
  // As a refresh token, or for a sign-up, it is nothing.
  const { browser: begun } = await begins('ada')
  const other = jar()
  for (const name of ['__Host-refresh', '__Host-sign-up']) other.set(name, begun.get('__Host-sign-in') ?? '')
  expect((await post(other, 'refresh')).status).toBe(401)
  expect(await slugOf(await post(other, 'sign-up/confirm', { email: emailOf('ada'), code: right }))).toBe('link-over')
  expect((await finishes(begun, right)).status).toBe(200)
})

test('another password ends the sign-ins that were begun with the old one; it does not take the second factor away', async () => {
  const { browser, app } = await withApp('hugo')
  await codesAreOver()
  const { browser: thief } = await begins('hugo')
  const next = 'another horse battery'
  expect((await post(browser, 'password', { current: password, next })).status).toBe(204)
  expect(await slugOf(await finishes(thief, app.shows()))).toBe('link-over')

  await post(jar(), 'password/forgot', { email: emailOf('hugo') })
  const asked = (await auth.told('account.link-asked')).findLast(({ kind }) => kind === 'reset-password')
  if (!asked) throw new Error('no link was asked for')
  await sql(`update auth.accounts set email_verified_at = now() where email_key = '${emailOf('hugo')}'`)
  const reset = { token: auth.deps.linkTokens.token(asked.link), password }
  expect((await post(jar(), 'password/reset', reset)).status).toBe(200)
  const { browser: again, response } = await begins('hugo')
  expect(response.status).toBe(202)
  expect((await finishes(again, app.shows())).status).toBe(200)
})

test('who wins their address back from somebody who never had it finds no second factor there', async () => {
  await withApp('squatted')
  await post(jar(), 'password/forgot', { email: emailOf('squatted') })
  const asked = (await auth.told('account.link-asked')).findLast(({ kind }) => kind === 'reset-password')
  if (!asked) throw new Error('no link was asked for')
  await post(jar(), 'password/reset', { token: auth.deps.linkTokens.token(asked.link), password })
  expect((await begins('squatted')).response.status).toBe(200)
})

test('a passkey is two factors by itself: no code is asked for', async () => {
  const { browser } = await withApp('pia')
  const device = createAuthenticator(auth.config.publicUrl)
  const options = await (await post(browser, 'passkeys/register/options')).json()
  expect((await post(browser, 'passkeys/register', { credential: device.create(options) })).status).toBe(201)
  const phone = jar()
  const asked = await (await post(phone, 'passkeys/sign-in/options')).json()
  expect((await post(phone, 'passkeys/sign-in', { credential: device.get(asked) })).status).toBe(200)
  expect((await me(phone)).secondFactor).toBe(true)
})

test('to prove once more who one is takes the password and a code; turning off takes that proof, and is told', async () => {
  const { browser, app, account } = await withApp('otto')
  await elevenMinutesLater()
  await codesAreOver()
  const off = () => call(browser, 'DELETE', 'second-factor')
  expect(await slugOf(await off())).toBe('confirm-it-is-you')
  const confirms = (body: object) => post(browser, 'confirm', body)
  const without = await confirms({ password })
  expect([without.status, (await without.json()).errors]).toEqual([
    400,
    [expect.objectContaining({ pointer: '#/code' })],
  ])
  const code = app.shows()
  expect(await slugOf(await confirms({ password: 'wrong horse battery', code }))).toBe('wrong-credentials')
  expect(await slugOf(await confirms({ password, code: wrongCode(code) }))).toBe('wrong-code')
  // Knowing the password well enough to change it is not having the app.
  expect((await post(browser, 'password', { current: password, next: password })).status).toBe(204)
  expect(await slugOf(await off())).toBe('confirm-it-is-you')
  expect((await confirms({ password, code })).status).toBe(204)
  expect(await slugOf(await confirms({ password, code }))).toBe('wrong-code')

  const renewed = await post(browser, 'second-factor/recovery-codes')
  expect([renewed.status, (await renewed.json()).recoveryCodes]).toEqual([201, expect.any(Array)])
  expect((await off()).status).toBe(204)
  expect(await slugOf(await off())).toBe('not-found')
  expect((await begins('otto')).response.status).toBe(200)
  const told = (await auth.told('account.security-changed')).filter((one) => one.account === account.id)
  expect(told.map(({ what }) => what)).toEqual([
    ...['second-factor-added', 'password', 'recovery-codes', 'second-factor-removed'],
  ])
})

test('old recovery codes are over once there are new ones', async () => {
  const { browser, recoveryCodes } = await withApp('nora')
  const made = await (await post(browser, 'second-factor/recovery-codes')).json()
  const { browser: another } = await begins('nora')
  expect(await slugOf(await finishes(another, recoveryCodes[0] ?? ''))).toBe('wrong-code')
  expect((await finishes(another, made.recoveryCodes[0])).status).toBe(200)
})

test('a secret that waits belongs to the session that asked, for ten minutes, and to nobody else’s', async () => {
  const { browser } = await signedUp('late')
  const { browser: elsewhere } = await begins('late')
  const { secret } = await (await post(browser, 'second-factor')).json()
  const code = authenticatorApp(secret).shows()
  expect(await slugOf(await post(elsewhere, 'second-factor/confirm', { code }))).toBe('link-over')
  const mallory = await signedUp('mallory')
  expect(await slugOf(await post(mallory.browser, 'second-factor/confirm', { code }))).toBe('link-over')
  expect(await (await call(mallory.browser, 'GET', 'second-factor')).json()).toEqual({ standing: null })
  expect(await slugOf(await call(mallory.browser, 'DELETE', 'second-factor'))).toBe('not-found')
  await sql(`update auth.second_factors set offered_at = now() - interval '11 minutes' where confirmed_at is null`)
  expect(await slugOf(await post(browser, 'second-factor/confirm', { code }))).toBe('link-over')
  for (const [method, path] of [
    ...[['GET', ''] as const, ['POST', ''] as const, ['POST', '/confirm'] as const],
    ...[['POST', '/recovery-codes'] as const, ['DELETE', ''] as const],
  ])
    expect([path, (await call(jar(), method, `second-factor${path}`)).status]).toEqual([path, 401])
})

test('neither the secret nor a recovery code can be read in the database, or was told to anybody', async () => {
  const kept = await sql(`select jsonb_agg(f) || (select jsonb_agg(c) from auth.recovery_codes c) ||
    (select jsonb_agg(o) from auth.outbox o) as kept from auth.second_factors f`)
  const text = JSON.stringify(kept) + JSON.stringify(auth.logged)
  expect(text).toContain(ada.account.id)
  for (const secret of [ada.secret, ...ada.recoveryCodes, ...ada.recoveryCodes.map((code) => code.replaceAll('-', ''))])
    expect(text).not.toContain(secret)
  const mine = await (await call(ada.browser, 'GET', 'export')).json()
  expect(mine.secondFactor).toEqual({ since: expect.any(String), recoveryCodesLeft: expect.any(Number) })
  expect(JSON.stringify(mine)).not.toContain(ada.secret)
})

test('where the keys follow one another the secrets are sealed anew; where the old one was lost a recovery code still opens', async () => {
  const { app, recoveryCodes } = await withApp('rita')
  await codesAreOver()
  const [old] = auth.config.refreshKeys
  const key = randomBytes(32).toString('base64url')
  const deps = { ...auth.deps, seals: createSeals([key, old]) }
  expect(await resealSecrets(deps)).toBeGreaterThan(1)
  expect(await resealSecrets(deps)).toBe(0)
  const { browser } = await begins('rita')
  expect(await slugOf(await finishes(browser, app.shows()))).toBe('unavailable')
  expect(auth.logged).toContainEqual(expect.objectContaining({ alert: 'second-factor-unreadable' }))
  expect((await finishes(browser, recoveryCodes[0] ?? '')).status).toBe(200)
  expect(await resealSecrets({ ...auth.deps, seals: createSeals([old, key]) })).toBeGreaterThan(1)
  await codesAreOver()
  const { browser: again } = await begins('rita')
  expect((await finishes(again, app.shows())).status).toBe(200)
})

const rolesIn = (browser: Jar) => {
  const [, claims = ''] = (browser.get('__Host-session') ?? '').split('.')
  return JSON.parse(Buffer.from(claims, 'base64url').toString()).roles
}

test('who runs the store is its operator only in a session that was begun, or confirmed, by two factors', async () => {
  const { account } = await signedUp('olga')
  await sql(`update auth.accounts set roles = '{operator}' where id = '${account.id}'`)
  const { browser } = await begins('olga')
  expect([rolesIn(browser), await me(browser)]).toEqual([
    [],
    expect.objectContaining({ roles: [], withheld: ['operator'] }),
  ])
  expect((await call(browser, 'GET', 'operator/standing')).status).toBe(403)
  const { secret } = await (await post(browser, 'second-factor')).json()
  const app = authenticatorApp(secret)
  await post(browser, 'second-factor/confirm', { code: app.shows() })
  expect(await me(browser)).toMatchObject({ roles: ['operator'], withheld: [] })
  await post(browser, 'refresh')
  expect(rolesIn(browser)).toEqual(['operator'])
  expect((await call(browser, 'GET', 'operator/standing')).status).toBe(200)

  const { browser: another } = await begins('olga')
  await finishes(another, app.shows(1))
  expect(rolesIn(another)).toEqual(['operator'])
  // Turned off: the next session has the password alone again.
  await call(another, 'DELETE', 'second-factor')
  expect(rolesIn((await begins('olga')).browser)).toEqual([])
})

test('who has only the password of an operator with a passkey adds nothing to the account, and takes nothing away', async () => {
  const { browser, account } = await signedUp('omar')
  const device = createAuthenticator(auth.config.publicUrl)
  const options = await (await post(browser, 'passkeys/register/options')).json()
  await post(browser, 'passkeys/register', { credential: device.create(options) })
  await sql(`update auth.accounts set roles = '{operator}' where id = '${account.id}'`)
  const { browser: thief } = await begins('omar')
  for (const path of ['passkeys/register/options', 'second-factor'])
    expect(await slugOf(await post(thief, path))).toBe('confirm-it-is-you')
  expect((await post(thief, 'confirm', { password })).status).toBe(204)
  expect(await slugOf(await post(thief, 'second-factor'))).toBe('confirm-it-is-you')
  const asked = await (await post(thief, 'passkeys/confirm/options')).json()
  expect((await post(thief, 'passkeys/confirm', { credential: device.get(asked) })).status).toBe(204)
  expect((await post(thief, 'second-factor')).status).toBe(201)
  await post(thief, 'refresh')
  expect(rolesIn(thief)).toEqual(['operator'])
})

test.each(['', '12345', '1234567', 'abc', 123456, null, 'a'.repeat(1000)])('%j is no code', async (code) => {
  const answer = await post(jar(), 'sign-in/second-factor', { code })
  expect([answer.status, (await answer.json()).errors[0].pointer]).toEqual([400, '#/code'])
  expect((await post(ada.browser, 'second-factor/confirm', { code })).status).toBe(400)
})
