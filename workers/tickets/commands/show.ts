import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import type { Id } from '#shared/ids'
import type { Deps } from '../deps.ts'
import type { Event } from '../event.ts'

/** Who looks: somebody known, or a visitor who may turn out to be somebody once they have refreshed. */
export type Onlooker = { person: Person | undefined; mayReturn: boolean }

/**
 * One event: published, or cancelled since, for everybody; a draft for its seller alone. A seller whose access token has just run out is asked
 * to refresh first, whether the event exists or not, so that nothing shows.
 */
export const showEvent = async (
  { events }: Pick<Deps, 'events'>,
  id: Id<'event'>,
  { person, mayReturn }: Onlooker,
): Promise<Event> => {
  const found = await events.find(id)
  if (found && (found.event.status !== 'draft' || found.event.seller.id === person?.id)) return found.event
  throw new Problem(!person && mayReturn ? 'signed-out' : 'not-found')
}
