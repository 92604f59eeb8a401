import { infiniteQueryOptions, queryOptions, skipToken, useMutation, useQueryClient } from '@tanstack/react-query'
import { askedAgain } from './asked-again.ts'
import { useAttempt } from './attempt.ts'
import { keyed, ok, orders } from './client.ts'
import { refusedAs, refusedTypes, takenSeats } from './refusal.ts'
import { markTaken } from './seat-map.ts'
import type { HoldInput, Id, OrderView, Page, TypeStock } from './types.ts'

/** How many are left, for at most fifty events at once. */
export const availabilityQuery = (events: Id<'event'>[]) =>
  queryOptions({
    queryKey: ['availability', events],
    queryFn: (context) =>
      askedAgain(context, (options) => orders.availability.$get({ query: { events: events.join(',') } }, options)),
    staleTime: 1_000,
  })

/** Every seat of an event, free or taken. */
export const seatMapQuery = (event: Id<'event'>) =>
  queryOptions({
    // Below availability, so that a hold makes both be asked for again.
    queryKey: ['availability', 'seats', event],
    queryFn: (context) =>
      askedAgain(context, (options) => orders.availability[':event'].seats.$get({ param: { event } }, options)),
    staleTime: 1_000,
  })

/** How the tickets of a seller's own event stand, by type; null until orders has heard of the event. */
export const stockQuery = (event: Id<'event'> | undefined) =>
  queryOptions({
    queryKey: ['stock', event],
    queryFn: event
      ? async ({ signal }): Promise<Record<string, TypeStock> | null> => {
          try {
            return (await ok(orders.stock[':event'].$get({ param: { event } }, { init: { signal } }))).ticketTypes
          } catch (error) {
            if (refusedAs(error, 'not-found')) return null
            throw error
          }
        }
      : skipToken,
    staleTime: 1_000,
  })

export const ordersQuery = infiniteQueryOptions({
  queryKey: ['orders'],
  queryFn: ({ pageParam, signal }): Promise<Page<OrderView, Id<'order'>>> =>
    ok(orders.$get({ query: { limit: '20', cursor: pageParam } }, { init: { signal } })),
  initialPageParam: undefined as Id<'order'> | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
})

export const orderQuery = (id: Id<'order'>) =>
  queryOptions({
    queryKey: ['order', id],
    queryFn: ({ signal }): Promise<OrderView> => ok(orders[':id'].$get({ param: { id } }, { init: { signal } })),
    staleTime: 1_000,
  })

const useRemember = () => {
  const queryClient = useQueryClient()
  return (order: OrderView) => {
    queryClient.setQueryData(orderQuery(order.id).queryKey, order)
    return Promise.all([
      queryClient.invalidateQueries({ queryKey: ['orders'] }),
      queryClient.invalidateQueries({ queryKey: ['availability'] }),
    ])
  }
}

export const useHold = () => {
  const attempt = useAttempt()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (json: HoldInput): Promise<OrderView> => attempt(json, (key) => ok(orders.$post({ json }, keyed(key)))),
    onSuccess: useRemember(),
    onError: (error, { event, items }) => {
      const taken = takenSeats(error)
      const type = items.find(({ ticketType }) => refusedTypes(error).includes(ticketType))?.ticketType
      if (type && taken.length > 0)
        // What the store remembers of a second ago may still call them free.
        queryClient.setQueryData(seatMapQuery(event).queryKey, (map) => map && markTaken(map, type, taken))
      return queryClient.invalidateQueries({ queryKey: ['availability'] })
    },
  })
}

const useCommand = (id: Id<'order'>, command: 'extend' | 'cancel' | 'claim') => {
  const attempt = useAttempt()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: (): Promise<OrderView> =>
      attempt(command, (key) => ok(orders[':id'][command].$post({ param: { id } }, keyed(key)))),
    onSuccess: useRemember(),
    // A refusal means that the order is no longer what the page believed.
    onError: () => queryClient.invalidateQueries({ queryKey: orderQuery(id).queryKey }),
  })
}

export const useExtend = (id: Id<'order'>) => useCommand(id, 'extend')
export const useCancel = (id: Id<'order'>) => useCommand(id, 'cancel')
export const useClaim = (id: Id<'order'>) => useCommand(id, 'claim')
