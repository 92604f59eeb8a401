import { Problem } from '#shared/http/problem'
import { type Id, newId } from '#shared/ids'
import { type Trace, traceparent } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { type HoldAnswer, type Read, read } from '../store/orders.ts'

export type Hold = {
  buyer: Id<'account'>
  event: Id<'event'>
  items: readonly { ticketType: Id<'ticketType'>; quantity: number }[]
  key: string
  fingerprint: string
}

/** How often one request is put to the database before "somebody else is deciding" is taken for "sold out". */
const TRIES = 4
const PAUSE_MS = 15

const refusal = (answer: Exclude<HoldAnswer, { order: unknown }>): Problem => {
  switch (answer.outcome) {
    case 'key-reused':
      return new Problem('key-reused')
    case 'again':
      return new Problem('sold-out', undefined, answer.ticketType ? { ticketTypes: [answer.ticketType] } : {})
    case 'not-found':
    case 'not-on-sale':
    case 'limit-exceeded':
    case 'sold-out':
      return new Problem(answer.outcome, answer.detail, answer.ticketType ? { ticketTypes: [answer.ticketType] } : {})
  }
}

/** Sets units aside for a buyer: one statement takes them, freezes their price and says so. */
export const hold = async ({ hold: ask }: Pick<Deps, 'hold'>, wanted: Hold, trace: Trace): Promise<Read> => {
  const request = { ...wanted, order: newId('order'), message: newId('message'), traceparent: traceparent(trace) }
  for (let attempt = 1; ; attempt++) {
    const answer = await ask(request)
    if ('order' in answer) return read(answer.order)
    if (answer.outcome !== 'again' || attempt === TRIES) throw refusal(answer)
    // A neighbour who is about to commit or roll back is done in a moment.
    await new Promise((later) => setTimeout(later, PAUSE_MS * attempt))
  }
}
