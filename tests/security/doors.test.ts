import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Person, Reply } from '#local/person'
import type { Access } from '#shared/http/access'
import { apiHeaders } from '#shared/http/security-headers'
import { codeOf } from '#workers/orders/pass-code'
import { publicRoutes, type ServiceRoute } from '../../scripts/openapi/routes.ts'
import { type Asked, faultsOf, fuzz, operations } from './fuzz.ts'
import { openScene, pathTo, type Scene } from './scene.ts'

// Every route there is, knocked at by everybody whom it is not for. A route that is added is knocked at as well.

let scene: Scene
beforeAll(async () => {
  scene = await openScene()
})
afterAll(() => scene.network[Symbol.asyncDispose]())

// Where only a body that is right gets as far as the question whose the thing is.
const bodies: Record<string, () => unknown> = {
  'PATCH /api/tickets/events/:id': () => ({ title: 'Mine now' }),
  'POST /api/tickets/events/:id/cancel': () => ({ reason: 'Because I say so' }),
  'POST /api/tickets/my-events/:id/copies': () => ({ title: 'Mine too' }),
  'POST /api/orders/sales/:id/refunds': () => ({ reason: 'Because I say so' }),
  'POST /api/orders/events/:event/admissions': () => ({ code: codeOf('0'.repeat(15)) }),
  'POST /api/payments/checkouts': () => ({ order: scene.order.id }),
}
const queries: Record<string, () => string> = {
  'GET /api/orders/sales': () => `?event=${scene.event.id}`,
}

const nameOf = ({ method, path }: ServiceRoute) => `${method} ${path}`

const knock = (who: Person, route: ServiceRoute, headers: Record<string, string> = {}) => {
  const body = bodies[nameOf(route)]?.()
  return who.call(route.method, pathTo(route.path, scene) + (queries[nameOf(route)]?.() ?? ''), {
    ...(body === undefined ? {} : { body }),
    headers: { 'if-match': `"v${scene.event.version}"`, ...headers },
  })
}

const slugOf = ({ body }: Reply) => String(body.type ?? '').replace('/problems/', '')

/** Every route with one of these accesses that answers otherwise than it should, by name and answer. */
const misbehaving = async (who: Person, expected: Partial<Record<Access, string>>, headers = {}) => {
  const wrong: string[] = []
  for (const route of publicRoutes()) {
    const slug = route.access && expected[route.access]
    if (slug === undefined || route.path.endsWith('.csv')) continue
    const reply = await knock(who, route, headers)
    if (slugOf(reply) !== slug) wrong.push(`${nameOf(route)}: ${reply.status} ${slugOf(reply)}, not ${slug}`)
    if (reply.headers.get('content-type') !== 'application/problem+json')
      wrong.push(`${nameOf(route)}: no problem+json`)
  }
  return wrong
}

test('who is nobody is told so', async () => {
  const told = { person: 'signed-out', buyer: 'signed-out', seller: 'signed-out', operator: 'signed-out' }
  const unsigned = { installation: 'bad-signature', broker: 'bad-signature', stripe: 'bad-signature' }
  expect(await misbehaving(scene.people.visitor, { ...told, ...unsigned })).toEqual([])
})

test('a stranger finds nothing of anybody’s, and nothing of the operator’s', async () => {
  expect(
    await misbehaving(scene.people.stranger, { buyer: 'not-found', seller: 'not-found', operator: 'forbidden' }),
  ).toEqual([])
})

test('who runs the installation is neither buyer nor seller', async () => {
  // Giving money back, and seeing what was sold, is an operator's as well.
  const wrong = await misbehaving(scene.people.operator, { buyer: 'not-found', seller: 'not-found' })
  expect(wrong.filter((line) => !/\/api\/orders\/(sales|cancellations|reports)/.test(line))).toEqual([])
})

test('a page elsewhere gets nothing done and nothing shown, signed in or not', async () => {
  const people = { anyone: 'cross-site', person: 'cross-site', buyer: 'cross-site', seller: 'cross-site' }
  for (const site of ['cross-site', 'same-site']) {
    const wrong = await misbehaving(scene.people.owner, people, { 'sec-fetch-site': site, 'sec-fetch-mode': 'cors' })
    expect(wrong.filter((line) => !line.includes('/api/auth/jwks'))).toEqual([])
  }
})

const raw = (method: string, path: string, headers: Record<string, string> = {}, body?: string) =>
  fetch(new URL(path, scene.network.url), { method, headers, redirect: 'manual', ...(body ? { body } : {}) })

test('every answer carries what keeps browsers in bounds, and who may not keep it', async () => {
  const seen = await Promise.all(
    [
      ...[
        '/api/tickets/events',
        '/api/orders',
        '/api/nothing',
        '/api/auth/jwks',
        '/livez',
        '/api/docs',
        '/api/a%00b/c',
      ],
      ...[`/api/tickets/events/${scene.event.id}`, '/api/orders/nonsense'],
    ].map((path) => raw('GET', path)),
  )
  for (const { headers, url } of seen) {
    for (const [name, value] of Object.entries(apiHeaders)) expect([url, headers.get(name)]).toEqual([url, value])
    expect(headers.get('access-control-allow-origin')).toBeNull()
    expect(headers.get('server') ?? '').not.toMatch(/\d/)
    expect(headers.get('x-powered-by')).toBeNull()
  }
  const personal = await Promise.all(
    ['/api/orders', '/api/auth/me', `/api/orders/${scene.order.id}`, '/api/payments/seller/money'].map((path) =>
      scene.people.owner.call('GET', path),
    ),
  )
  expect(personal.map(({ headers }) => headers.get('cache-control'))).toEqual(Array(4).fill('no-store'))
})

test('a method that is not offered is 405 with those that are, and no header makes it another', async () => {
  const override = { 'x-http-method-override': 'DELETE', 'x-http-method': 'DELETE', 'x-method-override': 'DELETE' }
  expect((await raw('GET', '/api/tickets/events', override)).status).toBe(200)
  // `/passkeys/sign-in` is a passkey's place too, by its shape.
  const offered = publicRoutes().filter(({ method }) => method === 'DELETE')
  const shapes = offered.map(({ path }) => new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`))
  const paths = publicRoutes().map((route) => pathTo(route.path, scene))
  for (const path of new Set(paths.filter((one) => !shapes.some((shape) => shape.test(one))))) {
    // The operator's parts do not even say that to others.
    const answer = await scene.people.operator.call('DELETE', path)
    expect([path, answer.status]).toEqual([path, 405])
    expect(answer.headers.get('allow')).toMatch(/^(GET|POST|PUT|PATCH)(, (POST|PUT|PATCH))*$/)
  }
})

/** What comes back for a request that `fetch` would not send. */
const answerTo = (request: string) =>
  new Promise<string>((resolve, reject) => {
    const { hostname, port } = new URL(scene.network.url)
    const socket = connect(Number(port), hostname, () => socket.write(request))
    let text = ''
    socket.on('data', (chunk) => {
      text += chunk
    })
    socket.on('close', () => resolve(text))
    socket.on('error', reject)
  })

test('TRACE gives nothing back of what was sent', async () => {
  const host = new URL(scene.network.url).host
  const text = await answerTo(
    `TRACE /api/orders HTTP/1.1\r\nHost: ${host}\r\nX-Secret: give-me-back\r\nConnection: close\r\n\r\n`,
  )
  expect(text).toMatch(/^HTTP\/1\.1 (405|501|400)/)
  expect(text).not.toContain('give-me-back')
})

test('a preflight from elsewhere is told nothing that would let it through', async () => {
  for (const origin of ['https://evil.example', 'null', scene.network.url.replace('http:', 'https:')]) {
    const answer = await raw('OPTIONS', '/api/orders', {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type, idempotency-key',
    })
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([])
    expect(answer.status).toBeGreaterThanOrEqual(400)
  }
})

test('an old browser that says no more than its Origin is judged by that', async () => {
  const cookie = Array.from(scene.people.owner.cookies, ([name, value]) => `${name}=${value}`).join('; ')
  const from = (origin: string) =>
    raw('POST', `/api/orders/${scene.order.id}/extend`, { cookie, origin, 'idempotency-key': crypto.randomUUID() })
  expect((await from('https://evil.example')).status).toBe(403)
  expect((await from('null')).status).toBe(403)
  expect((await from(`${scene.network.url}.evil.example`)).status).toBe(403)
  expect((await from(scene.network.url)).status).toBe(200)
})

test('who follows a link from elsewhere may read', async () => {
  const followed = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  const { host } = new URL(scene.network.url)
  // By hand: fetch says for itself which mode it is in.
  const follow = (line: string) => {
    const headers = { host, connection: 'close', 'content-length': '0', ...followed }
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
    return answerTo(`${line} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`)
  }
  expect(await follow(`GET /api/tickets/events/${scene.event.id}`)).toMatch(/^HTTP\/1\.1 200/)
  expect(await follow('POST /api/auth/sign-out')).toMatch(/^HTTP\/1\.1 403/)
})

test('a parameter that is there twice is refused, and named', async () => {
  const answer = await raw('GET', '/api/tickets/events?q=a&limit=1&q=b')
  expect([answer.status, ((await answer.json()) as { errors: unknown }).errors]).toEqual([
    400,
    [{ pointer: '#/q', detail: 'is there twice' }],
  ])
})

test.each([
  ['a name that is there twice', '{"title":"a","title":"b"}', '#/title'],
  ['__proto__', '{"__proto__":{"roles":["operator"]}}', '#/__proto__'],
  ['a constructor', '{"constructor":{"prototype":{"roles":["operator"]}}}', '#/constructor'],
  ['depth without end', '['.repeat(10_000), '#'],
  ['NUL', '{"title":"a\\u0000b"}', '#/title'],
  ['a lone surrogate', '{"title":"a\\ud800"}', '#/title'],
  ['text that reads backwards', '{"title":"gnp.\\u202exe"}', '#/title'],
  ['a field nobody knows', '{"title":"a","seller":"acc_1","role":"operator"}', '#/seller'],
])('%s in a body is refused, and named', async (_, body, pointer) => {
  const cookie = Array.from(scene.people.owner.cookies, ([name, value]) => `${name}=${value}`).join('; ')
  const headers = { cookie, 'content-type': 'application/json', 'if-match': '"v1"', 'sec-fetch-site': 'same-origin' }
  const answer = await raw('PATCH', `/api/tickets/events/${scene.draft.id}`, headers, body)
  const { type, errors } = (await answer.json()) as { type: string; errors: { pointer: string }[] }
  expect([answer.status, type]).toEqual([400, '/problems/invalid-request'])
  expect(errors.map((error) => error.pointer)).toContain(pointer)
})

test('what callers write into headers about themselves is not believed', async () => {
  const claims = {
    'x-user-id': 'acc_1',
    'x-forwarded-user': 'olga',
    'x-request-id': 'chosen-by-caller',
    host: 'evil.example',
  }
  const answer = await raw('GET', '/api/auth/me', claims)
  expect(answer.status).toBe(401)
  expect(answer.headers.get('x-request-id')).not.toBe('chosen-by-caller')
  expect(await answer.text()).not.toMatch(/chosen-by-caller|evil\.example/)
})

test.each([
  '../',
  '%2e%2e%2f',
  'a'.repeat(10_000),
  "' or 1=1--",
  '%00',
  'ord_0198c0ffee00-4000-a000-000000000001',
  '%ff',
])('an id such as %.20s is refused', async (id) => {
  const reply = await raw('GET', `/api/orders/${id}`, {
    cookie: Array.from(scene.people.owner.cookies, ([name, value]) => `${name}=${value}`).join('; '),
  })
  expect([400, 404, 414]).toContain(reply.status)
  expect(await reply.text()).not.toMatch(/select|postgres|\.ts:\d/i)
})

// Last: what an owner asks of their own events and orders changes them.
test('whatever is asked of whatever endpoint, nothing breaks, nothing leaks, and all is as described', async () => {
  expect(operations.length).toBeGreaterThan(65)
  expect(await fuzz(scene, operations, 5, 1)).toEqual([])
})

test('control: an answer that breaks down, leaks, or is another than described would be found', async () => {
  const operation = operations.find(({ name }) => name === 'GET /api/orders/{id}')
  if (!operation) throw new Error('there is no such operation')
  const asked: Asked = { who: 'stranger', path: {}, query: {}, headers: {} }
  const found = (body: object | string, status: number, type = 'application/problem+json') =>
    faultsOf(
      operation,
      asked,
      new Response(typeof body === 'string' ? body : JSON.stringify(body), {
        status,
        headers: { 'content-type': type },
      }),
      scene,
    )
  const refusal = { type: '/problems/not-found', title: 'There is nothing here', status: 404 }
  expect(await found(refusal, 404)).toEqual([])
  const wrong = [
    await found({ ...refusal, type: '/problems/internal' }, 500),
    await found({ ...refusal, type: '/problems/nobody-knows' }, 404),
    await found({ ...refusal, type: '/problems/sold-out' }, 409),
    await found('<h1>Error</h1>', 404, 'text/html'),
    await found({ ...refusal, detail: 'insert into orders.orders values ($1)' }, 404),
    await found({ ...refusal, detail: 'Error: no\n at hold (/app/hold.ts:12:5)' }, 404),
    await found({ ...refusal, detail: `belongs to ${scene.people.owner.email}` }, 404),
    await found({ ...refusal, order: scene.order.id }, 404),
    await found({ id: scene.order.id.replace('ord_', 'evt_') }, 200, 'application/json'),
    await found({}, 202, 'application/json'),
  ]
  expect(wrong.map((faults) => faults.length > 0)).toEqual(Array(10).fill(true))
})
