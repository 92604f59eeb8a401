import { readFile } from 'node:fs/promises'
import { afterEach, expect, test } from 'vitest'
import type { EventShown, Person } from '#local/person'
import { admin } from '#local/postgres'
import { meetsNoBarrier } from './axe.ts'
import { goesToStep } from './editor.ts'
import { eventually, openStore } from './store.ts'
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

const isHeld = async ({ id }: { id: string }) => {
  const [row] = await admin<{ state: string }>(
    store.network.database,
    'select state from orders.orders where id = $1',
    [id],
  )
  return row?.state === 'held'
}

const holdsSeat = async (person: Person, event: EventShown, seat: number) => {
  const { status, body } = await person.asksForSeats(event, [{ section: 'Stalls', row: 'A', seat }])
  expect(status).toBe(201)
  return body
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

test('what costs money is published once its seller can be paid, and the way there is shown', async () => {
  const seller = await store.visit({ as: await store.network.person(), size: 'phone' })
  await seller.goTo('/sell/new')
  await seller.at('New event')
  await seller.fills({ Title: 'Not for nothing', Venue: 'The barn', City: 'Graz', Starts: `${inDays(30)}T20:00` })
  await goesToStep(seller, 'Tickets')
  await seller.fills({ Name: 'Seat', Quantity: '5', Price: '25' })
  await seller.reads('To publish this, set up payouts first')
  await seller.reads('You get all of it.')
  await meetsNoBarrier(seller)
  await goesToStep(seller, 'Preview')
  await seller.press('Publish')
  await seller.page.getByRole('alert').getByText('Saved, but it cannot be published yet').waitFor()
  await seller.follow('Set up payouts')

  await seller.at('Money')
  await seller.reads('Not set up')
  await seller.reads('Nothing has moved yet.')
  await meetsNoBarrier(seller)
  await seller.field('Where you are').selectOption({ label: 'Austria' })
  await seller.press('Set up payouts')
  await seller.at('Tell us where your money goes')
  await seller.press('Finish, and Stripe needs more')
  await seller.at('Money')
  await seller.reads('Stripe still wants')
  await meetsNoBarrier(seller)
  await seller.press(/^(Tell Stripe|Continue with Stripe)$/)
  await seller.at('Tell us where your money goes')
  await seller.press('Agree and finish')
  await seller.at('Money')
  await seller.reads('Stripe pays what you sell into your bank account.')
  await store.network.settle()

  await seller.follow('My events')
  await seller.follow('Look and publish')
  await seller.press('Publish')
  await seller.reads('Published. It is on sale now.')
})

test('a fee is set and a sale is made: the seller and the operator see where the money is', async () => {
  const { network } = store
  const operator = await store.visit({ as: await network.operator() })
  await operator.goTo('/operator?view=money')
  await operator.fills({ 'Per cent of an order': 'a lot', 'And for each order': '0.30' })
  await operator.press('Set fee')
  await operator.reads(/enter a number from 0 to 50/)
  await operator.fills({ 'Per cent of an order': '4', Why: 'It has to be paid by somebody' })
  await operator.press('Set fee')
  await operator.reads('Set. It counts for orders from now on.')

  const [person, buyer] = [await network.person(), await network.person()]
  const order = await buyer.holds(await person.lists({ title: 'Where money goes', price: 2500 }), 2)
  await network.settle()
  await buyer.pays(order)
  await network.settle()

  const seller = await store.visit({ as: person, size: 'phone', scheme: 'dark' })
  await seller.goTo('/sell/money')
  const sums = seller.page.getByRole('region', { name: 'EUR' })
  await sums.getByText('€50.00').waitFor()
  await sums.getByText('-€2.30').waitFor()
  const lines = seller.page.getByRole('region', { name: 'Movements' }).getByRole('row')
  await lines.getByText('Sale').waitFor()
  await meetsNoBarrier(seller)
  const [file] = await Promise.all([seller.page.waitForEvent('download'), seller.press('Download CSV')])
  expect(file.suggestedFilename()).toMatch(/\.csv$/)
  expect(await readFile(await file.path(), 'utf8')).toContain(order.id)

  await operator.goTo('/operator?view=money')
  const balance = operator.page.getByRole('table', { name: 'Trial balance in EUR' })
  await balance.getByText('Balanced').waitFor()
  await meetsNoBarrier(operator)
  await operator.follow('History')
  await operator.reads('“It has to be paid by somebody”')
  await operator.reads(/set the fee to 4 % and 0.3 for each order/)
  await meetsNoBarrier(operator)
})

test('more movements than one page are shown one page after the other, each once', async () => {
  const { network } = store
  const [person, buyer] = [await network.person(), await network.person()]
  const order = await buyer.holds(await person.lists({ title: 'By the drop', price: 5000 }))
  await network.settle()
  await buyer.pays(order)
  await network.settle()
  for (let n = 1; n <= 27; n++) {
    await person.succeed('POST', `/api/orders/sales/${order.id}/refunds`, {
      body: { amount: 100 + n, reason: 'A drop' },
    })
    // One after the other: messages about one order that overtake each other are sent again only after a while.
    await network.settle()
  }

  const seller = await store.visit({ as: person })
  await seller.goTo('/sell/money')
  const lines = seller.page.getByRole('region', { name: 'Movements' }).getByRole('row')
  await eventually(() => lines.count()).toBe(1 + 25)
  // Two pages, or three where a fee comes back with each refund; the sale came first, and so it is the last of them.
  while ((await lines.getByText('Sale', { exact: true }).count()) === 0) {
    const shown = await lines.count()
    await seller.press('Show more')
    await eventually(() => lines.count()).toBeGreaterThan(shown)
  }
  const amounts = await lines.getByText(/^-€1\.\d\d$/).allTextContents()
  expect(new Set(amounts).size).toBe(27)
  await meetsNoBarrier(seller)
})

test('whose money comes after the hold has ended gets the same tickets while they are free', async () => {
  const [seller, person] = [await store.network.person(), await store.network.person()]
  const order = await person.holds(await seller.lists({ title: 'Better late', price: 2500 }), 2)
  const buyer = await paysUnheard(person, order, { size: 'phone', scheme: 'dark' })
  // A hold that is over, and that nobody has ended yet, would still be paid for.
  await eventually(() => isHeld(order)).toBe(false)
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
