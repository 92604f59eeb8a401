import { afterAll, expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { jar, startAuth } from '../../tests/setup/auth.ts'

const auth = await startAuth()
afterAll(() => auth[Symbol.asyncDispose]())

const person = (name: string) => ({ email: `${name}@example.com`, password: 'correct horse battery', name })
const credentials = (name: string) => ({ email: `${name}@example.com`, password: 'correct horse battery' })
const problemOf = async (response: Response) => {
  expect(response.headers.get('content-type')).toBe('application/problem+json')
  const body = await response.json()
  expect(body).toMatchObject({ status: response.status, instance: expect.stringMatching(/^\/requests\//) })
  return body
}
const slugOf = async (response: Response) => (await problemOf(response)).type.replace('/problems/', '')

test('somebody signs up, is known, signs out, signs in again', async () => {
  const browser = jar()
  const up = await auth.browse(browser, 'POST', '/api/auth/sign-up', { ...person('Ada'), email: 'Ada@Example.com ' })
  expect(up.status).toBe(201)
  const { account } = await up.json()
  expect(account).toEqual({
    id: expect.stringMatching(/^acc_[0-9a-f]{32}$/),
    email: 'Ada@Example.com',
    emailVerified: false,
    name: 'Ada',
    language: 'en',
    timeZone: 'UTC',
    roles: [],
    withheld: [],
    passkeys: 0,
    secondFactor: false,
  })

  const me = await auth.browse(browser, 'GET', '/api/auth/me')
  expect([me.status, await me.json()]).toEqual([200, { account }])
  expect(me.headers.get('cache-control')).toBe('no-store')

  const out = await auth.browse(browser, 'POST', '/api/auth/sign-out')
  expect(out.status).toBe(204)
  expect(browser.names()).toEqual(['__Host-device'])
  expect(await slugOf(await auth.browse(browser, 'GET', '/api/auth/me'))).toBe('signed-out')

  const wrong = { email: 'ada@example.com', password: 'wrong horse battery' }
  expect(await slugOf(await auth.send('POST', '/api/auth/sign-in', wrong))).toBe('wrong-credentials')
  const right = { email: 'ADA@example.com', password: person('Ada').password }
  const again = await auth.browse(browser, 'POST', '/api/auth/sign-in', right)
  expect([again.status, await again.json()]).toEqual([200, { account }])
})

test('the cookies belong to this host alone and are out of reach of scripts', async () => {
  const response = await auth.send('POST', '/api/auth/sign-up', person('Cookie'))
  const [access, refresh, device] = response.headers.getSetCookie()
  expect(access).toMatch(/^__Host-session=[\w.-]+; Max-Age=300; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  expect(refresh).toMatch(/^__Host-refresh=[\w-]{43}; Max-Age=2592000; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
  expect(device).toMatch(/^__Host-device=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; Secure; SameSite=Lax$/)
})

test('of twenty who want an address at once, one gets it', async () => {
  const wanted = (i: number) => ({ ...person('race'), email: i % 2 ? 'race@example.com' : ' RACE@example.com' })
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, i) => auth.send('POST', '/api/auth/sign-up', wanted(i))),
  )
  const statuses = answers.map((answer) => answer.status)
  expect(statuses.filter((status) => status === 201)).toHaveLength(1)
  expect(statuses.filter((status) => status === 409)).toHaveLength(19)
  const refused = answers.find((answer) => answer.status === 409)
  expect(await slugOf(refused as Response)).toBe('email-taken')
  expect(refused?.headers.getSetCookie()).toEqual([])
})

test.each([
  [{}, ['#/email', '#/password', '#/name']],
  [{ ...person('x'), email: { $gt: '' } }, ['#/email']],
  [{ ...person('x'), email: "' or 1=1 --" }, ['#/email']],
  [{ ...person('x'), password: 'sevench' }, ['#/password']],
  [{ ...person('x'), password: ['a', 'b'] }, ['#/password']],
  [{ ...person('x'), name: 'a\0b' }, ['#/name']],
  [{ ...person('x'), name: ' ' }, ['#/name']],
  [{ ...person('x'), roles: ['operator'] }, ['#/roles']],
  [
    '{"email":"x@example.com","password":"correct horse","name":"x","__proto__":{"roles":["operator"]}}',
    ['#/__proto__'],
  ],
  ['null', ['#']],
  ['[]', ['#']],
])('signing up with %j is refused, naming what is wrong', async (body, pointers) => {
  const response = await auth.send('POST', '/api/auth/sign-up', body)
  expect(response.status).toBe(400)
  const problem = await problemOf(response)
  expect(problem.type).toBe('/problems/invalid-request')
  expect(problem.errors.map((error: { pointer: string }) => error.pointer)).toEqual(pointers)
  expect(JSON.stringify(problem)).not.toContain('correct horse')
})

test.each(['{', '{"email":', '{} {}', '', '['.repeat(10_000)])('%.20s is not JSON', async (body) => {
  const response = await auth.send('POST', '/api/auth/sign-in', body)
  expect([response.status, await slugOf(response)]).toEqual([400, 'invalid-request'])
})

test('only JSON, only so much of it, only the methods there are', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
    const response = await auth.send('POST', '/api/auth/sign-in', JSON.stringify(credentials('x')), {
      'content-type': type,
    })
    expect([response.status, await slugOf(response)]).toEqual([415, 'not-json'])
  }
  const long = await auth.send('POST', '/api/auth/sign-up', { ...person('x'), password: 'x'.repeat(70_000) })
  expect([long.status, await slugOf(long)]).toEqual([413, 'too-large'])
  const method = await auth.send('DELETE', '/api/auth/me')
  expect([method.status, method.headers.get('allow'), await slugOf(method)]).toEqual([405, 'GET', 'method-not-allowed'])
  const path = await auth.send('GET', '/api/auth/nothing')
  expect([path.status, await slugOf(path)]).toEqual([404, 'not-found'])
})

test.each([
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': 'same-site' },
  { origin: 'https://evil.test' },
  { origin: 'null' },
])('other sites may not sign anybody in: %j', async (headers: Record<string, string>) => {
  for (const path of ['sign-up', 'sign-in', 'sign-out', 'refresh']) {
    const response = await auth.send('POST', `/api/auth/${path}`, person('x'), headers)
    expect([response.status, await slugOf(response)]).toEqual([403, 'cross-site'])
  }
})

test('our own pages may', async () => {
  const headers = { 'sec-fetch-site': 'same-origin', origin: auth.config.publicUrl }
  const response = await auth.send('POST', '/api/auth/sign-up', person('own'), headers)
  expect(response.status).toBe(201)
})

test('an unknown address is refused in the same words as a wrong password', async () => {
  await auth.send('POST', '/api/auth/sign-up', person('known'))
  const wrong = { password: 'wrong horse battery' }
  const known = await auth.send('POST', '/api/auth/sign-in', { email: 'known@example.com', ...wrong })
  const unknown = await auth.send('POST', '/api/auth/sign-in', { email: 'unknown@example.com', ...wrong })
  const [a, b] = [await problemOf(known), await problemOf(unknown)]
  expect({ ...a, instance: '' }).toEqual({ ...b, instance: '' })
  expect([...known.headers.keys()]).toEqual([...unknown.headers.keys()])
})

test('the database keeps neither passwords nor tokens', async () => {
  const browser = jar()
  await auth.browse(browser, 'POST', '/api/auth/sign-up', person('secret'))
  const rows = await admin(
    auth.database.url,
    `select to_jsonb(a) as a, to_jsonb(s) as s, to_jsonb(t) as t from auth.accounts a
      join auth.sessions s on s.account = a.id join auth.refresh_tokens t on t.session = s.id where a.name = 'secret'`,
  )
  expect(rows).toHaveLength(1)
  expect(JSON.stringify(rows)).not.toContain(person('secret').password)
  expect(JSON.stringify(rows)).not.toContain(browser.get('__Host-refresh'))
})

test('a failing database is our problem, and tells nothing', async () => {
  await admin(auth.database.url, 'alter table auth.accounts rename to away')
  const response = await auth.send('POST', '/api/auth/sign-in', credentials('x'))
  const ready = await auth.send('GET', '/readyz')
  await admin(auth.database.url, 'alter table auth.away rename to accounts')
  expect(response.status).toBe(500)
  expect(JSON.stringify(await problemOf(response))).not.toMatch(/relation|select|accounts/)
  expect(ready.status).toBe(503)
  expect((await auth.send('GET', '/readyz')).status).toBe(200)
})
