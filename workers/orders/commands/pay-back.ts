import type { Id } from '#shared/ids'
import { traceFields } from '#shared/log'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'

type PayBackDeps = Pick<Deps, 'sale' | 'outbox' | 'log'>

/** How many orders one statement takes: as many messages as leave in one call to the broker. */
const BATCH = 250
const EVENTS = 20

/**
 * Ends the holds of a cancelled event and asks for every refund there is to ask for, batch by batch, until none is left; returns
 * how many it asked for. Stopped anywhere, it is gone on with by whoever comes next: what is to be done is read from the orders.
 */
export const payBackEvent = async ({ sale, outbox, log }: PayBackDeps, event: Id<'event'>, trace: Trace) => {
  let total = 0
  for (let after: string | null = ''; after !== null; ) {
    const batch = await sale.payBack(event, BATCH, after, trace)
    after = batch.after
    total += batch.asked
    if (batch.ended + batch.asked === 0) continue
    log('info', 'a cancelled event is being paid back', { event, ...batch, ...traceFields(trace) })
    await outbox.nudge()
  }
  return total
}

/** Goes on with every cancelled event that somebody may still have to be paid back for; one that fails does not keep the others. */
export const payBackAll = async (deps: PayBackDeps, trace: Trace) => {
  let total = 0
  for (const event of await deps.sale.toPayBack(EVENTS)) {
    try {
      total += await payBackEvent(deps, event, trace)
    } catch (error) {
      deps.log('error', 'a cancelled event could not be paid back', { event, ...traceFields(trace), error })
    }
  }
  return total
}

/** What a message leads to beyond what was written with it. */
export const followUp = async (deps: PayBackDeps, heard: { type: string; aggregate: string }, trace: Trace) => {
  if (heard.type === 'event.cancelled') await payBackEvent(deps, heard.aggregate as Id<'event'>, trace)
  await deps.outbox.nudge()
}
