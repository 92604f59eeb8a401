import { createFileRoute } from '@tanstack/react-router'
import { myEventsQuery } from '../../api/tickets.ts'
import { MyEvents } from '../../features/sell/MyEvents.tsx'

export const Route = createFileRoute('/_signed-in/sell/')({
  loader: ({ context }) => context.queryClient.ensureInfiniteQueryData(myEventsQuery),
  component: MyEvents,
})
