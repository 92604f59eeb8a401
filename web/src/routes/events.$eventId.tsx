import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, lazyRouteComponent } from '@tanstack/react-router'
import { Suspense } from 'react'
import { found, idIn, overEvent } from '../api/found.ts'
import { isEventId } from '../api/ids.ts'
import { availabilityQuery } from '../api/orders.ts'
import { eventQuery } from '../api/tickets.ts'
import { EventPage } from '../features/event/EventPage.tsx'
import { EventSkeleton } from '../features/event/EventSkeleton.tsx'
import { type RawSearch, text } from '../search.ts'

const GonePage = lazyRouteComponent(() => import('../features/event/GonePage.tsx'), 'GonePage')

export const Route = createFileRoute('/events/$eventId')({
  validateSearch: (raw: RawSearch): { tickets?: string | undefined } => ({ tickets: text(raw, 'tickets') }),
  loader: async ({ context: { queryClient }, params }) => {
    const id = idIn(isEventId, params.eventId)
    void queryClient.prefetchQuery(availabilityQuery([id]))
    const over = await found(queryClient.ensureQueryData(eventQuery(id))).then(() => undefined, overEvent)
    return { id, over }
  },
  component: Event,
  pendingComponent: EventSkeleton,
})

function Event() {
  const { over } = Route.useLoaderData()
  if (!over) return <Shown />
  return (
    <Suspense fallback={<EventSkeleton />}>
      <GonePage event={over} />
    </Suspense>
  )
}

function Shown() {
  const { id } = Route.useLoaderData()
  const { tickets } = Route.useSearch()
  const navigate = Route.useNavigate()
  const { data: event } = useSuspenseQuery(eventQuery(id))
  return (
    <EventPage
      event={event}
      tickets={tickets}
      onChange={(chosen) => void navigate({ search: { tickets: chosen }, replace: true, resetScroll: false })}
    />
  )
}
