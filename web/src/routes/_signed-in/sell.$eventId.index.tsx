import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute, redirect } from '@tanstack/react-router'
import { ownEvent } from '../../api/own-event.ts'
import { sellerQuery } from '../../api/seller.ts'
import { eventQuery } from '../../api/tickets.ts'
import { EventEditor } from '../../features/sell/EventEditor.tsx'
import { type Step, steps } from '../../features/sell/steps.ts'
import { type RawSearch, text } from '../../search.ts'

const stepIn = (raw: RawSearch): Step | undefined => steps.find((step) => step === text(raw, 'step'))

export const Route = createFileRoute('/_signed-in/sell/$eventId/')({
  validateSearch: (raw: RawSearch): { step?: Step | undefined } => ({ step: stepIn(raw) }),
  loader: async ({ context: { queryClient }, params }) => {
    void queryClient.prefetchQuery(sellerQuery)
    const own = await ownEvent(queryClient, params.eventId)
    // What does not take place cannot be changed: all there is to see is how it ends.
    if (queryClient.getQueryData(eventQuery(own.id).queryKey)?.status === 'cancelled')
      throw redirect({ to: '/sell/$eventId/cancel', params, replace: true })
    return own
  },
  component: EditEvent,
})

function EditEvent() {
  const { id } = Route.useLoaderData()
  const { data: event } = useSuspenseQuery(eventQuery(id))
  return <EventEditor key={id} event={event} step={Route.useSearch().step ?? 'details'} />
}
