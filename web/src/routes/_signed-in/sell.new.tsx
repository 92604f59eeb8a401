import { createFileRoute, redirect } from '@tanstack/react-router'
import { isEventId } from '../../api/ids.ts'
import { sellerQuery } from '../../api/seller.ts'
import { EventEditor } from '../../features/sell/EventEditor.tsx'
import { bornHere } from '../../features/sell/local-copy.ts'
import { type Step, steps } from '../../features/sell/steps.ts'
import { type RawSearch, text } from '../../search.ts'

const stepIn = (raw: RawSearch): Step | undefined => steps.find((step) => step === text(raw, 'step'))

export const Route = createFileRoute('/_signed-in/sell/new')({
  validateSearch: (raw: RawSearch): { step?: Step | undefined } => ({ step: stepIn(raw) }),
  beforeLoad: ({ search, cause }) => {
    // Reloaded after it had saved itself: it is not new any more.
    const born = bornHere()
    if (cause === 'enter' && born && isEventId(born))
      throw redirect({ to: '/sell/$eventId', params: { eventId: born }, search, replace: true })
  },
  loader: ({ context: { queryClient } }) => void queryClient.prefetchQuery(sellerQuery),
  component: NewEvent,
})

function NewEvent() {
  return <EventEditor step={Route.useSearch().step ?? 'details'} />
}
