import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import type { SaleState } from '../../api/money-types.ts'
import { ownEvent } from '../../api/own-event.ts'
import { eventQuery } from '../../api/tickets.ts'
import { SalesPage } from '../../features/sales/SalesPage.tsx'
import { type RawSearch, text } from '../../search.ts'

const stateIn = (raw: RawSearch): SaleState | undefined => {
  const state = text(raw, 'state')
  return state === 'confirmed' || state === 'paid' || state === 'refunded' ? state : undefined
}

export const Route = createFileRoute('/_signed-in/sell/$eventId/orders')({
  validateSearch: (raw: RawSearch): { state?: SaleState | undefined } => ({ state: stateIn(raw) }),
  loader: ({ context, params }) => ownEvent(context.queryClient, params.eventId),
  component: Sales,
})

function Sales() {
  const { id } = Route.useLoaderData()
  const { state } = Route.useSearch()
  const { data: event } = useSuspenseQuery(eventQuery(id))
  return <SalesPage event={event} state={state} />
}
