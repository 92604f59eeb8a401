import { afterAll, beforeAll, expect, test } from 'vitest'
import { crowd } from '#local/crowd'
import type { Network } from '#local/network'
import { type OnBun, runOnBun } from '#local/on-bun'
import { alerts, raiseAlerts, type Standing } from '#shared/alerts'
import { createLog } from '#shared/log'
import { createMetrics } from '#shared/metrics'
import { startNetwork } from '../setup/network.ts'
import { alertsIn } from './cron.ts'

let network: Network
let orders: OnBun

beforeAll(async () => {
  network = await startNetwork()
  orders = await runOnBun('workers/orders/bun.ts', { ...network.vars, AUTH: network.url })
})
afterAll(async () => {
  await orders.stop()
  await network[Symbol.asyncDispose]()
})

const read = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${url}/internal/metrics`, { headers })
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}

/** A sample of a metric: its value by its labels. */
const sample = (text: string, metric: string, labels = '{service="orders"}') => {
  const line = text.split('\n').find((it) => it.startsWith(`${metric}${labels} `))
  return line === undefined ? undefined : Number(line.slice(line.lastIndexOf(' ') + 1))
}

test('Prometheus reads numbers with the installation’s token, and nobody else does', async () => {
  expect((await read(orders.url)).status).toBe(401)
  expect((await read(orders.url, { authorization: 'Bearer guessed' })).status).toBe(401)
  // The public door does not lead there at all: what it answers is a page.
  expect((await read(network.url)).text).not.toContain('holdfast_')

  const store = { url: orders.url, issuer: network.url, secrets: network.secrets, settle: () => network.settle() }
  const [buyer, other] = await crowd(store, 2)
  const event = await (await network.person()).lists({ quantity: 1 })
  network.broker.away = true
  expect((await buyer?.asksToHold(event))?.status).toBe(201)
  expect((await other?.asksToHold(event))?.status).toBe(409)
  await network.advance({ minutes: 2 })

  const headers = { authorization: `Bearer ${network.secrets.internal}` }
  const { status, type, text } = await read(orders.url, headers)
  expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
  expect(text).toContain('# TYPE holdfast_holds_total counter\n')
  expect(sample(text, 'holdfast_holds_total', '{service="orders",outcome="held"}')).toBe(1)
  expect(sample(text, 'holdfast_holds_total', '{service="orders",outcome="sold-out"}')).toBe(1)
  expect(sample(text, 'holdfast_outbox_unpublished')).toBe(1)
  expect(sample(text, 'holdfast_outbox_oldest_seconds')).toBeGreaterThanOrEqual(120)
  // Every line is a comment or a sample.
  for (const line of text.trimEnd().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+\{[^}]*\} [\d.]+)$/)

  const swept = await fetch(`${orders.url}/internal/sweep`, { method: 'POST', headers })
  expect(swept.status).toBe(200)
  // What a process writes is read a moment later.
  await expect.poll(() => alertsIn(orders.logs().split('\n')), { timeout: 20_000 }).toContain('outbox-behind')
  network.broker.away = false
  await network.advance({ minutes: 1 })
  await fetch(`${orders.url}/internal/sweep`, { method: 'POST', headers })
  await network.settle()
  const later = (await read(orders.url, headers)).text
  expect(sample(later, 'holdfast_outbox_unpublished')).toBe(0)
  expect(sample(later, 'holdfast_messages_published_total')).toBe(1)
  expect(sample(later, 'holdfast_sweeps_total')).toBeGreaterThanOrEqual(2)

  // On Bun as on the edge: the next sweep asks payments, and payments has heard.
  await network.advance({ minutes: 1 })
  await fetch(`${orders.url}/internal/sweep`, { method: 'POST', headers })
  const asked = (await read(orders.url, headers)).text
  expect(sample(asked, 'holdfast_messages_confirmed_total')).toBe(1)
  expect(sample(asked, 'holdfast_outbox_unheard')).toBe(0)
})

test('a label cannot break out of its line', () => {
  const metrics = createMetrics('orders')
  metrics.count('holdfast_holds_total', 2, { outcome: 'a"b\\c\nd' })
  expect(metrics.text()).toContain('holdfast_holds_total{service="orders",outcome="a\\"b\\\\c\\nd"} 2\n')
})

const CALM: Standing = {
  ...{ oldestSeconds: 60, unpublished: 5, refused: 0, redelivered: 0, resent: 0, stuck: 0, unasked: 0, payments: 0 },
  ...{ capturesLate: 0, refundsFailed: 0, withdrawn: 0, disputesOpen: 0, mailsRefused: 0, mailsLate: 0 },
}

test.each([
  ['outbox-behind', { oldestSeconds: 61 }, { oldestSeconds: 61, unpublished: 5 }],
  ['dead-letters', { refused: 2 }, { refused: 2 }],
  ['messages-given-up', { redelivered: 3 }, { redelivered: 3 }],
  ['messages-resent', { resent: 4 }, { resent: 4 }],
  ['messages-not-heard', { stuck: 1 }, { stuck: 1 }],
  ['listener-silent', { unasked: 7 }, { unasked: 7 }],
  ['payments-stuck', { payments: 1 }, { payments: 1 }],
  ['captures-late', { capturesLate: 1 }, { capturesLate: 1 }],
  ['refunds-failed', { refundsFailed: 2 }, { refundsFailed: 2 }],
  ['mails-refused', { mailsRefused: 1 }, { mailsRefused: 1 }],
  ['mails-late', { mailsLate: 2 }, { mailsLate: 2 }],
  ['disputes-open', { disputesOpen: 1 }, { disputesOpen: 1 }],
] as const)('%s is raised alone, with its numbers', (alert, standing, numbers) => {
  const lines: Record<string, unknown>[] = []
  const log = createLog({}, (_level, line) => lines.push(JSON.parse(line)))
  raiseAlerts(log, CALM)
  expect(lines).toEqual([])
  raiseAlerts(log, { ...CALM, ...standing })
  expect(lines).toEqual([{ at: expect.any(String), message: 'alert', level: alerts[alert].level, alert, ...numbers }])
})
