import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { jar, startAuth } from '../../tests/setup/auth.ts'
import { createLeaked } from './leaked.ts'

const LEAKED = 'correct horse battery staple'
const SEEN_NEVER = 'a password that pads the list'

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex').toUpperCase()

type Behave = (response: ServerResponse, prefix: string) => void

const list: Behave = (response, prefix) => {
  const line = (password: string, count: number) =>
    sha1(password).startsWith(prefix) ? [`${sha1(password).slice(5)}:${count}`] : []
  const others = Array.from({ length: 800 }, (_, i) => `${sha1(`${prefix} ${i}`).slice(5)}:${i % 3}`)
  response.setHeader('content-type', 'text/plain')
  response.end([...others, ...line(LEAKED, 4207), ...line(SEEN_NEVER, 0)].join('\r\n'))
}

const asked: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[] = []
let behave = list
/** Speaks as https://haveibeenpwned.com/API/v3#PwnedPasswords describes, padding included. */
const server = createServer((request, response) => {
  asked.push(request)
  behave(response, request.url?.split('/').at(-1) ?? '')
}).listen(0, '127.0.0.1')
await new Promise((resolve) => server.once('listening', resolve))
const place = server.address()
const url = `http://127.0.0.1:${typeof place === 'object' ? place?.port : 0}`

const auth = await startAuth({ LEAKED_PASSWORDS_URL: url })
afterAll(async () => {
  await auth[Symbol.asyncDispose]()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})
beforeEach(() => {
  behave = list
  asked.length = 0
})

const ask = createLeaked(url)

test('five digits of the hash are all that is asked with, and the answer is to be padded', async () => {
  expect(await ask(LEAKED)).toEqual({ leaked: 'leaked' })
  expect(asked.map((request) => [request.method, request.url, request.headers['add-padding']])).toEqual([
    ['GET', `/range/${sha1(LEAKED).slice(0, 5)}`, 'true'],
  ])
})

test('what is not in the list, or is there as padding, has not leaked', async () => {
  expect(await ask('nobody else has thought of this one')).toEqual({ leaked: 'not-leaked' })
  expect(await ask(SEEN_NEVER)).toEqual({ leaked: 'not-leaked' })
})

const away: [string, Behave][] = [
  ['hangs', () => {}],
  ['stops in the middle', (response) => response.write('0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n')],
  ['breaks down', (response) => response.writeHead(503).end()],
  ['sends elsewhere', (response) => response.writeHead(302, { location: `${url}/range/00000` }).end()],
  ['answers with a page', (response) => response.end('<h1>Welcome to our wireless network</h1>')],
  ['says nothing', (response) => response.end()],
]
test.each(away)('a service that %s says nothing about a password', async (_, how) => {
  behave = how
  expect(await ask(LEAKED)).toEqual({ leaked: 'unknown', away: expect.any(Error) })
  expect(asked).toHaveLength(1)
})

test('without an address nobody is asked', async () => {
  expect(await createLeaked(undefined)(LEAKED)).toEqual({ leaked: 'unknown' })
  expect(asked).toEqual([])
})

const account = { email: 'ada@example.com', name: 'Ada' }
const refusalOf = async (response: Response) => [response.status, (await response.json()).errors]
const leaked = (field: string) => [400, [{ pointer: `#/${field}`, detail: 'has leaked somewhere, and will be tried' }]]

test('a password that has leaked is not to be chosen: on signing up, on changing it, on choosing another by mail', async () => {
  const browser = jar()
  const post = (path: string, body: unknown) => auth.browse(browser, 'POST', `/api/auth/${path}`, body)
  expect(await refusalOf(await post('sign-up', { ...account, password: LEAKED }))).toEqual(leaked('password'))
  const password = 'a horse nobody knows'
  expect((await post('sign-up', { ...account, password })).status).toBe(201)
  expect(await refusalOf(await post('password', { current: password, next: LEAKED }))).toEqual(leaked('next'))
  await post('password/forgot', { email: account.email })
  const link = (await auth.told('account.link-asked')).findLast(({ kind }) => kind === 'reset-password')?.link
  const token = link ? auth.deps.linkTokens.token(link) : ''
  expect(await refusalOf(await post('password/reset', { token, password: LEAKED }))).toEqual(leaked('password'))
  expect((await post('password/reset', { token, password: 'another horse nobody knows' })).status).toBe(200)
  // One that is in use is tried as it is: whether it has leaked is asked when it is chosen.
  const before = asked.length
  expect((await post('sign-in', { email: account.email, password: LEAKED })).status).toBe(401)
  expect(asked).toHaveLength(before)
})

test('while nobody can say, the built-in list decides, and a line says so', async () => {
  behave = (response) => response.writeHead(500).end()
  const signsUp = (email: string, password: string) =>
    auth.browse(jar(), 'POST', '/api/auth/sign-up', { ...account, email, password })
  expect((await signsUp('ben@example.com', LEAKED)).status).toBe(201)
  expect(auth.logged).toContainEqual(
    expect.objectContaining({ level: 'warn', message: 'whether a password has leaked could not be asked' }),
  )
  expect(JSON.stringify(auth.logged)).not.toContain(LEAKED)
  expect((await signsUp('eve@example.com', 'password1')).status).toBe(400)
})
