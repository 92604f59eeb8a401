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

export const guards: { [name: string]: Guard } = {
  'messages of one aggregate are heard in their order': {
    changes: both(hear, ['if not p_ordered then', 'if true then']),
    breaks: ['theSaleIsAsListed'],
    seeds: [16, 65],
  },
  'a message from the future is asked for again': {
    changes: both(hear, ['elsif p_version > known + 1 then', 'elsif false then']),
    breaks: ['everythingIsHeard'],
    seeds: [6, 8],
  },
  'a decision is written only if nobody decided meanwhile': {
    changes: both((schema) => `${schema}.must_change(bigint)`, ['if p_rows = 0 then', 'if false then']),
    breaks: ['everythingEnds', 'versionsHaveNoGaps', 'moneyAddsUp', 'ourBooksAreStripes', 'paidStaysPaid'],
    seeds: [82],
  },
  'whoever loses lapsed units is released in the same statement': {
    changes: {
      'orders.end_lapsed(text[])': [
        ["set state = 'released', because = 'expired', closed_at = now(), version", 'set version'],
      ],
    },
    breaks: ['nothingIsSoldTwice'],
    seeds: [3, 50],
  },
  'a request asked twice under one key is one order': {
    tampering: {
      orders: (deps) => ({ ...deps, hold: (request) => deps.hold({ ...request, key: `${request.key}-${++asked}` }) }),
    },
    breaks: ['noOrderIsLost'],
    seeds: [48, 56],
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
    seeds: [8, 10],
  },
  'what was not published is published by the sweep': {
    tampering: {
      tickets: (deps) => ({ ...deps, outbox: { ...deps.outbox, drain: async () => 0 } }),
      orders: (deps) => ({ ...deps, outbox: { ...deps.outbox, drain: async () => 0 } }),
      payments: (deps) => ({ ...deps, outbox: { ...deps.outbox, drain: async () => 0 } }),
    },
    breaks: ['everythingIsHeard', 'everythingEnds'],
    seeds: [6],
  },
  'what the broker gave up on is asked for again': {
    tampering: {
      orders: (deps) => ({ ...deps, redeliver: async () => ({ redelivered: 0, refused: 0 }) }),
      payments: (deps) => ({ ...deps, redeliver: async () => ({ redelivered: 0, refused: 0 }) }),
    },
    breaks: ['everythingIsHeard', 'everythingEnds'],
    seeds: [14],
  },
  'listeners are asked what they have heard, whatever the broker believes': {
    tampering: {
      tickets: (deps) => ({ ...deps, confirm: asksNobody }),
      orders: (deps) => ({ ...deps, confirm: asksNobody }),
      payments: (deps) => ({ ...deps, confirm: asksNobody }),
    },
    lose: true,
    breaks: ['everythingIsHeard', 'theSaleIsAsListed', 'everythingEnds'],
    seeds: [1, 2, 3],
  },
  'what Stripe could not tell us is asked for': {
    tampering: {
      payments: (deps) => {
        deps.stripe.events.list = (async () => ({ data: [], has_more: false })) as never
        return deps
      },
    },
    breaks: ['moneyAddsUp', 'everythingEnds'],
    seeds: [33],
  },
  'what Stripe told us and nobody applied is applied by the sweep': {
    tampering: {
      payments: (deps) => ({ ...deps, stripeEvents: { ...deps.stripeEvents, unapplied: async () => [] } }),
    },
    breaks: ['everythingEnds'],
    seeds: [7],
  },
}
