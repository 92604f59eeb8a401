import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Id } from '#shared/ids'
import {
  type Change,
  close,
  type Intent,
  isExact,
  misfit,
  observe,
  type Payment,
  type PaymentState,
  paymentStates,
  refuse,
  returned,
  sessionExpired,
  transitions,
  win,
} from './payment.ts'

const awaited: Payment = {
  ...{ id: 'pay_1' as Id<'payment'>, order: 'ord_1' as Id<'order'>, buyer: 'acc_1' as Id<'account'> },
  ...{ amount: 5000, currency: 'EUR', state: 'awaited', attempt: 0, sessionExpiresAt: null, session: null, url: null },
  ...{
    intent: null,
    traceparent: null,
    seller: null,
    fee: null,
    destination: null,
    slotAt: null,
    charge: null,
    version: 0,
  },
}

const intentAs = (status: string, over: Partial<Intent> = {}): Intent => ({
  ...{ id: 'pi_1', status, amount: 5000, capturable: status === 'requires_capture' ? 5000 : 0, currency: 'eur' },
  received: status === 'succeeded' ? 5000 : 0,
  charge: status === 'succeeded' ? { id: 'ch_1', amount: 5000, fee: 0, destination: null, at: new Date(0) } : null,
  ...over,
})

/**
 * A payment, Stripe's intent and an order, each of which knows of the others only by what it is told, in any order and more
 * than once. `told` is what anybody may hear (again); nothing else can happen.
 */
type World = {
  payment: Payment
  intent: Intent | null
  /** What we do at Stripe: nothing of the domain decides whether it works. */
  captures: number
  refundedBy: string | null
  orderWon: boolean
  orderRefused: boolean
}

const apply = (world: World, change: Change | undefined) => {
  if (!change) return
  const { state } = world.payment
  const next = change.payment.state
  if (next !== state) expect(transitions[state]).toContain(next)
  world.payment = { ...change.payment, version: world.payment.version + change.says.length }
}

const look = (world: World) => {
  if (world.intent) apply(world, observe(world.payment, world.intent))
}

const asked = (world: World) => world.payment.version > 0

/** What may happen, each by name; those that cannot happen now do nothing. */
const happenings = {
  opens: (w) => {
    if (w.payment.state === 'awaited') w.payment = { ...w.payment, state: 'open', session: 'cs_1' }
  },
  expires: (w) => {
    if (!w.intent) apply(w, sessionExpired(w.payment, 'cs_1'))
  },
  authorizes: (w) => {
    if (w.payment.session) w.intent ??= intentAs('requires_capture')
  },
  charges: (w) => {
    if (w.payment.session) w.intent ??= intentAs('succeeded')
  },
  'is noticed': look,
  'is captured by hand': (w) => {
    if (w.intent?.status === 'requires_capture') w.intent = intentAs('succeeded')
  },
  lapses: (w) => {
    if (w.intent?.status === 'requires_capture') w.intent = intentAs('canceled')
  },
  'order ends': (w) => apply(w, w.orderWon ? undefined : close(w.payment)),
  'order wins': (w) => {
    if (!asked(w) || w.orderRefused) return
    w.orderWon = true
    apply(w, win(w.payment))
  },
  'order refuses': (w) => {
    if (!asked(w) || w.orderWon) return
    w.orderRefused = true
    apply(w, refuse(w.payment))
  },
  'is captured': (w) => {
    if (w.payment.state !== 'capturing' || w.intent?.status !== 'requires_capture') return
    w.captures += 1
    w.intent = intentAs('succeeded')
  },
  'is voided': (w) => {
    if (w.payment.state === 'voiding' && w.intent?.status === 'requires_capture') w.intent = intentAs('canceled')
  },
  'is refunded': (w) => {
    if (w.payment.state !== 'returning') return
    w.refundedBy ??= w.payment.intent
    apply(w, returned(w.payment))
  },
} satisfies Record<string, (world: World) => void>

const names = Object.keys(happenings) as (keyof typeof happenings)[]

// Long ones: a state late in the story needs many happenings before it, most of which change nothing.
const walk = fc.array(fc.constantFrom(...names), { minLength: 10, maxLength: 80, size: 'max' })

const fresh = (): World => ({
  ...{ payment: awaited, intent: null, captures: 0, refundedBy: null, orderWon: false, orderRefused: false },
})

const invariants = ({ payment, intent, captures, refundedBy, orderWon }: World) => {
  if (captures > 0 || payment.state === 'captured') expect(orderWon).toBe(true)
  if (refundedBy) expect(payment.state).not.toBe('captured')
  if (payment.state === 'returned') expect(refundedBy).toBe(payment.intent)
  if (payment.state === 'voided') expect(intent?.status).toBe('canceled')
}

/** Everybody finishes what they have begun, the order answers what it is told, and nothing new happens. */
const settle = (world: World, wins: boolean) => {
  for (let round = 0; round < 4; round++) {
    look(world)
    if (asked(world) && !world.orderWon && !world.orderRefused) {
      happenings[wins ? 'order wins' : 'order refuses'](world)
    } else if (world.orderWon)
      apply(world, win(world.payment)?.payment.state === world.payment.state ? undefined : win(world.payment))
    else if (world.orderRefused) apply(world, refuse(world.payment))
    happenings['is captured'](world)
    happenings['is voided'](world)
    happenings['is refunded'](world)
  }
}

test('whatever happens in whatever order, money is taken only for an order that won, and comes to rest', () =>
  fc.assert(
    fc.property(walk, fc.boolean(), (sequence, wins) => {
      const world = fresh()
      for (const name of sequence) {
        happenings[name](world)
        invariants(world)
      }
      settle(world, wins)
      invariants(world)
      const { payment, intent, refundedBy } = world
      if (intent?.status === 'requires_capture') throw new Error('an authorisation was left lying')
      if (intent?.status === 'succeeded') {
        expect(['captured', 'returned']).toContain(payment.state)
        expect(refundedBy === null).toBe(payment.state === 'captured')
      }
    }),
    { numRuns: 3000 },
  ))

test('the walk goes everywhere: every state but the one in which a session is being made is reached', () => {
  const reached = new Set<PaymentState>()
  fc.assert(
    fc.property(walk, (sequence) => {
      const world = fresh()
      for (const name of sequence) {
        happenings[name](world)
        reached.add(world.payment.state)
      }
    }),
    { numRuns: 3000, seed: 1 },
  )
  expect(paymentStates.filter((state) => !reached.has(state))).toEqual(['opening'])
})

test('an observation made twice is one observation', () =>
  fc.assert(
    fc.property(
      fc.constantFrom(...paymentStates),
      fc.constantFrom('requires_capture', 'succeeded', 'canceled', 'processing', 'requires_payment_method'),
      (state, status) => {
        const once = observe({ ...awaited, state }, intentAs(status))
        if (once) expect(observe(once.payment, intentAs(status))).toBeUndefined()
      },
    ),
  ))

test.each(paymentStates)('a second intent changes nothing about a payment that is %s', (state) => {
  for (const status of ['requires_capture', 'succeeded', 'canceled']) {
    expect(observe({ ...awaited, state, intent: 'pi_first' }, intentAs(status, { id: 'pi_second' }))).toBeUndefined()
  }
})

test('late money is told to the order, with as much as there is', () => {
  const closed: Payment = { ...awaited, state: 'closed' }
  expect(observe(closed, intentAs('requires_capture', { capturable: 4000 }))).toMatchObject({
    payment: { state: 'authorized' },
    says: [{ type: 'payment.authorized', data: { amount: 4000, currency: 'EUR' } }],
  })
  expect(observe(closed, intentAs('succeeded'))).toMatchObject({
    payment: { state: 'taken', charge: 'ch_1' },
    says: [{ type: 'payment.authorized' }],
  })
})

test('money in another currency is never the order’s', () => {
  const dollars = intentAs('requires_capture', { currency: 'usd' })
  expect(observe(awaited, dollars)).toBeUndefined()
  expect(isExact(awaited, dollars)).toBe(false)
  expect(isExact(awaited, intentAs('requires_capture', { amount: 4999 }))).toBe(false)
  expect(isExact(awaited, intentAs('requires_capture'))).toBe(true)
  expect(isExact(awaited, intentAs('succeeded', { received: 3000 }))).toBe(false)
  expect(isExact(awaited, intentAs('succeeded'))).toBe(true)
})

test('an order that counts on money let go of is told that there is none', () => {
  for (const state of ['voiding', 'voided', 'returning', 'returned', 'closed'] as const) {
    expect(win({ ...awaited, state })).toMatchObject({ payment: { state }, says: [{ type: 'payment.failed' }] })
  }
  expect(misfit({ ...awaited, state: 'taken' })).toMatchObject({
    payment: { state: 'returning' },
    says: [{ type: 'payment.failed' }],
  })
})

test('a part that somebody has captured by hand is not the whole', () => {
  const part = intentAs('succeeded', { received: 3000 })
  const change = observe({ ...awaited, state: 'capturing', intent: 'pi_1' }, part)
  expect(change).toMatchObject({ payment: { state: 'returning', charge: 'ch_1' }, says: [{ type: 'payment.failed' }] })
  // Nor is it told as the whole, where the order has yet to decide.
  expect(observe({ ...awaited, state: 'open' }, part)).toMatchObject({
    payment: { state: 'taken' },
    says: [{ type: 'payment.authorized', data: { amount: 3000 } }],
  })
})
