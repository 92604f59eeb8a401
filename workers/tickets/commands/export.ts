import type { Person } from '#shared/http/session'
import type { Id } from '#shared/ids'
import type { Deps } from '../deps.ts'
import type { Event } from '../event.ts'

const PAGE = 200
/** More than anybody has; whoever had more would be given the newest. */
const PAGES = 50

/** Every event somebody ever made, drafts included, newest first, with all that they said about it. */
export const exportEvents = async ({ events }: Pick<Deps, 'events'>, person: Person): Promise<Event[]> => {
  const made: Event[] = []
  let before: Id<'event'> | undefined
  for (let page = 0; page < PAGES; page++) {
    const found = await events.ofSeller(person.id, PAGE, before)
    made.push(...found)
    before = found.at(-1)?.id
    if (found.length < PAGE) break
  }
  return made
}
