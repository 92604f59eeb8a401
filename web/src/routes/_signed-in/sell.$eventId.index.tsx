import { useSuspenseQuery } from '@tanstack/react-query'
import { createFileRoute } from '@tanstack/react-router'
import { ownEvent } from '../../api/own-event.ts'
import { eventQuery } from '../../api/tickets.ts'
import { EventEditor } from '../../features/sell/EventEditor.tsx'
import { type RawSearch, text } from '../../search.ts'

type Done = 'saved' | 'published'

const doneIn = (raw: RawSearch): Done | undefined => {
  const done = text(raw, 'done')
  return done === 'saved' || done === 'published' ? done : undefined
}

export const Route = createFileRoute('/_signed-in/sell/$eventId/')({
  validateSearch: (raw: RawSearch): { done?: Done | undefined } => ({ done: doneIn(raw) }),
  loader: ({ context, params }) => ownEvent(context.queryClient, params.eventId),
  component: EditEvent,
})

function EditEvent() {
  const { id } = Route.useLoaderData()
  const { data: event } = useSuspenseQuery(eventQuery(id))
  return <EventEditor key={id} event={event} done={Route.useSearch().done} />
}
