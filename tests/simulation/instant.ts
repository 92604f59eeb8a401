import { listing, testCards } from '#local/person'
import { aftermath, allThatIsDue } from './aftermath.ts'
import { type Breach, breaches } from './invariants/all.ts'
import { readBooks } from './invariants/books.ts'
import { invite, type Somebody } from './people.ts'
import type { Simulated, Store } from './store.ts'
import { DAY, MINUTE } from './time.ts'
import { createWorld, type World } from './world.ts'

/** What may happen around the end of a hold. The webhook is Stripe's word that somebody authorised. */
export const actors = ['authorise', 'webhook', 'reminder', 'sweep', 'cancel', 'rival'] as const
export type Actor = (typeof actors)[number]

/**
 * One way in which all of it may meet. `order`: in which order they begin · `crossing`: how many of them begin before the hold
 * ends · `delta`: so many milliseconds from the end of the hold the first one begins, at most two seconds either way ·
 * `picks`: which of the threads that wait goes on, each time there is a choice; where there are none left, each actor ends
 * before the next one begins.
 */
export type Instant = { order: readonly Actor[]; crossing: number; delta: number; picks: readonly number[] }

export type End = { state: string; because: string | null; captured: number; rival: string; breaches: Breach[] }

const HOLD_MINUTES = 10
const PRICE = 2500

type Shown = { id: string; expiresAt: string; url: string; version: number; ticketTypes: { id: string }[] }

const everybodyGoesOn = async ({ loom }: World) => {
  for (let step = loom.waiting()[0]; step; step = loom.waiting()[0]) await loom.resume(step, 'done')
}

/** People who do one thing after the other, each to its end; `begin` leaves the end open. */
const people = (world: World) => {
  let keys = 0
  const begin = (who: Somebody, to: Simulated, [method, path]: [string, string], body?: unknown, ifMatch?: string) => {
    const said: { status?: number; body?: Shown } = {}
    const headers = { authorization: `Bearer ${who.token}`, 'idempotency-key': `key-of-the-instant-${++keys}` }
    const init: RequestInit = { method, headers: { ...headers, ...(ifMatch ? { 'if-match': ifMatch } : {}) } }
    if (body !== undefined)
      Object.assign(init, {
        body: JSON.stringify(body),
        headers: { ...init.headers, 'content-type': 'application/json' },
      })
    world.household.send(to, new Request(`https://${to}.sim${path}`, init), (end) => {
      if (end === 'died' || 'error' in end) return
      said.status = end.value.status
      if (end.value.text !== '') said.body = JSON.parse(end.value.text)
    })
    return said
  }
  const does = async (...asked: Parameters<typeof begin>): Promise<Shown> => {
    const said = begin(...asked)
    await world.loom.quiet()
    await allThatIsDue(world)
    if (said.status === undefined || said.status > 299 || !said.body)
      throw new Error(`${asked[2].join(' ')} was answered ${said.status}: ${JSON.stringify(said.body)}`)
    return said.body
  }
  return { begin, does }
}

/** One ticket, on hold by somebody who has a page to pay on. */
const opening = async (world: World) => {
  const { does, begin } = people(world)
  const [seller] = world.crowd.sellers
  const [buyer, rival] = await invite(['Ada', 'Ben'])
  if (!seller || !buyer || !rival) throw new Error('nobody came')
  const startsAt = new Date(world.time.now() + 60 * DAY).toISOString()
  const listed = { ...listing({ price: PRICE, quantity: 1, holdMinutes: HOLD_MINUTES }), startsAt }
  const draft = await does(seller, 'tickets', ['POST', '/api/tickets/events'], listed)
  const event = await does(
    seller,
    'tickets',
    ['POST', `/api/tickets/events/${draft.id}/publish`],
    undefined,
    `"v${draft.version}"`,
  )
  const wanted = { event: event.id, items: [{ ticketType: event.ticketTypes[0]?.id, quantity: 1 }] }
  const order = await does(buyer, 'orders', ['POST', '/api/orders'], wanted)
  const { url } = await does(buyer, 'payments', ['POST', '/api/payments/checkouts'], { order: order.id })
  return { buyer, rival, wanted, order, url, begin }
}

const ring = (world: World) => {
  for (const webhook of world.till.due()) world.ring(webhook)
}

const acts = (world: World, { buyer, rival, wanted, order, url, begin }: Awaited<ReturnType<typeof opening>>) => ({
  // The bank says yes on Stripe's page; nothing of ours is asked.
  authorise: async () => {
    const fields = { email: 'ada@example.com', name: 'Ada', number: testCards.good, expiry: '12/44', cvc: '123' }
    await world.till.stripe.fetch(
      new Request(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' }),
    )
  },
  webhook: async () => ring(world),
  // Delivered as soon as the broker may; before that there is nothing of it.
  reminder: async () => {
    for (const letter of world.bus.due()) await world.deliver(letter)
  },
  sweep: async () => {
    world.sweep('orders')
    world.sweep('payments')
  },
  cancel: async () => void begin(buyer, 'orders', ['POST', `/api/orders/${order.id}/cancel`]),
  rival: async () => void begin(rival, 'orders', ['POST', '/api/orders'], wanted),
})

/** Lets threads that wait go on, one at a time, in the order the picks name, as many steps as one of them says. */
const weave = async ({ loom }: World, picks: number[], steps: number) => {
  for (let step = 0; step < steps; step++) {
    const waiting = loom.waiting()
    const pick = picks.shift()
    const next = pick === undefined ? undefined : waiting[pick % waiting.length]
    if (!next) return
    await loom.resume(next, 'done')
  }
}

/** Tells one instant to its end, in a store of its own, and what it came to. */
export const tell = async (store: Store, { order: sequence, crossing, delta, picks }: Instant): Promise<End> => {
  const world = await createWorld({ store, seed: 1 })
  try {
    const scene = await opening(world)
    const doing = acts(world, scene)
    const ends = Date.parse(scene.order.expiresAt)
    const left = [...picks]
    await world.time.pass(ends - world.time.now() - Math.abs(delta))
    for (const [index, actor] of sequence.entries()) {
      // From so many milliseconds before the end to as many after it, in the middle of what others have begun.
      if (index === crossing) await world.time.pass(ends + Math.abs(delta) - world.time.now())
      world.nextStep()
      await doing[actor]()
      await world.loom.quiet()
      if (left.length > 0) await weave(world, left, 1 + ((left[0] ?? 0) % 7))
      else await everybodyGoesOn(world)
    }
    if (world.time.now() < ends) await world.time.pass(ends + 1 - world.time.now())
    while (left.length > 0 && world.loom.waiting().length > 0) await weave(world, left, left.length)
    const books = await readBooks(world, await aftermath(world))
    const own = books.orders.find(({ id }) => id === scene.order.id)
    const others = books.orders.filter(({ id }) => id !== scene.order.id)
    return {
      ...{ state: own?.state ?? 'gone', because: own?.because ?? null },
      captured: books.stripe.paymentIntents.reduce((sum, intent) => sum + intent.amount_received, 0),
      rival: others.map(({ state }) => state).join(),
      breaches: breaches(books),
    }
  } finally {
    await world.end()
  }
}

/** Whether it ended in exactly one of the two ways in which it may. */
export const isRight = ({ state, captured, breaches: found }: End) =>
  found.length === 0 && ((state === 'paid' && captured === PRICE) || (state === 'released' && captured === 0))

/** The end of a hold, give or take. */
export const WITHIN = 2_000
export const holdEnds = HOLD_MINUTES * MINUTE
