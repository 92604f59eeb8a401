import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Check, CircleQuestionMark, X } from 'lucide-react'
import { Button } from '../../ui/Button.tsx'
import type { Scan } from './scan.ts'

const icons = { yes: Check, no: X, unknown: CircleQuestionMark }
const looks = { yes: 'text-good', no: 'text-bad', unknown: 'text-warn' }

/** The scans of this device before the last one: who is faster than the answer looks here. */
export const Before = ({ scans, onAskAgain }: { scans: readonly Scan[]; onAskAgain: (scan: Scan) => void }) =>
  scans.length > 0 && (
    <section aria-label={t`Scanned before`}>
      <ul className="flex flex-col gap-1 text-sm">
        {scans.map((scan) => {
          const { key, outcome } = scan
          const Icon = outcome && icons[outcome.verdict]
          return (
            <li key={key} className="flex min-h-8 items-center gap-2">
              {Icon && (
                <Icon aria-hidden="true" className={`size-5 shrink-0 ${looks[outcome.verdict]}`} strokeWidth={3} />
              )}
              <span className="min-w-0 truncate">
                {outcome ? (
                  <>
                    <span className="font-bold">{outcome.title}</span> · {outcome.detail}
                  </>
                ) : (
                  <Trans>Checking</Trans>
                )}
              </span>
              {outcome?.mayAskAgain && (
                <Button variant="secondary" className="ml-auto min-h-9! px-4! py-1!" onClick={() => onAskAgain(scan)}>
                  <Trans>Ask again</Trans>
                </Button>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
