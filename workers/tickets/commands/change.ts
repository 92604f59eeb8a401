import { Problem } from '#shared/http/problem'
import { type Id, newId } from '#shared/ids'
import type { Trace } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { type Changes, cancel, type Decision, type Event, edit, publish } from '../event.ts'
import { checkOffer, newlyOffered } from '../offer.ts'
import { artworkMeant, type WithGiven } from './with-artwork.ts'

/** Which event, whose it must be, and the version it must still have. */
export type Target = { id: Id<'event'>; seller: Id<'account'>; version: number }

type Needs = Pick<Deps, 'events' | 'sellers' | 'connect'>

const changeOwn = async (
  { events, sellers, connect }: Needs,
  { id, seller, version }: Target,
  trace: Trace,
  decide: (event: Event, now: Date) => Decision,
): Promise<Event> => {
  const found = await events.find(id)
  if (found?.event.seller.id !== seller) throw new Problem('not-found')
  if (found.event.version !== version) throw new Problem('changed-meanwhile')
  const decision = decide(found.event, found.now)
  const offered = newlyOffered(found.event, decision.event)
  if (offered.length > 0) checkOffer(offered, connect ? await sellers.payoutsOf(seller) : { enabled: true, why: null })
  if (!(await events.save(decision, trace))) throw new Problem('changed-meanwhile')
  return decision.event
}

/** Changes the seller's own event. */
export const editEvent = async (
  deps: Needs & Pick<Deps, 'pictures'>,
  target: Target,
  { artwork, ...given }: { [Part in keyof WithGiven<Changes>]?: WithGiven<Changes>[Part] | undefined },
  trace: Trace,
) => {
  const meant = artwork === undefined ? {} : { artwork: await artworkMeant(deps, artwork) }
  const changes: Changes = { ...given, ...meant }
  return changeOwn(deps, target, trace, (event, now) => edit(event, changes, now, () => newId('ticketType')))
}

/** Puts the seller's own draft on sale. */
export const publishEvent = (deps: Needs, target: Target, trace: Trace) => changeOwn(deps, target, trace, publish)

/** Calls the seller's own event off. */
export const cancelEvent = (deps: Needs, target: Target, reason: string, trace: Trace) =>
  changeOwn(deps, target, trace, (event, now) => cancel(event, reason, now))
