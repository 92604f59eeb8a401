import type { Order } from '#workers/orders/order'
import type { Write } from '#workers/payments/store/payments'
import type { Tampering } from './household.ts'
import type { Edit } from './store.ts'

/** A guard of the store, how to take it out, and the sentences of which at least one is then no longer true. */
export type Guard = {
  changes?: Readonly<Record<string, readonly Edit[]>>
  tampering?: Tampering
  breaks: readonly string[]
  /** Whether it takes a broker that loses for good what it said it had. */
  lose?: boolean
  /** Seeds that were seen to need it; where they are no longer the same story, others are looked through. */
  seeds: readonly number[]
}

const hear = (schema: string) => `${schema}.hear(text, text, text, integer, boolean)`
const both = (name: (schema: string) => string, ...edits: readonly Edit[]) => ({
  [name('orders')]: edits,
  [name('payments')]: edits,
})

let asked = 0

const asksNobody = async () => ({ heard: 0, resent: 0, unasked: 0 })

/** The order as it would be if what is asked back were free at once. */
const freeAtOnce = <Now extends Order>(order: Now): Now =>
  'refunds' in order && order.refunds.some(({ state, freedAt }) => state === 'asked' && !freedAt)
    ? { ...order, refunds: order.refunds.map((one) => ({ ...one, freedAt: one.freedAt ?? one.askedAt })) }
    : order

/** Whether a statement writes to the ledger. */
const isPosting = (write: Write) => {
  let text = ''
  const look = (query: unknown) => {
    text = JSON.stringify(query)
  }
  write({ execute: look } as never)
  return text.includes('payments.ledger')
}

async function* nobody() {}

export const guards: { [name: string]: Guard } = {
  'messages of one aggregate are heard in their order': {
    changes: both(hear, ['if not p_ordered then', 'if true then']),
    breaks: ['theSaleIsAsListed', 'everythingIsHeard'],
    seeds: [16, 65],
  },
  'a message from the future is asked for again': {
    changes: both(hear, ['elsif p_version > known + 1 then', 'elsif false then']),
    breaks: ['everythingIsHeard'],
    seeds: [7, 9],
  },
  'a decision is written only if nobody decided meanwhile': {
    changes: both((schema) => `${schema}.must_change(bigint)`, ['if p_rows = 0 then', 'if false then']),
    breaks: [
      'everythingEnds',
      'versionsHaveNoGaps',
      'moneyAddsUp',
      'ourBooksAreStripes',
      'paidStaysPaid',
      'disputedIsFrozen',
    ],
    seeds: [143, 247, 82],
  },
  'whoever loses lapsed units is released in the same statement': {
    changes: {
      'orders.end_lapsed(text[])': [
        ["set state = 'released', because = 'expired', closed_at = now(), version", 'set version'],
      ],
    },
    breaks: ['nothingIsSoldTwice'],
    seeds: [31, 61],
  },
  'late money wins nothing beyond what a person may have': {
    changes: {
      'orders.retake(text, integer, text, text, text)': [
        ['elsif has + cardinality(o.units) > most then', 'elsif false then'],
      ],
    },
    breaks: ['limitsHold'],
    seeds: [9],
  },
  'a hold that is over and makes room for another is ended': {
    changes: {
      'orders.tickets_of(text, text, integer)': [
        [
          'exit when has <= p_room',
          `has := has - coalesce((select sum(cardinality(o.units)) from orders.orders o where o.id = any (lapsed)), 0);
           exit when true or has <= p_room`,
        ],
      ],
    },
    breaks: ['limitsHold'],
    seeds: [14],
  },
  'a request asked twice under one key is one order': {
    tampering: {
      orders: (deps) => ({ ...deps, hold: (request) => deps.hold({ ...request, key: `${request.key}-${++asked}` }) }),
    },
    breaks: ['noOrderIsLost'],
    seeds: [76],
  },
  'money for an order that has ended goes back': {
    tampering: {
      payments: (deps) => {
        const { paymentIntents } = deps.stripe
        paymentIntents.cancel = async (id) =>
          Object.assign(await paymentIntents.retrieve(id), { status: 'canceled' as const, amount_capturable: 0 })
        return deps
      },
    },
    breaks: ['moneyAddsUp', 'ourBooksAreStripes'],
    seeds: [6],
  },
  'what was not published is published by the sweep': {
    tampering: {
      tickets: (deps) => ({ ...deps, outbox: { ...deps.outbox, drain: async () => 0 } }),
      orders: (deps) => ({ ...deps, outbox: { ...deps.outbox, drain: async () => 0 } }),
      payments: (deps) => ({ ...deps, outbox: { ...deps.outbox, drain: async () => 0 } }),
    },
    breaks: ['everythingIsHeard', 'everythingEnds'],
    seeds: [4],
  },
  'what the broker gave up on is asked for again': {
    tampering: {
      orders: (deps) => ({ ...deps, redeliver: async () => ({ redelivered: 0, refused: 0 }) }),
      payments: (deps) => ({ ...deps, redeliver: async () => ({ redelivered: 0, refused: 0 }) }),
    },
    breaks: ['everythingIsHeard', 'everythingEnds'],
    seeds: [7],
  },
  'listeners are asked what they have heard, whatever the broker believes': {
    tampering: {
      tickets: (deps) => ({ ...deps, confirm: asksNobody }),
      orders: (deps) => ({ ...deps, confirm: asksNobody }),
      payments: (deps) => ({ ...deps, confirm: asksNobody }),
    },
    lose: true,
    breaks: ['everythingIsHeard', 'theSaleIsAsListed', 'everythingEnds'],
    seeds: [7],
  },
  'what Stripe could not tell us is asked for': {
    tampering: {
      payments: (deps) => {
        deps.stripe.events.list = (async () => ({ data: [], has_more: false })) as never
        return deps
      },
    },
    breaks: ['moneyAddsUp', 'everythingEnds', 'comparingFindsNoMistake'],
    seeds: [7],
  },
  'what Stripe told us and nobody applied is applied by the sweep': {
    tampering: {
      payments: (deps) => ({ ...deps, stripeEvents: { ...deps.stripeEvents, unapplied: async () => [] } }),
    },
    breaks: ['everythingEnds'],
    seeds: [7],
  },
  'what is given back is free when the money is on its way': {
    tampering: {
      orders: (deps) => {
        const { save } = deps.orders
        deps.orders.save = (before, change, ...rest) =>
          save(before, change && { ...change, order: freeAtOnce(change.order) }, ...rest)
        return deps
      },
    },
    breaks: ['refundsAreStripes'],
    seeds: [4],
  },
  'late money takes what is free': {
    changes: {
      'orders.retake_line(text, bigint[])': [['where u.order_id is null and not u.withdrawn', 'where not u.withdrawn']],
      'orders.retake(text, integer, text, text, text)': [['any (won) and u.order_id is null', 'any (won)']],
    },
    breaks: ['nothingIsSoldTwice'],
    seeds: [31],
  },
  'money is taken when the order has won': {
    tampering: {
      payments: (deps) => {
        const { save } = deps.payments
        deps.payments.save = async (before, change, ...rest) => {
          const saved = await save(before, change, ...rest)
          const { intent, state } = saved
          if (intent && state === 'authorized' && before.state !== state)
            await deps.stripe.paymentIntents.capture(intent)
          return saved
        }
        return deps
      },
    },
    breaks: ['nothingIsTakenTooEarly'],
    seeds: [6],
  },
  'a refund is asked for under one key, and looked for before it is asked for again': {
    tampering: {
      payments: (deps) => {
        const { refunds } = deps.stripe
        const create = refunds.create.bind(refunds)
        refunds.create = (params) => create(params)
        refunds.list = (() => nobody()) as never
        return deps
      },
    },
    breaks: ['refundsAreStripes', 'moneyAddsUp'],
    seeds: [69],
  },
  'a refund remembers the key it was asked for with': {
    tampering: {
      orders: (deps) => ({
        ...deps,
        orders: {
          ...deps.orders,
          find: async (id) => {
            const found = await deps.orders.find(id)
            if (!found || !('refunds' in found.order)) return found
            return {
              ...found,
              order: { ...found.order, refunds: found.order.refunds.map((one) => ({ ...one, key: null })) },
            }
          },
        },
      }),
    },
    breaks: ['nobodyIsPaidBackTwice'],
    seeds: [107],
  },
  'that nothing is to be done is a decision, too': {
    tampering: {
      orders: (deps) => {
        const { save } = deps.orders
        deps.orders.save = async (before, change, trace, note) => {
          if (change || !note) return save(before, change, trace, note)
          await deps.db.batch((q) => [note(q)])
        }
        return deps
      },
    },
    breaks: ['disputedIsFrozen'],
    seeds: [143, 247],
  },
  'the ledger is written with the state it follows from': {
    tampering: {
      payments: (deps) => {
        const { save } = deps.payments
        deps.payments.save = async (before, change, trace, hear, ...also) => {
          const posts = also.filter(isPosting)
          const saved = await save(before, change, trace, hear, ...also.filter((write) => !posts.includes(write)))
          if (posts.length > 0) await deps.db.batch((q) => posts.map((post) => post(q)))
          return saved
        }
        return deps
      },
    },
    breaks: ['comparingFindsNoMistake'],
    seeds: [9],
  },
}
