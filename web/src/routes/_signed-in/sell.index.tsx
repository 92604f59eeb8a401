import { createFileRoute } from '@tanstack/react-router'
import { sellerQuery } from '../../api/seller.ts'
import { eventCountsQuery, myEventsQuery } from '../../api/tickets.ts'
import { type EventShow, eventShows } from '../../api/types.ts'
import { MyEvents } from '../../features/sell/MyEvents.tsx'
import { type RawSearch, text } from '../../search.ts'

const showIn = (raw: RawSearch): EventShow | undefined => eventShows.find((show) => show === text(raw, 'show'))

export const Route = createFileRoute('/_signed-in/sell/')({
  validateSearch: (raw: RawSearch): { show?: EventShow | undefined } => ({ show: showIn(raw) }),
  loader: ({ context: { queryClient } }) => {
    void queryClient.prefetchQuery(sellerQuery)
    void queryClient.prefetchQuery(eventCountsQuery)
    void queryClient.prefetchInfiniteQuery(myEventsQuery())
  },
  component: Home,
})

function Home() {
  return <MyEvents show={Route.useSearch().show} />
}
