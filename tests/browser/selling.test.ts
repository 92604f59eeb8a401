import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { png } from '../setup/png.ts'
import { meetsNoBarrier } from './axe.ts'
import { draftIs, goesToStep } from './editor.ts'
import { eventually, openStore } from './store.ts'
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
  })
  await seller.field('Time zone').selectOption('Europe/Vienna')
  await seller.press('Continue')
  await fillsType(seller, 1, { Name: 'Adult', Price: 'a lot', Quantity: '12' })
  await seller.press('Add ticket type')
  await fillsType(seller, 2, { Name: 'Child', Price: '4.50', Quantity: '8' })
  await draftIs(seller, 'Not complete yet: kept on this device')
  await goesToStep(seller, 'Policy')
  await seller.fills({ 'Hold time (minutes)': '20', 'Most per person': '3', Adult: '4', Child: '4' })
  await seller.press('No refunds')
  await goesToStep(seller, 'Preview')
  await seller.reads('Not complete yet')

  await seller.press('Publish')
  await seller.page.getByRole('alert').getByText('Please look at these again').waitFor()
  await seller.page.getByRole('alert').getByRole('link').click()
  expect(await seller.page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))).toBe('true')
  await fillsType(seller, 1, { Price: '9' })
  await draftIs(seller, 'Saved')
  await goesToStep(seller, 'Preview')
  await seller.reads('This is what buyers will see.')
  await seller.reads('€4.50')
  await meetsNoBarrier(seller)
  await seller.press('Publish')
  await seller.reads('Published. It is on sale now.')
  await store.network.settle()

  await seller.follow('View event page')
  await seller.at('A walk by lantern light')
  await seller.reads('€4.50')
  await seller.reads('On hold for 20 minutes while you pay. At most 3 tickets per person.')
  await seller.reads('Tickets cannot be given back, unless the event does not take place.')
  await seller.goTo('/')
  await seller.link('A walk by lantern light').waitFor()

  await seller.press('Account: Sel Seller')
  await seller.follow('My events')
  await seller.at('My events')
  await seller.reads('On sale')
  await seller.reads('0 of 20 sold')
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

  // Of what one person may have, what they hold already is a part.
  await buyer.page.goBack()
  await buyer.press('Add one: Adult')
  await buyer.reads('3 tickets, all in')
  expect(await buyer.page.getByRole('button', { name: 'Add one: Child' }).isDisabled()).toBe(true)
  await buyer.press('Hold tickets')
  const refused = buyer.page.getByRole('alert')
  await refused.getByText('At most 3 tickets per person').waitFor()
  await refused.getByText('You have 2 tickets for this event, on hold or bought. You may take one more.').waitFor()
  await buyer.press('Remove one: Adult')
  await buyer.press('Remove one: Child')
  await buyer.press('Hold tickets')
  await buyer.at('Your tickets are on hold')
})

/** Describes an event as far as it has to be to be kept. */
const describes = async (seller: Visitor, title: string) => {
  await seller.goTo('/sell/new')
  await seller.at('New event')
  await seller.fills({ Title: title, Venue: 'Somewhere', City: 'Graz', Starts: `${inDays(30)}T20:00` })
  await goesToStep(seller, 'Tickets')
  await fillsType(seller, 1, { Name: 'Seat', Price: '0', Quantity: '5' })
  await draftIs(seller, 'Saved')
}

test('a draft saves itself, survives a reload and a dead connection, and is nobody else’s to see', async () => {
  const seller = await store.visit({ as: await store.network.person(), size: 'phone', scheme: 'dark' })
  await seller.goTo('/sell/new')
  await seller.at('New event')
  await seller.fills({ Title: 'Per' })
  await draftIs(seller, 'Not complete yet: kept on this device')
  await seller.page.reload()
  await seller.reads('Here is what you had typed')
  expect(await seller.field('Title').inputValue()).toBe('Per')
  await meetsNoBarrier(seller)
  await seller.press('Start over')
  expect(await seller.field('Title').inputValue()).toBe('')

  await describes(seller, 'Perhaps')
  await seller.page.reload()
  await seller.at('Edit event')
  const { path } = seller
  expect(path).toMatch(/^\/sell\/evt_/)
  expect(
    await seller.page.getByRole('group', { name: 'Ticket type 1' }).getByLabel('Name', { exact: true }).inputValue(),
  ).toBe('Seat')

  await goesToStep(seller, 'Details')
  await seller.page.route('**/api/tickets/events/**', (route) => route.abort())
  await seller.fills({ Title: 'Perhaps, perhaps not' })
  await draftIs(seller, 'Not saved: no connection. Kept on this device')
  await seller.page.unrouteAll()
  await draftIs(seller, 'Saved')
  // The browser itself says that nothing came back, which here is the point.
  expect(seller.complaints.splice(0).filter((complaint) => !complaint.includes('ERR_FAILED'))).toEqual([])
  await seller.goTo('/sell')
  await seller.link('Perhaps, perhaps not').waitFor()
  await seller.page.getByRole('listitem').getByText('Draft', { exact: true }).waitFor()
  await meetsNoBarrier(seller)

  const stranger = await store.visit({ as: await store.network.person() })
  await stranger.goTo(path.replace('/sell/', '/events/'))
  await stranger.at('There is nothing here')
})

test('two tabs change one draft: neither overwrites the other before somebody says so', async () => {
  const person = await store.network.person()
  const [one, two] = [await store.visit({ as: person }), await store.visit({ as: person })]
  await describes(one, 'Mine')
  await goesToStep(one, 'Details')
  await two.goTo(one.path)
  await two.fills({ Title: 'Theirs' })
  await draftIs(two, 'Saved')

  await one.fills({ City: 'Linz' })
  await one.page.getByRole('alert').getByText('Changed elsewhere').waitFor()
  await meetsNoBarrier(one)
  await one.press('Keep mine')
  await draftIs(one, 'Saved')

  await two.fills({ Venue: 'Elsewhere' })
  await two.page.getByRole('alert').getByText('Changed elsewhere').waitFor()
  await two.press('Reload theirs')
  await expect.poll(() => two.field('Title').inputValue()).toBe('Mine')
  expect(await two.field('City').inputValue()).toBe('Linz')
  expect(await two.field('Venue').inputValue()).toBe('Somewhere')
})

test('a seller sees how an event sells, finds an order, takes the list along, and begins another event like it', async () => {
  const { network } = store
  const [person, buyer] = [await network.person(), await network.person()]
  const event = await person.lists({
    title: 'Numbers, please',
    ticketTypes: [
      { name: 'Adult', price: { amount: 2500, currency: 'EUR' }, quantity: 20 },
      { name: '=Child', price: { amount: 0, currency: 'EUR' }, quantity: 10 },
    ],
  })
  const order = await buyer.holds(event, 2)
  await network.settle()
  await buyer.pays(order)
  await network.settle()
  await buyer.holds(event, 3)

  for (const look of [
    { size: 'phone', scheme: 'dark' },
    { size: 'desktop', scheme: 'light' },
  ] as const) {
    const seller = await store.visit({ ...look, as: person })
    await seller.goTo('/sell')
    await seller.reads('2 of 30 sold')
    await meetsNoBarrier(seller)
    await seller.follow('Numbers, please')
    await seller.at('Overview')
    await seller.reads('3 tickets on hold now')
    await seller.page.getByRole('img', { name: /^Revenue over time: €50.00 in all/ }).waitFor()
    await seller.page.getByRole('list', { name: 'By ticket type' }).getByText('2 of 20').waitFor()
    await meetsNoBarrier(seller)
    await seller.goTo('/sell/overview')
    await seller.at('Overview')
    await seller.page.getByRole('list', { name: 'By event' }).getByText('Numbers, please').waitFor()
    await meetsNoBarrier(seller)
  }

  const seller = await store.visit({ as: person })
  await seller.goTo(`/sell/${event.id}/overview`)
  await seller.press('Revenue: show as a table')
  const table = seller.page.getByRole('table', { name: 'Revenue' })
  await table.getByRole('row').filter({ hasText: '€50.00' }).waitFor()
  await seller.press('By ticket type: show as a table')
  await seller.page.getByRole('row', { name: /^Adult 2 0 20/ }).waitFor()
  await meetsNoBarrier(seller)
  await seller.follow('7 days')
  await seller.page.waitForURL(/period=7d/)
  await table.getByRole('row').nth(7).waitFor()

  await seller.goTo(`/sell/${event.id}/orders`)
  await seller.reads('2 × Adult')
  await seller.fills({ 'Search orders': `ord_…${order.id.slice(-8)}` })
  await seller.press('Search')
  await seller.page.waitForURL(/[?]q=/)
  await seller.reads('2 × Adult')
  await seller.field('Ticket type').selectOption('=Child')
  await seller.reads('No order like that')
  await meetsNoBarrier(seller)
  const [file] = await Promise.all([seller.page.waitForEvent('download'), seller.press('Attendees CSV')])
  const [head, ...tickets] = (await readFile(await file.path(), 'utf8')).trim().split('\r\n')
  expect(head).toMatch(/^order,ticket_type,/)
  expect(tickets).toHaveLength(2)
  expect(tickets[0]).toMatch(new RegExp(`^${order.id},Adult,,,,valid,`))

  await seller.goTo('/sell')
  await seller.press('Duplicate: Numbers, please')
  await seller.at('Edit event')
  expect(await seller.field('Title').inputValue()).toBe('Numbers, please (copy)')
  await goesToStep(seller, 'Policy')
  expect(await seller.field('Adult').inputValue()).toBe('10')
  await meetsNoBarrier(seller)
  await seller.goTo('/sell?show=draft')
  await seller.link('Numbers, please (copy)').waitFor()
  expect(await seller.link('Numbers, please').count()).toBe(0)
})

const fileFrom = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/png', buffer })

test('a seller shows a picture and says how people get in; buyers see both, until it is over', async () => {
  const { network } = store
  const person = await network.person()
  const seller = await store.visit({ as: person, size: 'phone' })
  await describes(seller, 'With a picture')
  await seller.page.getByRole('group', { name: 'Ticket type 1' }).getByLabel('What it includes').fill('A lantern.')
  await goesToStep(seller, 'Details')

  // By keyboard it is an ordinary file input; what is no picture takes nothing away.
  const choose = seller.page.getByLabel('Choose a picture')
  await seller.field('Currency').focus()
  await seller.page.keyboard.press('Tab')
  expect(await choose.evaluate((input) => input === document.activeElement)).toBe(true)
  await choose.setInputFiles(fileFrom('words.png', Buffer.from('only words')))
  await seller.page.getByRole('alert').getByText('Choose a JPEG, PNG, WebP or AVIF.').waitFor()
  await meetsNoBarrier(seller)
  await choose.setInputFiles(fileFrom('small.png', png(120, 90)))
  await seller.page.getByRole('alert').getByText('This picture is too small').waitFor()
  // What is typed while a picture is on its way stays.
  await choose.setInputFiles(fileFrom('hills.png', png(1800, 1100)))
  await seller.fills({ City: 'Linz' })
  await seller.reads('The picture is there. Say what can be seen on it.')
  await draftIs(seller, 'Not complete yet: kept on this device')
  await seller.fills({ 'What can be seen on it': 'The sun between two hills' })
  await draftIs(seller, 'Saved')
  expect(await seller.field('City').inputValue()).toBe('Linz')
  await meetsNoBarrier(seller)

  await goesToStep(seller, 'Policy')
  await seller.page.getByLabel('Hearing loop').check()
  await seller.fills({ 'What else there is to know': 'Ask Ana at the door.' })
  await draftIs(seller, 'Saved')
  await meetsNoBarrier(seller)
  await goesToStep(seller, 'Preview')
  await seller.page.getByRole('img', { name: 'The sun between two hills' }).waitFor({ state: 'attached' })
  await seller.press('Publish')
  await seller.reads('Published. It is on sale now.')
  await network.settle()
  const path = seller.path.replace('/sell/', '/events/')

  const buyer = await store.visit()
  await buyer.goTo('/')
  const card = buyer.page.getByRole('article').filter({ hasText: 'With a picture' }).locator('img')
  await eventually(() => card.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
  expect(await card.getAttribute('loading')).toBe('lazy')
  await buyer.goTo(path)
  const picture = buyer.page.getByRole('img', { name: 'The sun between two hills' })
  await picture.waitFor()
  await buyer.reads('A lantern.')
  await buyer.page.getByRole('heading', { name: 'Access' }).waitFor()
  await buyer.reads('Hearing loop')
  await buyer.reads('Ask Ana at the door.')
  await meetsNoBarrier(buyer)
  const address = await picture.getAttribute('src')
  expect(await buyer.page.locator('meta[property="og:image"]').getAttribute('content')).toContain(address)
  expect(await buyer.page.locator('[itemprop=amenityFeature] [itemprop=name]').getAttribute('content')).toBe(
    'hearing loop',
  )

  await seller.goTo(seller.path)
  await seller.press('Remove picture')
  await seller.press('Save changes')
  await seller.reads('Saved.')
  await buyer.page.reload()
  await buyer.reads('Hearing loop')
  expect(await picture.count()).toBe(0)

  const id = path.split('/').at(-1)
  await admin(network.database, `update tickets.events set starts_at = now() - interval '40 days' where id = $1`, [id])
  await buyer.page.reload()
  await buyer.at('This event is over')
  await buyer.reads('With a picture')
  await meetsNoBarrier(buyer)
  await buyer.follow('Discover events')
  await buyer.at(/./)
  expect(buyer.path).toBe('/')
})

test('nobody buys from a seller who is gone, and the page says so', async () => {
  const { network } = store
  const [person, buyer] = [await network.person(), await network.person()]
  const event = await person.lists({ title: 'Left behind', price: 0 })
  const order = await buyer.holds(event)
  await person.succeed('POST', '/api/auth/delete', { body: { confirm: 'delete my account' } })
  await network.settle()
  expect((await buyer.asksToHold(event)).body).toMatchObject({ status: 409, type: '/problems/not-on-sale' })
  // What was held before is still theirs to take.
  await buyer.succeed('POST', `/api/orders/${order.id}/claim`, { body: {} })
  expect(await buyer.sees(order)).toMatchObject({ state: 'paid' })

  const visitor = await store.visit({ size: 'phone', scheme: 'dark' })
  await visitor.goTo(`/events/${event.id}`)
  await visitor.at('Left behind')
  await visitor.reads('Nobody sells this any more')
  await visitor.reads('A former seller')
  await meetsNoBarrier(visitor)
})
