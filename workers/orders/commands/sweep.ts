import { signalOf } from '#shared/postgres/inbox'
import { continueTrace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { expire } from '../order.ts'

const AT_ONCE = 200

/** Ends holds whose reminder never came, and publishes what could not be published before. */
export const sweep = async ({ orders, outbox, log }: Pick<Deps, 'orders' | 'outbox' | 'log'>) => {
  const lapsed = await orders.lapsed(AT_ONCE)
  let expired = 0
  for (const { order, now } of lapsed) {
    const change = expire(order, now)
    if (!change) continue
    try {
      await orders.save(order, change, continueTrace(undefined))
      expired++
    } catch (error) {
      // Paid, extended or ended by somebody else in this very moment: then there is nothing left to do.
      if (signalOf(error) !== 'overtaken') throw error
    }
  }
  const published = await outbox.drain()
  if (expired + published > 0) log('info', 'swept', { expired, published })
  return { expired, published }
}
