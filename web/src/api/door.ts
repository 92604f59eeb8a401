import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { keyed, ok, orders } from './client.ts'
import { lookAgain } from './look-again.ts'
import { Refusal } from './refusal.ts'
import type { Id, Instant, Seat } from './types.ts'

/** A ticket as the door is told of it: which it is of how many in its order. */
export type TicketAtDoor = { ticketType: Id<'ticketType'>; name: string; number: number; of: number; seat: Seat | null }
export type Admission = { id: Id<'admission'>; at: Instant; undoneAt: Instant | null; ticket: TicketAtDoor }
export type Door = {
  now: Instant
  ticketTypes: { ticketType: Id<'ticketType'>; name: string; sold: number; admitted: number }[]
  latest: Admission[]
}

/** How many are expected and inside. Others are at the door as well, and so it is asked for again all the time. */
export const doorQuery = (event: Id<'event'>) =>
  queryOptions({
    queryKey: ['door', event],
    queryFn: ({ signal }): Promise<Door> =>
      ok(orders.events[':event'].admissions.$get({ param: { event } }, { init: { signal } })),
    refetchInterval: lookAgain(8_000, 20_000),
    staleTime: 1_000,
  })

/** A door that answers later than this has not answered: somebody stands in front of it. */
const PATIENCE_MS = 8_000

/**
 * Asks whether a code lets somebody in. Asked at once or not at all: what waited for a connection would let in whoever left.
 * The same `key` asks about the same scan again. Throws `Refusal`; one that is inconclusive decides nothing.
 */
export const askDoor = async (event: Id<'event'>, code: string, key: string): Promise<Admission> => {
  const signal = AbortSignal.timeout(PATIENCE_MS)
  try {
    const asking = orders.events[':event'].admissions.$post(
      { param: { event }, json: { code } },
      { ...keyed(key), init: { signal } },
    )
    return await ok(asking)
  } catch (error) {
    throw signal.aborted ? Refusal.unreachable() : error
  }
}

/** Takes back that somebody was let in. */
export const useUndo = (event: Id<'event'>) => {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (admission: Id<'admission'>): Promise<Admission> =>
      ok(orders.events[':event'].admissions[':admission'].$delete({ param: { event, admission } })),
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['door', event] }),
  })
}
