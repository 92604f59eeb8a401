import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Check } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { sellerQuery } from '../../api/seller.ts'
import { eventCountsQuery } from '../../api/tickets.ts'
import type { EventSummary } from '../../api/types.ts'
import { buttonLook } from '../../ui/Button.tsx'
import { isAllDone, type Task, type Todo, todosOf } from './checklist.ts'
import { ShareLink } from './ShareLink.tsx'
import { hasShared } from './shared.ts'

const titleOf = (task: Task): string =>
  ({
    event: t`Describe your first event`,
    payouts: t`Say where your money goes`,
    publish: t`Publish it`,
    share: t`Tell people`,
  })[task]

const hintOf = (task: Task): string =>
  ({
    event: t`What, where, when, and what a ticket costs. It takes about two minutes.`,
    payouts: t`Stripe pays you what you sell. Free tickets need nothing of it.`,
    publish: t`From that moment people can buy.`,
    share: t`Share the link to the event page.`,
  })[task]

type Props = { events: readonly EventSummary[]; hasSold: boolean }

const ActionOf = ({ task, events, onShared }: { task: Task; events: Props['events']; onShared: () => void }) => {
  const draft = events.find(({ status }) => status === 'draft')
  const published = events.find(({ status }) => status === 'published')
  switch (task) {
    case 'event':
      return (
        <Link to="/sell/new" className={buttonLook()}>
          <Trans>Start</Trans>
        </Link>
      )
    case 'payouts':
      return (
        <Link to="/sell/money" className={buttonLook('secondary')}>
          <Trans>Set up payouts</Trans>
        </Link>
      )
    case 'publish':
      return (
        draft && (
          <Link
            to="/sell/$eventId"
            params={{ eventId: draft.id }}
            search={{ step: 'preview' }}
            className={buttonLook('secondary')}
          >
            <Trans>Look and publish</Trans>
          </Link>
        )
      )
    case 'share':
      return published && <ShareLink event={published} onShared={onShared} />
  }
}

const Item = ({ todo: { task, isDone }, n, action }: { todo: Todo; n: number; action: ReactNode }) => (
  <li className="flex flex-wrap items-center gap-x-4 gap-y-2 py-3.5 first:pt-0 last:pb-0">
    <span
      aria-hidden="true"
      className={`grid size-9 shrink-0 place-items-center rounded-full font-extrabold ${isDone ? 'bg-good-soft text-good' : 'border-2 border-edge text-muted'}`}
    >
      {isDone ? <Check className="size-5" /> : n}
    </span>
    <div className="min-w-0 flex-1 basis-44">
      <p className={`font-bold ${isDone ? 'text-muted' : ''}`}>
        {titleOf(task)}
        {isDone && (
          <span className="sr-only">
            , <Trans>done</Trans>
          </span>
        )}
      </p>
      {!isDone && <p className="text-sm text-muted">{hintOf(task)}</p>}
    </div>
    {!isDone && <div className="max-sm:w-full max-sm:pl-13 empty:hidden">{action}</div>}
  </li>
)

/** What a new seller has to do before the first sale; gone once all of it is done. */
export const Checklist = ({ events, hasSold }: Props) => {
  const { data: seller } = useQuery(sellerQuery)
  const { data: counts } = useQuery(eventCountsQuery)
  const [isShared, setShared] = useState(hasShared)
  if (!seller || !counts) return null
  const todos = todosOf({ seller, counts, hasShared: isShared, hasSold })
  if (isAllDone(todos)) return null
  const [done, all] = [todos.filter(({ isDone }) => isDone).length, todos.length]
  return (
    <section aria-labelledby="checklist" className="mb-8 rounded-card bg-surface p-5 shadow-raised sm:p-7">
      <div className="mb-5 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 id="checklist" className="text-2xl">
          {done === 0 ? t`Sell your first ticket` : t`Almost there`}
        </h2>
        <p className="flex items-center gap-3 text-muted">
          <Trans>
            {done} of {all} done
          </Trans>
          <span aria-hidden="true" className="flex gap-1">
            {todos.map(({ task, isDone }) => (
              <span key={task} className={`h-2 w-6 rounded-full ${isDone ? 'bg-good' : 'bg-line'}`} />
            ))}
          </span>
        </p>
      </div>
      <ol className="divide-y divide-line">
        {todos.map((todo, n) => (
          <Item
            key={todo.task}
            todo={todo}
            n={n + 1}
            action={<ActionOf task={todo.task} events={events} onShared={() => setShared(true)} />}
          />
        ))}
      </ol>
    </section>
  )
}
