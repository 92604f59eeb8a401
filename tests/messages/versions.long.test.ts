import { Client } from '@upstash/qstash'
import { expect, test } from 'vitest'
import { books } from '#local/books'
import type { Network } from '#local/network'
import { admin } from '#local/postgres'
import { newId } from '#shared/ids'
import { startNetwork } from '../setup/network.ts'
import { alertsIn, minute, minutesUntil, unheard, unknown } from './cron.ts'

// While a release is rolled out, services of two versions speak to each other, and two versions of one share its tables.

const brokerOf = (network: Network) =>
  new Client({ baseUrl: network.courierUrl, token: network.secrets.courier, devMode: false, enableTelemetry: false })

/** The last thing that was said about an aggregate, as it would be said by the next version of its speaker. */
const lastWord = async (network: Network, schema: string, aggregate: string) => {
  const [row] = await admin<{ type: string; version: number; data: Record<string, unknown> }>(
    network.database,
    `select type, version, data from ${schema}.outbox where aggregate = $1 order by version desc limit 1`,
    [aggregate],
  )
  if (!row) throw new Error('nothing was said')
  return row
}

test('a newer speaker adds fields, to the envelope and to the data: the listener takes what it knows', async () => {
  await using network = await startNetwork()
  const [seller, buyer] = [await network.person(), await network.person()]
  const event = await seller.lists({ quantity: 4 })
  const { version, data } = await lastWord(network, 'tickets', event.id)
  const types = data.ticketTypes as { quantity: number }[]
  await brokerOf(network).publishJSON({
    url: `${network.url}/api/orders/messages`,
    body: {
      id: newId('message'),
      type: 'event.changed',
      occurredAt: new Date().toISOString(),
      aggregate: event.id,
      version: version + 1,
      traceparent: null,
      partition: 'west',
      data: {
        ...data,
        accessibility: { steps: false },
        ticketTypes: types.map((type) => ({ ...type, quantity: 9, colour: 'green' })),
      },
    },
  })
  await network.settle()
  expect(await buyer.available(event)).toBe(9)
})

test('a newer speaker says what the listener does not know yet: it is kept, told, and heard after the upgrade', async () => {
  await using network = await startNetwork()
  const [seller, buyer] = [await network.person(), await network.person()]
  const order = await buyer.holds(await seller.lists())
  await network.settle()
  const message = {
    ...{ id: newId('message'), type: 'order.gift-wrapped', aggregate: order.id, version: 2, traceparent: null },
    ...{ occurredAt: new Date().toISOString(), data: { order: order.id } },
  }
  const broker = brokerOf(network)
  await broker.publishJSON({ url: `${network.url}/api/payments/messages`, body: message })
  await network.settle()
  await minute(network)
  expect(alertsIn(network.logs())).toContain('dead-letters')
  const { messages } = await broker.dlq.listMessages()
  expect(messages.map(({ responseStatus, body }) => [responseStatus, JSON.parse(body ?? '{}').id])).toEqual([
    [489, message.id],
  ])
  // Nothing that the listener does know is held up by it.
  const other = await buyer.holds(await seller.lists())
  await buyer.pays(other)
  await network.settle()
  expect(await buyer.sees(other)).toMatchObject({ state: 'paid' })
})

test('rows that the version before wrote and published are asked about as well', async () => {
  await using network = await startNetwork()
  const [seller, buyer] = [await network.person(), await network.person()]
  const event = await seller.lists()
  network.road(({ type }) => (type === 'order.held' || type === 'order.released' ? 'lose' : 'arrive'))
  const order = await buyer.holds(event)
  await buyer.succeed('POST', `/api/orders/${order.id}/cancel`)
  await network.settle()
  network.road(() => 'arrive')
  // As it was before there was anything to confirm: a row has what its columns say by themselves, and is published.
  await admin(network.database, `update orders.outbox set ask_at = default, resent = default, heard_at = default`)
  await admin(network.database, `update tickets.outbox set ask_at = default, heard_at = default`)
  expect(await minutesUntil(network, async () => (await unknown(network)).length === 0)).toBeLessThanOrEqual(5)
  await minute(network)
  expect(await unheard(network)).toEqual([])
  expect((await books(network.database)).payments).toEqual({ closed: 1 })
})

test('who left while fewer listened is told to those who listen now: what they sell ends', async () => {
  await using network = await startNetwork()
  const seller = await network.person()
  const event = await seller.lists()
  network.road(({ type, service }) => (type === 'account.deleted' && service !== 'notifications' ? 'lose' : 'arrive'))
  await seller.succeed('POST', '/api/auth/delete', { body: { confirm: 'delete my account' } })
  await network.settle()
  network.road(() => 'arrive')
  // The version before asked its one listener, was content, and knew of no others.
  await admin(network.database, `update auth.outbox set heard_at = now() where type = 'account.deleted'`)
  await admin(network.database, 'update auth.erasures set audience = default')
  const withdrawn = async () => {
    const [row] = await admin<{ is: boolean }>(
      network.database,
      'select withdrawn_at is not null as is from tickets.events where id = $1',
      [event.id],
    )
    return row?.is === true
  }
  const minutes = await minutesUntil(network, withdrawn, 15)
  expect(minutes).toBeGreaterThanOrEqual(10)
  await minute(network)
  expect(await unheard(network)).toEqual([])
})
