import { afterEach, expect, test, vi } from 'vitest'
import { request as send } from './client.ts'

const request = async (path: string, init?: RequestInit): Promise<unknown> => (await send(path, init)).json()

type Handler = (path: string, init: RequestInit) => Response | Promise<Response>

const answering = (handler: Handler) => {
  const calls: { path: string; headers: Headers }[] = []
  vi.stubGlobal('fetch', async (path: string, init: RequestInit = {}) => {
    calls.push({ path, headers: new Headers(init?.headers) })
    return handler(path, init)
  })
  return calls
}
const problem = (status: number, slug: string, more: object = {}, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ type: `/problems/${slug}`, title: slug, status, ...more }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  })

afterEach(() => vi.unstubAllGlobals())

test('an expired session is renewed once for everybody, and each request repeated once', async () => {
  let fresh = false
  const calls = answering(async (path) => {
    if (path !== '/api/auth/refresh') return fresh ? Response.json({ path }) : problem(401, 'signed-out')
    await new Promise((later) => setTimeout(later, 10))
    fresh = true
    return Response.json({})
  })
  expect(await Promise.all([request('/api/a'), request('/api/b')])).toEqual([{ path: '/api/a' }, { path: '/api/b' }])
  expect(calls.map(({ path }) => path).filter((path) => path === '/api/auth/refresh')).toHaveLength(1)
  expect(calls).toHaveLength(5)
})

test('whoever cannot be renewed is signed out, without going round in circles', async () => {
  const calls = answering(() => problem(401, 'signed-out'))
  await expect(request('/api/a')).rejects.toMatchObject({ slug: 'signed-out', status: 401 })
  expect(calls).toHaveLength(2)
})

test('a wrong password is not an expired session', async () => {
  const calls = answering(() => problem(401, 'wrong-credentials'))
  await expect(request('/api/auth/sign-in', { method: 'POST' })).rejects.toMatchObject({ slug: 'wrong-credentials' })
  expect(calls).toHaveLength(1)
})

test('the repeat carries the same key as the first try', async () => {
  let tries = 0
  const calls = answering((path) => {
    if (path === '/api/auth/refresh') return Response.json({})
    return ++tries === 1 ? problem(401, 'signed-out') : Response.json({}, { status: 201 })
  })
  await request('/api/orders', { method: 'POST', headers: { 'idempotency-key': 'k'.repeat(16), 'if-match': '"v3"' } })
  expect(calls.map(({ headers }) => headers.get('idempotency-key'))).toEqual(['k'.repeat(16), null, 'k'.repeat(16)])
  expect(calls[0]?.headers.get('if-match')).toBe('"v3"')
})

test('a refusal keeps everything that the server said', async () => {
  const errors = [{ pointer: '#/items/0/quantity', detail: 'is too much' }]
  answering(() => problem(429, 'too-many-requests', { detail: 'slowly', errors }, { 'retry-after': '30' }))
  await expect(request('/api/a')).rejects.toMatchObject({
    slug: 'too-many-requests',
    title: 'too-many-requests',
    detail: 'slowly',
    errors,
    retryAfter: 30,
  })
})

test('a network that fails is a refusal too, and nobody knows what became of the request', async () => {
  answering(() => Promise.reject(new TypeError('Failed to fetch')))
  await expect(request('/api/a')).rejects.toMatchObject({ slug: 'unreachable', status: 0, isInconclusive: true })
})

test('a page of a proxy is not taken for an answer of ours', async () => {
  answering(() => new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } }))
  await expect(request('/api/a')).rejects.toMatchObject({ slug: 'unknown', status: 502, isInconclusive: true })
})
