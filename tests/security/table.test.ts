import { expect, test } from 'vitest'
import { accessOf } from '#shared/http/access'
import { service } from '#shared/http/service'
import { limitsOf } from '#workers/gateway/limits'
import { allRoutes, publicRoutes } from '../../scripts/openapi/routes.ts'

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`

test('every route says whom it is for', () => {
  expect(allRoutes().length).toBeGreaterThan(70)
  expect(
    allRoutes()
      .filter(({ access }) => access === undefined)
      .map(nameOf),
  ).toEqual([])
})

test('what names an order or an event is for its buyer, its seller or an operator, unless it is for everybody', () =>
  expect(
    publicRoutes()
      .filter(({ path, access }) => path.includes(':') && access === 'person')
      .map(nameOf),
  ).toEqual([]))

test('everybody is counted, but who signs what they say', () =>
  expect(
    publicRoutes()
      .filter(({ method, path }) => limitsOf(method, path).length === 0)
      .map(({ access }) => access)
      .filter((access) => !['broker', 'stripe', 'installation'].includes(access ?? '')),
  ).toEqual([]))

test('whatever in auth is no reading, refreshing or leaving counts as an attempt to get in', () => {
  const attempts = publicRoutes().filter(({ method, path }) => limitsOf(method, path).includes('signIns'))
  expect(attempts.map(nameOf)).toEqual(expect.arrayContaining(['POST /api/auth/sign-up', 'POST /api/auth/sign-in']))
  expect(limitsOf('POST', '/api/auth/whatever-comes-next')).toContain('signIns')
  expect(limitsOf('POST', '/api/auth/refresh')).toEqual(['requests'])
})

test('control: a route that says nothing is found, and answers nobody', async () => {
  const quiet = Object.assign(() => {}, { with: () => quiet })
  const deps = {
    log: quiet,
    verify: async () => undefined,
    publicUrl: 'https://tickets.test',
    ready: async () => undefined,
  }
  const careless = service<typeof deps>('careless')
  const app = careless.app(deps as never).route(
    '/api',
    careless.people().get('/secret', (c) => c.text('the secret')),
  )
  const context = { waitUntil: () => {}, passThroughOnException: () => {}, props: {} }
  const answer = await app.fetch(new Request('https://tickets.test/api/secret'), {}, context)
  expect([answer.status, await answer.json()]).toEqual([403, expect.objectContaining({ type: '/problems/forbidden' })])
  expect(
    accessOf(app.routes.filter(({ path }) => path === '/api/secret').map(({ handler }) => handler)),
  ).toBeUndefined()
})
