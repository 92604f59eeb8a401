import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { EventView } from '../../api/types.ts'
import { shortDay } from '../../format/dates.ts'

const tab =
  'inline-flex min-h-11 items-center rounded-full px-4 font-bold whitespace-nowrap hover:bg-sunken aria-[current=page]:bg-brand-soft aria-[current=page]:text-brand'

/** Which event a seller is at, and what there is to do about it. */
export const EventTabs = ({
  event,
}: {
  event: Pick<EventView, 'id' | 'title' | 'status' | 'startsAt' | 'timeZone'>
}) => (
  <>
    <p className="mt-3 text-lg text-muted">
      <span className="font-bold text-ink">{event.title}</span>, {shortDay(event.startsAt, event.timeZone)}
    </p>
    <nav aria-label={t`Event`} className="-mx-4 mt-3 mb-6 flex gap-1 overflow-x-auto px-4 py-1 sm:-mx-1 sm:px-1">
      {event.status !== 'draft' && (
        <Link
          to="/sell/$eventId/overview"
          params={{ eventId: event.id }}
          activeOptions={{ includeSearch: false }}
          className={tab}
        >
          <Trans>Overview</Trans>
        </Link>
      )}
      {event.status !== 'cancelled' && (
        <Link
          to="/sell/$eventId"
          params={{ eventId: event.id }}
          activeOptions={{ exact: true, includeSearch: false }}
          className={tab}
        >
          <Trans>Edit</Trans>
        </Link>
      )}
      {event.status !== 'draft' && (
        <>
          <Link
            to="/sell/$eventId/orders"
            params={{ eventId: event.id }}
            activeOptions={{ includeSearch: false }}
            className={tab}
          >
            <Trans>Orders</Trans>
          </Link>
          {/* Opened afresh: only that page's own headers let it use the camera. */}
          <Link to="/sell/$eventId/door" params={{ eventId: event.id }} className={tab} reloadDocument>
            <Trans>Door</Trans>
          </Link>
          <Link to="/sell/$eventId/cancel" params={{ eventId: event.id }} className={tab}>
            {event.status === 'cancelled' ? t`Cancellation` : t`Cancel event`}
          </Link>
        </>
      )}
    </nav>
  </>
)
