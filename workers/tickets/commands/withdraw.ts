import { raiseAlerts } from '#shared/alerts'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { withdraw } from '../event.ts'

/** What one call takes off sale: each event is a statement of its own, and a request on the edge may make so many. */
const AT_ONCE = 25

/**
 * Ends the sales of whoever is gone, those that begin soonest first; returns of how many events. It goes by what is there and not
 * by what was heard: what is left over, or was published at the last moment, is found by the next sweep.
 */
export const withdrawAll = async (
  { events, outbox, log }: Pick<Deps, 'events' | 'outbox' | 'log'>,
  trace: Trace,
): Promise<number> => {
  let withdrawn = 0
  for (const { event, now } of await events.ofSellersGone(AT_ONCE)) {
    if (event.status !== 'published') continue
    // Somebody changed it this moment: the next one sees what it is now.
    if (!(await events.save(withdraw(event, now), trace))) continue
    withdrawn++
    log('warn', 'an event is not sold any more: its seller is gone', { event: event.id, seller: event.seller.id })
  }
  raiseAlerts(log, { withdrawn })
  if (withdrawn > 0) await outbox.nudge()
  return withdrawn
}
