import { useSuspenseInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { myEventsQuery } from '../../api/tickets.ts'
import type { EventSummary } from '../../api/types.ts'
import { shortMoment } from '../../format/dates.ts'
import { fromPrice } from '../../format/money.ts'
import { Button, buttonLook } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { LogoMark } from '../../ui/Logo.tsx'
import { Artwork } from '../event/Artwork.tsx'
import { Page } from '../shell/Page.tsx'
import { Problem } from '../shell/Problem.tsx'
import { SellerTabs } from './SellerTabs.tsx'
import { StatusBadge } from './StatusBadge.tsx'

const EventRow = ({ event }: { event: EventSummary }) => (
  <li className="flex items-center gap-4 rounded-card bg-surface p-3 pr-4 shadow-raised">
    <Artwork id={event.id} className="size-20 shrink-0 rounded-xl sm:h-24 sm:w-36" />
    <div className="min-w-0 flex-1">
      <h2 className="line-clamp-2 text-lg sm:text-xl">
        <Link to="/sell/$eventId" params={{ eventId: event.id }} className="hover:underline">
          {event.title}
        </Link>
      </h2>
      <p className="text-muted">
        {shortMoment(event.startsAt, event.timeZone)} · {event.venue}, {event.city}
      </p>
      <p className="mt-1 flex items-center gap-3">
        <StatusBadge status={event.status} />
        {event.from && <span className="text-muted tabular-nums">{fromPrice(event.from)}</span>}
      </p>
    </div>
    {event.status !== 'draft' && (
      <Link
        to={event.status === 'cancelled' ? '/sell/$eventId/cancel' : '/sell/$eventId/orders'}
        params={{ eventId: event.id }}
        aria-label={`${event.status === 'cancelled' ? 'Progress' : 'Orders'}: ${event.title}`}
        className={buttonLook('secondary', 'medium', 'hidden! sm:inline-flex!')}
      >
        {event.status === 'cancelled' ? 'Progress' : 'Orders'}
      </Link>
    )}
  </li>
)

const NewEvent = () => (
  <Link to="/sell/new" className={buttonLook()}>
    New event
  </Link>
)

export const MyEvents = () => {
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage, isFetchNextPageError, error } =
    useSuspenseInfiniteQuery(myEventsQuery)
  const events = data.pages.flatMap(({ items }) => items)

  return (
    <Page title="My events" width="reading">
      <div className="flex flex-wrap items-center justify-between gap-4">
        <Heading>My events</Heading>
        {events.length > 0 && <NewEvent />}
      </div>
      <SellerTabs />
      <div>
        {events.length === 0 ? (
          <EmptyState picture={<LogoMark className="size-14" />} title="Sell your first ticket" action={<NewEvent />}>
            Describe the event, say what a ticket costs, publish. It takes about two minutes.
          </EmptyState>
        ) : (
          <ul className="flex flex-col gap-4">
            {events.map((event) => (
              <EventRow key={event.id} event={event} />
            ))}
          </ul>
        )}
        {isFetchNextPageError && <Problem error={error} />}
        {hasNextPage && (
          <Button variant="secondary" className="mt-6" busy={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Load more
          </Button>
        )}
      </div>
    </Page>
  )
}
