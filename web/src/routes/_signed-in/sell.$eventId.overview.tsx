import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { ownEvent } from '../../api/own-event.ts'
import { type Period, periods } from '../../api/report-types.ts'
import { sellerQuery } from '../../api/seller.ts'
import { eventQuery } from '../../api/tickets.ts'
import { Overview } from '../../features/sales/overview/Overview.tsx'
import { type RawSearch, text } from '../../search.ts'

const periodIn = (raw: RawSearch): Period | undefined => periods.find((period) => period === text(raw, 'period'))

export const Route = createFileRoute('/_signed-in/sell/$eventId/overview')({
  validateSearch: (raw: RawSearch): { period?: Period | undefined } => ({ period: periodIn(raw) }),
  loader: ({ context: { queryClient }, params }) => {
    void queryClient.prefetchQuery(sellerQuery)
    return ownEvent(queryClient, params.eventId)
  },
  component: OverviewOfOne,
})

function OverviewOfOne() {
  const { id } = Route.useLoaderData()
  const { data: event } = useSuspenseQuery(eventQuery(id))
  return <Overview key={id} event={event} period={Route.useSearch().period ?? 'all'} />
}
