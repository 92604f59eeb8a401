import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAttempt } from './attempt.ts'
import { keyed, ok, orders } from './client.ts'
import type { Availability, HoldInput, Id, OrderView, Page } from './types.ts'

/** How many are left, for at most fifty events at once. */
export const availabilityQuery = (events: Id<'event'>[]) =>
  queryOptions({
    queryKey: ['availability', events],
    queryFn: ({ signal }): Promise<Availability> =>
      ok(orders.availability.$get({ query: { events: events.join(',') } }, { init: { signal } })),
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
    onError: () => queryClient.invalidateQueries({ queryKey: ['availability'] }),
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
