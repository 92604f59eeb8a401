import { t } from '@lingui/core/macro'
import { Check, CloudOff, HardDrive, TriangleAlert } from 'lucide-react'
import { Spinner } from '../../ui/Spinner.tsx'
import type { Editing } from './editor.ts'

const look = 'size-4.5 shrink-0'

const wordsOf = ({ saving, isDirty, isUnreachable, base }: Editing, isAuto: boolean): string => {
  if (saving === 'saving') return t`Saving…`
  if (saving === 'lost') return t`Not saved: stay on this page until it is`
  if (!isDirty) return base ? t`Saved` : ''
  if (isUnreachable) return t`Not saved: no connection. Kept on this device`
  return isAuto ? t`Not complete yet: kept on this device` : t`Not saved yet: kept on this device`
}

const Icon = ({ saving, isDirty, isUnreachable, base }: Editing) => {
  if (saving === 'saving') return <Spinner className={look} />
  if (saving === 'lost') return <TriangleAlert aria-hidden="true" className={`${look} text-bad`} />
  if (!isDirty) return base ? <Check aria-hidden="true" className={`${look} text-good`} /> : null
  if (isUnreachable) return <CloudOff aria-hidden="true" className={`${look} text-warn`} />
  return <HardDrive aria-hidden="true" className={look} />
}

/** Whether what is typed is safe, and where. */
export const SaveState = ({ editing, isAuto }: { editing: Editing; isAuto: boolean }) => (
  <p role="status" aria-label={t`Draft`} className="flex min-h-6 items-center gap-2 text-sm font-semibold text-muted">
    <Icon {...editing} />
    {wordsOf(editing, isAuto)}
  </p>
)
