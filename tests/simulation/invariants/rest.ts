import { problems } from '#shared/http/problem'
import type { Invariant } from './books.ts'

const ENDED = new Set(['awaited', 'captured', 'voided', 'returned', 'closed', 'failed'])

/** I11: everything has come to its end, and only what can never be accepted is left with the broker. */
export const everythingEnds: Invariant = ({ restless, orders, refunds, made, payments, unapplied, deadLetters }) => {
  const closed = new Set(orders.filter(({ state }) => state !== 'held').map(({ id }) => id))
  return [
    ...Object.entries(restless).map(([what, count]) => `still restless: ${what} (${count})`),
    ...orders
      .filter(({ state }) => state === 'held' || state === 'confirmed')
      .map(({ id, state }) => `${id} is ${state} for ever`),
    ...payments
      .filter(({ state, order }) => !ENDED.has(state) || (state === 'awaited' && closed.has(order)))
      .map(({ id, state, order }) => `${id} is ${state} for ever (for ${order})`),
    ...[...refunds, ...made]
      .filter(({ state }) => state === 'asked')
      .map(({ id, order }) => `${id} is asked for for ever (of ${order})`),
    ...unapplied.map(({ id, type }) => `${type} ${id} of Stripe was never applied`),
    ...deadLetters
      .filter(({ status }) => status !== problems['never-acceptable'].status)
      .map(({ id, to, status }) => `${id} to ${to} is dead, last answered ${status}`),
  ]
}
