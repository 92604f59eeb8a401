import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import { type Id, newId } from '#shared/ids'
import type { Deps } from '../deps.ts'
import { copyOf, draft, type Event } from '../event.ts'
import { artworkMeant, type WithGiven } from './with-artwork.ts'

type Asked = { key: string; fingerprint: string }

type Wanted = Parameters<typeof draft>[0]

const make = async (
  { events }: Pick<Deps, 'events'>,
  seller: Person,
  wanted: Wanted,
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

/** Makes a draft. Asked again after an answer was lost, it gives the one that was made. */
export const create = async (
  deps: Pick<Deps, 'events' | 'pictures'>,
  seller: Person,
  { artwork, ...wanted }: WithGiven<Wanted>,
  asked: Asked,
) => make(deps, seller, { ...wanted, artwork: await artworkMeant(deps, artwork) }, asked)

/** Makes a draft like an event that the seller has, whatever became of that. */
export const copy = async (
  deps: Pick<Deps, 'events'>,
  seller: Person,
  { id, title }: { id: Id<'event'>; title: string },
  asked: Asked,
): Promise<Event> => {
  const found = await deps.events.find(id)
  if (found?.event.seller.id !== seller.id) throw new Problem('not-found')
  return make(deps, seller, copyOf(found.event, title), asked)
}
