import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { doorQuery } from '../../api/door.ts'
import { ownEvent } from '../../api/own-event.ts'
import { eventQuery } from '../../api/tickets.ts'
import { DoorPage } from '../../features/door/DoorPage.tsx'

export const Route = createFileRoute('/_signed-in/sell/$eventId/door')({
  loader: async ({ context, params }) => {
    const own = await ownEvent(context.queryClient, params.eventId)
    // Beside the page, so that it is drawn with its numbers; where they cannot be had, the page itself says so.
    await context.queryClient.prefetchQuery(doorQuery(own.id))
    return own
  },
  component: Door,
})

function Door() {
  const { id } = Route.useLoaderData()
  const { data: event } = useSuspenseQuery(eventQuery(id))
  return <DoorPage event={event} />
}
