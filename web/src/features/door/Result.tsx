import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, CircleQuestionMark, type LucideIcon, ScanLine, X } from 'lucide-react'
import { Button } from '../../ui/Button.tsx'
import { Spinner } from '../../ui/Spinner.tsx'
import type { Outcome } from './outcome.ts'
import type { Scan } from './scan.ts'

const looks: Record<Outcome['verdict'], { look: string; Icon: LucideIcon }> = {
  yes: { look: 'bg-good text-paper', Icon: Check },
  no: { look: 'bg-bad text-paper', Icon: X },
  unknown: { look: 'bg-glow text-on-glow', Icon: CircleQuestionMark },
}

const shape = 'flex min-h-52 flex-col items-center justify-center gap-2 rounded-card px-5 py-6 text-center'

const Ready = () => (
  <div className={`${shape} border-2 border-dashed border-edge text-muted`}>
    <ScanLine aria-hidden="true" className="size-12" />
    <p className="text-lg font-semibold">
      <Trans>Ready for the first ticket</Trans>
    </p>
  </div>
)

const Asking = () => (
  <div className={`${shape} bg-sunken`}>
    <Spinner />
    <p className="text-xl font-bold">
      <Trans>Checking</Trans>
    </p>
  </div>
)

const Answer = ({ outcome, isSeenAgain }: { outcome: Outcome; isSeenAgain: boolean }) => {
  const { look, Icon } = looks[outcome.verdict]
  return (
    <div className={`${shape} ${look} forced-colors:border`}>
      <Icon aria-hidden="true" className="size-16" strokeWidth={3} />
      <p className="figure text-4xl sm:text-5xl">{outcome.title}</p>
      <p className="max-w-prose text-lg font-semibold wrap-anywhere">{outcome.detail}</p>
      {isSeenAgain && outcome.verdict === 'yes' && (
        <p>
          <Trans>The same ticket is before the camera still. It lets one person in.</Trans>
        </p>
      )}
    </div>
  )
}

/** How the last scan came out, to be seen from an arm's length and heard by who does not look. */
export const Result = ({ scan, onAskAgain }: { scan: Scan | undefined; onAskAgain: (scan: Scan) => void }) => {
  const outcome = scan?.outcome
  return (
    <div>
      <p aria-live="assertive" className="sr-only">
        {outcome && `${outcome.title}. ${outcome.detail}`}
      </p>
      <div aria-hidden={outcome ? true : undefined}>
        {outcome ? (
          <Answer key={scan.key} outcome={outcome} isSeenAgain={scan.isSeenAgain ?? false} />
        ) : scan ? (
          <Asking />
        ) : (
          <Ready />
        )}
      </div>
      {scan && outcome?.mayAskAgain && (
        <Button size="large" className="mt-3 w-full" onClick={() => onAskAgain(scan)}>
          {t`Ask again`}
        </Button>
      )}
    </div>
  )
}
