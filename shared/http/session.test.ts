import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createVerifier, TOKEN } from '#shared/http/session'
import { newId } from '#shared/ids'

const ISSUER = 'https://tickets.test'
const MINUTE = 60_000

// Only the clock is moved: everything else waits for real things.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)

const makeKey = async (kid: string) => {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { extractable: true })
  const shown = { ...(await exportJWK(publicKey)), kid, alg: TOKEN.algorithm, use: 'sig' }
  const token = (life = '5m') =>
    new SignJWT({ sid: newId('session'), name: 'Ada', roles: [] })
      .setProtectedHeader({ alg: TOKEN.algorithm, typ: TOKEN.type, kid })
      .setSubject(newId('account'))
      .setIssuer(ISSUER)
      .setAudience(TOKEN.audience)
      .setIssuedAt()
      .setExpirationTime(life)
      .sign(privateKey)
  return { shown, token }
}

/** Auth as far as others see it: what it publishes, whether it is there, and how often it was asked. */
const startKeys = async () => {
  const [old, next] = [await makeKey('old'), await makeKey('next')]
  const auth = { keys: [old.shown], isUp: true, asked: 0 }
  const fetch = async () => {
    auth.asked++
    if (!auth.isUp) throw new Error('not reachable')
    return Response.json({ keys: auth.keys })
  }
  const peer = { fetch, forward: () => Promise.reject(new Error('nobody forwards here')) }
  return { auth, old, next, verify: createVerifier({ auth: peer, issuer: ISSUER }) }
}

test('keys are asked for once in ten minutes, and kept for as long as auth is away', async () => {
  const { auth, old, verify } = await startKeys()
  expect(await verify(await old.token())).toMatchObject({ name: 'Ada' })
  pass(9 * MINUTE)
  expect(await verify(await old.token())).toMatchObject({ name: 'Ada' })
  expect(auth.asked).toBe(1)
  auth.isUp = false
  for (const hours of [1, 24]) {
    pass(hours * 60 * MINUTE)
    expect(await verify(await old.token())).toMatchObject({ name: 'Ada' })
  }
})

test('who never reached auth does not know who anybody is, and says so instead of signing them out', async () => {
  const { auth, old, verify } = await startKeys()
  auth.isUp = false
  await expect(verify(await old.token())).rejects.toMatchObject({
    slug: 'unavailable',
    headers: { 'Retry-After': '2' },
  })
  auth.isUp = true
  expect(await verify(await old.token())).toMatchObject({ name: 'Ada' })
})

test('keys follow one another with an overlap, and nobody is signed out', async () => {
  const { auth, old, next, verify } = await startKeys()
  const early = await old.token('20m')
  expect(await verify(early)).toBeDefined()
  // Published, and not yet signing; then signing; then the old one is taken away, ten minutes each.
  auth.keys = [old.shown, next.shown]
  pass(11 * MINUTE)
  expect(await verify(await next.token())).toBeDefined()
  expect(await verify(early)).toBeDefined()
  auth.keys = [next.shown]
  pass(11 * MINUTE)
  expect(await verify(await old.token())).toBeUndefined()
  expect(await verify(await next.token())).toBeDefined()
})

test('a flood of keys nobody knows asks auth twice a minute at the most', async () => {
  const { auth, old, next, verify } = await startKeys()
  await verify(await old.token())
  pass(31_000)
  for (let i = 0; i < 20; i++) expect(await verify(await next.token())).toBeUndefined()
  expect(auth.asked).toBe(2)
  pass(31_000)
  auth.keys = [old.shown, next.shown]
  expect(await verify(await next.token())).toBeDefined()
  expect(auth.asked).toBe(3)
})

test('two keys of one name are a mistake, and nobody is let in by luck', async () => {
  const { auth, old, next, verify } = await startKeys()
  auth.keys = [old.shown, { ...next.shown, kid: 'old' }]
  expect(await verify(await old.token())).toBeUndefined()
})

test('a clock that is a minute off is off, one of five seconds is not', async () => {
  const { old, verify } = await startKeys()
  const token = await old.token()
  pass(5 * MINUTE + 4_000)
  expect(await verify(token)).toBeDefined()
  const other = await old.token()
  pass(6 * MINUTE + 1_000)
  expect(await verify(other)).toBeUndefined()
})
