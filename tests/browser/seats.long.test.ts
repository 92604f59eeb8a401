import { expect, test } from 'vitest'
import type { EventShown } from '#local/person'
import { goesToStep } from './editor.ts'
import { eventually, openStore } from './store.ts'
import type { Visitor } from './visitor.ts'

const store = openStore()

const DAY_MS = 86_400_000
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)

const row = (name: string, last: number, section = 'Stalls') => ({ section, row: name, first: 1, last })
const seat = (name: string, number: number, section = 'Stalls') => ({ section, row: name, seat: number })

const house = async (title: string, seats: ReturnType<typeof row>[], maxPerOrder = 6) => {
  const seller = await store.network.person({ name: 'Selma Seller' })
  const quantity = seats.reduce((sum, { last }) => sum + last, 0)
  const price = { amount: 3000, currency: 'EUR' as const }
  const event = await seller.lists({
    title,
    ticketTypes: [{ name: 'Reserved', price, quantity, maxPerOrder, seats }],
  })
  return { seller, event }
}

const opensPlan = async (visitor: Visitor, event: EventShown) => {
  await visitor.goTo(`/events/${event.id}`)
  await visitor.press('Choose seats: Reserved')
  await visitor.page.getByRole('dialog', { name: 'Choose seats: Reserved' }).waitFor()
}
const pressed = (visitor: Visitor, name: string) => visitor.button(name).getAttribute('aria-pressed')
const holds = async (visitor: Visitor) => {
  await visitor.press('Hold tickets')
  await visitor.at('Your tickets are on hold')
}

const publishes = async (seller: Visitor) => {
  await goesToStep(seller, 'Preview')
  await seller.press('Publish')
}

test('a seller lays out two sections, sells them, takes a row away, and is told what stays with its buyer', async () => {
  const person = await store.network.person({ name: 'Sel Seller' })
  await person.becomesPayable()
  const seller = await store.visit({ as: person, size: 'phone' })
  await seller.goTo('/sell/new')
  await seller.at('New event')
  await seller.fills({ Title: 'A small theatre', Venue: 'The barn', City: 'Graz', Starts: `${inDays(30)}T20:00` })
  await goesToStep(seller, 'Tickets')
  const type = seller.page.getByRole('group', { name: 'Ticket type 1' })
  await type.getByLabel('Name', { exact: true }).fill('Reserved')
  await type.getByLabel('Price', { exact: true }).fill('30')
  await seller.page.getByRole('radio', { name: /^Named seats/ }).check()
  await publishes(seller)
  await seller.page.getByRole('alert').getByText('Add at least one row of seats').click()
  expect(await seller.field('Section').evaluate((field) => field === document.activeElement)).toBe(true)

  await seller.fills({ Section: 'Stalls', 'From row': 'A', 'To row': 'C', 'From seat': '1', 'To seat': '8' })
  await seller.reads('This adds 3 rows with 24 seats.')
  await seller.page.keyboard.press('Enter')
  await seller.reads('24 seats in 3 rows')
  await seller.fills({ Section: 'Balcony', 'From row': '1' })
  await seller.press('Add rows')
  await seller.reads('32 seats in 4 rows')
  await seller.press('Move Balcony 1 up')
  await seller.fills({ 'Last seat, line 4': '' })
  await publishes(seller)
  await seller.page.getByRole('alert').getByText('Ticket type 1, line 4, Last seat').click()
  await seller.fills({ 'Last seat, line 4': '10' })
  await publishes(seller)
  await seller.reads('Published. It is on sale now.')
  await goesToStep(seller, 'Tickets')
  await store.network.settle()
  await seller.page.getByRole('definition').getByText('34', { exact: true }).waitFor()
  expect(await seller.page.getByRole('radio', { name: /^General admission/ }).isDisabled()).toBe(true)

  const buyer = await store.network.person()
  const event = await buyer.succeed<EventShown>('GET', `/api/tickets${seller.path.replace('/sell', '/events')}`)
  expect(event.ticketTypes).toMatchObject([
    { quantity: 34, seats: [row('A', 8), row('B', 8), { ...row('1', 8), section: 'Balcony' }, row('C', 10)] },
  ])
  expect((await buyer.asksForSeats(event, [seat('C', 9), seat('C', 10)])).status).toBe(201)
  await seller.press('Remove Stalls C')
  await seller.press('Save changes')
  await seller.reads('Saved.')
  await store.network.settle()
  await seller.reads('2 of the tickets you took off are held or sold. They stay with their buyers and go off sale')
  expect(await buyer.available(event)).toBe(24)
})

test('somebody picks two seats by name, and they are on the order, on the list and on the tickets', async () => {
  const { event } = await house('A play with names', [row('A', 6), row('B', 8), row('1', 4, 'Balcony')])
  const buyer = await store.visit({ as: await store.network.person(), size: 'phone' })
  await opensPlan(buyer, event)
  await buyer.press('Stalls, row B, seat 4')
  await buyer.press('Stalls, row B, seat 5')
  await buyer.press('Balcony, row 1, seat 1')
  await buyer.press('Remove Balcony, row 1, seat 1')
  expect(await pressed(buyer, 'Stalls, row B, seat 5')).toBe('true')
  expect(await pressed(buyer, 'Balcony, row 1, seat 1')).toBe('false')
  await buyer.press('Done')
  await buyer.page.getByRole('list', { name: 'Your seats: Reserved' }).getByText('Stalls, row B, seat 4').waitFor()
  await buyer.reads('2 tickets, all in')
  await holds(buyer)
  await buyer.reads('Stalls, row B, seats 4–5')
  await buyer.goTo('/orders')
  await buyer.at('My tickets')
  await buyer.reads('Stalls, row B, seats 4–5')
})

test('two want the same seat: the second sees it gone, keeps the other, and holds that', async () => {
  const { event } = await house('One seat, two hearts', [row('A', 6)])
  const [first, second] = [await store.network.person(), await store.network.person()]
  const buyer = await store.visit({ as: second })
  await opensPlan(buyer, event)
  await buyer.press('Stalls, row A, seat 3')
  await buyer.press('Stalls, row A, seat 4')
  await buyer.press('Done')
  // Between the click and the store's answer, somebody else is faster.
  await buyer.page.route('**/api/orders', async (route) => {
    await first.asksForSeats(event, [seat('A', 3)])
    await route.continue()
  })
  await buyer.press('Hold tickets')
  await buyer.page.getByRole('alert').getByText('Stalls, row A, seat 3 is taken now.').waitFor()
  await buyer.page.unrouteAll()
  const mine = buyer.page.getByRole('list', { name: 'Your seats: Reserved' })
  await eventually(() => mine.getByRole('listitem').allTextContents()).toEqual(['Stalls, row A, seat 4'])
  await buyer.press('Change seats: Reserved')
  await buyer.button('Stalls, row A, seat 3, taken').waitFor()
  await buyer.press('Done')
  await holds(buyer)
  await buyer.reads('Stalls, row A, seat 4')
})

test('a seat that goes while somebody looks at the plan is seen to go, without a click', async () => {
  const { event } = await house('Watching', [row('A', 6)])
  const buyer = await store.visit({ as: await store.network.person() })
  await opensPlan(buyer, event)
  await buyer.press('Stalls, row A, seat 1')
  await buyer.press('Stalls, row A, seat 2')
  const rival = await store.network.person()
  expect((await rival.asksForSeats(event, [seat('A', 2), seat('A', 6)])).status).toBe(201)
  await buyer.button('Stalls, row A, seat 6, taken').waitFor()
  await buyer.button('Stalls, row A, seat 2, taken').waitFor()
  await buyer.press('Done')
  await buyer.page.getByRole('status').getByText('Stalls, row A, seat 2.').waitFor()
  await holds(buyer)
  await buyer.reads('Stalls, row A, seat 1')
})

test('who wants the best gets them side by side; when no row has so many, they may be apart', async () => {
  const { event } = await house('Rows of two', [row('A', 2), row('B', 3)])
  const [one, two] = [await store.network.person(), await store.network.person()]
  const buyer = await store.visit({ as: one, size: 'phone' })
  await buyer.goTo(`/events/${event.id}`)
  await buyer.press('Add one: Reserved')
  await buyer.press('Add one: Reserved')
  await buyer.reads('The best seats side by side.')
  await holds(buyer)
  await buyer.reads('Stalls, row A, seats 1–2')

  const { event: narrow } = await house('Rows of one', [row('A', 1), row('B', 1)])
  const other = await store.visit({ as: two })
  await other.goTo(`/events/${narrow.id}`)
  await other.press('Add one: Reserved')
  await other.press('Add one: Reserved')
  await other.press('Hold tickets')
  await other.page.getByRole('alert').getByText('Not so many seats side by side').waitFor()
  await other.press('Take seats apart')
  await other.at('Your tickets are on hold')
  await other.reads('Stalls, row A, seat 1')
  await other.reads('Stalls, row B, seat 1')
})

test('chosen seats, whatever they are called, survive signing in', async () => {
  const section = 'Loge № 1.5 * 100% & “mehr”'
  const { event } = await house('Odd names', [row('Ä!', 4, section)])
  const buyer = await store.network.person()
  const visitor = await store.visit({ size: 'phone', scheme: 'dark' })
  await opensPlan(visitor, event)
  await visitor.press(`${section}, row Ä!, seat 2`)
  await visitor.press('Done')
  await visitor.press('Hold tickets')
  await visitor.at('Sign in')
  await visitor.fills({ Email: buyer.email, Password: buyer.password })
  await visitor.press('Sign in')
  await visitor.at('Odd names')
  await visitor.page
    .getByRole('list', { name: 'Your seats: Reserved' })
    .getByText(`${section}, row Ä!, seat 2`)
    .waitFor()
  await holds(visitor)
  await visitor.reads(`${section}, row Ä!, seat 2`)
})

test('the plan needs no mouse: one stop for Tab, arrows from seat to seat, and no more than one may have', async () => {
  const { event } = await house('By key alone', [row('A', 4), row('B', 4), row('C', 2)], 2)
  const buyer = await store.visit({ as: await store.network.person() })
  await opensPlan(buyer, event)
  const { keyboard } = buyer.page
  await buyer.button('Stalls, row A, seat 1').waitFor()
  await eventually(() => buyer.focused()).toBe('Choose seats: Reserved')
  for (const stop of ['Smaller seats', 'Larger seats', 'Stalls, row A, seat 1']) {
    await keyboard.press('Tab')
    expect(await buyer.focused()).toBe(stop)
  }
  await keyboard.press('Space')
  await keyboard.press('ArrowRight')
  await keyboard.press('ArrowDown')
  await keyboard.press('ArrowDown')
  expect(await buyer.focused()).toBe('Stalls, row C, seat 1')
  await keyboard.press('Enter')
  await buyer.page.getByRole('status').getByText('Stalls, row C, seat 1: yours. 2 of 2 chosen.').waitFor()
  await keyboard.press('End')
  await keyboard.press('Enter')
  await buyer.page.getByRole('status').getByText('You have 2 already').waitFor()
  expect(await pressed(buyer, 'Stalls, row C, seat 2')).toBe('false')
  await keyboard.press('Escape')
  await eventually(() => buyer.focused()).toBe('Change seats: Reserved')
  await buyer.press('Best seats instead: Reserved')
  expect(await buyer.field('Quantity: Reserved').inputValue()).toBe('0')
})
