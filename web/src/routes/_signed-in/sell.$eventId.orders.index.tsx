import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { isTicketTypeId } from '../../api/ids.ts'
import { ownEvent } from '../../api/own-event.ts'
import { eventQuery } from '../../api/tickets.ts'
import { saleStates } from '../../features/sales/filter.ts'
import type { Filter } from '../../features/sales/SalesFilters.tsx'
import { SalesPage } from '../../features/sales/SalesPage.tsx'
import { type RawSearch, text } from '../../search.ts'

export const Route = createFileRoute('/_signed-in/sell/$eventId/orders/')({
  validateSearch: (raw: RawSearch): Filter => {
    const type = text(raw, 'type')
    return {
      state: saleStates.find((state) => state === text(raw, 'state')),
      type: type !== undefined && isTicketTypeId(type) ? type : undefined,
      q: text(raw, 'q'),
    }
  },
  loader: ({ context, params }) => ownEvent(context.queryClient, params.eventId),
  component: Sales,
})

function Sales() {
  const { id } = Route.useLoaderData()
  const { data: event } = useSuspenseQuery(eventQuery(id))
  return <SalesPage event={event} filter={Route.useSearch()} />
}
