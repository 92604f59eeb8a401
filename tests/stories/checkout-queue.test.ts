import { expect, test } from 'vitest'
import { books } from '#local/books'
import type { Person } from '#local/person'
import { startNetwork } from '../setup/network.ts'

type Checkout = { state: string; url: string | null; queue: { opensAt: string; now: string } | null }

const asks = (buyer: Person, order: { id: string }) =>
  buyer.succeed<Checkout>('POST', '/api/payments/checkouts', { body: { order: order.id } })

test('a crowd that wants to pay at once is let in one after the other, and everybody pays once', async () => {
  await using network = await startNetwork({ limits: { checkoutsPerSecond: 5 } })
  const event = await (await network.person()).lists({ quantity: 20 })
  const buyers = await network.crowd(20)
  const holds = await Promise.all(buyers.map((buyer) => buyer.holds(event)))
  await network.settle()
  const orderOf = (index: number) => holds[index] ?? { id: '' }

  const first = await Promise.all(buyers.map((buyer, index) => asks(buyer, orderOf(index))))
  const queued = first.filter(({ state }) => state === 'queued')
  // Some may find that their time has come while the others ask; most may not.
  expect(queued.length).toBeGreaterThan(8)
  expect(new Set(queued.map(({ queue }) => queue?.opensAt)).size).toBe(queued.length)

  // Whoever asks again keeps the place they have, and the page says so as well.
  const last = first.findLastIndex(({ state }) => state === 'queued')
  const place = first[last]?.queue?.opensAt
  expect(
    (await buyers[last]?.succeed<Checkout>('GET', `/api/payments/checkouts/${orderOf(last).id}`))?.queue,
  ).toMatchObject({ opensAt: place })

  await network.advance({ seconds: 10 })
  const pages = await Promise.all(buyers.map((buyer, index) => asks(buyer, orderOf(index))))
  expect(new Set(pages.map(({ url }) => url)).size).toBe(20)
  expect(pages.map(({ state }) => state)).toEqual(Array.from({ length: 20 }, () => 'open'))
  await Promise.all(buyers.map((buyer, index) => buyer.entersCard(pages[index]?.url ?? '')))
  await network.settle()
  expect(await books(network.database)).toMatchObject({ orders: { paid: 20 }, wrong: [] })
  expect(network.stripe.books().sessions).toHaveLength(20)
})

test('Stripe says that it is asked too fast, and nobody sees an error', async () => {
  await using network = await startNetwork({ limits: { checkoutsPerSecond: 100 } })
  const [seller, buyer] = [await network.person(), await network.person()]
  const order = await buyer.holds(await seller.lists())
  await network.settle()
  network.stripe.faults.next('checkout.sessions.create', { status: 429 })
  const turnedAway = await asks(buyer, order)
  expect(turnedAway).toMatchObject({ state: 'queued', url: null })
  await network.advance({ seconds: 5 })
  const page = await asks(buyer, order)
  await buyer.entersCard(page.url ?? '')
  await network.settle()
  expect(await buyer.sees(order)).toMatchObject({ state: 'paid' })
})

test('a place that nobody came for is given up, and the next one is had by asking', async () => {
  await using network = await startNetwork({ limits: { checkoutsPerSecond: 1 } })
  const event = await (await network.person()).lists({ quantity: 2 })
  const [quick, slow] = await network.crowd(2)
  if (!quick || !slow) throw new Error('nobody came')
  const holds = [await quick.holds(event), await slow.holds(event)]
  await network.settle()
  await asks(quick, holds[0] ?? { id: '' })
  expect(await asks(slow, holds[1] ?? { id: '' })).toMatchObject({ state: 'queued' })
  await network.advance({ minutes: 2 })
  expect(await slow.succeed('GET', `/api/payments/checkouts/${holds[1]?.id}`)).toMatchObject({
    state: 'none',
    queue: null,
  })
  expect(await asks(slow, holds[1] ?? { id: '' })).toMatchObject({ state: 'open' })
})

test('a queue longer than the hold is said to be, and the buyer who has more time gets in', async () => {
  await using network = await startNetwork({ limits: { checkoutsPerSecond: 0.005 } })
  const event = await (await network.person()).lists({ quantity: 6, holdMinutes: 5 })
  const buyers = await network.crowd(4)
  const holds = await Promise.all(buyers.map((buyer) => buyer.holds(event)))
  await network.settle()
  const replies = []
  for (const [index, buyer] of buyers.entries()) {
    const body = { order: holds[index]?.id }
    replies.push(await buyer.call<Checkout & { detail?: string }>('POST', '/api/payments/checkouts', { body }))
  }
  // One page, one place 200 seconds from now, and after that the holds are over.
  expect(replies.map(({ status }) => status)).toEqual([201, 201, 503, 503])
  expect(replies[2]?.headers.get('retry-after')).toBe('5')
  expect(replies[2]?.body.detail).toContain('Extend it')
  const patient = buyers[2]
  for (let extension = 0; extension < 2; extension++)
    await patient?.succeed('POST', `/api/orders/${holds[2]?.id}/extend`)
  expect(await patient?.succeed('POST', '/api/payments/checkouts', { body: { order: holds[2]?.id } })).toMatchObject({
    state: 'queued',
  })
})
