import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Button } from '../../ui/Button.tsx'
import type { Editing } from './editor.ts'
import { SaveState } from './SaveState.tsx'
import { type Step, steps } from './steps.ts'

type Props = {
  editing: Editing
  isWaiting: boolean
  isAuto: boolean
  step: Step
  isPublishing: boolean
  onGo: (step: Step) => void
  onPublish: () => void
}

/** The way on, and whether everything is safe; in reach at the lower edge. */
export const EditorBar = ({ editing, isWaiting, isAuto, step, isPublishing, onGo, onPublish }: Props) => {
  const isPublished = editing.base?.status === 'published'
  const [back, next] = [steps[steps.indexOf(step) - 1], steps[steps.indexOf(step) + 1]]
  return (
    <div className="sticky bottom-0 z-20 -mx-4 flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line bg-paper px-4 py-3 sm:mx-0 sm:px-0 sm:py-4">
      <div className="w-full sm:mr-auto sm:w-auto">
        <SaveState editing={editing} isWaiting={isWaiting} isAuto={isAuto} />
      </div>
      {back && (
        <Button variant="secondary" onClick={() => onGo(back)}>
          <Trans>Back</Trans>
        </Button>
      )}
      {next && isPublished && (
        <Button variant="secondary" onClick={() => onGo(next)}>
          <Trans>Continue</Trans>
        </Button>
      )}
      {next && !isPublished && (
        <Button type="submit" className="max-sm:flex-1">
          <Trans>Continue</Trans>
        </Button>
      )}
      {isPublished && (
        <Button type="submit" className="max-sm:flex-1" busy={editing.running === 'save'}>
          {t`Save changes`}
        </Button>
      )}
      {!next && !isPublished && (
        <Button className="max-sm:flex-1" busy={isPublishing} onClick={onPublish}>
          <Trans>Publish</Trans>
        </Button>
      )}
    </div>
  )
}
