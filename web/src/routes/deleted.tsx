import { createFileRoute } from '@tanstack/react-router'
import { Deleted } from '../features/account/Deleted.tsx'

export const Route = createFileRoute('/deleted')({ component: Deleted })
