import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAttempt } from './attempt.ts'
import { request } from './client.ts'
import type { Availability, HoldInput, Id, OrderView, Page } from './types.ts'

/** How many are left, for at most fifty events at once. */
export const availabilityQuery = (events: Id<'event'>[]) =>
  queryOptions({
    queryKey: ['availability', events],
    queryFn: ({ signal }) =>
      request<Availability>('/api/orders/availability', { query: { events: events.join(',') }, signal }),
    staleTime: 1_000,
  })

export const ordersQuery = infiniteQueryOptions({
  queryKey: ['orders'],
  queryFn: ({ pageParam, signal }) =>
    request<Page<OrderView>>('/api/orders', { query: { limit: 20, cursor: pageParam }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
})

export const orderQuery = (id: Id<'order'>) =>
  queryOptions({
    queryKey: ['order', id],
    queryFn: ({ signal }) => request<OrderView>(`/api/orders/${id}`, { signal }),
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
    mutationFn: (body: HoldInput) =>
      attempt(body, (idempotencyKey) => request<OrderView>('/api/orders', { method: 'POST', body, idempotencyKey })),
    onSuccess: useRemember(),
    onError: () => queryClient.invalidateQueries({ queryKey: ['availability'] }),
  })
}

const useCommand = (id: Id<'order'>, command: 'extend' | 'cancel' | 'claim') => {
  const attempt = useAttempt()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: () =>
      attempt(command, (idempotencyKey) =>
        request<OrderView>(`/api/orders/${id}/${command}`, { method: 'POST', idempotencyKey }),
      ),
    onSuccess: useRemember(),
    // A refusal means that the order is no longer what the page believed.
    onError: () => queryClient.invalidateQueries({ queryKey: orderQuery(id).queryKey }),
  })
}

export const useExtend = (id: Id<'order'>) => useCommand(id, 'extend')
export const useCancel = (id: Id<'order'>) => useCommand(id, 'cancel')
export const useClaim = (id: Id<'order'>) => useCommand(id, 'claim')
