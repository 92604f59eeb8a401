import { testCards } from '#local/person'
import { createAfterSales } from './aftersales.ts'
import type { Chance } from './chance.ts'
import type { Errand, Errands } from './errands.ts'
import type { Somebody } from './people.ts'
import type { Till } from './till.ts'
import type { Weather } from './weather.ts'

type TicketType = {
  id: string
  name: string
  price: { amount: number; currency: string }
  quantity: number
  maxPerOrder: number
}
type Listed = { id: string; version: number; status: string; ticketTypes: TicketType[] }
type Shown = { id: string; state: string; total: { amount: number } }
type OwnOrder = {
  id: string
  who: Somebody
  state: string
  amount: number
  event: string
  page?: string
  paidOn?: string
}

/** What people can do; how often they do each. */
const wishes = {
  ...{
    hold: 24,
    look: 6,
    list: 2,
    pry: 2,
    browse: 2,
    extend: 6,
    cancel: 4,
    claim: 5,
    checkout: 18,
    pay: 20,
    again: 14,
  },
  ...{ double: 3, change: 5, announce: 1 },
  ...{ sales: 10, refund: 20, callOff: 0.6, failures: 3, rule: 8, setFee: 0.3 },
} as const
export type Wish = keyof typeof wishes

const CURRENCIES = ['EUR', 'CHF'] as const

/** Ways to pay that take the money at once, or days later, where the page has them; elsewhere the card counts. */
const BANKS = ['ideal', 'bancontact', 'sepa_debit'] as const

type Crowd = {
  chance: Chance
  errands: Errands
  till: Till
  buyers: readonly Somebody[]
  sellers: readonly Somebody[]
  operator: Somebody
  weather(): Weather
  startsAt(): string
}

/** The people of a run: what they know, what they want, and how they go about it. They know only what they were told. */
export const createCrowd = ({ chance, errands, till, buyers, sellers, operator, weather, startsAt }: Crowd) => {
  const events = new Map<string, Listed & { seller: Somebody }>()
  const orders = new Map<string, OwnOrder>()
  let keys = 0
  const newKey = () => `key-of-somebody-${String(++keys).padStart(6, '0')}`
  const price = () => chance.one([0, 1500, 2500, 9900])
  const afterSales = createAfterSales({
    ...{ chance, errands, operator, newKey, events },
    changed: (seller, event) => knows(seller, event),
  })

  const learn = (who: Somebody, event?: string) => (status: number, body: never) => {
    const { id, state, total } = body as Shown
    if (status > 299 || !id) return
    const known = orders.get(id)
    if (known) known.state = state
    else
      orders.set(id, {
        id,
        who,
        state,
        amount: total.amount,
        event: event ?? (body as { event: { id: string } }).event.id,
      })
  }

  const knows = (seller: Somebody, event: Listed) => {
    events.set(event.id, { ...event, seller })
  }
  const onSale = () => [...events.values()].filter(({ status }) => status === 'published')

  const publish = (seller: Somebody, event: Listed) =>
    errands.run({
      ...{ who: seller, to: 'tickets', method: 'POST', ifMatch: `"v${event.version}"` },
      path: `/api/tickets/events/${event.id}/publish`,
      onAnswer: (status, body) => {
        if (status === 200) knows(seller, body)
      },
    })

  const announce = (seller: Somebody, goOn = true) => {
    const currency = chance.one(CURRENCIES)
    const types = Array.from({ length: chance.between(1, 2) }, (_, index) => ({
      ...{ name: `Type ${index + 1}`, price: { amount: price(), currency } },
      ...{ quantity: chance.between(1, 14), maxPerOrder: chance.between(1, 4) },
    }))
    return errands.run({
      ...{ who: seller, to: 'tickets', method: 'POST', path: '/api/tickets/events', key: newKey() },
      body: {
        // Of some only so many a person: without another throw of the dice, so that seeds stay the stories they are elsewhere.
        maxPerPerson: (types[0]?.quantity ?? 0) % 3 === 0 ? 3 : null,
        ...{ title: 'A concert', description: '', venue: 'Hall', city: 'Basel', startsAt: startsAt() },
        ...{ timeZone: 'Europe/Zurich', currency, holdMinutes: chance.between(2, 20), ticketTypes: types },
      },
      onAnswer: (status, body) => {
        if (status === 201 && goOn) publish(seller, body as Listed)
      },
    })
  }

  const change = ({ seller, ...event }: Listed & { seller: Somebody }) => {
    const ticketTypes = event.ticketTypes.map((type) => {
      if (chance.happens(0.4)) return type
      const { amount, currency } = type.price
      return {
        ...{ ...type, quantity: Math.max(1, type.quantity + chance.between(-4, 4)) },
        price: { amount: chance.happens(0.3) ? amount + 100 : amount, currency },
      }
    })
    return errands.run({
      ...{ who: seller, to: 'tickets', method: 'PATCH', path: `/api/tickets/events/${event.id}` },
      ...{ body: { ticketTypes }, ifMatch: `"v${event.version}"` },
      onAnswer: (status, body) => {
        if (status === 200) knows(seller, body)
        // Whoever came too late looks first, and then knows.
        else if (status === 412) lookAt(seller, event.id)
      },
    })
  }

  const lookAt = (seller: Somebody, id: string) =>
    errands.run({
      ...{ who: seller, to: 'tickets', method: 'GET', path: `/api/tickets/events/${id}` },
      onAnswer: (status, body) => {
        if (status === 200) knows(seller, body)
      },
    })

  const hold = (who: Somebody) => {
    // Hardly anybody wants to go where nothing takes place.
    const event = chance.one(onSale().length > 0 && chance.happens(0.95) ? onSale() : [...events.values()])
    const types = chance.happens(0.25) ? event.ticketTypes : [chance.one(event.ticketTypes)]
    const items = types.map(({ id }) => ({ ticketType: id, quantity: chance.between(1, 3) }))
    const ask = {
      ...({ who, to: 'orders', method: 'POST', path: '/api/orders', key: newKey() } as const),
      ...{ body: { event: event.id, items }, onAnswer: learn(who, event.id) },
    }
    return errands.run(ask)
  }

  const about = ({ who, id }: OwnOrder, verb: 'extend' | 'cancel' | 'claim') =>
    errands.run({
      ...{ who, to: 'orders', method: 'POST', path: `/api/orders/${id}/${verb}`, key: newKey(), onAnswer: learn(who) },
    })

  const checkout = (order: OwnOrder) =>
    errands.run({
      ...{ who: order.who, to: 'payments', method: 'POST', path: '/api/payments/checkouts', key: newKey() },
      body: { order: order.id },
      onAnswer: (status, body) => {
        const { url } = body as { url: string | null }
        if (status === 201 && url) order.page = url
      },
    })

  const submit = (url: string, fields: { [name: string]: string }) =>
    till.stripe.fetch(new Request(url, { method: 'POST', body: new URLSearchParams(fields) }))

  /** Somebody at Stripe's page, which may be an old one of a second tab: it takes the card as long as its session is open. */
  const pay = async (order: OwnOrder) => {
    const { page, who } = order
    if (!page) return false
    order.paidOn = page
    const { declined, challenged } = weather().cards
    const number = chance.happens(declined)
      ? testCards.declined
      : chance.happens(challenged)
        ? testCards.threeDSecure
        : testCards.good
    const buyer = { email: `${who.name}@example.com`, name: who.name }
    const method = chance.happens(0.5) ? chance.one(BANKS) : undefined
    const card = { number, expiry: '12/44', cvc: '123' }
    const answer = await submit(page, { ...buyer, ...card, ...(method ? { method } : {}) })
    const next = answer.headers.get('location')
    if (next?.startsWith('/3ds/') && chance.happens(0.8)) {
      await submit(new URL(next, page).toString(), { outcome: chance.happens(0.8) ? 'complete' : 'fail' })
    }
    return true
  }

  const some = <T>(all: Iterable<T>): T | undefined => {
    const list = [...all]
    return list.length === 0 ? undefined : chance.one(list)
  }
  const live = () => [...orders.values()].filter(({ state }) => state === 'held')
  /** Mostly a page nobody has paid on yet; now and then an old one. */
  const withPage = () => {
    const pages = [...orders.values()].filter(({ page }) => page !== undefined)
    return some(chance.happens(0.9) ? pages.filter(({ paidOn, page }) => paidOn !== page) : pages)
  }
  /** Mostly an order that is alive; now and then one that ended long ago. */
  const anOrder = (sensible: (order: OwnOrder) => boolean = () => true) =>
    some(chance.happens(0.9) ? live().filter(sensible) : orders.values())

  const get = (who: Somebody, path: string, onAnswer?: (status: number, body: never) => void) =>
    errands.run({ who, to: 'orders', method: 'GET', path, ...(onAnswer ? { onAnswer } : {}) })

  /** Does it, and says whether there was anything to do. */
  const grant: { [Name in Wish]: () => unknown } = {
    hold: () => {
      // Whoever has something to pay for mostly does that first.
      if (events.size === 0 || (live().length > 4 && chance.happens(0.8))) return false
      return hold(chance.one(buyers))
    },
    look: () => {
      const order = some(orders.values())
      return order && get(order.who, `/api/orders/${order.id}`, learn(order.who))
    },
    list: () => get(chance.one(buyers), '/api/orders?limit=50'),
    pry: () => {
      const order = some(orders.values())
      return order && get(chance.one(buyers.filter((other) => other !== order.who)), `/api/orders/${order.id}`)
    },
    browse: () =>
      events.size > 0 && get(chance.one(buyers), `/api/orders/availability?events=${[...events.keys()].join()}`),
    extend: () => withOne(anOrder(), (order) => about(order, 'extend')),
    cancel: () => withOne(anOrder(), (order) => about(order, 'cancel')),
    claim: () =>
      withOne(
        anOrder(({ amount }) => amount === 0),
        (order) => about(order, 'claim'),
      ),
    checkout: () =>
      withOne(
        anOrder(({ amount, page }) => amount > 0 && page === undefined),
        checkout,
      ),
    pay: () => withOne(withPage(), pay),
    again: () => withOne(some(errands.unknown()), once),
    double: () => withOne(some(errands.open()), once),
    change: () => withOne(some(onSale()), change),
    announce: () => announce(chance.one(sellers)),
    ...afterSales,
  }
  const once = (errand: Errand) => {
    errands.again(errand)
    return true
  }
  const withOne = <T, R>(one: T | undefined, act: (one: T) => R) => (one === undefined ? undefined : act(one))

  return {
    /** Somebody does something. Returns what. */
    act: async (): Promise<Wish | 'nothing'> => {
      // What nobody is in a position to do now, nobody does; then somebody does something else.
      for (let tries = 0; tries < 8; tries++) {
        const wish = chance.weighted(wishes)
        if (await grant[wish]()) return wish
      }
      return 'nothing'
    },
    /** Somebody does this, if anybody can. */
    does: async (wish: Wish): Promise<boolean> => Boolean(await grant[wish]()),
    /** Everybody looks at what they have bought, one after another. */
    looks: (): (() => unknown)[] =>
      [...orders.values()].map((order) => () => get(order.who, `/api/orders/${order.id}`, learn(order.who))),
    announce,
    sellers,
  }
}

export type People = ReturnType<typeof createCrowd>
