import { t } from '@lingui/core/macro'
import { Link } from '@tanstack/react-router'
import type { Id } from '../../api/types.ts'
import type { Wrong } from './draft.ts'
import { type Step, stepOf, steps, stepWords } from './steps.ts'

type Props = { event: Id<'event'> | undefined; step: Step; wrong: Wrong; onGo: (step: Step) => void }

const tab =
  'group flex min-h-11 flex-1 items-center justify-center gap-2.5 rounded-full px-3 font-bold whitespace-nowrap hover:bg-sunken aria-[current=page]:bg-brand-soft aria-[current=page]:text-brand'

/** Where one is in describing an event. Every step can be gone to; one on which something is wrong says so. */
export const StepNav = ({ event, step, wrong, onGo }: Props) => {
  const wrongSteps = new Set(Object.keys(wrong).map(stepOf))
  return (
    <nav aria-label={t`Steps`} className="-mx-2 mt-5 mb-8 overflow-x-auto px-2 py-1">
      <ol className="flex gap-1 rounded-full border border-line bg-surface p-1">
        {steps.map((one, n) => {
          const isWrong = wrongSteps.has(one)
          const content = (
            <>
              <span
                aria-hidden="true"
                className={`grid size-6 place-items-center rounded-full text-sm max-sm:hidden ${isWrong ? 'bg-bad text-surface' : 'bg-sunken text-ink group-aria-[current=page]:bg-brand group-aria-[current=page]:text-on-brand'}`}
              >
                {isWrong ? '!' : n + 1}
              </span>
              <span className={isWrong ? 'text-bad' : ''}>{stepWords(one)}</span>
              {isWrong && <span className="sr-only">{t`has something to mend`}</span>}
            </>
          )
          return (
            <li key={one} className="flex flex-1">
              <Link
                {...(event ? { to: '/sell/$eventId', params: { eventId: event } } : { to: '/sell/new' })}
                search={{ step: one }}
                className={tab}
                aria-current={one === step ? 'page' : undefined}
                onClick={(clicked) => {
                  if (clicked.metaKey || clicked.ctrlKey || clicked.shiftKey) return
                  // What is typed goes first.
                  clicked.preventDefault()
                  onGo(one)
                }}
              >
                {content}
              </Link>
            </li>
          )
        })}
      </ol>
    </nav>
  )
}
