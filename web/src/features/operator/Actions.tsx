import { useInfiniteQuery } from '@tanstack/react-query'
import { History } from 'lucide-react'
import { actionsQuery } from '../../api/operator.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Gathering } from './Gathering.tsx'
import { Id } from './Id.tsx'
import { moment } from './words.ts'

const verbs = {
  replay: 'had delivered again',
  discard: 'discarded',
  refund: 'gave money back',
  'retry-refund': 'had a refund tried again',
  'bear-refund': 'had a refund tried again at the installation’s expense',
  'settle-refund': 'settled a refund',
  'set-fee': 'set the fee',
  'send-again': 'had a mail sent again',
} as const

/** "250/30", as it is written down → "2.5 % and 0.3" */
const feeSet = (letter: string) => {
  const [points, minor] = letter.split('/').map((part) => Number(part) / 100)
  return `to ${points} % and ${minor} for each order`
}

const isAboutRefund = (action: keyof typeof verbs) => action.endsWith('refund')

/** Who did what to messages by hand, and why. */
export const Actions = () => {
  const query = useInfiniteQuery(actionsQuery)
  const pages = query.data?.pages ?? []
  const actions = pages.flatMap(({ items }) => items).toSorted((a, b) => Date.parse(b.at) - Date.parse(a.at))
  return (
    <section aria-label="History">
      <Gathering query={query} failed={pages.at(-1)?.failed ?? []}>
        {actions.length === 0 ? (
          <EmptyState
            picture={<History aria-hidden="true" className="size-12 text-muted" />}
            title="Nobody had to do anything"
          >
            Whoever delivers a dead letter again, discards it, or mends a refund is named here, with their reason.
          </EmptyState>
        ) : (
          <ol className="divide-y divide-line rounded-card bg-surface p-5 shadow-raised">
            {actions.map((action) => (
              <li key={`${action.service} ${action.position}`} className="py-4 first:pt-0 last:pb-0">
                <p>
                  <span className="font-bold">{action.operator.name}</span> {verbs[action.action]}
                  {action.action === 'set-fee' && ` ${feeSet(action.letter)}`}
                  {!isAboutRefund(action.action) && action.action !== 'set-fee' && (
                    <>
                      {' '}
                      <span className="font-mono font-bold">{action.type ?? 'what was no message'}</span> to{' '}
                      {action.service}
                    </>
                  )}
                </p>
                <p className="wrap-anywhere">“{action.reason}”</p>
                <p className="flex flex-wrap gap-x-4 text-sm text-muted tabular-nums">
                  {moment(action.at)}
                  {action.message && <Id label="Message" id={action.message} />}
                  {isAboutRefund(action.action) && <Id label="Refund" id={action.letter} />}
                </p>
              </li>
            ))}
          </ol>
        )}
      </Gathering>
    </section>
  )
}
