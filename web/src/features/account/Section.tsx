import { Trans } from '@lingui/react/macro'
import { type ReactNode, useId } from 'react'
import { isCalledOff } from '../../api/passkeys.ts'
import { refusedAs } from '../../api/refusal.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Problem } from '../shell/Problem.tsx'
import { NotConfirmed } from './surely.tsx'
import { explainHere } from './wrong.ts'

type Props = { id: string; title: string; lead: ReactNode; children: ReactNode }

/** One subject of the account: what it is beside what can be done, below each other on a phone. */
export const Section = ({ id, title, lead, children }: Props) => {
  const heading = useId()
  return (
    <section
      id={id}
      aria-labelledby={heading}
      className="grid scroll-mt-6 gap-x-12 gap-y-4 border-t border-line py-8 first:border-0 lg:grid-cols-[17rem_minmax(0,1fr)] lg:py-10"
    >
      <div>
        <h2 id={heading} className="text-2xl">
          {title}
        </h2>
        <div className="mt-2 text-muted">{lead}</div>
      </div>
      <div className="flex min-w-0 flex-col gap-4">{children}</div>
    </section>
  )
}

type FailedProps = { error: unknown; onAgain?: (() => void) | undefined; explain?: typeof explainHere }

/** What went wrong, where it happened; what was called off is nothing. */
export const Failed = ({ error, onAgain, explain = explainHere }: FailedProps) => {
  if (!error || error instanceof NotConfirmed || isCalledOff(error)) return null
  const again = onAgain && (
    <Button variant="secondary" onClick={onAgain}>
      <Trans>Try again</Trans>
    </Button>
  )
  if (refusedAs(error, 'signed-out')) return <Problem error={error} />
  const { title, detail, requestId } = explain(error)
  return (
    <Banner tone="bad" role="alert" title={title} action={again}>
      {detail}
      {requestId && (
        <span className="block text-sm text-muted">
          <Trans>Reference {requestId}</Trans>
        </span>
      )}
    </Banner>
  )
}

/** Says that something was done; there from the start, so that it is heard when it comes. */
export const Said = ({ children }: { children: ReactNode }) => (
  <p role="status" className="font-semibold text-good empty:hidden">
    {children}
  </p>
)

export const card = 'rounded-card border border-line bg-surface'
