import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAttempt } from './attempt.ts'
import { request } from './client.ts'
import type { EventFilter, EventInput, EventSummary, EventView, Id, Page } from './types.ts'

const pageSize = 24

export const eventsQuery = ({ q, sort = 'soonest' }: EventFilter) =>
  infiniteQueryOptions({
    queryKey: ['events', { q, sort }],
    queryFn: ({ pageParam, signal }) =>
      request<Page<EventSummary>>('/api/tickets/events', {
        query: { q, sort, limit: pageSize, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })

export const myEventsQuery = infiniteQueryOptions({
  queryKey: ['my-events'],
  queryFn: ({ pageParam, signal }) =>
    request<Page<EventSummary>>('/api/tickets/my-events', { query: { limit: pageSize, cursor: pageParam }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.nextCursor ?? undefined,
})

export const eventQuery = (id: Id<'event'>) =>
  queryOptions({
    queryKey: ['event', id],
    queryFn: ({ signal }) => request<EventView>(`/api/tickets/events/${id}`, { signal }),
    staleTime: 30_000,
  })

/** The version is the entity tag: the API shows both, and says so. */
const etag = (event: Pick<EventView, 'version'>) => `"v${event.version}"`

const useRemember = () => {
  const queryClient = useQueryClient()
  return (event: EventView) => {
    queryClient.setQueryData(eventQuery(event.id).queryKey, event)
    return Promise.all([
      queryClient.invalidateQueries({ queryKey: ['my-events'] }),
      queryClient.invalidateQueries({ queryKey: ['events'] }),
    ])
  }
}

export const useCreateEvent = () => {
  const attempt = useAttempt()
  return useMutation({
    mutationFn: (body: EventInput) =>
      attempt(body, (idempotencyKey) =>
        request<EventView>('/api/tickets/events', { method: 'POST', body, idempotencyKey }),
      ),
    onSuccess: useRemember(),
  })
}

export const useChangeEvent = () =>
  useMutation({
    mutationFn: ({ event, body }: { event: EventView; body: EventInput }) =>
      request<EventView>(`/api/tickets/events/${event.id}`, { method: 'PATCH', body, ifMatch: etag(event) }),
    onSuccess: useRemember(),
  })

export const usePublishEvent = () =>
  useMutation({
    mutationFn: (event: EventView) =>
      request<EventView>(`/api/tickets/events/${event.id}/publish`, { method: 'POST', ifMatch: etag(event) }),
    onSuccess: useRemember(),
  })
