import { expect, test } from 'vitest'
import { books } from '#local/books'
import type { OrderShown } from '#local/person'
import { startNetwork } from '../setup/network.ts'
import { alertsIn, minute, minutesUntil, unheard, unknown } from './cron.ts'

test('the broker is away for two hours while people go on buying: holds end on time, and nothing is lost', async () => {
  await using network = await startNetwork()
  const event = await (await network.person()).lists({ quantity: 200, holdMinutes: 10 })
  const buyers = await network.crowd(36)
  const paid: OrderShown[] = []
  const lapsing: { order: OrderShown; since: number }[] = []
  network.broker.away = true

  for (let minutes = 0; minutes < 120; minutes += 10) {
    const [payer, leaver, dreamer] = buyers.splice(0, 3)
    if (!payer || !leaver || !dreamer) throw new Error('nobody came')
    const [bought, left, dreamt] = await Promise.all([payer.holds(event, 2), leaver.holds(event), dreamer.holds(event)])
    await Promise.all([payer.pays(bought), leaver.succeed('POST', `/api/orders/${left.id}/cancel`)])
    paid.push(bought)
    lapsing.push({ order: dreamt, since: minutes })
    await network.advance({ minutes: 9 })
    // What nobody may have any more is to be had again from the very moment, broker or not.
    expect(await dreamer.sees(dreamt)).toMatchObject({ state: 'held' })
    await network.advance({ minutes: 1 })
    expect(await dreamer.sees(dreamt)).toMatchObject({ state: 'released', because: 'expired' })
    await network.sweep()
  }
  const during = await books(network.database)
  // Nobody was told that anybody paid; so their holds ended, too, and their money is still only set aside.
  expect(during.orders).toEqual({ 'released(cancelled)': 12, 'released(expired)': 24 })
  expect(during.units).toEqual({ free: 200 })
  expect(network.stripe.books().balance.eur?.captured ?? 0).toBe(0)
  expect(alertsIn(network.logs())).toContain('outbox-behind')

  network.broker.away = false
  const isOver = async () => (await unheard(network)).length + (await unknown(network)).length === 0
  expect(await minutesUntil(network, isOver)).toBeLessThanOrEqual(5)
  const after = await books(network.database)
  // There was enough left for everybody whose money was waiting: they have what they paid for after all.
  expect(after).toMatchObject({ units: { free: 176, paid: 24 }, wrong: [] })
  expect(after.orders).toEqual({ paid: 12, 'released(cancelled)': 12, 'released(expired)': 12 })
  expect(after.payments).toEqual({ captured: 12, closed: 24 })
  expect(network.stripe.books().balance.eur).toMatchObject({ captured: 60_000, refunded: 0, authorised: 0 })

  // And the store sells as before.
  const [last] = await network.crowd(1)
  const order = await last?.holds(event)
  await last?.pays(order ?? { id: '' })
  await network.settle()
  expect(await last?.sees(order ?? { id: '' })).toMatchObject({ state: 'paid' })
})

test('who pays while the broker is away for less than their hold has the tickets when it is back', async () => {
  await using network = await startNetwork()
  const event = await (await network.person()).lists({ quantity: 60, holdMinutes: 30 })
  const buyers = await network.crowd(20)
  network.broker.away = true
  for (const buyer of buyers) {
    await buyer.pays(await buyer.holds(event, 2))
    await network.advance({ minutes: 1 })
    await network.sweep()
  }
  network.broker.away = false
  const isOver = async () => (await books(network.database)).orders.paid === 20
  expect(await minutesUntil(network, isOver)).toBeLessThanOrEqual(5)
  await minute(network)
  expect(await books(network.database)).toMatchObject({
    units: { paid: 40, free: 20 },
    payments: { captured: 20 },
    wrong: [],
  })
  expect(network.stripe.books().balance.eur?.captured).toBe(100_000)
  expect(await unheard(network)).toEqual([])
})
