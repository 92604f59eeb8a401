import type { EventStatus } from '../../api/types.ts'
import { Badge } from '../../ui/Badge.tsx'

const looks = {
  draft: { tone: 'warn', label: 'Draft' },
  published: { tone: 'good', label: 'Published' },
  cancelled: { tone: 'bad', label: 'Cancelled' },
} as const satisfies Record<EventStatus, unknown>

export const StatusBadge = ({ status }: { status: EventStatus }) => (
  <Badge tone={looks[status].tone}>{looks[status].label}</Badge>
)
