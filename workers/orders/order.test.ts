import { describe, expect, test } from 'vitest'
import { Problem } from '#shared/http/problem'
import { newId } from '#shared/ids'
import type { ReleaseReason } from '#shared/messages/orders'
import {
  cancel,
  claim,
  confirm,
  EXTENSION_MS,
  expire,
  extend,
  failPayment,
  type Held,
  MAX_EXTENSIONS,
  mayBeRetaken,
  type Order,
  pay,
  subjectOf,
  transitions,
} from './order.ts'

const at = (minutes: number) => new Date(Date.UTC(2027, 0, 1, 12, minutes))
const payment = newId('payment')

const held: Held = {
  id: newId('order'),
  buyer: newId('account'),
  event: {
    ...{ id: newId('event'), seller: newId('account'), title: 'Choirs', venue: 'Brewery', city: 'Vienna' },
    ...{ startsAt: at(900), timeZone: 'UTC', cancelled: null },
  },
  lines: [{ ticketType: newId('ticketType'), name: 'Standard', quantity: 2, price: 2500 }],
  total: { amount: 5000, currency: 'EUR' },
  heldAt: at(0),
  expiresAt: at(15),
  extensions: 0,
  tickets: [],
  retaken: null,
  version: 1,
  state: 'held',
}
const free: Held = { ...held, total: { amount: 0, currency: 'EUR' } }
const { state: _state, ...rest } = held
const confirmed: Order = { ...rest, state: 'confirmed', payment }
const bought = { payment, closedAt: at(3), refunds: [], frozenAt: null, lost: 0 }
const paid: Order = { ...rest, ...bought, state: 'paid' }
const released: Order = { ...rest, state: 'released', because: 'expired', closedAt: at(15) }
const refunded: Order = { ...rest, ...bought, state: 'refunded' }
const called: Held = { ...held, event: { ...held.event, cancelled: 'The singer is ill' } }

const slug = (decide: () => unknown) => {
  try {
    decide()
  } catch (error) {
    return error instanceof Problem ? error.slug : error
  }
  return 'nothing refused'
}

describe('extending', () => {
  test('gives two more minutes and says until when', () => {
    const { order, says } = extend(held, at(14))
    expect(order).toMatchObject({ extensions: 1, expiresAt: new Date(at(15).getTime() + EXTENSION_MS) })
    expect(says).toEqual([
      { type: 'order.extended', data: { order: held.id, expiresAt: order.expiresAt.toISOString() } },
    ])
  })
  test('is over when the hold is', () => expect(slug(() => extend(held, at(15)))).toBe('extension-refused'))
  test('is bounded', () =>
    expect(slug(() => extend({ ...held, extensions: MAX_EXTENSIONS }, at(1)))).toBe('extension-refused'))
  test.each([confirmed, paid, released, refunded])('is refused once the order is $state', (order) =>
    expect(slug(() => extend(order, at(1)))).toBe('order-closed'),
  )
})

describe('cancelling', () => {
  test('lets go of a hold', () =>
    expect(cancel(held, at(3))?.order).toMatchObject({ state: 'released', because: 'cancelled' }))
  test('of a lapsed hold calls it expired', () =>
    expect(cancel(held, at(16))?.order).toMatchObject({ because: 'expired' }))
  test('twice is once', () => expect(cancel(released, at(3))).toBeUndefined())
  test.each([confirmed, paid, refunded])('is refused once the order is $state', (order) =>
    expect(slug(() => cancel(order, at(3)))).toBe('order-closed'),
  )
})

describe('claiming', () => {
  test('needs no payment when it costs nothing', () =>
    expect(claim(free, at(3))?.order).toMatchObject({ state: 'paid', payment: null }))
  test('is not a way round paying', () => expect(slug(() => claim(held, at(3)))).toBe('payment-required'))
  test('comes too late after the end', () => expect(slug(() => claim(free, at(15)))).toBe('hold-over'))
})

describe('expiring', () => {
  test('ends a lapsed hold', () => expect(expire(held, at(15))?.order).toMatchObject({ because: 'expired' }))
  test('too early does nothing', () => expect(expire(held, at(14))).toBeUndefined())
  test.each([confirmed, paid, released, refunded])('does nothing to an order that is $state', (order) =>
    expect(expire(order, at(60))).toBeUndefined(),
  )
})

describe('an authorised payment', () => {
  test('wins the order it is for', () =>
    expect(confirm(held, payment, held.total, at(4))?.order).toMatchObject({ state: 'confirmed', payment }))
  test('of another amount is refused, and the hold stands', () => {
    const change = confirm(held, payment, { amount: 1, currency: 'EUR' }, at(4))
    expect(change?.order).toBe(held)
    const data = { order: held.id, payment, because: 'not-asked-for', subject: subjectOf(held) }
    expect(change?.says).toEqual([{ type: 'order.payment-refused', data }])
  })
  test('for an order that has ended is refused', () =>
    expect(confirm(released, payment, held.total, at(16))?.says[0].type).toBe('order.payment-refused'))
  test('heard again changes nothing', () => {
    expect(confirm(confirmed, payment, held.total, at(4))).toBeUndefined()
    expect(confirm(paid, payment, held.total, at(4))).toBeUndefined()
  })
  test('after another payment is refused', () =>
    expect(confirm(paid, newId('payment'), held.total, at(4))?.says[0].type).toBe('order.payment-refused'))
})

describe('late money', () => {
  const may = (order: Order, over: { amount?: number; minute?: number } = {}) =>
    mayBeRetaken(order, { amount: over.amount ?? 5000, currency: 'EUR' }, at(over.minute ?? 20))
  const because = (reason: ReleaseReason): Order => ({ ...rest, state: 'released', because: reason, closedAt: at(15) })

  test('may still win tickets where the hold ran out', () => expect(may(released)).toBe(true))
  test.each(['cancelled', 'declined', 'capture-failed', 'event-cancelled'] as const)(
    'does not where it was %s',
    (why) => expect(may(because(why))).toBe(false),
  )
  test('of another amount does not', () => expect(may(released, { amount: 4999 })).toBe(false))
  test('does not once the event has begun', () => expect(may(released, { minute: 900 })).toBe(false))
  test('does not for an event that was cancelled', () => expect(may({ ...released, event: called.event })).toBe(false))
  test.each([held, confirmed, paid, refunded])('is not late for an order that is $state', (order) =>
    expect(may(order)).toBe(false),
  )
})

describe('an event that was cancelled while somebody holds', () => {
  test('ends the hold when the bank says yes, and the money is refused', () => {
    const change = confirm(called, payment, called.total, at(4))
    expect(change?.order).toMatchObject({ state: 'released', because: 'event-cancelled' })
    expect(change?.says.map(({ type }) => type)).toEqual(['order.released', 'order.payment-refused'])
  })
  test('gives nobody more time', () => expect(slug(() => extend(called, at(4)))).toBe('event-cancelled'))
  test('gives nobody free tickets', () =>
    expect(slug(() => claim({ ...free, event: called.event }, at(4)))).toBe('event-cancelled'))
})

describe('taken money', () => {
  test('makes a confirmed order paid', () =>
    expect(pay(confirmed, payment, at(4))?.order).toMatchObject({ state: 'paid' }))
  test.each([held, paid, released, refunded])('does nothing to an order that is $state', (order) =>
    expect(pay(order, payment, at(4))).toBeUndefined(),
  )
  test('of another payment does nothing', () => expect(pay(confirmed, newId('payment'), at(4))).toBeUndefined())
  test('that could not be taken releases the units', () =>
    expect(failPayment(confirmed, payment, at(4))?.order).toMatchObject({
      state: 'released',
      because: 'capture-failed',
    }))
})

test('no decision leads where the table of transitions does not', () => {
  const orders: Order[] = [held, free, called, confirmed, paid, released, refunded]
  const decisions = [
    (order: Order) => extend(order, at(1)),
    (order: Order) => cancel(order, at(1)),
    (order: Order) => claim(order, at(1)),
    (order: Order) => expire(order, at(99)),
    (order: Order) => confirm(order, payment, held.total, at(1)),
    (order: Order) => confirm(order, newId('payment'), held.total, at(1)),
    (order: Order) => pay(order, payment, at(1)),
    (order: Order) => failPayment(order, payment, at(1)),
  ]
  for (const order of orders) {
    for (const decide of decisions) {
      let change: ReturnType<(typeof decisions)[number]> | undefined
      try {
        change = decide(order)
      } catch (error) {
        expect(error).toBeInstanceOf(Problem)
      }
      if (change && change.order !== order) expect(transitions[order.state]).toContain(change.order.state)
    }
  }
})
