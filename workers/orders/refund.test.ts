import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Problem } from '#shared/http/problem'
import { type Id, newId } from '#shared/ids'
import { disputed } from './dispute.ts'
import { type Change, type Confirmed, isBought, type Order, type Paid, type Refund, transitions } from './order.ts'
import {
  askRefund,
  payBack,
  payOrPayBack,
  type RefundWish,
  refundable,
  refundDone,
  refundFailed,
  retryRefund,
  settleRefund,
  ticketsLeft,
} from './refund.ts'

const at = (minutes: number) => new Date(Date.UTC(2027, 0, 1, 12, minutes))
const payment = newId('payment')
const [standing, seated] = [newId('ticketType'), newId('ticketType')]
const place = (seat: number) => ({ section: 'Stalls', row: 'A', seat })

const paid: Paid = {
  id: newId('order'),
  buyer: newId('account'),
  event: {
    ...{ id: newId('event'), seller: newId('account'), title: 'Choirs', venue: 'Brewery', city: 'Vienna' },
    ...{ startsAt: at(900), timeZone: 'UTC', cancelled: null },
  },
  lines: [
    { ticketType: standing, name: 'Standing', quantity: 3, price: 1000 },
    { ticketType: seated, name: 'Stalls', quantity: 2, price: 2000, seats: [place(1), place(2)] },
  ],
  total: { amount: 7000, currency: 'EUR' },
  heldAt: at(0),
  expiresAt: at(15),
  extensions: 0,
  tickets: [
    ...[1, 2, 3].map((unit) => ({ unit, ticketType: standing, name: 'Standing', seat: null, admittedAt: null })),
    ...[4, 5].map((unit) => ({ unit, ticketType: seated, name: 'Stalls', seat: place(unit - 3), admittedAt: null })),
  ],
  retaken: null,
  version: 4,
  ...{ state: 'paid', payment, closedAt: at(3), refunds: [], frozenAt: null, lost: 0 },
}
const free: Paid = { ...paid, payment: null, total: { amount: 0, currency: 'EUR' }, lines: [] }
const called = { ...paid.event, cancelled: 'The singer is ill' }

const wish = (over: Partial<RefundWish> = {}): RefundWish => ({
  ...{ because: 'seller', reason: 'The view is blocked', restock: 'on-sale' },
  ...over,
})
const ask = (order: Order, over: Partial<RefundWish> = {}, id = newId('refund')) => {
  const change = askRefund(order, wish(over), id, at(5))
  if (!change) throw new Error('nothing was asked')
  return change
}
const refundsIn = (order: Order): readonly Refund[] => (isBought(order) ? order.refunds : [])

const refusal = (decide: () => unknown) => {
  try {
    decide()
  } catch (error) {
    return error instanceof Problem ? { slug: error.slug, ...error.extra } : error
  }
  return 'nothing refused'
}

describe('asking for money back', () => {
  test('of everything left gives up every ticket, and asks payments', () => {
    const { order, says } = ask(paid)
    expect(order.state).toBe('paid')
    expect(order.refunds).toMatchObject([{ amount: 7000, units: [1, 2, 3, 4, 5], state: 'asked', attempt: 1 }])
    expect(says).toMatchObject([{ type: 'order.refund-asked', data: { amount: 7000, payment, because: 'seller' } }])
    expect(ticketsLeft(order)).toEqual([])
  })
  test('of some tickets is their price', () => {
    const items = [
      { ticketType: standing, quantity: 1 },
      { ticketType: seated, seats: [place(2)] },
    ]
    expect(ask(paid, { items }).order.refunds).toMatchObject([{ amount: 3000, units: [1, 5] }])
  })
  test('of some tickets can be less than their price', () =>
    expect(ask(paid, { items: [{ ticketType: standing, quantity: 3 }], amount: 500 }).order.refunds).toMatchObject([
      { amount: 500, units: [1, 2, 3] },
    ]))
  test('of some that are alike are those nobody was let in with, while there are any', () => {
    const [first, ...others] = paid.tickets
    if (!first) throw new Error('no tickets')
    const inside = { ...paid, tickets: [{ ...first, admittedAt: at(4) }, ...others] }
    const some = (quantity: number) => [{ ticketType: standing, quantity }]
    expect(ask(inside, { items: some(2) }).order.refunds).toMatchObject([{ units: [2, 3] }])
    expect(ask(inside, { items: some(1), restock: 'withdrawn' }).order.refunds).toMatchObject([{ units: [2] }])
    expect(refusal(() => ask(inside, { items: some(3) }))).toMatchObject({ slug: 'refund-refused' })
    expect(ask(inside, { items: some(3), restock: 'withdrawn' }).order.refunds[0]?.units).toHaveLength(3)
  })
  test('without tickets leaves them', () => {
    const { order } = ask(paid, { amount: 700 })
    expect(order.refunds).toMatchObject([{ amount: 700, units: [] }])
    expect(ticketsLeft(order)).toHaveLength(5)
  })
  test('is never for more than what is left', () => {
    const { order } = ask(paid, { amount: 6500 })
    expect(refusal(() => ask(order, { amount: 501 }))).toMatchObject({ slug: 'refund-refused' })
    // The price of what goes back, as far as there is any of it.
    expect(ask(order, { items: [{ ticketType: standing, quantity: 2 }] }).order.refunds[1]?.amount).toBe(500)
  })
  test('gives each ticket up once', () => {
    const items = [{ ticketType: seated, seats: [place(1)] }]
    const { order } = ask(paid, { items })
    expect(refusal(() => ask(order, { items }))).toMatchObject({ slug: 'refund-refused' })
    expect(refusal(() => ask(order, { items: [{ ticketType: seated, quantity: 2 }] }))).toMatchObject({
      slug: 'refund-refused',
    })
    expect(ask(order).order.refunds[1]).toMatchObject({ units: [1, 2, 3, 5], amount: 5000 })
  })
  test('names what was never the order’s', () => {
    const items = [
      { ticketType: newId('ticketType'), quantity: 1 },
      { ticketType: seated, seats: [place(1), place(9)] },
    ]
    expect(refusal(() => ask(paid, { items }))).toEqual({
      slug: 'invalid-request',
      errors: [
        { pointer: '#/items/0/ticketType', detail: 'is not in this order' },
        { pointer: '#/items/1/seats/1', detail: 'is not in this order' },
      ],
    })
  })
  test('of some seats says which', () =>
    expect(refusal(() => ask(paid, { items: [{ ticketType: seated, quantity: 1 }] }))).toMatchObject({
      errors: [{ pointer: '#/items/0/seats' }],
    }))
  test('of nothing is refused', () =>
    expect(refusal(() => ask(ask(paid).order))).toMatchObject({ slug: 'refund-refused' }))
  test('again with the same key is nothing to do', () => {
    const { order } = ask(paid, { amount: 1, key: 'a' })
    expect(askRefund(order, wish({ amount: 1, key: 'a' }), newId('refund'), at(6))).toBeUndefined()
    expect(ask(order, { amount: 1, key: 'b' }).order.refunds).toHaveLength(2)
  })
  test('is the bank’s affair while the payment is disputed', () =>
    expect(refusal(() => ask({ ...paid, frozenAt: at(4) }))).toMatchObject({ slug: 'refund-refused' }))
  test('ends what cost nothing at once, without payments', () => {
    const { order, says } = ask(free)
    expect(order).toMatchObject({ state: 'refunded', refunds: [{ state: 'done', amount: 0, freedAt: at(5) }] })
    expect(says).toMatchObject([{ type: 'order.refunded', data: { amount: 0, units: 5, whole: true } }])
  })
})

const onlyRefund = ({ refunds }: { refunds: readonly Refund[] }) => refunds[0]?.id ?? newId('refund')

describe('a refund', () => {
  const asked = ask(paid).order
  const id = onlyRefund(asked)

  test('ends the order when nothing of it is left', () => {
    const change = refundDone(asked, id, at(6))
    expect(change?.order).toMatchObject({ state: 'refunded', refunds: [{ state: 'done', freedAt: at(6) }] })
    expect(change?.says).toMatchObject([{ type: 'order.refunded', data: { units: 5, whole: true } }])
  })
  test('of a part leaves the order paid', () => {
    const { order } = ask(paid, { items: [{ ticketType: standing, quantity: 1 }] })
    const change = refundDone(order, onlyRefund(order), at(6))
    expect(change?.order.state).toBe('paid')
    expect(change?.says).toMatchObject([{ data: { units: 1, whole: false } }])
  })
  test('is done once', () => {
    const done = refundDone(asked, id, at(6))?.order ?? asked
    expect(refundDone(done, id, at(7))).toBeUndefined()
  })
  test('that fails stays with the buyer’s tickets worth nothing, and can be tried again', () => {
    const failed = refundFailed(asked, id, 'insufficient_funds', at(6))
    expect(failed?.order).toMatchObject({ state: 'paid', refunds: [{ state: 'failed', why: 'insufficient_funds' }] })
    expect(failed?.says).toMatchObject([{ type: 'order.refund-failed', data: { why: 'insufficient_funds' } }])
    expect(refundable(failed?.order ?? paid)).toBe(0)
    expect(retryRefund(failed?.order ?? paid, id, at(7)).says).toMatchObject([
      { type: 'order.refund-asked', data: { attempt: 2, amount: 7000, refund: id } },
    ])
  })
  test('that comes back days later gives up no ticket twice', () => {
    const done = refundDone(asked, id, at(6))?.order ?? asked
    const failed = refundFailed(done, id, 'expired card', at(7000))?.order ?? done
    expect(failed.state).toBe('refunded')
    const again = retryRefund(failed, id, at(7001)).order
    const change = refundDone(again, id, at(7002))
    expect(change?.order).toMatchObject({ state: 'refunded', refunds: [{ state: 'done', attempt: 2, freedAt: at(6) }] })
    expect(change?.says).toMatchObject([{ data: { units: 0, whole: true } }])
  })
  test('that failed can be settled in another way, once', () => {
    const failed = refundFailed(asked, id, 'no', at(6))?.order ?? asked
    const { order, says } = settleRefund(failed, id, at(7))
    expect(order).toMatchObject({ state: 'refunded', refunds: [{ state: 'settled', why: 'no' }] })
    expect(says).toMatchObject([{ type: 'order.refunded', data: { whole: true, units: 5 } }])
    expect(refundDone(order, id, at(8))).toBeUndefined()
    expect(refundFailed(order, id, 'no', at(8))).toBeUndefined()
    expect(refusal(() => settleRefund(order, id, at(8)))).toMatchObject({ slug: 'refund-refused' })
    expect(refusal(() => retryRefund(order, id, at(8)))).toMatchObject({ slug: 'refund-refused' })
  })
})

describe('an event that was cancelled', () => {
  test('pays everything back, and nobody gets the tickets', () =>
    expect(payBack({ ...paid, event: called }, newId('refund'), at(5))?.order).toMatchObject({
      refunds: [{ because: 'event-cancelled', reason: 'The singer is ill', restock: 'withdrawn', amount: 7000 }],
    }))
  test('pays back what is left', () => {
    const { order } = ask({ ...paid, event: called }, { amount: 100 })
    expect(payBack(order, newId('refund'), at(5))?.order.refunds[1]).toMatchObject({ amount: 6900 })
  })
  test('pays nobody back twice', () =>
    expect(payBack(ask({ ...paid, event: called }).order, newId('refund'), at(6))).toBeUndefined())
  test('gives money that was just taken back at once', () => {
    const { state: _s, closedAt: _c, refunds: _r, frozenAt: _f, lost: _l, ...rest } = paid
    const confirmed: Confirmed = { ...rest, state: 'confirmed', payment, event: called }
    const says = payOrPayBack(confirmed, payment, newId('refund'), at(4))?.says.map(({ type }) => type)
    expect(says).toEqual(['order.paid', 'order.refund-asked'])
    expect(payOrPayBack({ ...confirmed, event: paid.event }, payment, newId('refund'), at(4))?.says).toHaveLength(1)
  })
})

describe('a dispute', () => {
  const decide = (order: Order, state: 'open' | 'won' | 'lost', amount = 7000) =>
    disputed(order, { state, amount }, newId('refund'), at(9))
  const frozen = { ...paid, frozenAt: at(8) }
  test('freezes the order, once', () => {
    expect(decide(paid, 'open')).toMatchObject({ order: { frozenAt: at(9) }, says: [{ data: { frozen: true } }] })
    expect(decide(frozen, 'open')).toBeUndefined()
  })
  test('that was won thaws it', () => {
    expect(decide(frozen, 'won')).toMatchObject({ order: { frozenAt: null }, says: [{ data: { frozen: false } }] })
    expect(decide(paid, 'won')).toBeUndefined()
  })
  test('that was lost leaves it frozen for good', () => {
    const lost = decide(frozen, 'lost')
    expect(lost).toMatchObject({ order: { frozenAt: at(8), lost: 7000 }, says: [{ data: { frozen: true } }] })
    expect(decide(paid, 'lost')).toMatchObject({ order: { frozenAt: at(9) } })
    expect(refundable(lost?.order ?? frozen)).toBe(0)
  })
  test('of a part that was lost leaves the rest to an operator, and to nobody else', () => {
    const lost = decide(frozen, 'lost', 3000)?.order ?? frozen
    expect(refundable(lost)).toBe(4000)
    for (const because of ['seller', 'event-cancelled'] as const)
      expect(refusal(() => ask(lost, { because }))).toMatchObject({ slug: 'refund-refused' })
    expect(refusal(() => ask(lost, { because: 'operator', amount: 4001 }))).toMatchObject({ slug: 'refund-refused' })
    // While a bank has yet to decide, it is not the operator's either.
    expect(refusal(() => ask(frozen, { because: 'operator' }))).toMatchObject({ slug: 'refund-refused' })
    expect(ask(lost, { because: 'operator' }).order.refunds).toMatchObject([{ amount: 4000, units: expect.anything() }])
  })
  test('that was won after the event was cancelled leads to the refund it stood in the way of', () =>
    expect(decide({ ...frozen, event: called }, 'won')?.says.map(({ type }) => type)).toEqual([
      'order.frozen',
      'order.refund-asked',
    ]))
})

type Step = { name: string; decide: (order: Order) => Change | undefined }

const one = fc.nat({ max: 6 })
const pick = (order: Order, n: number): Id<'refund'> =>
  refundsIn(order)[n % refundsIn(order).length]?.id ?? newId('refund')

const steps: fc.Arbitrary<Step> = fc.oneof(
  one.map((n) => ({
    name: `amount ${n}`,
    decide: (order: Order) => askRefund(order, wish({ amount: 900 * n + 1 }), newId('refund'), at(n)),
  })),
  fc.tuple(one, fc.boolean()).map(([n, on]) => ({
    name: `standing ${n}`,
    decide: (order: Order) => {
      const items = [{ ticketType: standing, quantity: 1 + (n % 3) }]
      return askRefund(order, wish({ items, restock: on ? 'on-sale' : 'withdrawn' }), newId('refund'), at(n))
    },
  })),
  one.map((n) => ({
    name: `seat ${n}`,
    decide: (order: Order) =>
      askRefund(order, wish({ items: [{ ticketType: seated, seats: [place(1 + (n % 2))] }] }), newId('refund'), at(n)),
  })),
  one.map((n) => ({ name: 'the rest', decide: (order: Order) => askRefund(order, wish(), newId('refund'), at(n)) })),
  one.map((n) => ({ name: `done ${n}`, decide: (order: Order) => refundDone(order, pick(order, n), at(n)) })),
  one.map((n) => ({ name: `failed ${n}`, decide: (order: Order) => refundFailed(order, pick(order, n), 'no', at(n)) })),
  one.map((n) => ({ name: `retry ${n}`, decide: (order: Order) => retryRefund(order, pick(order, n), at(n)) })),
  one.map((n) => ({ name: `settle ${n}`, decide: (order: Order) => settleRefund(order, pick(order, n), at(n)) })),
)

/** A decision that is refused, or about a refund there is not, changes nothing. */
const taken = (order: Order, { decide }: Step): Change | undefined => {
  try {
    return decide(order)
  } catch (error) {
    if (error instanceof Problem || refundsIn(order).length === 0) return undefined
    throw error
  }
}

test('whatever is decided in whatever order: never more than was paid, no ticket twice, ended when nothing is left', () => {
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 30 }), (script) => {
      let order: Order = paid
      let gone = 0
      for (const step of script) {
        const change = taken(order, step)
        if (!change) continue
        expect(transitions[order.state]).toContain(change.order.state)
        const before = refundsIn(order)
        order = change.order
        const refunds = refundsIn(order)
        const units = refunds.flatMap((refund) => refund.units)
        const freed = refunds.flatMap((refund) => (refund.freedAt ? refund.units : []))
        for (const said of change.says) if (said.type === 'order.refunded') gone += said.data.units
        expect(refunds.reduce((sum, { amount }) => sum + amount, 0)).toBeLessThanOrEqual(7000)
        expect(new Set(units).size).toBe(units.length)
        expect(refunds.length).toBeGreaterThanOrEqual(before.length)
        // Each unit is said to be gone once, and the order has ended exactly when all of them are.
        expect(gone).toBe(freed.length)
        expect(order.state === 'refunded').toBe(freed.length === 5)
      }
    }),
    { numRuns: 2000 },
  )
})
