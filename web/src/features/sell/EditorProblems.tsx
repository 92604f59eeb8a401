import type { ReactNode } from 'react'
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

type Props = { wrong: Wrong; error: Error | null; tries: number; onReload: () => void }

const Focused = ({ children }: { children: ReactNode }) => (
  <div ref={useFocusOnAppear<HTMLDivElement>()} tabIndex={-1} className="rounded-2xl">
    {children}
  </div>
)

export const EditorProblems = ({ wrong, error, tries, onReload }: Props) => {
  if (refusedAs(error, 'changed-meanwhile'))
    return (
      <Focused key={tries}>
        <Banner
          tone="warn"
          role="alert"
          title="Changed elsewhere"
          action={
            <Button variant="secondary" onClick={onReload}>
              Reload
            </Button>
          }
        >
          Somebody, perhaps you in another tab, saved this event meanwhile. Reload to see it; what you typed here is
          lost then.
        </Banner>
      </Focused>
    )
  if (refusedAs(error, 'payouts-needed'))
    return (
      <Focused key={tries}>
        <PayoutsNeeded
          role="alert"
          title="Saved, but it cannot be published yet"
          detail={`${error.detail ?? 'Selling for money needs somewhere to pay it to.'} Free tickets need nothing of it.`}
        />
      </Focused>
    )
  const lines = linesOf(wrong)
  if (lines.length > 0)
    return (
      <ErrorSummary
        key={tries}
        title={refusedAs(error, 'event-not-ready') ? explain(error).title : 'Please look at these again'}
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
