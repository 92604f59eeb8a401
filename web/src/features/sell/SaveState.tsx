import { t } from '@lingui/core/macro'
import { Check, CloudOff, HardDrive, TriangleAlert } from 'lucide-react'
import { Spinner } from '../../ui/Spinner.tsx'
import { isComplete } from './draft.ts'
import type { Editing } from './editor.ts'

const look = 'size-4.5 shrink-0'

type Shown = { icon: 'none' | 'spin' | 'good' | 'away' | 'device' | 'bad'; words: string }

const shownOf = (editing: Editing, isWaiting: boolean, isAuto: boolean): Shown => {
  const { saving, isDirty, isUnreachable, base, draft } = editing
  if (saving === 'lost') return { icon: 'bad', words: t`Not saved: stay on this page until it is` }
  if (isDirty && isUnreachable) return { icon: 'away', words: t`Not saved: no connection. Kept on this device` }
  // What is about to be sent is as good as on its way.
  if (saving === 'saving' || (isWaiting && isAuto)) return { icon: 'spin', words: t`Saving…` }
  if (!isDirty) return base ? { icon: 'good', words: t`Saved` } : { icon: 'none', words: '' }
  if (!isAuto) return { icon: 'device', words: t`Not saved yet: kept on this device` }
  return isComplete(draft)
    ? { icon: 'bad', words: t`Not saved: something has to be mended. Kept on this device` }
    : { icon: 'device', words: t`Not complete yet: kept on this device` }
}

const Icon = ({ icon }: Pick<Shown, 'icon'>) => {
  switch (icon) {
    case 'none':
      return null
    case 'spin':
      return <Spinner className={look} />
    case 'good':
      return <Check aria-hidden="true" className={`${look} text-good`} />
    case 'away':
      return <CloudOff aria-hidden="true" className={`${look} text-warn`} />
    case 'device':
      return <HardDrive aria-hidden="true" className={look} />
    case 'bad':
      return <TriangleAlert aria-hidden="true" className={`${look} text-bad`} />
  }
}

type Props = { editing: Editing; isWaiting: boolean; isAuto: boolean }

/** Whether what is typed is safe, and where. */
export const SaveState = ({ editing, isWaiting, isAuto }: Props) => {
  const { icon, words } = shownOf(editing, isWaiting, isAuto)
  return (
    <p role="status" aria-label={t`Draft`} className="flex min-h-6 items-center gap-2 text-sm font-semibold text-muted">
      <Icon icon={icon} />
      {words}
    </p>
  )
}
