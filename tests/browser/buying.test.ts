import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { type EventShown, testCards } from '#local/person'
import { meetsNoBarrier } from './axe.ts'
import { eventually, openStore } from './store.ts'
import type { Visitor } from './visitor.ts'

const store = openStore()

const sale = async (title: string, quantity = 10) => {
  const seller = await store.network.person({ name: 'Selma Seller' })
  return seller.lists({ title, quantity, price: 2500 })
}

/** Signed in, at the held tickets. */
const holding = async (event: EventShown, quantity: number, size: 'phone' | 'desktop' = 'desktop') => {
  const person = await store.network.person({ name: 'Bea Buyer' })
  const order = await person.holds(event, quantity)
  const buyer = await store.visit({ as: person, size })
  await buyer.goTo(`/orders/${order.id}`)
  await buyer.at('Your tickets are on hold')
  return { person, order, buyer }
}

const secondsLeft = async (buyer: Visitor) => {
  const [minutes, seconds] = ((await buyer.page.getByRole('timer').textContent()) ?? '').split(':').map(Number)
  return (minutes ?? 0) * 60 + (seconds ?? 0)
}

const paysWith = async (buyer: Visitor, number: string, cvc = '123') => {
  await buyer.fills({
    Email: 'bea@example.com',
    'Card number': number,
    Expiry: '12 / 44',
    CVC: cvc,
    'Name on card': 'Bea Buyer',
  })
  await buyer.press(/^Pay /)
}

test('somebody signs up, holds two tickets, takes their time, pays and goes', async () => {
  await sale('Choirs under one roof')
  const buyer = await store.visit({ size: 'phone' })
  await buyer.goTo('/')
  await buyer.follow('Sign in')
  await buyer.at('Sign in')
  await buyer.follow('Create an account')
  await buyer.at('Create your account')
  await buyer.fills({ Name: 'Bea Buyer', Email: 'bea@example.com', Password: 'correct horse battery' })
  await buyer.press('Create account')

  await buyer.button('Account: Bea Buyer').waitFor()
  await buyer.fills({ 'Search events': 'choirs' })
  await buyer.follow('Choirs under one roof')
  await buyer.at('Choirs under one roof')
  await buyer.press('Add one: Standard')
  await buyer.press('Add one: Standard')
  await buyer.reads('2 tickets, all in')
  await buyer.press('Hold tickets')

  await buyer.at('Your tickets are on hold')
  expect(await secondsLeft(buyer)).toBeGreaterThan(14 * 60)
  expect(await buyer.button('Extend by 2 minutes').count()).toBe(0)
  await store.network.advance({ minutes: 13 })
  await eventually(async () => {
    await buyer.comesBack()
    return secondsLeft(buyer)
  }).toBeLessThanOrEqual(120)
  await buyer.reads('Your hold ends soon')
  await buyer.press('Extend by 2 minutes')
  await eventually(() => secondsLeft(buyer)).toBeGreaterThan(120)

  await buyer.press('Pay €50.00')
  await buyer.at(/Choirs under one roof/)
  await paysWith(buyer, testCards.good)
  await buyer.at("You're going!")
  await buyer.reads(/Your 2 tickets for/)
  await meetsNoBarrier(buyer)
  await buyer.follow('See all my tickets')
  await buyer.at('My tickets')
  await buyer.reads('Paid')
  await store.network.settle()
  expect(store.network.stripe.books().balance).toMatchObject({ eur: { captured: 5000 } })
})

test('a declined card is not the end: another one, confirmed with the bank, pays', async () => {
  const { buyer } = await holding(await sale('Night trains'), 1)
  await buyer.press('Pay €25.00')
  await paysWith(buyer, testCards.declined)
  await buyer.page.getByRole('alert').getByText('Your card was declined.').waitFor()
  await paysWith(buyer, testCards.threeDSecure)
  await buyer.at('Confirm it is you')
  await buyer.press('Complete authentication')
  await buyer.at("You're going!")
})

test('who does nothing is told that the hold has ended, and others can have the tickets', async () => {
  const event = await sale('One night only', 2)
  const { buyer } = await holding(event, 2, 'phone')
  const other = await store.network.person()
  expect(await other.available(event)).toBe(0)
  await store.network.advance({ minutes: 15 })

  await buyer.at('Your hold has ended')
  await buyer.reads('Nothing was charged.')
  expect(await other.available(event)).toBe(2)
  await meetsNoBarrier(buyer)
  await buyer.press('Hold the same again')
  await buyer.at('Your tickets are on hold')
  expect(await other.available(event)).toBe(0)
  await store.network.advance({ minutes: 15 })

  await buyer.at('Your hold has ended')
  await other.holds(event, 1)
  await buyer.reads('Still to be had: 1 × Standard.')
  await buyer.press('Hold what is left')
  await buyer.at('Your tickets are on hold')
  await buyer.reads('1 × Standard')
  await store.network.advance({ minutes: 15 })
  await buyer.at('Your hold has ended')
  await buyer.follow('Choose again')
  await buyer.at('One night only')
  expect(await buyer.field('Quantity: Standard').inputValue()).toBe('1')
})

test('a list is narrowed by city, day and price in its address, and opened wide again', async () => {
  const seller = await store.network.person()
  await seller.lists({ title: 'Free in Graz', price: 0, city: 'Graz' })
  await seller.lists({ title: 'Dear in Graz', price: 9900, city: 'Graz' })
  for (const scheme of ['light', 'dark'] as const) {
    const buyer = await store.visit({ scheme, size: 'phone' })
    await buyer.goTo('/?city=Graz')
    await buyer.link('Dear in Graz').waitFor()
    await buyer.page.getByRole('combobox', { name: 'Price' }).selectOption('Free')
    await buyer.page.getByRole('status').getByText('1 event', { exact: true }).waitFor()
    expect(await buyer.link('Dear in Graz').count()).toBe(0)
    expect(new URL(buyer.page.url()).search).toBe('?city=Graz&price=free')
    await meetsNoBarrier(buyer)
    await buyer.page.getByRole('combobox', { name: 'When' }).selectOption('Today')
    await buyer.reads('Nothing fits all of this')
    await meetsNoBarrier(buyer)
    await buyer.button('Clear filters').last().click()
    await buyer.link('Dear in Graz').waitFor()
    expect(new URL(buyer.page.url()).search).toBe('')
  }
})

test('an event can be kept: in a calendar, and by machines that read pages', async () => {
  const event = await sale('</script><b>Bold & loud', 5)
  const buyer = await store.visit({ scheme: 'dark' })
  await buyer.goTo(`/events/${event.id}`)
  await buyer.at('</script><b>Bold & loud')
  await meetsNoBarrier(buyer)
  const [file] = await Promise.all([buyer.page.waitForEvent('download'), buyer.press('Add to calendar')])
  const text = await readFile(await file.path(), 'utf8')
  expect(text).toMatch(/^BEGIN:VCALENDAR\r\n/)
  expect(text).toContain('SUMMARY:</script><b>Bold & loud')
  const item = buyer.page.locator('[itemtype="https://schema.org/Event"]')
  const says = (name: string) => item.locator(`> [itemprop=${name}]`).getAttribute('content')
  expect(await says('name')).toBe('</script><b>Bold & loud')
  expect(await says('startDate')).toMatch(/^\d{4}-\d\d-\d\dT/)
  const offer = item.locator('[itemtype="https://schema.org/Offer"]')
  expect(await offer.locator('[itemprop=price]').getAttribute('content')).toBe('25.00')
  expect(await offer.locator('[itemprop=availability]').getAttribute('href')).toBe('https://schema.org/InStock')
})

test('who lets go is asked once more, and lets go at once', async () => {
  const event = await sale('Harbour lights', 3)
  const { buyer, person } = await holding(event, 3)
  await buyer.press('Cancel hold')
  await buyer.page.getByRole('alertdialog', { name: 'Let these tickets go?' }).waitFor()
  await buyer.press('Keep tickets')
  await buyer.at('Your tickets are on hold')
  await buyer.press('Cancel hold')
  await buyer.press('Release tickets')
  await buyer.at('You released these tickets')
  expect(await person.available(event)).toBe(3)
})

test('what costs nothing is taken without a card', async () => {
  const seller = await store.network.person()
  const event = await seller.lists({ title: 'Open rehearsal', price: 0, quantity: 5 })
  const { buyer } = await holding(event, 1)
  await buyer.press('Get tickets')
  await buyer.at("You're going!")
})

test('a connection that goes away takes nothing along: the choice stays, and the same press works once it is back', async () => {
  const event = await sale('Through the tunnel')
  const buyer = await store.visit({ as: await store.network.person(), size: 'phone' })
  await buyer.goTo(`/events/${event.id}`)
  await buyer.press('Add one: Standard')
  await buyer.press('Add one: Standard')
  await buyer.page.context().setOffline(true)
  await buyer.reads('You are offline. What you see may be out of date.')
  await meetsNoBarrier(buyer)
  await buyer.press('Hold tickets')
  await buyer.page.getByRole('alert').waitFor()
  expect(await buyer.field('Quantity: Standard').inputValue()).toBe('2')

  await buyer.page.context().setOffline(false)
  await buyer.page.getByText('You are offline').waitFor({ state: 'detached' })
  await buyer.press('Hold tickets')
  await buyer.at('Your tickets are on hold')
  await buyer.reads('2 × Standard')
  buyer.complaints.splice(0)
})

test('two tabs tell one story: what is let go in the one is over in the other', async () => {
  const { buyer, order } = await holding(await sale('Seen twice'), 1)
  const other = await buyer.opensAnotherTab(`/orders/${order.id}`)
  await other.at('Your tickets are on hold')
  await buyer.press('Cancel hold')
  await buyer.press('Release tickets')
  await buyer.at('You released these tickets')
  await other.comesBack()
  await other.at('You released these tickets')
})
