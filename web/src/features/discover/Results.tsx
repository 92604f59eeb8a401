import { t } from '@lingui/core/macro'
import { Plural, Trans } from '@lingui/react/macro'
import { keepPreviousData, useInfiniteQuery, useQueries } from '@tanstack/react-query'
import { SearchX } from 'lucide-react'
import { lookAgain } from '../../api/look-again.ts'
import { availabilityQuery } from '../../api/orders.ts'
import { eventsQuery } from '../../api/tickets.ts'
import type { EventFilter } from '../../api/types.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { stockOfEvent } from '../event/stock.ts'
import { Problem } from '../shell/Problem.tsx'
import { CardSkeletons } from './CardSkeletons.tsx'
import { EventCard } from './EventCard.tsx'
import { narrowedBy } from './filter.ts'

type Props = { filter: EventFilter; onClear: () => void }

const Count = ({ count, more }: { count: number; more: boolean }) =>
  more ? <Trans>{count} and more</Trans> : <Plural value={count} one="# event" other="# events" />

export const Results = ({ filter, onClear }: Props) => {
  const events = useInfiniteQuery({ ...eventsQuery(filter), placeholderData: keepPreviousData })
  const pages = events.data?.pages ?? []
  const filled = pages.filter(({ items }) => items.length > 0)
  const stocks = useQueries({
    queries: filled.map(({ items }) => ({
      ...availabilityQuery(items.map(({ id }) => id)),
      refetchInterval: lookAgain(15_000, 60_000),
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
  const isNarrowed = narrowedBy(filter) > 0
  if (filled.length === 0)
    return filter.q || isNarrowed ? <NothingFound filter={filter} onClear={onClear} /> : <NothingOnSale />

  const count = filled.reduce((sum, { items }) => sum + items.length, 0)
  return (
    <div className={events.isPlaceholderData ? 'opacity-60 transition-opacity' : ''}>
      <div className="mb-5 flex items-baseline justify-between gap-4">
        <h2 className="text-section wrap-anywhere">
          {filter.q ? t`Results for “${filter.q}”` : isNarrowed ? t`What fits` : t`On sale now`}
        </h2>
        <p role="status" className="shrink-0 text-muted">
          <Count count={count} more={events.hasNextPage} />
        </p>
      </div>
      <ul className="grid gap-6 sm:grid-cols-2 lg:grid-cols-3 lg:gap-7">
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

const NothingFound = ({ filter, onClear }: Props) => {
  const { q } = filter
  const isNarrowed = narrowedBy(filter) > 0
  return (
    <div role="status">
      <EmptyState
        picture={<SearchX aria-hidden="true" className="size-12 text-brand" strokeWidth={1.5} />}
        title={q ? t`Nothing found for “${q}”` : t`Nothing fits all of this`}
        action={
          <Button onClick={onClear}>
            {!isNarrowed ? (
              <Trans>Clear search</Trans>
            ) : q ? (
              <Trans>Clear search and filters</Trans>
            ) : (
              <Trans>Clear filters</Trans>
            )}
          </Button>
        }
      >
        {isNarrowed ? (
          <Trans>Allow for more days, another city or a higher price.</Trans>
        ) : (
          <Trans>Look for another name, a venue or a city.</Trans>
        )}
      </EmptyState>
    </div>
  )
}

const NothingOnSale = () => (
  <EmptyState title={t`Nothing is on sale yet`}>
    <Trans>When somebody publishes an event, it appears here.</Trans>
  </EmptyState>
)
