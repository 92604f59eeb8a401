import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import { newId } from '#shared/ids'
import type { Deps } from '../deps.ts'
import { draft, type Event } from '../event.ts'
import type { NewEvent } from '../input.ts'

type Asked = { key: string; fingerprint: string }

/** Makes a draft. Asked again after an answer was lost, it gives the one that was made. */
export const create = async (
  { events }: Pick<Deps, 'events'>,
  seller: Person,
  wanted: NewEvent,
  { key, fingerprint }: Asked,
): Promise<Event> => {
  const event = draft(wanted, { id: newId('event'), seller: { id: seller.id, name: seller.name } }, () =>
    newId('ticketType'),
  )
  await events.insert(event, key, fingerprint)
  const made = await events.madeWith(seller.id, key)
  if (!made) throw new Error('an event that was just made is not there')
  if (made.fingerprint !== fingerprint) throw new Problem('key-reused')
  return made.event
}
