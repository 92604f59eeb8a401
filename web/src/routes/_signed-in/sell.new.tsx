import { createFileRoute } from '@tanstack/react-router'
import { EventEditor } from '../../features/sell/EventEditor.tsx'

export const Route = createFileRoute('/_signed-in/sell/new')({ component: NewEvent })

function NewEvent() {
  return <EventEditor />
}
