import { Problem } from '#shared/http/problem'
import { type Id, newId } from '#shared/ids'
import type { DataOf } from '#shared/messages/contracts'
import type { Telling, Written } from '#shared/postgres/outbox'
import { type Trace, traceparent } from '#shared/trace'
import type { Deps } from '../deps.ts'
import type { Seat } from '../order.ts'
import { type HoldAnswer, type HoldRequest, type Read, read, type WantedItem } from '../store/orders.ts'

export type Hold = {
  buyer: Id<'account'>
  event: Id<'event'>
  items: readonly WantedItem[]
  key: string
  fingerprint: string
}

/**
 * How often one request is put to the database before "somebody else is deciding" is taken for "sold out", or for "not now"
 * where it is not stock that is decided over.
 */
const TRIES = 4
const PAUSE_MS = 15

const gone = ({ seats }: { seats?: readonly Seat[] }, which: Record<string, unknown>) =>
  seats ? new Problem('seats-taken', undefined, { ...which, seats }) : new Problem('sold-out', undefined, which)

const refusal = (answer: Exclude<HoldAnswer, { order: unknown }>, items: Hold['items']): Problem => {
  if (answer.outcome === 'key-reused') return new Problem('key-reused')
  if (answer.outcome === 'cooling-down') {
    const seconds = String(answer.seconds)
    return new Problem('cooling-down', undefined, {}, { 'Retry-After': seconds })
  }
  if (answer.outcome === 'limit-per-person') {
    const { limit, has } = answer
    return new Problem('limit-per-person', `At most ${limit} a person for this event; you have ${has}`, { limit, has })
  }
  const which = answer.ticketType ? { ticketTypes: [answer.ticketType] } : {}
  switch (answer.outcome) {
    // Still being decided over after several looks. Where no type is named it is the buyer's own orders, or this very request,
    // which says nothing of what is left. Else it is what there is to be had, and that is as good as gone.
    case 'again':
      return answer.ticketType
        ? gone(answer, which)
        : new Problem('unavailable', 'Another request of yours is under way', {}, { 'Retry-After': '1' })
    case 'seats-taken':
      return gone(answer, which)
    case 'not-seated': {
      const pointer = `#/items/${items.findIndex(({ ticketType }) => ticketType === answer.ticketType)}/seats`
      return new Problem('invalid-request', undefined, {
        errors: [{ pointer, detail: 'this ticket type has no seats with names' }],
      })
    }
    case 'not-found':
    case 'event-cancelled':
    case 'not-on-sale':
    case 'limit-exceeded':
    case 'sold-out':
    case 'not-together':
      return new Problem(answer.outcome, answer.detail, which)
  }
}

/** The message that the hold wrote, as its row says it. */
const said = (
  { message, traceparent }: HoldRequest,
  { order, position }: HoldAnswer & { outcome: 'held' },
): Written => ({
  position,
  envelope: {
    ...{ id: message, type: 'order.held', occurredAt: order.heldAt, aggregate: order.id, version: 1, traceparent },
    data: {
      ...{ order: order.id, buyer: order.buyer, event: order.event.id, seller: order.event.seller },
      ...{ amount: order.amount, currency: order.currency },
      expiresAt: order.expiresAt,
    } satisfies DataOf<'order.held'>,
  },
})

/** An order on hold, and what is to be told. A repeated request has written nothing, but what the first wrote may wait. */
export type Placed = Read & { says: Telling }

/** Sets units aside for a buyer: one statement takes them, freezes their price and says so. */
export const hold = async ({ hold: ask }: Pick<Deps, 'hold'>, wanted: Hold, trace: Trace): Promise<Placed> => {
  const request = { ...wanted, order: newId('order'), message: newId('message'), traceparent: traceparent(trace) }
  for (let attempt = 1; ; attempt++) {
    const answer = await ask(request)
    if ('order' in answer) {
      const written = answer.outcome === 'held' ? [said(request, answer)] : []
      return { ...read(answer.order), says: { written, more: answer.outcome === 'replayed' || answer.more } }
    }
    if (answer.outcome !== 'again' || attempt === TRIES) throw refusal(answer, wanted.items)
    // A neighbour who is about to commit or roll back is done in a moment.
    await new Promise((later) => setTimeout(later, PAUSE_MS * attempt))
  }
}
