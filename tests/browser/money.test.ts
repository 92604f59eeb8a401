import { afterEach, expect, test } from 'vitest'
import type { EventShown, Person } from '#local/person'
import { meetsNoBarrier } from './axe.ts'
import { openStore } from './store.ts'
import type { Visit } from './visitor.ts'

const store = openStore()

const DISPUTED = '4000000000000259'

let release = () => {}
afterEach(() => {
  release()
  store.network.road(() => 'arrive')
})

/** Somebody paid in time, but Stripe's word of it is held up; they are at the page they came back to when their hold ends. */
const paysUnheard = async (person: Person, order: { id: string }, look: Visit) => {
  const { network } = store
  await network.settle()
  const page = await person.opensCheckout(order)
  release = network.stripe.faults.holdWebhooks(() => true)
  await person.entersCard(page)
  const buyer = await store.visit({ ...look, as: person })
  await buyer.goTo(`/orders/${order.id}?paid=1`)
  await buyer.at('Checking your payment')
  await meetsNoBarrier(buyer)
  await network.advance({ minutes: 15 })
  await buyer.comesBack()
  return buyer
}

/** Nobody notices by themselves that a hold has ended, and so nobody looks for its money: somebody else comes first. */
const nobodyLooks = () =>
  store.network.road(({ type, service }) => (type === 'order.held' && service === 'orders' ? 'lose' : 'arrive'))

const holdsSeat = async (person: Person, event: EventShown, seat: number) => {
  const { status, body } = await person.asksForSeats(event, [{ section: 'Stalls', row: 'A', seat }])
  expect(status).toBe(201)
  return body
}

test('whose money comes after the hold has ended gets the same tickets while they are free', async () => {
  const [seller, person] = [await store.network.person(), await store.network.person()]
  const order = await person.holds(await seller.lists({ title: 'Better late', price: 2500 }), 2)
  const buyer = await paysUnheard(person, order, { size: 'phone', scheme: 'dark' })
  release()
  await store.network.settle()
  await buyer.at("You're going!")
  await buyer.reads('Your hold had ended, but your tickets were still free')
  const passes = buyer.page.getByRole('region', { name: 'Tickets' }).getByRole('listitem')
  expect(await passes.getByText('Valid').count()).toBe(2)
  await meetsNoBarrier(buyer)
})

test('whose seat was taken meanwhile gets another one as good, and is told which', async () => {
  const [seller, person, rival] = [
    await store.network.person(),
    await store.network.person(),
    await store.network.person(),
  ]
  const seats = [{ section: 'Stalls', row: 'A', first: 1, last: 4 }]
  const event = await seller.lists({
    title: 'Any seat but none',
    ticketTypes: [{ name: 'Stalls', price: { amount: 2500, currency: 'EUR' }, quantity: 4, seats }],
  })
  const order = await holdsSeat(person, event, 2)
  nobodyLooks()
  const buyer = await paysUnheard(person, order, {})
  await holdsSeat(rival, event, 2)
  release()
  await store.network.settle()
  await buyer.at("You're going!")
  await buyer.reads('Your hold had ended, and somebody else has your seats')
  await buyer.reads(/You have others of the same kind instead: Stalls, row A, seat [134]\./)
  await meetsNoBarrier(buyer)
})

test('whose money wins nothing any more is told that nothing was charged, and why a bank may show something', async () => {
  const [seller, person, rival] = [
    await store.network.person(),
    await store.network.person(),
    await store.network.person(),
  ]
  const event = await seller.lists({ title: 'Only one chair', price: 2500, quantity: 1 })
  const order = await person.holds(event)
  nobodyLooks()
  const buyer = await paysUnheard(person, order, { size: 'phone' })
  await buyer.at('Your hold has ended')
  await rival.holds(event)
  release()
  await store.network.settle()
  await buyer.reads('If your bank shows a pending amount, it drops off by itself. Nothing was charged.')
  await meetsNoBarrier(buyer)
})

test('a disputed payment freezes its tickets, and the seller sees it', async () => {
  const { network } = store
  const [seller, person] = [await network.person(), await network.person()]
  const event = await seller.lists({ title: 'It was not me', price: 2500 })
  const order = await person.holds(event)
  await network.settle()
  await person.pays(order, DISPUTED)
  await network.settle()
  const buyer = await store.visit({ as: person, scheme: 'dark' })
  await buyer.goTo(`/orders/${order.id}`)
  await buyer.at('Your tickets are frozen')
  expect(await buyer.page.getByText("You're going!").count()).toBe(0)
  await buyer.page.getByRole('region', { name: 'Ticket' }).getByText('Frozen').waitFor()
  await meetsNoBarrier(buyer)

  const atDesk = await store.visit({ as: seller, size: 'phone' })
  await atDesk.goTo(`/sell/${event.id}/orders`)
  await atDesk.reads('Disputed')
  await meetsNoBarrier(atDesk)
})
