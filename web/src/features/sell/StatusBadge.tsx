import type { EventSummary } from '../../api/types.ts'
import { Badge } from '../../ui/Badge.tsx'
import { standingOf, standingWords } from './standing.ts'

const tones = { draft: 'warn', 'on-sale': 'good', past: 'plain', cancelled: 'bad' } as const

export const StatusBadge = ({ event }: { event: Pick<EventSummary, 'status' | 'startsAt'> }) => {
  const standing = standingOf(event, Date.now())
  return <Badge tone={tones[standing]}>{standingWords(standing)}</Badge>
}
