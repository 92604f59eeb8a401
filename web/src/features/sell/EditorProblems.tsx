import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type ReactNode, useState } from 'react'
import { refusedAs } from '../../api/refusal.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { ErrorSummary } from '../../ui/ErrorSummary.tsx'
import { useFocusOnAppear } from '../../ui/use-focus-on-appear.ts'
import { explain } from '../shell/explain.ts'
import { Problem } from '../shell/Problem.tsx'
import type { Wrong } from './draft.ts'
import { PayoutsNeeded } from './PayoutsNeeded.tsx'
import { linesOf } from './wrong.ts'

const Focused = ({ children }: { children: ReactNode }) => (
  <div ref={useFocusOnAppear<HTMLDivElement>()} tabIndex={-1} className="rounded-2xl">
    {children}
  </div>
)

type ConflictProps = { onTakeTheirs: () => Promise<unknown>; onKeepMine: () => Promise<unknown> }

/** Somebody else has saved the event since it was read here. Nothing is overwritten, on either side, before somebody says so. */
export const Conflict = ({ onTakeTheirs, onKeepMine }: ConflictProps) => {
  const [running, setRunning] = useState<'theirs' | 'mine'>()
  const [error, setError] = useState<unknown>()
  const choose = async (which: 'theirs' | 'mine', go: () => Promise<unknown>) => {
    setRunning(which)
    try {
      await go()
    } catch (failed) {
      setError(failed)
    } finally {
      setRunning(undefined)
    }
  }
  return (
    <Focused>
      <Banner
        tone="warn"
        role="alert"
        title={t`Changed elsewhere`}
        action={
          <span className="flex flex-wrap gap-2">
            <Button variant="secondary" busy={running === 'theirs'} onClick={() => void choose('theirs', onTakeTheirs)}>
              <Trans>Reload theirs</Trans>
            </Button>
            <Button variant="secondary" busy={running === 'mine'} onClick={() => void choose('mine', onKeepMine)}>
              <Trans>Keep mine</Trans>
            </Button>
          </span>
        }
      >
        <Trans>
          Somebody, perhaps you in another tab, saved this event meanwhile. Reload what they saved, and what you typed
          here is lost; or keep yours, and it replaces theirs.
        </Trans>
      </Banner>
      {error !== undefined && <Problem error={error} />}
    </Focused>
  )
}

type Props = { wrong: Wrong; error: Error | null; tries: number }

/** What keeps the event from being saved or published, where somebody has asked for it. */
export const EditorProblems = ({ wrong, error, tries }: Props) => {
  if (refusedAs(error, 'changed-meanwhile')) return null
  if (refusedAs(error, 'payouts-needed'))
    return (
      <Focused key={tries}>
        <PayoutsNeeded
          role="alert"
          title={t`Saved, but it cannot be published yet`}
          detail={
            error.detail
              ? t`${error.detail} Free tickets need nothing of it.`
              : t`Selling for money needs somewhere to pay it to. Free tickets need nothing of it.`
          }
        />
      </Focused>
    )
  const lines = linesOf(wrong)
  if (lines.length > 0)
    return (
      <ErrorSummary
        key={tries}
        title={refusedAs(error, 'event-not-ready') ? explain(error).title : t`Please look at these again`}
        lines={lines}
      />
    )
  if (!error) return null
  return (
    <Focused key={tries}>
      <Problem error={error} />
    </Focused>
  )
}
