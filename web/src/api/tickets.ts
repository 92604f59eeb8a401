import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import { useAttempt } from './attempt.ts'
import { keyed, ok, tickets } from './client.ts'
import type {
  City,
  EventCounts,
  EventFilter,
  EventInput,
  EventShow,
  EventSummary,
  EventView,
  Id,
  Page,
  PriceLimit,
} from './types.ts'

const pageSize = '24'

const beginOf = (day: string | undefined) => day && new Date(`${day}T00:00:00.000`).toISOString()
const endOf = (day: string | undefined) => day && new Date(`${day}T23:59:59.999`).toISOString()
const minorUnits = (price: PriceLimit | undefined) => price && (price === 'free' ? '0' : `${price}00`)

export const eventsQuery = ({ q, city, from, to, price, sort = 'soonest' }: EventFilter) =>
  infiniteQueryOptions({
    queryKey: ['events', { q, city, from, to, price, sort }],
    queryFn: ({ pageParam, signal }): Promise<Page<EventSummary>> => {
      const days = { from: beginOf(from), to: endOf(to) }
      const query = { q, city, ...days, upTo: minorUnits(price), sort, limit: pageSize, cursor: pageParam }
      return ok(tickets.events.$get({ query }, { init: { signal } }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })

export const citiesQuery = queryOptions({
  queryKey: ['cities'],
  queryFn: ({ signal }): Promise<{ items: City[] }> => ok(tickets.cities.$get({}, { init: { signal } })),
  staleTime: 60_000,
})

export const myEventsQuery = (show?: EventShow) =>
  infiniteQueryOptions({
    queryKey: ['my-events', { show }],
    queryFn: ({ pageParam, signal }): Promise<Page<EventSummary>> =>
      ok(tickets['my-events'].$get({ query: { limit: pageSize, cursor: pageParam, show } }, { init: { signal } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })

/** How many events somebody has, by how they stand. */
export const eventCountsQuery = queryOptions({
  queryKey: ['my-events', 'counts'],
  queryFn: ({ signal }): Promise<EventCounts> => ok(tickets['my-events'].counts.$get({}, { init: { signal } })),
})

export const eventQuery = (id: Id<'event'>) =>
  queryOptions({
    queryKey: ['event', id],
    queryFn: ({ signal }): Promise<EventView> =>
      ok(tickets.events[':id'].$get({ param: { id } }, { init: { signal } })),
    staleTime: 30_000,
  })

/** Only if nobody has changed it meanwhile. The version is the entity tag: the API shows both, and says so. */
const unchanged = (event: Pick<EventView, 'version'>) => ({ headers: { 'if-match': `"v${event.version}"` } })

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
    mutationFn: (json: EventInput): Promise<EventView> =>
      attempt(json, (key) => ok(tickets.events.$post({ json }, keyed(key)))),
    onSuccess: useRemember(),
  })
}

/** Another draft like one of one's own events. */
export const useCopyEvent = () => {
  const attempt = useAttempt()
  return useMutation({
    mutationFn: ({ id, title }: { id: Id<'event'>; title: string }): Promise<EventView> =>
      attempt({ id, title }, (key) =>
        ok(tickets['my-events'][':id'].copies.$post({ param: { id }, json: { title } }, keyed(key))),
      ),
    onSuccess: useRemember(),
  })
}

export const useChangeEvent = () =>
  useMutation({
    mutationFn: ({ event, body }: { event: EventView; body: EventInput }): Promise<EventView> =>
      ok(tickets.events[':id'].$patch({ param: { id: event.id }, json: body }, unchanged(event))),
    onSuccess: useRemember(),
  })

export const usePublishEvent = () =>
  useMutation({
    mutationFn: (event: EventView): Promise<EventView> =>
      ok(tickets.events[':id'].publish.$post({ param: { id: event.id } }, unchanged(event))),
    onSuccess: useRemember(),
  })

/** It does not take place. There is no way back. */
export const useCancelEvent = () => {
  const attempt = useAttempt()
  const remember = useRemember()
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: ({ event, reason }: { event: EventView; reason: string }): Promise<EventView> =>
      attempt({ event: event.id, version: event.version, reason }, (key) =>
        ok(
          tickets.events[':id'].cancel.$post(
            { param: { id: event.id }, json: { reason } },
            { headers: { ...keyed(key).headers, ...unchanged(event).headers } },
          ),
        ),
      ),
    onSuccess: async (event) => {
      await Promise.all([remember(event), queryClient.invalidateQueries({ queryKey: ['cancellation', event.id] })])
    },
    // A refusal may mean that it is no longer what the page believed.
    onError: (_, { event }) => queryClient.invalidateQueries({ queryKey: eventQuery(event.id).queryKey }),
  })
}
