import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { password, people } from '#local/seed'

// What `npm start` runs, as a person runs it: from outside, with Ctrl-C.

const root = resolve(import.meta.dirname, '../..')

let dir: string

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'holdfast-start-'))
  await chmod(dir, 0o755)
})
afterAll(() => rm(dir, { recursive: true, force: true }))

type Store = { child: ChildProcess; said: () => string; url: string }

const start = async (port: number): Promise<Store> => {
  const child = spawn(process.execPath, ['local/dev.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, HOLDFAST_DIR: join(dir, 'data'), HOLDFAST_PORT: String(port) },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk
    })
  }
  await expect.poll(() => said, { timeout: 80_000, interval: 100 }).toMatch(/Ctrl-C|could not start/)
  return { child, said: () => said, url: /Store +(\S+)/.exec(said)?.[1] ?? '' }
}

const ends = async ({ child }: Store) =>
  child.exitCode === null ? ((await once(child, 'exit')) as [number])[0] : child.exitCode

const interrupt = (store: Store) => {
  const ended = ends(store)
  store.child.kill('SIGINT')
  return ended
}

/** Everything that runs with our folder in its command line: what a stop must not leave behind. */
const left = async () => {
  const child = spawn('ps', ['-eo', 'pid,args'], { stdio: ['ignore', 'pipe', 'ignore'] })
  let text = ''
  child.stdout.on('data', (chunk) => {
    text += chunk
  })
  await once(child, 'close')
  return text.split('\n').filter((line) => line.includes(dir))
}

const signIn = (url: string) =>
  fetch(`${url}/api/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: people.buyer.email, password }),
  })

test('the store starts, avoids a taken port, stops without a trace, keeps what was done, and says what broke', async () => {
  const taken = createServer()
  taken.listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const address = taken.address()
  const port = typeof address === 'object' && address ? address.port : 0

  const first = await start(port)
  expect(first.said()).toContain(`port ${port} is taken`)
  expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
  expect(await (await fetch(first.url)).text()).toContain('<div id="root">')
  expect((await signIn(first.url)).status).toBe(200)
  const events = await (await fetch(`${first.url}/api/tickets/events`)).json()

  // A second store in the same folder would fight over the data: it is told so.
  const second = await start(port)
  expect(await ends(second)).toBe(1)
  expect(second.said()).toContain('is in use')

  expect(await interrupt(first)).toBe(0)
  expect(await left()).toEqual([])
  await expect(fetch(`${first.url}/readyz`)).rejects.toThrow()
  taken.close()

  const again = await start(port)
  expect((await signIn(again.url)).status).toBe(200)
  expect(await (await fetch(`${again.url}/api/tickets/events`)).json()).toEqual(events)
  expect(again.said()).not.toContain('people and events are there')

  const pid = Number((await readFile(join(dir, 'data/postgres/postmaster.pid'), 'utf8')).split('\n')[0])
  process.kill(pid, 'SIGKILL')
  expect(await ends(again)).toBe(1)
  expect(again.said()).toContain('PostgreSQL stopped by itself')
  expect(await left()).toEqual([])
})
