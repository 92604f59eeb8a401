import { expect, test } from 'vitest'
import { testCards } from '#local/person'
import { startNetwork } from '../setup/network.ts'

test('somebody sells, somebody buys, and the money is taken once', async () => {
  await using network = await startNetwork()
  const seller = await network.person({ name: 'Sel' })
  const buyer = await network.person({ name: 'Bea' })
  const event = await seller.lists({ quantity: 10, price: 2500 })

  const order = await buyer.holds(event, 2)
  expect(order).toMatchObject({ state: 'held', total: { amount: 5000, currency: 'EUR' } })
  expect(await buyer.available(event)).toBe(8)

  expect(await buyer.pays(order)).toContain(`/orders/${order.id}?paid=1`)
  await network.settle()

  expect(await buyer.sees(order)).toMatchObject({ state: 'paid' })
  expect(network.stripe.books().balance).toMatchObject({ eur: { captured: 5000, refunded: 0 } })
  await network.advance({ minutes: 60 })
  await network.settle()
  expect(await buyer.sees(order)).toMatchObject({ state: 'paid' })
  expect(await buyer.available(event)).toBe(8)
})

test('a declined card leaves the hold alive, and another card pays', async () => {
  await using network = await startNetwork()
  const [seller, buyer] = [await network.person(), await network.person()]
  const order = await buyer.holds(await seller.lists())
  const page = await buyer.opensCheckout(order)
  await buyer.entersCard(page, testCards.declined)
  await network.settle()
  expect(await buyer.sees(order)).toMatchObject({ state: 'held' })
  await buyer.entersCard(page, testCards.good)
  await network.settle()
  expect(await buyer.sees(order)).toMatchObject({ state: 'paid' })
})
