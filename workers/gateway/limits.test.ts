import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { cookies } from '#shared/http/session'
import { callerOf, limitsOf } from './limits.ts'

test.each([
  ['GET', '/api/tickets/events', ['requests']],
  ['GET', '/api/auth/me', ['requests']],
  ['POST', '/api/auth/sign-in', ['requests', 'signIns']],
  ['POST', '/api/auth/passkeys/finish', ['requests', 'signIns']],
  ['DELETE', '/api/auth/account', ['requests', 'signIns']],
  ['POST', '/api/auth/refresh', ['requests']],
  ['POST', '/api/auth/sign-out', ['requests']],
  ['POST', '/api/orders', ['requests', 'holds']],
  ['POST', '/api/orders/ord_1/extend', ['requests']],
  ['POST', '/api/orders/messages', []],
  ['POST', '/api/orders/messages/heard', []],
  ['POST', '/api/payments/webhooks/stripe', []],
  ['GET', '/api/payments/webhooks/stripe', ['requests']],
  ['POST', '/api/orders/messages/../../orders', ['requests']],
])('%s %s is counted as %j', (method, path, names) => expect(limitsOf(method, path)).toEqual(names))

const counted = async (name: Parameters<typeof callerOf>[1], headers: Record<string, string>) => {
  const app = new Hono().get('/', (c) => c.text(callerOf(c, name)))
  return (await app.request('/', { headers })).text()
}

test('a network is what Cloudflare says it is, whatever the caller says', async () => {
  const claims = { 'x-forwarded-for': '198.51.100.1', 'x-real-ip': '198.51.100.1', forwarded: 'for=198.51.100.1' }
  expect(await counted('requests', { ...claims, 'cf-connecting-ip': '203.0.113.9' })).toBe('203.0.113.9')
  expect(await counted('requests', claims)).toBe('unknown')
})

test('a session is counted by itself, by cookie or bearer, and shows nothing of its token', async () => {
  const at = { 'cf-connecting-ip': '203.0.113.9' }
  const ada = await counted('holds', { ...at, cookie: `${cookies.access}=ada` })
  expect(ada).not.toContain('ada')
  expect(await counted('holds', { 'cf-connecting-ip': '203.0.113.10', cookie: `${cookies.access}=ada` })).toBe(ada)
  expect(await counted('holds', { ...at, cookie: `${cookies.access}=bea` })).not.toBe(ada)
  expect(await counted('holds', at)).toBe('203.0.113.9')
})
