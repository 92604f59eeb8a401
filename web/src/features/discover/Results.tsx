import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { keepPreviousData, useInfiniteQuery, useQueries } from '@tanstack/react-query'
import { availabilityQuery } from '../../api/orders.ts'
import { eventsQuery } from '../../api/tickets.ts'
import type { EventFilter } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { stockOfEvent } from '../event/stock.ts'
import { Problem } from '../shell/Problem.tsx'
import { CardSkeletons } from './CardSkeletons.tsx'
import { EventCard } from './EventCard.tsx'

type Props = { filter: EventFilter; onClear: () => void }

const countWords = (count: number, more: boolean) =>
  `${count}${more ? '+' : ''} ${count === 1 && !more ? 'event' : 'events'}`

export const Results = ({ filter, onClear }: Props) => {
  const events = useInfiniteQuery({ ...eventsQuery(filter), placeholderData: keepPreviousData })
  const pages = events.data?.pages ?? []
  const filled = pages.filter(({ items }) => items.length > 0)
  const stocks = useQueries({
    queries: filled.map(({ items }) => ({
      ...availabilityQuery(items.map(({ id }) => id)),
      refetchInterval: 15_000,
    })),
  })

  if (events.isPending) return <CardSkeletons />
  if (events.isError && pages.length === 0)
    return (
      <Problem
        error={events.error}
        action={
          <Button onClick={() => void events.refetch()}>
            <Trans>Try again</Trans>
          </Button>
        }
      />
    )
  if (filled.length === 0) return filter.q ? <NothingFound q={filter.q} onClear={onClear} /> : <NothingOnSale />

  const count = filled.reduce((sum, { items }) => sum + items.length, 0)
  return (
    <div className={events.isPlaceholderData ? 'opacity-60 transition-opacity' : ''}>
      <div className="mb-5 flex items-baseline justify-between gap-4">
        <h2 className="text-2xl">{filter.q ? `Results for “${filter.q}”` : 'On sale now'}</h2>
        <p role="status" className="shrink-0 text-muted">
          {countWords(count, events.hasNextPage)}
        </p>
      </div>
      <ul className="grid gap-7 sm:grid-cols-2 lg:grid-cols-3">
        {filled.flatMap(({ items }, page) =>
          items.map((event) => (
            <li key={event.id} className="rise grid">
              <EventCard event={event} stock={stockOfEvent(stocks[page]?.data, event.id)} />
            </li>
          )),
        )}
      </ul>
      {events.isFetchNextPageError && (
        <div className="mt-8">
          <Problem error={events.error} />
        </div>
      )}
      {events.hasNextPage && (
        <div className="mt-10 text-center">
          <Button
            variant="secondary"
            size="large"
            busy={events.isFetchingNextPage}
            onClick={() => void events.fetchNextPage()}
          >
            <Trans>Load more</Trans>
          </Button>
        </div>
      )}
    </div>
  )
}

const NothingFound = ({ q, onClear }: { q: string; onClear: () => void }) => (
  <div role="status">
    <EmptyState
      title={`Nothing found for “${q}”`}
      action={
        <Button onClick={onClear}>
          <Trans>Clear search</Trans>
        </Button>
      }
    >
      <Trans>Look for another name, a venue or a city.</Trans>
    </EmptyState>
  </div>
)

const NothingOnSale = () => (
  <EmptyState title={t`Nothing is on sale yet`}>
    <Trans>When somebody publishes an event, it appears here.</Trans>
  </EmptyState>
)
