import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import type { Id } from '#shared/ids'
import type { Deps } from '../deps.ts'
import { type Event, isLongOver } from '../event.ts'

/** Who looks: somebody known, or a visitor who may turn out to be somebody once they have refreshed. */
export type Onlooker = { person: Person | undefined; mayReturn: boolean }

/** What is left of an event a month after it began: enough to know which it was. */
const over = ({ title, venue, city, startsAt, timeZone, status }: Event) =>
  new Problem('event-over', undefined, {
    event: { title, venue, city, startsAt, timeZone, cancelled: status === 'cancelled' },
  })

/**
 * One event: published, or cancelled since, for everybody until a month after it began; a draft for its seller alone. A seller whose access token has just run out is asked
 * to refresh first, whether the event exists or not, so that nothing shows.
 */
export const showEvent = async (
  { events }: Pick<Deps, 'events'>,
  id: Id<'event'>,
  { person, mayReturn }: Onlooker,
): Promise<Event> => {
  const found = await events.find(id)
  if (found && found.event.seller.id === person?.id) return found.event
  if (found && found.event.status !== 'draft') {
    if (isLongOver(found.event, found.now)) throw over(found.event)
    return found.event
  }
  throw new Problem(!person && mayReturn ? 'signed-out' : 'not-found')
}
