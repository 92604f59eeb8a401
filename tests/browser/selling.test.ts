import { expect, test } from 'vitest'
import { openStore } from './store.ts'
import type { Visitor } from './visitor.ts'

const store = openStore()

const DAY_MS = 86_400_000
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10)

const fillsType = async (seller: Visitor, n: number, fields: Record<string, string>) => {
  const type = seller.page.getByRole('group', { name: `Ticket type ${n}` })
  for (const [label, value] of Object.entries(fields)) await type.getByLabel(label, { exact: true }).fill(value)
}

test('somebody signs up, describes an event, sells two kinds of ticket, and leaves', async () => {
  const seller = await store.visit()
  await seller.goTo('/')
  await seller.page.getByRole('navigation').getByRole('link', { name: 'Sell tickets' }).click()
  await seller.at('Sign in')
  await seller.follow('Create an account')
  await seller.fills({ Name: 'Sel Seller', Email: 'sel@example.com', Password: 'correct horse battery' })
  await seller.press('Create account')
  await seller.at('My events')
  await seller.reads('Sell your first ticket')

  // What costs money can be sold once there is somewhere to pay it to.
  await seller.goTo('/sell/money')
  await seller.at('Money')
  await seller.field('Where you are').selectOption({ label: 'Austria' })
  await seller.press('Set up payouts')
  await seller.at('Tell us where your money goes')
  await seller.press('Agree and finish')
  await seller.at('Money')
  await seller.reads('Stripe pays what you sell into your bank account.')
  await store.network.settle()
  await seller.follow('My events')
  await seller.at('My events')

  await seller.follow('New event')
  await seller.at('New event')
  await seller.fills({
    Title: 'A walk by lantern light',
    Description: 'Two hours through the old town.\nBring good shoes.',
    Venue: 'At the fountain',
    City: 'Vienna',
    Starts: `${inDays(60)}T19:30`,
    'Hold time (minutes)': '20',
  })
  await seller.field('Time zone').selectOption('Europe/Vienna')
  await fillsType(seller, 1, { Name: 'Adult', Price: 'a lot', Quantity: '12', 'Max per order': '4' })
  await seller.press('Add ticket type')
  await fillsType(seller, 2, { Name: 'Child', Price: '4.50', Quantity: '8', 'Max per order': '4' })

  await seller.press('Publish')
  await seller.page.getByRole('alert').getByText('Please look at these again').waitFor()
  await seller.page.getByRole('alert').getByRole('link').click()
  expect(await seller.page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true')
  await fillsType(seller, 1, { Price: '9' })
  await seller.press('Publish')
  await seller.reads('Published. It is on sale now.')
  await store.network.settle()

  await seller.follow('View event page')
  await seller.at('A walk by lantern light')
  await seller.reads('€4.50')
  await seller.reads('On hold for 20 minutes while you pay.')
  await seller.goTo('/')
  await seller.link('A walk by lantern light').waitFor()

  await seller.press('Account: Sel Seller')
  await seller.follow('My events')
  await seller.at('My events')
  await seller.reads('Published')
  await seller.press('Account: Sel Seller')
  await seller.press('Sign out')
  await seller.link('Sign in').waitFor()

  const buyer = await store.visit({ as: await store.network.person(), size: 'phone' })
  await buyer.goTo('/')
  await buyer.follow('A walk by lantern light')
  await buyer.press('Add one: Adult')
  await buyer.press('Add one: Child')
  await buyer.reads('2 tickets, all in')
  await buyer.reads('€13.50')
  await buyer.press('Hold tickets')
  await buyer.at('Your tickets are on hold')
})

test('a draft is kept, is changed, and is nobody else’s to see', async () => {
  const seller = await store.visit({ as: await store.network.person(), size: 'phone', scheme: 'dark' })
  await seller.goTo('/sell/new')
  await seller.at('New event')
  await seller.fills({ Title: 'Perhaps', Venue: 'Somewhere', City: 'Graz', Starts: `${inDays(30)}T20:00` })
  await fillsType(seller, 1, { Name: 'Seat', Price: '10', Quantity: '5' })
  await seller.press('Save draft')
  await seller.reads('Saved.')
  await seller.at('Edit event')
  const { path } = seller
  await seller.fills({ Title: 'Perhaps, perhaps not' })
  await seller.press('Save draft')
  await seller.reads('Saved.')
  await seller.goTo('/sell')
  await seller.link('Perhaps, perhaps not').waitFor()
  await seller.reads('Draft')

  const stranger = await store.visit({ as: await store.network.person() })
  await stranger.goTo(path.replace('/sell/', '/events/'))
  await stranger.at('There is nothing here')
})
