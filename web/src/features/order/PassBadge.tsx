import { t } from '@lingui/core/macro'
import type { PassState, PassView } from '../../api/types.ts'
import { Badge } from '../../ui/Badge.tsx'

const tones: Record<PassState, 'good' | 'warn' | 'plain'> = { valid: 'good', frozen: 'warn', void: 'plain' }
const labels = (): Record<PassState, string> => ({ valid: t`Valid`, frozen: t`Frozen`, void: t`Void` })

/** Whether a ticket still opens the door. */
export const PassBadge = ({ state }: Pick<PassView, 'state'>) => <Badge tone={tones[state]}>{labels()[state]}</Badge>
