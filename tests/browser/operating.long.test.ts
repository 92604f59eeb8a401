import { Client } from '@upstash/qstash'
import { expect, test } from 'vitest'
import { admin } from '#local/postgres'
import { newId } from '#shared/ids'
import { eventually, openStore } from './store.ts'

const store = openStore()

const garbage = async (url: string) => {
  const { network } = store
  const broker = new Client({ baseUrl: network.courierUrl, token: network.secrets.courier, devMode: false })
  await broker.publishJSON({
    url,
    body: {
      ...{ id: newId('message'), type: 'payment.captured', aggregate: newId('payment'), version: 1, traceparent: null },
      ...{ occurredAt: new Date().toISOString(), data: { order: 'nobody’s' } },
    },
  })
  await network.settle()
}

test('an operator follows an order’s messages, and does away with a dead letter, saying why', async () => {
  const { network } = store
  const [seller, buyer] = [await network.person(), await network.person()]
  const order = await buyer.holds(await seller.lists())
  await buyer.pays(order)
  await network.settle()
  await network.advance({ minutes: 1 })
  await network.sweep()
  await garbage(`${network.url}/api/orders/messages`)

  const operator = await store.visit({ as: await network.operator() })
  await operator.goTo('/')
  await operator.press('Account: Olga Operator')
  await operator.follow('Operations')
  await operator.at('Operations')
  await operator.reads('Up to date')

  await operator.fills({ 'Order, payment, event, account or trace': 'the blue one' })
  await operator.press('Find')
  await operator.reads(/paste an id such as/i)
  await operator.fills({ 'Order, payment, event, account or trace': `${network.url}/orders/${order.id}` })
  await operator.press('Find')
  const messages = operator.page.getByRole('region', { name: 'Messages' }).getByRole('listitem')
  await eventually(() => messages.count()).toBe(5)
  await eventually(() => messages.first().textContent()).toMatch(/order\.paid.*Heard.*orders to payments/)
  // What can be followed is followed by keyboard as well.
  await messages
    .first()
    .getByRole('link', { name: /about trace/ })
    .focus()
  await operator.page.keyboard.press('Enter')
  await eventually(() => new URL(operator.page.url()).searchParams.get('about')).toMatch(/^[0-9a-f]{32}$/)

  await operator.follow(/^Dead letters/)
  await operator.reads('payment.captured')
  await operator.reads(/does not keep its contract: #\/payment, #\/order/)
  await operator.press('Discard: payment.captured')
  const dialog = operator.page.getByRole('alertdialog')
  await dialog.getByRole('button', { name: 'Discard', exact: true }).click()
  await dialog.getByText(/say why, in a few words/i).waitFor()
  await operator.fills({ Why: 'an experiment that went wrong' })
  await operator.page.keyboard.press('Tab')
  await dialog.getByRole('button', { name: 'Discard', exact: true }).click()
  await operator.reads('1 message discarded.')
  await operator.reads('No dead letters')
  await operator.follow('History')
  await operator.reads('an experiment that went wrong')
  await operator.reads('Olga Operator')
})

test('on a phone in the dark, a letter is delivered again; and whoever is no operator finds nothing here', async () => {
  const { network } = store
  await garbage(`${network.url}/api/orders/messages`)
  const operator = await store.visit({ as: await network.operator(), size: 'phone', scheme: 'dark' })
  await operator.goTo('/operator?view=dead-letters')
  await operator.at('Operations')
  await operator.press('Deliver again: payment.captured')
  await operator.fills({ Why: 'orders has been mended' })
  await operator.press('Deliver')
  await operator.reads('1 message on its way again.')
  await network.settle()
  // It was not mended: it is back.
  await operator.goTo('/operator?view=dead-letters')
  await operator.reads('payment.captured')
  await operator.goTo('/operator?state=waiting')
  await operator.reads('No such messages')

  const stranger = await store.visit({ as: await network.person() })
  await stranger.goTo('/operator')
  await stranger.at('There is nothing here')
  await stranger.goTo('/')
  await stranger.page.getByRole('button', { name: /^Account: / }).click()
  expect(await stranger.link('Operations').count()).toBe(0)
})

test('a mail that its carrier refused is found by its kind, and sent again once it can be', async () => {
  const { network } = store
  const operator = await store.visit({ as: await network.operator() })
  await operator.goTo('/operator?view=mails')
  await operator.reads('Every mail got away')

  const reader = await network.person({ email: 'ada@refused.example' })
  const [seller, other] = [await network.person(), await network.person({ email: 'eve@refused.example' })]
  const event = await seller.lists({ price: 0 })
  for (const buyer of [reader, other]) {
    const order = await buyer.holds(event)
    await buyer.succeed('POST', `/api/orders/${order.id}/claim`)
  }
  await network.settle()

  // By now Ada's mail goes elsewhere.
  await admin(network.database, `update notifications.recipients set email = 'ada@example.com' where email = $1`, [
    reader.email,
  ])

  await operator.goTo('/operator')
  await operator.follow(/^Mails ?4$/)
  const mails = operator.page.getByRole('region', { name: 'Mails' })
  // To confirm their addresses, and their tickets.
  await eventually(() => mails.getByRole('listitem').count()).toBe(4)
  await operator.reads(/4 could not be sent, 0 waiting/)
  await mails.getByText('To eve@refused.example').first().waitFor()
  await mails
    .getByText(/422 validation_error/)
    .first()
    .waitFor()
  // What is looked for stands in the address, so that it can be sent to somebody.
  await operator.page.getByLabel('Kind').selectOption({ label: 'Refund (0)' })
  await operator.reads('None of this kind')
  await operator.page.getByLabel('Kind').selectOption({ label: 'Tickets (2)' })
  await eventually(() => new URL(operator.page.url()).searchParams.get('kind')).toBe('tickets')
  await eventually(() => mails.getByRole('listitem').count()).toBe(2)

  await operator.press('Try again: Tickets, to ada@example.com')
  const dialog = operator.page.getByRole('alertdialog')
  await dialog.getByRole('button', { name: 'Send', exact: true }).click()
  await dialog.getByText(/say why, in a few words/i).waitFor()
  await operator.fills({ Why: 'she has another address' })
  await operator.press('Send')
  await operator.reads('1 mail on the way again.')
  expect(await network.mailbox('ada@example.com')).toHaveLength(1)
  await eventually(() => mails.getByRole('listitem').count()).toBe(1)
  await operator.page.getByLabel('State').selectOption('sent')
  await operator.reads('To ada@example.com')
  await operator.follow('History')
  await operator.reads('she has another address')
})

test('where mails cannot be asked about, the page says so, and asks again when told to', async () => {
  const { network } = store
  const operator = await store.visit({ as: await network.operator(), size: 'phone', scheme: 'dark' })
  await operator.page.route('**/api/notifications/operator/mails*', (route) => route.abort())
  await operator.goTo('/operator?view=mails&mail=due')
  await operator.page.getByRole('button', { name: 'Try again' }).waitFor()
  await operator.page.unroute('**/api/notifications/operator/mails*')
  await operator.press('Try again')
  await operator.reads('No mail waits')
  // The browser itself says that it could not reach them, which here is the point.
  expect(operator.complaints.splice(0).filter((complaint) => !/ERR_FAILED|Failed to load/.test(complaint))).toEqual([])
})

test('what one service cannot show does not hide what the others can', async () => {
  const { network } = store
  const operator = await store.visit({ as: await network.operator() })
  await operator.page.route('**/api/payments/operator/**', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify({ type: '/problems/unavailable', title: 'This is not available right now', status: 503 }),
    }),
  )
  await operator.goTo('/operator')
  await operator.at('Operations')
  await operator.reads('No answer')
  await operator.reads(/payments is missing here/i)
  await operator.reads('event.published')
  // The browser itself says that these answers were 503, which here is the point.
  expect(operator.complaints.splice(0).filter((complaint) => !complaint.includes('503'))).toEqual([])
})
