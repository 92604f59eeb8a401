import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { Client } from '@upstash/qstash'
import type { Network } from '#local/network'
import { type EventShown, type Person, testCards } from '#local/person'
import { admin } from '#local/postgres'
import { password, people } from '#local/seed'
import { newId } from '#shared/ids'
import { goesToStep } from '../tests/browser/editor.ts'
import type { Visit, Visitor } from '../tests/browser/visitor.ts'
import { openStore } from './open-store.ts'

// `node scripts/tour.ts [walk]`: walks through the whole store and takes a picture of every page and state, small and large, light
// and dark, into dist/tour. What the README shows goes to docs/images too.

/** Whoever draws forty pages twice beside other work is in no hurry. */
const PATIENCE_MS = 180_000

const root = resolve(import.meta.dirname, '..')
const pictures = join(root, 'dist/tour')

const SHOWN: Record<string, string> = {
  'discover-desktop-light': 'discover.png',
  'event-desktop-light': 'event.png',
  'held-desktop-light': 'order.png',
  'held-phone-dark': 'order-phone.png',
  'seats-desktop-light': 'seats.png',
  'seller-overview-desktop-light': 'seller-overview.png',
}

/** The one walk to go on, as in `theatre`; all of them without a name. */
const [only] = process.argv.slice(2)

const looks = [
  { size: 'desktop', scheme: 'light' },
  { size: 'desktop', scheme: 'dark' },
  { size: 'phone', scheme: 'light', scale: 2 },
  { size: 'phone', scheme: 'dark', scale: 2 },
] as const satisfies Visit[]

type Look = (typeof looks)[number]

/** Whatever rises into its place has got there; what turns for ever is not waited for. */
const isStill = () =>
  Promise.all(
    document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Number.POSITIVE_INFINITY)
      .map(({ finished }) => finished.catch(() => undefined)),
  ).then(() => undefined)

const take = async ({ page }: Visitor, name: string, { size, scheme }: Look) => {
  await page.evaluate(isStill)
  const picture = `${name}-${size}-${scheme}`
  await page.screenshot({ path: join(pictures, `${picture}.png`), animations: 'disabled' })
  await page.screenshot({ path: join(pictures, `${picture}-whole.png`), animations: 'disabled', fullPage: true })
  const shown = SHOWN[picture]
  if (shown) await copyFile(join(pictures, `${picture}.png`), join(root, 'docs/images', shown))
}

/**
 * What was tried in vain is tried again by a sweep, which comes each minute elsewhere: clocks are turned here, and it would be
 * missed. What is to be tried again much later is not waited for: each picture waits for what it shows.
 */
const rests = async (network: Network) => {
  await network.sweep()
  await network.settle().catch((error: unknown) => console.error(String(error)))
}

const eventCalled = async (person: Person, title: string) => {
  const { items } = await person.succeed<{ items: { id: string; title: string }[] }>('GET', '/api/tickets/events')
  const found = items.find((event) => event.title.startsWith(title))
  if (!found) throw new Error(`nothing called ${title} is on sale`)
  return person.succeed<EventShown>('GET', `/api/tickets/events/${found.id}`)
}

const signsIn = async (visitor: Visitor, email: string, next: string) => {
  await visitor.goTo(`/sign-in?next=${next}`)
  await visitor.fills({ Email: email, Password: password })
  await visitor.press('Sign in')
}

/** Everything a visitor sees before they have an account. */
const asVisitor = async (visitor: Visitor, look: Look) => {
  await visitor.goTo('/')
  await visitor.reads('On sale now')
  await visitor.reads('Few left')
  await take(visitor, 'discover', look)
  await visitor.fills({ 'Search events': 'nothing like it' })
  await visitor.reads('Nothing found for')
  await take(visitor, 'nothing-found', look)
  await visitor.goTo('/sign-in')
  await visitor.press('Sign in')
  await visitor.fills({ Email: 'ben@holdfast.example', Password: 'forgotten' })
  await visitor.press('Sign in')
  await visitor.page.getByRole('alert').waitFor()
  await take(visitor, 'sign-in', look)
  await visitor.follow('Create an account')
  await visitor.at('Create your account')
  await take(visitor, 'sign-up', look)
  await visitor.goTo('/no/such/page')
  await visitor.at('There is nothing here')
  await take(visitor, 'not-found', look)
  await visitor.follow('API')
  await visitor.fills({ Find: 'hold tickets' })
  await visitor.reads('/api/orders')
  await take(visitor, 'docs', look)
}

/** So many people pay at once that there is a queue. */
const toPayInTurn = async (network: Network, visitor: Visitor, buyer: Person, look: Look) => {
  const order = await buyer.holds(await eventCalled(buyer, 'An Evening of Choirs'))
  await admin(
    network.database,
    `insert into payments.meter (name, next_at, slowed_at) values ('checkouts', now() + interval '45 seconds', now())
     on conflict (name) do update set next_at = excluded.next_at`,
  )
  await visitor.goTo(`/orders/${order.id}`)
  await visitor.press(/^Pay /)
  await visitor.reads(/^Your turn comes in /)
  await take(visitor, 'queue', look)
  await visitor.press('Stop waiting')
  await buyer.succeed('POST', `/api/orders/${order.id}/cancel`)
  await admin(network.database, `update payments.meter set next_at = now()`)
  await rests(network)
}

const asBuyer = async (network: Network, visitor: Visitor, look: Look) => {
  const email = `ben.${look.size}.${look.scheme}@holdfast.example`
  const buyer = await network.person({ name: 'Ben Buyer', email, password })
  const choirs = await eventCalled(buyer, 'An Evening of Choirs')
  await signsIn(visitor, buyer.email, `/events/${choirs.id}`)
  await visitor.press('Add one: Balcony')
  await visitor.press('Add one: Balcony')
  await visitor.press('Add one: Under 18')
  await visitor.reads('3 tickets, all in')
  await take(visitor, 'event', look)

  await visitor.press('Hold tickets')
  await visitor.at('Your tickets are on hold')
  const held = visitor.path
  await network.advance({ minutes: 3, seconds: 7 })
  await visitor.goTo(held)
  await visitor.at('Your tickets are on hold')
  await take(visitor, 'held', look)
  await visitor.press('Cancel hold')
  await visitor.page.getByRole('alertdialog').waitFor()
  await take(visitor, 'cancel', look)
  await visitor.press('Keep tickets')
  await network.advance({ minutes: 10, seconds: 20 })
  await visitor.goTo(held)
  await visitor.reads('Your hold ends soon')
  await take(visitor, 'warning', look)

  await visitor.press(/^Pay /)
  await visitor.fills({
    Email: buyer.email,
    'Card number': testCards.declined,
    Expiry: '12 / 44',
    CVC: '123',
    'Name on card': buyer.name,
  })
  await visitor.press(/^Pay /)
  await visitor.page.getByRole('alert').waitFor()
  await take(visitor, 'payment', look)
  await visitor.fills({ 'Card number': testCards.good, Expiry: '12 / 44', CVC: '123' })
  await visitor.press(/^Pay /)
  await visitor.at("You're going!")
  await rests(network)
  await take(visitor, 'paid', look)

  await toPayInTurn(network, visitor, buyer, look)
  const lapsed = await buyer.holds(await eventCalled(buyer, 'Night Trains'), 2)
  await network.advance({ minutes: 11 })
  await rests(network)
  await visitor.goTo(`/orders/${lapsed.id}`)
  await visitor.at('Your hold has ended')
  await take(visitor, 'expired', look)
  const lastSeat = await buyer.holds(await eventCalled(buyer, 'Kraftwerk'))
  await visitor.goTo('/orders')
  await visitor.at('My tickets')
  await visitor.reads('On hold')
  await take(visitor, 'my-tickets', look)
  await visitor.goTo('/account')
  await visitor.at('Your account')
  await visitor.reads('Passkeys')
  await take(visitor, 'account', look)
  await visitor.goTo('/orders')
  await visitor.press('Account: Ben Buyer')
  await take(visitor, 'menu', look)
  await buyer.succeed('POST', `/api/orders/${lastSeat.id}/cancel`)
  await rests(network)
}

/** A theatre, seat by seat: the plan, a seat that somebody else was faster for, the tickets with their places. */
const inTheatre = async (network: Network, visitor: Visitor, look: Look) => {
  const email = `tess.${look.size}.${look.scheme}@holdfast.example`
  const buyer = await network.person({ name: 'Tess Theatre', email, password })
  // Another row for each look: what the last one bought is gone.
  const row = 'CGHJ'[looks.indexOf(look)] ?? 'C'
  const rival = await network.person()
  const play = await eventCalled(buyer, 'The Cherry Orchard')
  await signsIn(visitor, buyer.email, `/events/${play.id}`)
  await visitor.press('Add one: Stalls')
  await visitor.press('Add one: Stalls')
  await visitor.reads('2 tickets, all in')
  await take(visitor, 'event-best-seats', look)
  await visitor.press('Choose seats: Balcony and boxes')
  await visitor.button('Boxes, row 2, seat 1').waitFor()
  await take(visitor, 'seats-sections', look)
  await visitor.press('Done')
  await visitor.press('Choose seats: Stalls')
  for (const seat of [12, 13, 14]) await visitor.press(`Stalls, row ${row}, seat ${seat}`)
  await visitor.page.getByRole('status').getByText('3 of 8 chosen').waitFor()
  await take(visitor, 'seats', look)
  await visitor.press('Done')
  await visitor.reads('3 tickets, all in')
  await take(visitor, 'event-seats', look)

  // Between the click and the store's answer, somebody else is faster.
  await visitor.page.route('**/api/orders', async (route) => {
    await rival.asksForSeats(play, [{ section: 'Stalls', row, seat: 14 }])
    await route.continue()
  })
  await visitor.press('Hold tickets')
  await visitor.page.getByRole('alert').waitFor()
  await visitor.reads('2 tickets, all in')
  await take(visitor, 'seats-taken', look)
  await visitor.page.unrouteAll()
  await visitor.press('Hold tickets')
  await visitor.at('Your tickets are on hold')
  await take(visitor, 'held-seats', look)
  await buyer.pays({ id: visitor.path.replace('/orders/', '') })
  await rests(network)
  await visitor.at("You're going!")
  await take(visitor, 'paid-seats', look)
  await visitor.goTo('/orders')
  await visitor.reads(`Stalls, row ${row}, seats 12–13`)
  await take(visitor, 'my-seats', look)
}

const asSeller = async (visitor: Visitor, look: Look) => {
  await signsIn(visitor, people.seller.email, '/sell')
  await visitor.at('My events')
  await take(visitor, 'sell', look)
  await visitor.goTo('/sell/overview')
  await visitor.at('Overview')
  await visitor.reads('By event')
  await take(visitor, 'seller-overview', look)
  await visitor.goTo('/sell')
  await visitor.follow('Edit: An Evening of Choirs')
  await visitor.at('Edit event')
  await take(visitor, 'editor', look)
  await goesToStep(visitor, 'Tickets')
  await take(visitor, 'editor-tickets', look)
  await goesToStep(visitor, 'Policy')
  await take(visitor, 'editor-policy', look)
  await goesToStep(visitor, 'Preview')
  await take(visitor, 'editor-preview', look)
  await visitor.goTo('/sell')
  await visitor.follow('The Cherry Orchard')
  await visitor.at('Overview')
  await visitor.reads('By ticket type')
  await take(visitor, 'overview', look)
  await visitor.follow('Edit')
  await goesToStep(visitor, 'Tickets')
  await visitor.page.getByText('On hold').first().waitFor()
  await visitor.page.getByRole('group', { name: 'Ticket type 1' }).scrollIntoViewIfNeeded()
  await take(visitor, 'editor-seats', look)
  await visitor.goTo('/sell/new')
  await visitor.at('New event')
  await take(visitor, 'editor-new', look)
  await visitor.goTo('/sell/new?step=preview')
  await visitor.press('Publish')
  await visitor.page.getByRole('alert').waitFor()
  await take(visitor, 'editor-wrong', look)
}

/** What becomes of money after a sale: seen by its seller, given back in part, and given back to everybody. */
const withMoney = async (network: Network, visitor: Visitor, look: Look) => {
  const by = `${look.size}.${look.scheme}@holdfast.example`
  const seller = await network.person({ name: 'Mona Money', email: `mona.${by}`, password })
  const buyer = await network.person({ name: 'Paul Paid', email: `paul.${by}`, password })
  await signsIn(visitor, seller.email, '/sell/money')
  await visitor.reads('Not set up')
  await take(visitor, 'money-none', look)
  const event = await seller.lists({ title: 'A Night of Lanterns', price: 2500, quantity: 60 })
  const orders = [await buyer.holds(event, 3), await buyer.holds(event, 1), await buyer.holds(event, 2)]
  await rests(network)
  for (const order of orders) await buyer.pays(order)
  await rests(network)

  await visitor.goTo(`/sell/${event.id}/orders`)
  await visitor.page.getByRole('button', { name: /^Refund order .*3 × Standard$/ }).click()
  await visitor.page.getByRole('radio', { name: 'Some tickets' }).check()
  await visitor.press('Add one: Standard')
  await take(visitor, 'refund', look)
  await visitor.fills({ Why: 'One of you is ill' })
  await visitor.press('Continue')
  await visitor.button('Pay back €25.00').waitFor()
  await take(visitor, 'refund-sure', look)
  await visitor.press('Pay back €25.00')
  await rests(network)
  await visitor.reads('Done')
  await take(visitor, 'orders', look)
  await visitor.goTo(`/sell/${event.id}/orders/${orders[0]?.id}`)
  await visitor.reads('Refund')
  await take(visitor, 'sale', look)
  await visitor.goTo(`/sell/${event.id}/door`)
  await visitor.at('Door')
  await take(visitor, 'door', look)
  await visitor.goTo('/sell/money')
  await visitor.reads('Refund')
  await take(visitor, 'money', look)

  await visitor.goTo(`/sell/${event.id}/cancel`)
  await visitor.fills({ 'Why it does not take place': 'A storm is coming', 'The event’s title': 'A Night of Lanterns' })
  await visitor.reads('€125.00')
  await take(visitor, 'cancel-event', look)
  await visitor.press('Cancel this event for good')
  await visitor.at('Cancelled')
  await rests(network)
  await visitor.reads('3 of 3 orders paid back')
  await take(visitor, 'paying-back', look)
  await visitor.goTo(`/events/${event.id}`)
  await visitor.reads('This event does not take place')
  await take(visitor, 'event-cancelled', look)

  const [order] = orders
  await visitor.press('Account: Mona Money')
  await visitor.press('Sign out')
  await visitor.link('Sign in').waitFor()
  await signsIn(visitor, buyer.email, `/orders/${order?.id}`)
  await visitor.at('Your money is on its way back')
  await take(visitor, 'refunded', look)
}

/** Something of which no listener can make anything. */
const garbage = async (network: Network) => {
  const broker = new Client({ baseUrl: network.courierUrl, token: network.secrets.courier, devMode: false })
  const about = { id: newId('message'), aggregate: newId('payment'), version: 1, traceparent: null }
  const body = { ...about, type: 'payment.captured', occurredAt: new Date().toISOString(), data: { order: 'gone' } }
  await broker.publishJSON({ url: `${network.url}/api/orders/messages`, body })
  await rests(network)
}

const asOperator = async (network: Network, visitor: Visitor, look: Look) => {
  await garbage(network)
  await signsIn(visitor, people.operator.email, '/operator')
  await visitor.at('Operations')
  await visitor.reads('event.published')
  await take(visitor, 'operations', look)
  await visitor.goTo('/operator?view=dead-letters')
  await visitor.reads('payment.captured')
  await take(visitor, 'dead-letters', look)
  await visitor.page
    .getByRole('button', { name: /^Discard: / })
    .first()
    .click()
  await visitor.page.getByRole('alertdialog').waitFor()
  await take(visitor, 'discard', look)
  await visitor.fills({ Why: 'made by the tour, to be seen' })
  await visitor.page.getByRole('alertdialog').getByRole('button', { name: 'Discard' }).click()
  await visitor.reads('1 message discarded.')
  await visitor.goTo('/operator?view=mails')
  await visitor.reads('Every mail got away')
  await take(visitor, 'mails', look)
  await visitor.goTo('/operator?view=refunds')
  await visitor.reads('No failed refunds')
  await take(visitor, 'failed-refunds', look)
  await visitor.goTo('/operator?view=money')
  await visitor.reads('Trial balance')
  await take(visitor, 'books', look)
  await visitor.goTo('/operator?view=actions')
  await visitor.reads('made by the tour, to be seen')
  await take(visitor, 'actions', look)
}

await rm(pictures, { recursive: true, force: true })
for (const folder of [pictures, join(root, 'docs/images')]) await mkdir(folder, { recursive: true })
await using store = await openStore()
const { network, chromium } = store
// Whoever sits in the theatre already bought one after the other, not all of them in the second the store was made.
await admin(
  network.database,
  `update orders.orders o set closed_at = o.closed_at - n.nth * interval '50 hours'
   from (select id, row_number() over (order by id desc) as nth from orders.orders where state = 'paid') n where n.id = o.id`,
)

for (const look of looks) {
  for (const [name, walk] of Object.entries({
    visitor: (visitor: Visitor) => asVisitor(visitor, look),
    buyer: (visitor: Visitor) => asBuyer(network, visitor, look),
    theatre: (visitor: Visitor) => inTheatre(network, visitor, look),
    seller: (visitor: Visitor) => asSeller(visitor, look),
    money: (visitor: Visitor) => withMoney(network, visitor, look),
    operator: (visitor: Visitor) => asOperator(network, visitor, look),
  })) {
    if (only && only !== name) continue
    const visitor = await chromium.visit(network.url, look)
    visitor.page.setDefaultTimeout(PATIENCE_MS)
    await walk(visitor).catch(async (error: unknown) => {
      await take(visitor, 'stopped', look)
      throw error
    })
    for (const complaint of visitor.complaints) console.error(`${look.size}, ${look.scheme}, ${name}: ${complaint}`)
    await visitor.leave()
  }
  console.log(`${look.size}, ${look.scheme}: seen`)
}
