import { createHmac } from 'node:crypto'
import { decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { afterAll, expect, test } from 'vitest'
import { jar, startAuth } from '../../tests/setup/auth.ts'

const auth = await startAuth()
afterAll(() => auth[Symbol.asyncDispose]())

const browser = jar()
const signUp = { email: 'ada@example.com', password: 'correct horse battery', name: 'Ada' }
await auth.browse(browser, 'POST', '/api/auth/sign-up', signUp)
const good = browser.get('__Host-session') ?? ''
const [, payload = ''] = good.split('.')
const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
const [key, older] = auth.config.signingKeys

const me = async (authorization: string) =>
  (await auth.send('GET', '/api/auth/me', undefined, { authorization })).status
const withToken = (token: string) => me(`Bearer ${token}`)
const header = { alg: 'EdDSA', typ: 'at+jwt', kid: key.kid }
const sign = (changes: object, headers: object = {}, by: object = key) =>
  new SignJWT({ ...claims, ...changes }).setProtectedHeader({ ...header, ...headers }).sign(by as typeof key)
const now = Math.floor(Date.now() / 1000)

test('the keys are published without their private half', async () => {
  const response = await auth.send('GET', '/api/auth/jwks')
  expect(response.headers.get('cache-control')).toBe('public, max-age=300')
  const { keys } = await response.json()
  expect(keys.map((jwk: object) => Object.keys(jwk).sort())).toEqual(
    Array(2).fill(['alg', 'crv', 'kid', 'kty', 'use', 'x']),
  )
})

test('a token says who, for whom, by whom and until when', () => {
  expect(decodeProtectedHeader(good)).toEqual(header)
  expect(claims).toEqual({
    sub: expect.stringMatching(/^acc_/),
    sid: expect.stringMatching(/^ses_/),
    name: 'Ada',
    roles: [],
    iss: auth.config.publicUrl,
    aud: 'holdfast',
    iat: expect.any(Number),
    exp: claims.iat + 300,
  })
})

test('it opens the door, by cookie or as a bearer', async () => {
  expect(await withToken(good)).toBe(200)
  expect((await auth.browse(browser, 'GET', '/api/auth/me')).status).toBe(200)
})

test('so does one by a published key that no longer signs', async () => {
  expect(await withToken(await sign({}, { kid: older?.kid }, older))).toBe(200)
})

const stranger = await generateKeyPair('EdDSA', { extractable: true })
const strangerJwk = await exportJWK(stranger.privateKey)
const hs256 = (secret: string | Buffer) => {
  const head = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'at+jwt', kid: key.kid })).toString('base64url')
  return `${head}.${payload}.${createHmac('sha256', secret).update(`${head}.${payload}`).digest('base64url')}`
}

test.each<[string, string | Promise<string>]>([
  ['no algorithm', new UnsecuredJWT(claims).encode()],
  ['the public key as a shared secret', hs256(key.x)],
  ['the bytes of the public key as a shared secret', hs256(Buffer.from(key.x, 'base64url'))],
  ['another key under our name', sign({}, {}, strangerJwk)],
  ['a key it brings along', sign({}, { kid: 'mine', jwk: strangerJwk, jku: 'https://evil.test/jwks' }, strangerJwk)],
  ['an unknown key', sign({}, { kid: '../../etc/passwd' })],
  ['another type', sign({}, { typ: 'JWT' })],
  ['another audience', sign({ aud: 'elsewhere' })],
  ['another issuer', sign({ iss: 'https://evil.test' })],
  ['an end that has passed', sign({ exp: now - 10 })],
  ['no end', sign({ exp: undefined })],
  ['a beginning yet to come', sign({ nbf: now + 61 })],
  ['a subject that is no account', sign({ sub: 'ord_0198c0ffee007000a000000000000001' })],
  ['no session', sign({ sid: undefined })],
  [
    'a changed payload',
    good.replace(payload, Buffer.from(JSON.stringify({ ...claims, roles: ['operator'] })).toString('base64url')),
  ],
  ['half of it missing', good.slice(0, -20)],
  ['a refresh token', browser.get('__Host-refresh') ?? ''],
])('a token with %s opens nothing', async (_what, token) => {
  expect(await withToken(await token)).toBe(401)
})

test.each([`Basic ${good}`, `bearer ${good}`, `Bearer  ${good}`, good, `Bearer ${good}, Bearer ${good}`])(
  'a bearer is announced as one: %.20s',
  async (authorization) => {
    expect(await me(authorization)).toBe(401)
  },
)

test('the answer to a missing or wrong token is the same problem', async () => {
  const response = await auth.send('GET', '/api/auth/me')
  expect(await response.json()).toMatchObject({ type: '/problems/signed-out', status: 401 })
})
