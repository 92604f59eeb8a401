import { expect, test } from 'vitest'
import type { Person } from '#shared/http/session'
import { newId } from '#shared/ids'
import { createLog } from '#shared/log'
import { createApp as createAuth } from '#workers/auth/app'
import { createApp as createOrders } from '#workers/orders/app'
import { createApp as createPayments } from '#workers/payments/app'
import { createApp as createTickets } from '#workers/tickets/app'

// Every route there is. One that is new is closed to visitors, or it is written down here that it is not.

const PUBLIC = [
  'GET /livez',
  'GET /readyz',
  'GET /api/auth/jwks',
  'POST /api/auth/sign-up',
  'POST /api/auth/sign-up/confirm',
  'POST /api/auth/sign-in',
  'POST /api/auth/sign-out',
  'POST /api/auth/passkeys/sign-in/options',
  'POST /api/auth/passkeys/sign-in',
  'POST /api/auth/password/forgot',
  'POST /api/auth/password/reset',
  'POST /api/auth/email/verify',
  'POST /api/auth/email/confirm',
  'GET /api/tickets/events',
  'GET /api/tickets/events/:id',
  'GET /api/orders/availability',
  'GET /api/orders/availability/:event/seats',
]

type Served = {
  routes: { method: string; path: string }[]
  fetch(request: Request, env: object, context: object): Response | Promise<Response>
}

const buyer: Person = { id: newId('account'), session: newId('session'), name: 'Ada', roles: [] }

// Nothing a service needs is there: whoever is let past the door falls, and so is seen.
const nothing = {
  log: createLog({}, () => {}),
  publicUrl: 'https://tickets.test',
  internalToken: 'x'.repeat(32),
  verify: async () => buyer,
  receiver: { keys: { current: 'current key of nobody', next: 'next key of nobody' }, url: 'https://tickets.test' },
}
const services = { createAuth, createTickets, createOrders, createPayments } as unknown as Record<
  string,
  (deps: typeof nothing) => Served
>
const apps = Object.values(services).map((create) => create(nothing))

const routes = apps.flatMap((app) =>
  [...new Set(app.routes.filter(({ method }) => method !== 'ALL').map(({ method, path }) => `${method} ${path}`))].map(
    (name) => ({ app, name }),
  ),
)
const ask = async ({ app, name }: (typeof routes)[number], headers: Record<string, string> = {}) => {
  const [method = '', path = ''] = name.split(' ')
  const url = new URL(path.replaceAll(/:\w+/g, 'x'), nothing.publicUrl)
  const response = await app.fetch(new Request(url, { method, headers }), {}, { waitUntil: () => {}, props: {} })
  return response.status
}
const named = async (status: (code: number) => boolean, headers?: Record<string, string>) => {
  const codes = await Promise.all(routes.map((route) => ask(route, headers)))
  return routes.flatMap(({ name }, index) => (status(codes[index] ?? 0) ? [name] : [])).toSorted()
}

test('the list sees the services', () => {
  expect(routes.length).toBeGreaterThan(70)
})

test('a visitor gets past the door here and nowhere else', async () => {
  expect([...new Set(await named((code) => code !== 401))]).toEqual(PUBLIC.toSorted())
})

test('whoever does not run the store gets into no operator’s room', async () => {
  const rooms = routes.map(({ name }) => name).filter((name) => name.includes('/operator/'))
  const refused = await named((code) => code === 403, { authorization: 'Bearer a.b.c' })
  expect(rooms.length).toBeGreaterThan(20)
  expect(refused.filter((name) => rooms.includes(name))).toEqual(rooms.toSorted())
})
