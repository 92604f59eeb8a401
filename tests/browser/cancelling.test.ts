import { expect, test } from 'vitest'
import { meetsNoBarrier } from './axe.ts'
import { openStore } from './store.ts'

const store = openStore()

test('a seller calls an event off: holds end, everybody is paid back, and everybody is told', async () => {
  const { network } = store
  const [seller, anna, ben, cleo] = [
    await network.person({ name: 'Selma Seller' }),
    await network.person(),
    await network.person(),
    await network.person(),
  ]
  const event = await seller.lists({ title: 'Under open skies', price: 2500 })
  const [annas, bens, cleos] = [await anna.holds(event, 2), await ben.holds(event), await cleo.holds(event)]
  await network.settle()
  await anna.pays(annas)
  await ben.pays(bens)
  await network.settle()

  const atDesk = await store.visit({ as: seller })
  await atDesk.goTo('/sell')
  await atDesk.follow('Under open skies')
  await atDesk.follow('Cancel event')
  await atDesk.at('Cancel event')
  await atDesk.reads('€75.00')
  await meetsNoBarrier(atDesk)
  await atDesk.press('Cancel this event for good')
  await atDesk.reads(/say why, in a few words/)
  await atDesk.fills({ 'Why it does not take place': 'A storm is coming', 'The event’s title': 'yes' })
  await atDesk.press('Cancel this event for good')
  await atDesk.reads(/this is not the title/)
  await atDesk.fills({ 'The event’s title': 'under open skies' })
  await atDesk.press('Cancel this event for good')
  await atDesk.at('Cancelled')
  await network.settle()
  const bar = atDesk.page.getByRole('progressbar', { name: 'Orders paid back' })
  await atDesk.reads('2 of 2 orders paid back')
  expect(await bar.getAttribute('aria-valuetext')).toBe('2 of 2 orders paid back')
  await atDesk.reads('Nothing is left to do by itself.')
  await meetsNoBarrier(atDesk)
  await atDesk.goTo(`/sell/${event.id}`)
  await atDesk.at('Cancelled')

  const annasPhone = await store.visit({ as: anna, size: 'phone', scheme: 'dark' })
  await annasPhone.goTo(`/orders/${annas.id}`)
  await annasPhone.at('Your money is on its way back')
  await annasPhone.reads('“A storm is coming”')
  await annasPhone.reads('€50.00')
  await meetsNoBarrier(annasPhone)

  const cleosPhone = await store.visit({ as: cleo, size: 'phone' })
  await cleosPhone.goTo(`/orders/${cleos.id}`)
  await cleosPhone.at('The event has been cancelled')
  await cleosPhone.reads('Nothing was charged.')

  const visitor = await store.visit({ size: 'phone', scheme: 'dark' })
  await visitor.goTo(`/events/${event.id}`)
  await visitor.at('Under open skies')
  await visitor.reads('This event does not take place')
  await visitor.reads('“A storm is coming”')
  expect(await visitor.button('Hold tickets').count()).toBe(0)
  await meetsNoBarrier(visitor)
  await visitor.goTo('/')
  await visitor.at(/Your ticket waits/)
  await visitor.reads(/Nothing is on sale yet|On sale now/)
  expect(await visitor.link('Under open skies').count()).toBe(0)
})

test('a refund that fails shows in the progress, and to the buyer', async () => {
  const { network } = store
  const [seller, buyer] = [await network.person(), await network.person()]
  const event = await seller.lists({ title: 'One of these cards is gone', price: 2500 })
  const orders = [await buyer.holds(event), await buyer.holds(event)]
  await network.settle()
  for (const order of orders) await buyer.pays(order)
  await network.settle()
  network.stripe.faults.failRefunds(1)

  const atDesk = await store.visit({ as: seller, size: 'phone', scheme: 'dark' })
  await atDesk.goTo(`/sell/${event.id}/cancel`)
  await atDesk.at('Cancel event')
  await atDesk.reads('€50.00')
  await meetsNoBarrier(atDesk)
  await atDesk.fills({
    'Why it does not take place': 'The hall is flooded',
    'The event’s title': 'One of these cards is gone',
  })
  await atDesk.press('Cancel this event for good')
  await atDesk.at('Cancelled')
  await network.settle()
  await atDesk.reads('1 of 2 orders paid back, 1 failed')
  await atDesk.reads('1 refund failed')
  await meetsNoBarrier(atDesk)
})

test('whose event was changed elsewhere is told before it is called off', async () => {
  const { network } = store
  const seller = await network.person()
  const event = await seller.lists({ title: 'Two tabs' })
  const visitor = await store.visit({ as: seller })
  await visitor.goTo(`/sell/${event.id}/cancel`)
  await visitor.at('Cancel event')
  await seller.succeed('PATCH', `/api/tickets/events/${event.id}`, {
    body: { venue: 'Somewhere else' },
    headers: { 'if-match': `"v${event.version}"` },
  })
  await visitor.fills({ 'Why it does not take place': 'Too few came', 'The event’s title': 'Two tabs' })
  await visitor.press('Cancel this event for good')
  await visitor.page.getByRole('alert').getByText('It was changed meanwhile').waitFor()
  await visitor.press('Cancel this event for good')
  await visitor.at('Cancelled')
  await network.settle()
  await visitor.reads('Nobody had paid for it.')
})
