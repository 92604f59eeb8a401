import { Problem } from '#shared/http/problem'
import { type Id, newId } from '#shared/ids'
import { type Trace, traceparent } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { type Read, read } from '../store/orders.ts'

export type Hold = {
  buyer: Id<'account'>
  event: Id<'event'>
  items: readonly { ticketType: Id<'ticketType'>; quantity: number }[]
  key: string
  fingerprint: string
}

/** Sets units aside for a buyer: one statement takes them, freezes their price and says so. */
export const hold = async ({ orders }: Pick<Deps, 'orders'>, wanted: Hold, trace: Trace): Promise<Read> => {
  const [answer] = await orders.hold([
    { ...wanted, order: newId('order'), message: newId('message'), traceparent: traceparent(trace) },
  ])
  if (!answer) throw new Error('the hold was not answered')
  switch (answer.outcome) {
    case 'held':
    case 'replayed':
      return read(answer.order)
    case 'key-reused':
      throw new Problem('key-reused')
    case 'not-found':
    case 'not-on-sale':
    case 'limit-exceeded':
    case 'sold-out':
      throw new Problem(answer.outcome, answer.detail, answer.ticketType ? { ticketTypes: [answer.ticketType] } : {})
  }
}
