import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { crowd } from '#local/crowd'
import { runOnBun } from '#local/on-bun'
import { inWords, type Line, readLine, storyLines, tellStory } from '../../scripts/tell-story.ts'
import { startNetwork } from '../setup/network.ts'

const root = resolve(import.meta.dirname, '../..')

const read = (lines: readonly string[]) => lines.flatMap((line) => readLine(line) ?? [])
const told = (lines: readonly Line[]) =>
  lines.map((line) => `${line.service}: ${inWords(line).replace(/ in \d+ ms$/, '')}`)

/** The first place of each, in the order in which they should come. */
const places = (story: readonly string[], steps: readonly string[]) => steps.map((step) => story.indexOf(step))
const ascending = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b)

const STEPS = [
  'orders: POST /api/orders 201',
  'orders: published order.held',
  'payments: heard order.held: now',
  'payments: POST /api/payments/checkouts 201',
  'payments: published payment.authorized',
  'orders: heard payment.authorized: now',
  'orders: published order.confirmed',
  'payments: published payment.captured',
  'orders: heard payment.captured: now',
  'orders: published order.paid',
  'payments: heard order.paid: now',
]

test('from the click to the capture, the logs of all services tell one story, by order and by trace', async () => {
  await using network = await startNetwork()
  const [seller, buyer, other] = [await network.person(), await network.person(), await network.person()]
  const event = await seller.lists()
  const trace = '0af7651916cd43dd8448eb211c80319c'
  const reply = await buyer.asksToHold(event, 1, { headers: { traceparent: `00-${trace}-b7ad6b7169203331-01` } })
  const order = reply.body
  // Somebody else does the same at the same time; that is another story.
  const theirs = await other.holds(event)
  await network.settle()
  await Promise.all([buyer.pays(order), other.pays(theirs)])
  await network.settle()

  const lines = read(network.logs())
  const story = storyLines(lines, order.id)
  const words = told(story)
  for (const step of STEPS) expect(words).toContain(step)
  const at = places(words, STEPS)
  expect(at).toEqual(ascending(at))
  expect(words.filter((word) => word.includes('webhooks/stripe 200')).length).toBeGreaterThan(0)
  expect(words.filter((word) => word.startsWith('gateway: POST /api/orders 201'))).toHaveLength(1)
  expect(JSON.stringify(story)).not.toContain(theirs.id)

  // What is about the order says so, and belongs to the trace of the click: messages, and Stripe's own words.
  const machines = story.filter(
    (line) => line.heard !== undefined || line.message === 'published' || line.event !== undefined,
  )
  expect(machines.map(({ service, order: about, trace: its }) => [service, about, its])).toEqual(
    machines.map(({ service }) => [service, order.id, trace]),
  )
  expect(told(storyLines(lines, trace))).toEqual(words)
  expect(tellStory(story)[0]).toMatch(/^ +\+0\.000 {4}(orders|gateway) +/)

  const dir = await mkdtemp(join(tmpdir(), 'holdfast-story-'))
  try {
    await writeFile(join(dir, 'log'), network.logs().join('\n'))
    const node = (...options: string[]) =>
      promisify(execFile)(process.execPath, [join(root, 'scripts/story.ts'), ...options])
    const { stdout } = await node(order.id, join(dir, 'log'))
    expect(stdout.trimEnd().split('\n').slice(1)).toEqual(tellStory(story))
    await expect(node('ord_1', join(dir, 'log'))).rejects.toMatchObject({ code: 2 })
    await expect(node(`ord_${trace}`, join(dir, 'log'))).rejects.toMatchObject({ code: 1 })
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
})

test('on Bun the story is the same', async () => {
  await using network = await startNetwork()
  const event = await (await network.person()).lists()
  const orders = await runOnBun('workers/orders/bun.ts', { ...network.vars, AUTH: network.url })
  try {
    const store = { url: orders.url, issuer: network.url, secrets: network.secrets, settle: () => network.settle() }
    const [buyer] = await crowd(store, 1)
    const order = await buyer?.holds(event)
    await network.settle()
    await buyer?.succeed('POST', `/api/orders/${order?.id}/cancel`)
    await network.settle()
    const story = () => told(storyLines(read([...orders.logs().split('\n'), ...network.logs()]), order?.id ?? ''))
    const steps = [
      'orders: POST /api/orders 201',
      'orders: published order.held',
      'payments: heard order.held: now',
      `orders: POST /api/orders/${order?.id}/cancel 200`,
      'orders: published order.released',
      'payments: heard order.released: now',
    ]
    // What a process writes is read a moment later, and on a busy machine not at once.
    await expect.poll(() => places(story(), steps).filter((place) => place === -1), { timeout: 20_000 }).toEqual([])
    const at = places(story(), steps)
    expect(at).toEqual(ascending(at))
  } finally {
    await orders.stop()
  }
})
