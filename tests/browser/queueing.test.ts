import { expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { meetsNoBarrier } from './axe.ts'
import { goesToStep } from './editor.ts'
import { eventually, openStore } from './store.ts'
import type { Visit, Visitor } from './visitor.ts'

const store = openStore()

const TURN = /^Your turn comes in /

/** As if so many came first that the next place in the queue is so far away. */
const manyPay = (seconds: number) =>
  admin(
    store.network.database,
    `insert into payments.meter (name, next_at, slowed_at) values ('checkouts', now() + make_interval(secs => $1), now())
     on conflict (name) do update set next_at = excluded.next_at`,
    [seconds],
  )

const holding = async (title: string, look: Visit = {}) => {
  const [seller, person] = [await store.network.person(), await store.network.person()]
  const order = await person.holds(await seller.lists({ title, price: 2500 }), 2)
  const buyer = await store.visit({ ...look, as: person })
  await buyer.goTo(`/orders/${order.id}`)
  await buyer.at('Your tickets are on hold')
  return { person, order, buyer }
}

const turn = (buyer: Visitor) => buyer.page.getByRole('heading', { name: TURN })

test('who comes while many pay sees when it is their turn, in every tab, and then gets there without a click', async () => {
  const { person, order, buyer } = await holding('The whole town at once', { size: 'phone' })
  await manyPay(70)
  await buyer.press('Pay €50.00')
  await turn(buyer).waitFor()
  await buyer.reads(/Your tickets stay yours until \d\d:\d\d/)
  await meetsNoBarrier(buyer)

  await buyer.page.reload()
  await turn(buyer).waitFor()
  const tab = await store.visit({ as: person, scheme: 'dark' })
  await tab.goTo(`/orders/${order.id}`)
  await turn(tab).waitFor()
  await meetsNoBarrier(tab)
  await tab.leave()

  await store.network.advance({ seconds: 71 })
  await eventually(async () => {
    // A question that is under way already brings the time from before; and the page may be on its way out.
    await buyer.comesBack().catch(() => undefined)
    return buyer.path
  }).toMatch(/^\/pay\//)
  await buyer.at(/The whole town at once/)
})

test('who does not want to wait is left in peace, and keeps both the tickets and the place', async () => {
  const { buyer } = await holding('No hurry')
  await manyPay(70)
  await buyer.press('Pay €50.00')
  await turn(buyer).waitFor()
  await buyer.press('Stop waiting')
  await buyer.button('Pay €50.00').waitFor()
  await buyer.page.reload()
  await buyer.button('Pay €50.00').waitFor()
  expect(await turn(buyer).count()).toBe(0)
  await buyer.press('Pay €50.00')
  await turn(buyer).waitFor()
  await buyer.press('Cancel hold')
  await buyer.press('Release tickets')
  await buyer.at('You released these tickets')
  await buyer.reads('Nothing was charged.')
})

test('whose turn comes close to the end of the hold may extend it', async () => {
  const { person, order, buyer } = await holding('By a hair', { scheme: 'dark' })
  await manyPay(14 * 60)
  await buyer.press('Pay €50.00')
  await turn(buyer).waitFor()
  await buyer.reads('Your turn comes close to the end of your hold')
  await meetsNoBarrier(buyer)
  await buyer.press('Extend by 2 minutes')
  await eventually(async () => (await person.sees(order)).expiresAt).not.toBe(order.expiresAt)
  await eventually(() => buyer.page.getByText('Your turn comes close to the end of your hold').count()).toBe(0)
  await turn(buyer).waitFor()
})

test('whose turn would come after the hold is told so, and what to do', async () => {
  const { buyer } = await holding('Too late by far', { size: 'phone', scheme: 'dark' })
  await manyPay(20 * 60)
  await buyer.press('Pay €50.00')
  await buyer.page.getByRole('alert').getByText('You cannot pay just now').waitFor()
  await buyer.reads(/your turn would come after your hold ends/)
  await buyer.button('Extend by 2 minutes').waitFor()
  await meetsNoBarrier(buyer)
  // The browser itself says that the answer was 503, which here is the point.
  expect(buyer.complaints.splice(0).filter((complaint) => !complaint.includes('503'))).toEqual([])
})

test('what is too cheap to be paid by card is not published, and the page says what the least is', async () => {
  const person = await store.network.person()
  await person.becomesPayable()
  const seller = await store.visit({ as: person, size: 'phone' })
  await seller.goTo('/sell/new')
  await seller.at('New event')
  const starts = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10)
  await seller.fills({ Title: 'For a song', Venue: 'The barn', City: 'Graz', Starts: `${starts}T20:00` })
  await goesToStep(seller, 'Tickets')
  await seller.fills({ Name: 'Seat', Quantity: '5', Price: '0.10' })
  await goesToStep(seller, 'Preview')
  await seller.press('Publish')
  await seller.page.getByRole('alert').getByText('Seat must cost nothing, or 0.50 EUR at the least').waitFor()
  expect(seller.complaints.splice(0).filter((complaint) => !complaint.includes('409'))).toEqual([])
})
