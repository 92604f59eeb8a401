import { Client } from '@upstash/qstash'
import { expect, test } from 'vitest'
import { books } from '#local/books'
import type { Network } from '#local/network'
import { newId } from '#shared/ids'
import { startNetwork } from '../setup/network.ts'
import { alertsIn, minute, unheard } from './cron.ts'

const brokerOf = (network: Network) =>
  new Client({ baseUrl: network.courierUrl, token: network.secrets.courier, devMode: false, enableTelemetry: false })

/** Messages of which nobody can make anything, each in its own way. */
const poison = (order: string) => {
  const envelope = {
    id: newId('message'),
    type: 'payment.captured',
    occurredAt: new Date().toISOString(),
    aggregate: newId('payment'),
    version: 1,
    traceparent: null,
    data: {},
  }
  return [
    ['not JSON', '{"type": "payment.captured",'],
    ['not an object', '[]'],
    ['no envelope', JSON.stringify({ type: 'payment.captured' })],
    ['a type nobody knows', JSON.stringify({ ...envelope, type: 'payment.forgotten', data: { order } })],
    [
      'a type nobody here listens to',
      JSON.stringify({ ...envelope, type: 'order.paid', data: { order, payment: null } }),
    ],
    ['data that break their contract', JSON.stringify({ ...envelope, data: { order: 7 } })],
    ['a version that cannot be', JSON.stringify({ ...envelope, version: 0 })],
  ] as const
}

test('poison in a listener’s queue: each goes to the dead letters at once, and nobody behind it waits', async () => {
  await using network = await startNetwork()
  const event = await (await network.person()).lists({ quantity: 10 })
  const buyers = await network.crowd(4)
  const broker = brokerOf(network)
  const url = `${network.url}/api/orders/messages`
  const [first] = buyers
  const order = await first?.holds(event)
  const tried: string[] = []
  network.road(({ body, service }) => {
    if (service === 'orders') tried.push(body)
    return 'arrive'
  })
  const bad = poison(order?.id ?? '')
  // Between all of it, people buy.
  for (const [index, [, body]] of bad.entries()) {
    await broker.publish({ url, body, retries: 5, headers: { 'content-type': 'application/json' } })
    const buyer = buyers[index]
    if (buyer) await buyer.pays(index === 0 && order ? order : await buyer.holds(event))
  }
  await network.settle()
  expect((await books(network.database)).orders).toEqual({ paid: 4 })

  const { messages } = await broker.dlq.listMessages()
  expect(messages.map(({ responseStatus }) => responseStatus)).toEqual(bad.map(() => 489))
  for (const [what, body] of bad)
    expect(
      tried.filter((seen) => seen === body),
      what,
    ).toHaveLength(1)
  await minute(network)
  expect(alertsIn(network.logs())).toContain('dead-letters')
  expect((await broker.dlq.listMessages()).messages).toHaveLength(bad.length)
  expect(await unheard(network)).toEqual([])
  expect((await books(network.database)).wrong).toEqual([])
})
