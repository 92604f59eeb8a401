import { keepMessages, type MessageDeps } from '#shared/housekeeping'
import { traceFields } from '#shared/log'
import { signalOf } from '#shared/postgres/inbox'
import { continueTrace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { expire } from '../order.ts'
import { payBackAll } from './pay-back.ts'

const AT_ONCE = 200

/** Ends holds whose reminder never came. One that cannot be ended does not keep the others from it. */
const endLapsed = async ({ orders, log }: Pick<Deps, 'orders' | 'log'>) => {
  let expired = 0
  for (const { order, now } of await orders.lapsed(AT_ONCE)) {
    const change = expire(order, now)
    if (!change) continue
    const trace = continueTrace(undefined)
    try {
      await orders.save(order, change, trace)
      expired++
    } catch (error) {
      // Paid, extended or ended by somebody else in this very moment: then there is nothing left to do.
      if (signalOf(error) !== 'overtaken') {
        log('error', 'a lapsed hold could not be ended', { order: order.id, ...traceFields(trace), error })
      }
    }
  }
  return expired
}

/** Ends lapsed holds, goes on paying back cancelled events, and sees to it that everybody hears what was said. */
export const sweep = async (deps: MessageDeps & Pick<Deps, 'orders' | 'sale'>) => {
  const expired = await endLapsed(deps)
  const refunds = await payBackAll(deps, continueTrace(undefined))
  const messages = await keepMessages(deps)
  const done = { expired, refunds, ...messages }
  if (expired + refunds + messages.published + messages.redelivered > 0) deps.log('info', 'swept', done)
  return done
}
