import { expect, test } from 'vitest'
import { eventually, openStore } from './store.ts'
import type { Visitor } from './visitor.ts'

const store = openStore()

const tabTo = async (visitor: Visitor, name: string) => {
  const passed: string[] = []
  for (let step = 0; step < 40; step++) {
    await visitor.page.keyboard.press('Tab')
    const at = await visitor.focused()
    if (at === name) return
    passed.push(at)
  }
  throw new Error(`Tab never reached ${name}, only ${passed.join(' | ')}`)
}

test('who is signed out signs in on the way, and what they chose is kept', async () => {
  const [seller, buyer] = [await store.network.person(), await store.network.person()]
  const event = await seller.lists({ title: 'Chosen before', quantity: 5 })
  const visitor = await store.visit({ size: 'phone' })
  await visitor.goTo(`/events/${event.id}`)
  await visitor.press('Add one: Standard')
  await visitor.press('Add one: Standard')
  await visitor.press('Hold tickets')

  await visitor.at('Sign in')
  await visitor.fills({ Email: buyer.email, Password: 'not the password' })
  await visitor.press('Sign in')
  await visitor.page.getByRole('alert').getByText('The email or the password is not right').waitFor()
  await visitor.fills({ Password: buyer.password })
  await visitor.press('Sign in')

  await visitor.at('Chosen before')
  expect(await visitor.field('Quantity: Standard').inputValue()).toBe('2')
  await visitor.press('Hold tickets')
  await visitor.at('Your tickets are on hold')
  await visitor.reads('2 × Standard')
})

test('an order is a page for its buyer, and for anybody else there is nothing', async () => {
  const [seller, buyer, stranger] = [
    await store.network.person(),
    await store.network.person(),
    await store.network.person(),
  ]
  const order = await buyer.holds(await seller.lists({ title: 'A private matter' }))
  const other = await store.visit({ as: stranger })
  await other.goTo(`/orders/${order.id}`)
  await other.at('There is nothing here')
  expect(await other.page.getByText('A private matter').count()).toBe(0)

  const nobody = await store.visit()
  await nobody.goTo(`/orders/${order.id}`)
  await nobody.at('Sign in')
  await nobody.fills({ Email: buyer.email, Password: buyer.password })
  await nobody.press('Sign in')
  await nobody.at('Your tickets are on hold')
})

test('an address that leads nowhere says so', async () => {
  const visitor = await store.visit({ size: 'phone', scheme: 'dark' })
  await visitor.goTo('/no/such/page')
  await visitor.at('There is nothing here')
  await visitor.follow('Discover events')
  await visitor.at(/Your ticket waits/)
})

test('the way to a hold needs no mouse', async () => {
  const [seller, buyer] = [await store.network.person(), await store.network.person()]
  await seller.lists({ title: 'By key alone', quantity: 5 })
  const visitor = await store.visit({ as: buyer })
  const { keyboard } = visitor.page
  await visitor.goTo('/')
  await visitor.link('By key alone').waitFor()

  await keyboard.press('Tab')
  expect(await visitor.focused()).toBe('Skip to content')
  await keyboard.press('Enter')
  await tabTo(visitor, 'Search events')
  await tabTo(visitor, 'By key alone')
  await keyboard.press('Enter')

  await visitor.at('By key alone')
  await eventually(() => visitor.focused()).toBe('By key alone')
  await tabTo(visitor, 'Quantity: Standard')
  await keyboard.press('ArrowUp')
  await keyboard.press('ArrowUp')
  await visitor.reads('2 tickets, all in')
  await tabTo(visitor, 'Hold tickets')
  await keyboard.press('Enter')

  await visitor.at('Your tickets are on hold')
  await eventually(() => visitor.focused()).toBe('Your tickets are on hold')
  await tabTo(visitor, 'Cancel hold')
  await keyboard.press('Enter')
  await eventually(() => visitor.focused()).toBe('Keep tickets')
  await keyboard.press('Escape')
  await eventually(() => visitor.focused()).toBe('Cancel hold')
})

test('the skip link leads past the menu', async () => {
  const visitor = await store.visit({ as: await store.network.person() })
  await visitor.goTo('/orders')
  await visitor.at('My tickets')
  await visitor.page.keyboard.press('Tab')
  await visitor.page.keyboard.press('Enter')
  await visitor.page.keyboard.press('Tab')
  expect(await visitor.focused()).toBe('Discover events')
})

test('who is too late by a moment is told, and sees at once what is left', async () => {
  const [seller, buyer, rival] = [
    await store.network.person(),
    await store.network.person(),
    await store.network.person(),
  ]
  const event = await seller.lists({ title: 'The last chair', quantity: 1 })
  const visitor = await store.visit({ as: buyer, size: 'phone' })
  await visitor.goTo(`/events/${event.id}`)
  await visitor.press('Add one: Standard')
  // Between the click and the store's answer, somebody else is faster.
  await visitor.page.route('**/api/orders', async (route) => {
    await rival.holds(event)
    await route.continue()
  })
  await visitor.press('Hold tickets')
  await visitor.page.getByRole('alert').getByText('Somebody was faster').waitFor()
  await visitor.reads('Sold out')
  expect(visitor.path).toBe(`/events/${event.id}`)
})
