import type { SeatRow } from '#shared/messages/tickets'
import type { Money } from '#shared/money'

type Store = { url: string; settle(): Promise<void> }

export type NewPerson = { name?: string; email?: string; password?: string }

export type Reply<Body = Record<string, unknown>> = { status: number; headers: Headers; body: Body }

export type CallOptions = { body?: unknown; headers?: Record<string, string>; key?: string }

/** As much of the API's shapes as stories look at. */
export type EventShown = {
  id: string
  version: number
  status: string
  ticketTypes: { id: string; name: string; price: Money; quantity: number }[]
}
export type SeatShown = { section: string; row: string; seat: number }
export type OrderShown = {
  id: string
  state: string
  because: string | null
  total: Money
  expiresAt: string
  now: string
  extensionsLeft: number
  version: number
  items: { ticketType: string; quantity: number; price: Money; seats: SeatShown[] | null }[]
}
type Checkout = { state: string; url: string | null; queue: { opensAt: string; now: string } | null }

/** A place is had at the first turn, or the second where Stripe was asked too fast; whoever never gets one has found a fault. */
const MOST_TURNS = 10

export type ProblemShown = {
  type: string
  title: string
  status: number
  detail?: string
  /** How many tickets of an event one person may have, and has: where that is what stands in the way. */
  limit?: number
  has?: number
  errors?: { pointer: string; detail: string }[]
}

export type NewEvent = {
  title?: string
  description?: string
  venue?: string
  city?: string
  price?: number
  quantity?: number
  maxPerOrder?: number
  maxPerPerson?: number
  holdMinutes?: number
  ticketTypes?: { name: string; price: Money; quantity: number; maxPerOrder?: number; seats?: SeatRow[] }[]
}

let serial = 0

const eur = (amount: number): Money => ({ amount, currency: 'EUR' })

/** What a listing says when a story does not care. */
export const listing = ({
  title = 'An evening of choirs',
  description = 'Four choirs, one roof.',
  venue = 'Old Brewery',
  city = 'Vienna',
  price = 2500,
  quantity = 10,
  ...rest
}: NewEvent) => ({
  title,
  description,
  venue,
  city,
  startsAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
  timeZone: 'Europe/Vienna',
  currency: 'EUR',
  holdMinutes: rest.holdMinutes ?? 15,
  ...(rest.maxPerPerson === undefined ? {} : { maxPerPerson: rest.maxPerPerson }),
  ticketTypes: rest.ticketTypes ?? [
    { name: 'Standard', price: eur(price), quantity, maxPerOrder: rest.maxPerOrder ?? 10 },
  ],
})

export const testCards = {
  good: '4242424242424242',
  declined: '4000000000000002',
  insufficient: '4000000000009995',
  threeDSecure: '4000000000003220',
} as const

/** Somebody at a browser: cookies are kept, answers are read, and nothing but the public API is used. */
export class Person {
  readonly name: string
  readonly email: string
  readonly password: string
  #store: Store
  #cookies = new Map<string, string>()
  #token: string | undefined
  #isPayable = false

  constructor(store: Store, { name, email, password }: Required<NewPerson>, token?: string) {
    this.#store = store
    this.name = name
    this.email = email
    this.password = password
    this.#token = token
  }

  static async signUp(store: Store, who: NewPerson): Promise<Person> {
    const number = ++serial
    const name = who.name ?? `Person ${number}`
    const email = who.email ?? `person-${number}-${Date.now()}@example.com`
    const person = new Person(store, { name, email, password: who.password ?? 'correct horse battery' })
    await person.succeed('POST', '/api/auth/sign-up', { body: { email, password: person.password, name } })
    return person
  }

  /** The same person at another address of the store. */
  at(store: Store): Person {
    const there = new Person(store, this, this.#token)
    for (const [name, value] of this.#cookies) there.#cookies.set(name, value)
    there.#isPayable = this.#isPayable
    return there
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies
  }

  forgetCookies() {
    this.#cookies.clear()
  }

  /** One call to the store, whatever comes of it. Mutations carry a fresh Idempotency-Key unless one is given. */
  async call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    options: CallOptions = {},
  ): Promise<Reply<Body>> {
    const headers = new Headers({ 'sec-fetch-site': 'same-origin', ...options.headers })
    if (this.#cookies.size > 0) {
      headers.set('cookie', Array.from(this.#cookies, ([key, value]) => `${key}=${value}`).join('; '))
    }
    if (this.#token) headers.set('authorization', `Bearer ${this.#token}`)
    if (method !== 'GET' && !headers.has('idempotency-key'))
      headers.set('idempotency-key', options.key ?? crypto.randomUUID())
    const init: RequestInit = { method, headers, redirect: 'manual' }
    if (options.body !== undefined) {
      init.body = JSON.stringify(options.body)
      headers.set('content-type', 'application/json')
    }
    const response = await fetch(new URL(path, this.#store.url), init)
    for (const cookie of response.headers.getSetCookie()) this.#keep(cookie)
    const text = await response.text()
    return { status: response.status, headers: response.headers, body: (text ? JSON.parse(text) : {}) as Body }
  }

  #keep(cookie: string) {
    const [pair = ''] = cookie.split(';')
    const at = pair.indexOf('=')
    const [name, value] = [pair.slice(0, at), pair.slice(at + 1)]
    if (value === '' || /max-age=0/i.test(cookie)) this.#cookies.delete(name)
    else this.#cookies.set(name, value)
  }

  /** A call that has to work; throws the whole answer when it does not. */
  async succeed<Body = Record<string, unknown>>(method: string, path: string, options?: CallOptions): Promise<Body> {
    const reply = await this.call<Body>(method, path, options)
    if (reply.status < 200 || reply.status > 299) {
      throw new Error(`${method} ${path} answered ${reply.status}: ${JSON.stringify(reply.body)}`)
    }
    return reply.body
  }

  /** A page of Stripe's on which to say where one's money goes. */
  async asksForOnboarding(): Promise<string> {
    return (await this.succeed<{ url: string }>('POST', '/api/payments/seller/onboarding', { body: {} })).url
  }

  /** Says so there, by hand. When this returns, they can be paid, and whoever has to know of it has been told. */
  async becomesPayable() {
    const page = await this.asksForOnboarding()
    const done = await fetch(page, {
      method: 'POST',
      body: new URLSearchParams({ outcome: 'finish' }),
      redirect: 'manual',
    })
    await done.text()
    if (done.status !== 303) throw new Error(`Stripe's page answered ${done.status}`)
    await this.#store.settle()
    this.#isPayable = true
  }

  /** Creates an event and puts it on sale; when this returns, it can be held. Who sells for money can be paid by then. */
  async lists(event: NewEvent = {}): Promise<EventShown> {
    const costs = listing(event).ticketTypes.some(({ price }) => price.amount > 0)
    if (costs && !this.#isPayable) await this.becomesPayable()
    const draft = await this.succeed<EventShown>('POST', '/api/tickets/events', { body: listing(event) })
    const shown = await this.succeed<EventShown>('POST', `/api/tickets/events/${draft.id}/publish`, {
      headers: { 'if-match': `"v${draft.version}"` },
    })
    await this.#store.settle()
    return shown
  }

  asksToHold(event: EventShown, quantity = 1, options: CallOptions & { type?: number } = {}) {
    const type = event.ticketTypes[options.type ?? 0]
    const body = { event: event.id, items: [{ ticketType: type?.id, quantity }] }
    return this.call<OrderShown & ProblemShown>('POST', '/api/orders', { body, ...options })
  }

  asksForSeats(event: EventShown, seats: SeatShown[], options: CallOptions & { type?: number } = {}) {
    const type = event.ticketTypes[options.type ?? 0]
    const body = { event: event.id, items: [{ ticketType: type?.id, seats }] }
    return this.call<OrderShown & ProblemShown>('POST', '/api/orders', { body, ...options })
  }

  /** A hold that has to work. */
  async holds(event: EventShown, quantity = 1): Promise<OrderShown> {
    const reply = await this.asksToHold(event, quantity)
    if (reply.status !== 201) throw new Error(`the hold was answered ${reply.status}: ${JSON.stringify(reply.body)}`)
    return reply.body
  }

  sees(order: { id: string }): Promise<OrderShown> {
    return this.succeed<OrderShown>('GET', `/api/orders/${order.id}`)
  }

  async available(event: EventShown, type = 0): Promise<number> {
    const seen = await this.succeed<{ events: Record<string, Record<string, { available: number }>> }>(
      'GET',
      `/api/orders/availability?events=${event.id}`,
    )
    return seen.events[event.id]?.[event.ticketTypes[type]?.id ?? '']?.available ?? 0
  }

  /** Asks for a page to pay on. Where more want to pay than Stripe lets begin, waits for the place in the queue as the page does. */
  async opensCheckout(order: { id: string }): Promise<string> {
    for (let tries = 1; ; tries++) {
      const { state, url, queue } = await this.succeed<Checkout>('POST', '/api/payments/checkouts', {
        body: { order: order.id },
      })
      if (url) return url
      if (!queue || tries === MOST_TURNS) throw new Error(`the checkout has no page: it is ${state}`)
      await new Promise((resolve) => setTimeout(resolve, Date.parse(queue.opensAt) - Date.parse(queue.now)))
    }
  }

  /** Types a card into the hosted page. Where it leads: back to the store, or to the page again. */
  async entersCard(page: string, number: string = testCards.good): Promise<string | null> {
    const fields = { email: this.email, name: this.name, number, expiry: '12/44', cvc: '123' }
    const response = await fetch(page, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' })
    await response.text()
    return response.headers.get('location')
  }

  async pays(order: { id: string }, card: string = testCards.good) {
    return this.entersCard(await this.opensCheckout(order), card)
  }
}
