import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Instant, PassState, PassView } from '../../api/types.ts'
import { clockTime } from '../../format/dates.ts'
import { Badge } from '../../ui/Badge.tsx'

const tones: Record<PassState, 'good' | 'warn' | 'plain'> = { valid: 'good', frozen: 'warn', void: 'plain' }
const labels = (): Record<PassState, string> => ({ valid: t`Valid`, frozen: t`Frozen`, void: t`Void` })

/** Whether a ticket still opens the door. */
export const PassBadge = ({ state }: Pick<PassView, 'state'>) => <Badge tone={tones[state]}>{labels()[state]}</Badge>

/** That somebody was let in with it, and when. */
export const AdmittedBadge = ({ at }: { at: Instant }) => (
  <Badge>
    <Trans>Let in at {clockTime(at)}</Trans>
  </Badge>
)
