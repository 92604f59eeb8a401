import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { ownEvent } from '../../api/own-event.ts'
import { eventQuery } from '../../api/tickets.ts'
import { CancelPage } from '../../features/cancel/CancelPage.tsx'

export const Route = createFileRoute('/_signed-in/sell/$eventId/cancel')({
  loader: ({ context, params }) => ownEvent(context.queryClient, params.eventId),
  component: Cancel,
})

function Cancel() {
  const { id } = Route.useLoaderData()
  const { data: event } = useSuspenseQuery(eventQuery(id))
  return <CancelPage key={id} event={event} />
}
