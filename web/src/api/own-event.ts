import type { QueryClient } from '@tanstack/react-query'
import { notFound } from '@tanstack/react-router'
import { accountQuery } from './auth.ts'
import { found, idIn } from './found.ts'
import { isEventId } from './ids.ts'
import { eventQuery } from './tickets.ts'
import type { Id } from './types.ts'

/**
 * For loaders of a seller's pages. Only so that nobody lands on a page full of refusals: who may do what is decided by
 * the services.
 */
export const ownEvent = async (queryClient: QueryClient, eventId: string): Promise<{ id: Id<'event'> }> => {
  const id = idIn(isEventId, eventId)
  const [event, account] = await Promise.all([
    found(queryClient.ensureQueryData(eventQuery(id))),
    queryClient.ensureQueryData(accountQuery),
  ])
  if (event.seller.id !== account?.id) throw notFound()
  return { id }
}
