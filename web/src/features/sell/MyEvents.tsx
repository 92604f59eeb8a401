import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { glanceQuery } from '../../api/reports.ts'
import { sellerQuery } from '../../api/seller.ts'
import { eventCountsQuery, myEventsQuery } from '../../api/tickets.ts'
import { type EventShow, eventShows } from '../../api/types.ts'
import { Button, buttonLook } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { LogoMark } from '../../ui/Logo.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { Together } from '../../ui/Together.tsx'
import { Page } from '../shell/Page.tsx'
import { Problem } from '../shell/Problem.tsx'
import { Checklist } from './Checklist.tsx'
import { chip } from './chip.ts'
import { EventRow } from './EventRow.tsx'
import { SellerTabs } from './SellerTabs.tsx'
import { countOf, filterWords } from './standing.ts'

const NewEvent = () => (
  <Link to="/sell/new" className={buttonLook()}>
    <Trans>New event</Trans>
  </Link>
)

const Filters = () => {
  const { data: counts } = useQuery(eventCountsQuery)
  return (
    <nav aria-label={t`Which events`} className="-mx-4 mb-5 flex gap-2 overflow-x-auto px-4 py-1 sm:mx-0 sm:px-1">
      {([undefined, ...eventShows] as const).map((show) => (
        <Link
          key={show ?? 'all'}
          to="/sell"
          search={show ? { show } : {}}
          activeOptions={{ exact: true }}
          className={chip}
          resetScroll={false}
          replace
        >
          {filterWords(show)}
          {counts && <span className="text-sm font-normal tabular-nums">{countOf(counts, show)}</span>}
        </Link>
      ))}
    </nav>
  )
}

/** A seller's home: what is still to do, and every event with how it sells. */
export const MyEvents = ({ show }: { show: EventShow | undefined }) => {
  const query = useInfiniteQuery({ ...myEventsQuery(show), placeholderData: keepPreviousData })
  const events = query.data?.pages.flatMap(({ items }) => items) ?? []
  const told = events.filter(({ status }) => status !== 'draft').map(({ id }) => id)
  const glance = useQuery({ ...glanceQuery(told), placeholderData: keepPreviousData, enabled: query.isSuccess })
  const glances = glance.data ?? {}
  const others = [useQuery(sellerQuery), useQuery(eventCountsQuery), glance]
  const hasSold = Object.values(glances).some(({ tickets }) => tickets > 0)
  const isNew = show === undefined && query.isSuccess && events.length === 0

  return (
    <Page title={t`My events`} width="reading">
      <div className="flex flex-wrap items-center justify-between gap-4">
        <Heading>
          <Trans>My events</Trans>
        </Heading>
        <NewEvent />
      </div>
      <SellerTabs />
      <Together
        of={query.isError ? [] : [query, ...others]}
        skeleton={
          <>
            <Skeleton className="h-36 rounded-card" />
            <Skeleton className="h-36 rounded-card" />
          </>
        }
      >
        {() => (
          <>
            {show === undefined && query.isSuccess && <Checklist events={events} hasSold={hasSold} />}
            {!isNew && <Filters />}
            {events.length > 0 && (
              <ul className="flex flex-col gap-4">
                {events.map((event) => (
                  <EventRow key={event.id} event={event} glance={glances[event.id]} />
                ))}
              </ul>
            )}
            {show !== undefined && query.isSuccess && events.length === 0 && (
              <EmptyState picture={<LogoMark className="size-14" />} title={t`No events here`}>
                <Trans>None of your events stands like this. Look at all of them instead.</Trans>
              </EmptyState>
            )}
          </>
        )}
      </Together>
      {query.isError && (
        <div className="mt-4">
          <Problem
            error={query.error}
            action={
              <Button
                variant="secondary"
                onClick={() => void (query.isFetchNextPageError ? query.fetchNextPage() : query.refetch())}
              >
                <Trans>Try again</Trans>
              </Button>
            }
          />
        </div>
      )}
      {query.hasNextPage && !query.isError && (
        <Button
          variant="secondary"
          className="mt-6"
          busy={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          <Trans>Show more</Trans>
        </Button>
      )}
    </Page>
  )
}
