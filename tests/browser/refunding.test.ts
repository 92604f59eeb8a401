import { expect, test } from 'vitest'
import type { Person } from '#local/person'
import { meetsNoBarrier } from './axe.ts'
import { pretendCamera, readsCode } from './door.ts'
import { eventually, openStore } from './store.ts'
import type { Visit, Visitor } from './visitor.ts'

const store = openStore()

/** Two tickets of a seller's event, paid for. */
const sold = async (title: string) => {
  const { network } = store
  const [seller, buyer] = [await network.person({ name: 'Selma Seller' }), await network.person({ name: 'Bea Buyer' })]
  const event = await seller.lists({ title, price: 2500 })
  const order = await buyer.holds(event, 2)
  await network.settle()
  await buyer.pays(order)
  await network.settle()
  return { seller, buyer, event, order }
}

const atOrders = async (seller: Person, event: { id: string }, look: Visit = {}) => {
  const visitor = await store.visit({ ...look, as: seller })
  await visitor.goTo(`/sell/${event.id}/orders`)
  await visitor.at('Orders')
  return visitor
}

const dialog = ({ page }: Visitor) => page.getByRole('dialog')
const choose = (visitor: Visitor, option: string) => dialog(visitor).getByRole('radio', { name: option }).check()

test('a seller gives back one ticket of two, then the other, and both sides see each step', async () => {
  const { seller, buyer, event, order } = await sold('One of us is ill')
  const atDesk = await store.visit({ as: seller })
  await atDesk.goTo('/sell')
  await atDesk.follow('Orders: One of us is ill')
  await atDesk.at('Orders')
  await atDesk.reads('2 × Standard')
  await meetsNoBarrier(atDesk)

  await atDesk.press(/^Refund order .*: 2 × Standard$/)
  await choose(atDesk, 'Some tickets')
  await atDesk.press('Continue')
  await dialog(atDesk).getByRole('alert').getByText('choose at least one ticket').waitFor()
  await atDesk.press('Add one: Standard')
  await choose(atDesk, 'Back on sale')
  await meetsNoBarrier(atDesk)
  await atDesk.press('Continue')
  await dialog(atDesk)
    .getByText(/say why, in a few words/)
    .waitFor()
  await atDesk.fills({ Why: 'One of you cannot come' })
  await atDesk.press('Continue')
  await dialog(atDesk).getByText('The buyer gets €25.00 back, the way they paid.').waitFor()
  await dialog(atDesk)
    .getByText(/^1 ticket is void at once, and on sale again/)
    .waitFor()
  await meetsNoBarrier(atDesk)
  await atDesk.press('Pay back €25.00')
  await dialog(atDesk).waitFor({ state: 'detached' })
  await store.network.settle()
  await atDesk.page.getByRole('list', { name: 'Refunds' }).getByText('Done').waitFor()
  expect(await buyer.available(event)).toBe(9)

  const atHome = await store.visit({ as: buyer, size: 'phone', scheme: 'dark' })
  await atHome.goTo(`/orders/${order.id}`)
  await atHome.at("You're going!")
  await atHome.reads('“One of you cannot come”')
  await atHome.reads('Sent back')
  const passes = atHome.page.getByRole('region', { name: 'Tickets' }).getByRole('listitem')
  expect(await passes.getByText('Valid').count()).toBe(1)
  expect(await passes.getByText('Void').count()).toBe(1)
  await meetsNoBarrier(atHome)

  await atDesk.press(/^Refund order /)
  await atDesk.fills({ Why: 'Now neither of you can' })
  await choose(atDesk, 'Taken off sale')
  await atDesk.press('Continue')
  await dialog(atDesk)
    .getByText(/taken off sale\.$/)
    .waitFor()
  await atDesk.press('Pay back €25.00')
  await store.network.settle()
  await atDesk.page.getByText('Refunded', { exact: true }).last().waitFor()
  expect(await atDesk.button(/^Refund order /).count()).toBe(0)
  expect(await buyer.available(event)).toBe(9)
  await atHome.goTo(`/orders/${order.id}`)
  await atHome.at('Your money is on its way back')
  await meetsNoBarrier(atHome)
  await atHome.goTo('/orders')
  await atHome.reads('Refunded')
})

test('an amount goes back and the tickets stay; more than was paid does not', async () => {
  const { seller, buyer, event, order } = await sold('The heating failed')
  const visitor = await atOrders(seller, event, { size: 'phone', scheme: 'dark' })
  await visitor.press(/^Refund order /)
  await choose(visitor, 'An amount')
  await visitor.fills({ Amount: '80', Why: 'It was far too cold' })
  await meetsNoBarrier(visitor)
  await visitor.press('Continue')
  await visitor.press('Pay back €80.00')
  await dialog(visitor).getByRole('alert').getByText('This cannot be paid back like that').waitFor()
  await visitor.press('Back')
  await visitor.fills({ Amount: '7.50' })
  await visitor.press('Continue')
  await dialog(visitor).getByText('Their tickets stay valid.').waitFor()
  await visitor.press('Pay back €7.50')
  await dialog(visitor).waitFor({ state: 'detached' })
  await store.network.settle()
  await visitor.page.getByRole('list', { name: 'Refunds' }).getByText('Done').waitFor()

  const atHome = await store.visit({ as: buyer })
  await atHome.goTo(`/orders/${order.id}`)
  await atHome.reads(/^your tickets stay valid/)
  expect(await atHome.page.getByText('Void').count()).toBe(0)
  expect(store.network.stripe.books().balance).toMatchObject({ eur: { refunded: expect.any(Number) } })
})

test('a refund that does not get through is looked into: seen by the buyer, mended by an operator', async () => {
  const { seller, buyer, event, order } = await sold('A card that was closed')
  store.network.stripe.faults.failRefunds(1)
  const visitor = await atOrders(seller, event)
  await visitor.press(/^Refund order /)
  await visitor.fills({ Why: 'As you asked' })
  await visitor.press('Continue')
  await visitor.press('Pay back €50.00')
  await store.network.settle()
  await visitor.page.getByRole('list', { name: 'Refunds' }).getByText('Failed, being looked into').waitFor()

  const atHome = await store.visit({ as: buyer, size: 'phone' })
  await atHome.goTo(`/orders/${order.id}`)
  await atHome.reads('Being looked into')
  await meetsNoBarrier(atHome)

  const operator = await store.visit({ as: await store.network.operator(), scheme: 'dark' })
  await operator.goTo('/operator')
  await operator.follow(/^Failed refunds/)
  await operator.page.getByRole('heading', { level: 2, name: '€50.00' }).waitFor()
  await meetsNoBarrier(operator)
  await operator.press(/^Try again: €50.00/)
  await operator.fills({ Why: 'the bank has opened the card again' })
  await operator.press('Send')
  await operator.reads('It is being tried again.')
  await operator.reads('No failed refunds')
  await store.network.settle()
  await operator.follow('History')
  await operator.reads('had a refund tried again')

  await atHome.goTo(`/orders/${order.id}`)
  await atHome.reads('Sent back')
})

test('orders are shown by state, and are nobody else’s to see', async () => {
  const { seller, event, order } = await sold('Not for strangers')
  const visitor = await atOrders(seller, event, { size: 'phone' })
  await visitor.follow('Refunded')
  await visitor.reads('No orders here: refunded')
  await meetsNoBarrier(visitor)
  await visitor.follow('All')
  await visitor.reads('2 × Standard')

  const stranger = await store.visit({ as: await store.network.person() })
  await stranger.goTo(`/sell/${event.id}/orders`)
  await stranger.at('There is nothing here')
  for (const path of ['cancel', `orders/${order.id}`]) {
    await stranger.goTo(`/sell/${event.id}/${path}`)
    await stranger.at('There is nothing here')
  }
})

const ticketMails = (buyer: Person) =>
  store.network.mail.sentTo(buyer.email).filter(({ subject }) => subject.startsWith('Your tickets'))

test('an order is found by its buyer’s name, read on a page of its own, and mailed again by either side', async () => {
  const { seller, buyer, event, order } = await sold('Lost in the mailbox')
  const atDesk = await atOrders(seller, event)
  await atDesk.fills({ 'Search orders': 'nobody' })
  await atDesk.press('Search')
  await atDesk.reads('No order like that')
  await atDesk.fills({ 'Search orders': 'bu BEA' })
  await atDesk.press('Search')
  await meetsNoBarrier(atDesk)
  await atDesk.press(/^Refund order /)
  await dialog(atDesk).getByText('Bea Buyer, 2 × Standard').waitFor()
  await atDesk.press('Leave it')
  await atDesk.follow('Bea Buyer')
  await atDesk.at('Bea Buyer')
  // No page of money without what it is made of.
  const money = atDesk.page.getByRole('region', { name: 'Money' })
  await money.getByText('Sale', { exact: true }).waitFor()
  await money.getByText('Yours', { exact: true }).waitFor()
  expect(await atDesk.page.getByRole('region', { name: 'Tickets' }).getByText('Valid').count()).toBe(2)
  await meetsNoBarrier(atDesk)
  expect(ticketMails(buyer)).toHaveLength(1)
  await atDesk.press(/^Send tickets again: order/)
  await atDesk.page.getByRole('status').getByText('The tickets are on their way to the buyer’s mailbox.').waitFor()
  await atDesk.reads('Tickets sent again by you')
  await eventually(() => ticketMails(buyer).length).toBe(2)
  expect(ticketMails(buyer)[1]?.text).toMatch(/once more[\s\S]*2 × Standard/)

  const atHome = await store.visit({ as: buyer, size: 'phone', scheme: 'dark' })
  await atHome.goTo(`/orders/${order.id}`)
  for (const nth of [3, 4]) {
    await atHome.press('Send my tickets by mail again')
    await eventually(() => ticketMails(buyer).length).toBe(nth)
  }
  await atHome.page.getByRole('status').getByText('They are on their way to your mailbox.').waitFor()
  await meetsNoBarrier(atHome)
  await atHome.press('Send my tickets by mail again')
  await atHome.page.getByRole('alert').getByText('The tickets were sent often enough for now').waitFor()
  await atHome.page.getByRole('alert').getByText('Try again in 60 minutes.').waitFor()
  expect(ticketMails(buyer)).toHaveLength(4)
  await meetsNoBarrier(atHome)
})

test('a list that cannot be had says so, and is had once it can be', async () => {
  const { seller, event } = await sold('Now and then')
  const visitor = await store.visit({ as: seller })
  await visitor.page.route('**/api/orders/sales?**', (route) =>
    route.fulfill({
      status: 404,
      contentType: 'application/problem+json',
      body: JSON.stringify({ type: '/problems/not-found', title: 'There is nothing here', status: 404 }),
    }),
  )
  await visitor.goTo(`/sell/${event.id}/orders`)
  await visitor.page.getByRole('alert').getByText('There is nothing here').waitFor()
  await visitor.page.unrouteAll()
  await visitor.press('Try again')
  await visitor.reads('2 × Standard')
})

test('a ticket is shown on a phone, lets one person in at the door, and nobody a second time', async () => {
  const { seller, buyer, event, order } = await sold('Doors open at eight')
  const inLine = await store.visit({ as: buyer, size: 'phone', scheme: 'dark' })
  await inLine.goTo(`/orders/${order.id}`)
  await inLine.at("You're going!")
  await inLine.press('Show at the door')
  const first = await readsCode(inLine, 'Code for the door: Ticket 1 of 2')
  expect(first).toMatch(/^[0-9A-HJKMNP-TV-Z]{16}$/)
  await inLine.reads(first.replaceAll(/(.{4})(?=.)/g, '$1 '))
  await meetsNoBarrier(inLine)
  await inLine.press('Next ticket')
  const second = await readsCode(inLine, 'Code for the door: Ticket 2 of 2')
  expect(second).not.toBe(first)

  const atDoor = await store.visit({ as: seller, size: 'phone', scheme: 'dark' })
  const inside = (words: string) =>
    eventually(() => atDoor.page.getByRole('region', { name: 'Inside' }).getByText(words).count()).toBe(2)
  // As a scanner does: it types, wherever the focus is, and presses Enter.
  const scans = async (code: string) => {
    await atDoor.page.getByRole('heading', { level: 1 }).focus()
    await atDoor.page.keyboard.type(code)
    await atDoor.page.keyboard.press('Enter')
  }
  await atDoor.goTo(`/sell/${event.id}/orders`)
  await atDoor.at('Orders')
  await atDoor.follow('Door')
  await atDoor.at('Door')
  await inside('0 of 2')
  await scans(first)
  await atDoor.page.getByText('Let in. Standard, ticket 1 of 2', { exact: true }).waitFor({ state: 'attached' })
  await inside('1 of 2')
  await meetsNoBarrier(atDoor)
  await scans(first.toLowerCase())
  await atDoor.reads('Used already')
  await scans(`${first.slice(0, 15)}${first.endsWith('0') ? '1' : '0'}`)
  await atDoor.reads('Misread')

  // Without a connection nobody is let in, and the same question gets its answer once there is one.
  await atDoor.page.route('**/admissions', (route) =>
    route.request().method() === 'POST' ? route.abort() : route.continue(),
  )
  await scans(second)
  await atDoor.reads('Not checked')
  await inside('1 of 2')
  await atDoor.page.unroute('**/admissions')
  await atDoor.page.getByRole('button', { name: 'Ask again' }).first().click()
  await inside('2 of 2')
  atDoor.complaints.splice(0, Infinity, ...atDoor.complaints.filter((line) => !line.includes('net::ERR_FAILED')))

  await atDoor.press('Undo: Standard, ticket 1 of 2')
  await inside('1 of 2')
  await inLine.goTo(`/orders/${order.id}`)
  await eventually(() => inLine.page.getByText(/^Let in at /).count()).toBe(1)
})

test('the door looks through the camera, which no other page may use', async () => {
  const { seller, buyer, event, order } = await sold('Look here, please')
  const { passes } = await buyer.succeed<{ passes: { code: string }[] }>('GET', `/api/orders/${order.id}/passes`)
  const atDoor = await store.visit({ as: seller })
  await atDoor.page.addInitScript(pretendCamera)
  const mayLook = () => atDoor.page.evaluate(() => document.featurePolicy?.allowsFeature('camera'))
  await atDoor.goTo(`/sell/${event.id}/orders`)
  await atDoor.at('Orders')
  expect(await mayLook()).toBe(false)
  await atDoor.follow('Door')
  await atDoor.at('Door')
  await eventually(mayLook).toBe(true)
  await atDoor.press('Use the camera')
  for (const [before, { code }] of passes.entries()) {
    await atDoor.page.evaluate((inSight) => Object.assign(window, { inSight }), code)
    await eventually(() => atDoor.page.getByRole('button', { name: /^Undo: / }).count()).toBe(before + 1)
  }
  // What stays in the picture is asked about once, and is no second person when the camera loses it for a while.
  const sees = (inSight?: string) => atDoor.page.evaluate((code) => Object.assign(window, { inSight: code }), inSight)
  const code = passes.at(-1)?.code
  await sees()
  const lost = await atDoor.page.evaluate(() => performance.now())
  await atDoor.page.waitForFunction((since) => performance.now() - since > 2_000, lost)
  await sees(code)
  await atDoor.reads('The same ticket is before the camera still. It lets one person in.')
  expect(await atDoor.page.getByText('Used already').count()).toBe(0)
})
