import { plural, t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Link, useNavigate } from '@tanstack/react-router'
import type { Glance } from '../../api/report-types.ts'
import { useCopyEvent } from '../../api/tickets.ts'
import type { EventSummary } from '../../api/types.ts'
import { formatCount } from '../../format/count.ts'
import { shortMoment } from '../../format/dates.ts'
import { formatMoney, fromPrice } from '../../format/money.ts'
import { Button, buttonLook } from '../../ui/Button.tsx'
import { Artwork } from '../event/Artwork.tsx'
import { Problem } from '../shell/Problem.tsx'
import { StatusBadge } from './StatusBadge.tsx'

const Sold = ({ glance }: { glance: Glance }) => {
  const { gross, held, currency } = glance
  const [tickets, of] = [formatCount(glance.tickets), formatCount(glance.of)]
  return (
    <div className="mt-2 max-w-sm">
      <svg
        viewBox="0 0 100 10"
        preserveAspectRatio="none"
        aria-hidden="true"
        className="h-1.5 w-full overflow-hidden rounded-full"
      >
        <rect width="100" height="10" fill="var(--sunken)" />
        <rect
          width={glance.of === 0 ? 0 : Math.min(100, (glance.tickets / glance.of) * 100)}
          height="10"
          fill="var(--brand)"
        />
      </svg>
      <p className="mt-1 text-sm tabular-nums">
        <strong>
          <Trans>
            {tickets} of {of} sold
          </Trans>
        </strong>
        <span className="text-muted">
          {' · '}
          {formatMoney({ amount: gross, currency })}
          {held > 0 && ` · ${plural(held, { one: '# on hold', other: '# on hold' })}`}
        </span>
      </p>
    </div>
  )
}

const small = 'min-h-10! px-4! py-1!'

/** What can be done with an event without opening it. */
const Actions = ({ event }: { event: EventSummary }) => {
  const navigate = useNavigate()
  const copy = useCopyEvent()
  const { id, title, status } = event
  const duplicate = () =>
    copy.mutate(
      { id, title: t`${title} (copy)`.slice(0, 120) },
      { onSuccess: (made) => void navigate({ to: '/sell/$eventId', params: { eventId: made.id } }) },
    )
  return (
    <div className="flex flex-wrap items-center gap-2">
      {status === 'draft' ? (
        <Link
          to="/sell/$eventId"
          params={{ eventId: id }}
          aria-label={t`Go on with ${title}`}
          className={buttonLook('secondary', 'medium', small)}
        >
          <Trans>Go on</Trans>
        </Link>
      ) : (
        <Link
          to={status === 'cancelled' ? '/sell/$eventId/cancel' : '/sell/$eventId/orders'}
          params={{ eventId: id }}
          aria-label={status === 'cancelled' ? t`Progress: ${title}` : t`Orders: ${title}`}
          className={buttonLook('secondary', 'medium', small)}
        >
          {status === 'cancelled' ? t`Progress` : t`Orders`}
        </Link>
      )}
      {status === 'published' && (
        <Link
          to="/sell/$eventId"
          params={{ eventId: id }}
          aria-label={t`Edit: ${title}`}
          className={buttonLook('quiet', 'medium', small)}
        >
          <Trans>Edit</Trans>
        </Link>
      )}
      <Button
        variant="quiet"
        className={small}
        aria-label={t`Duplicate: ${title}`}
        busy={copy.isPending}
        onClick={duplicate}
      >
        <Trans>Duplicate</Trans>
      </Button>
      {copy.isError && <Problem error={copy.error} />}
    </div>
  )
}

type Props = { event: EventSummary; glance: Glance | undefined }

/** One of a seller's events: how it stands, how it sells, and what to do with it. */
export const EventRow = ({ event, glance }: Props) => {
  const isDraft = event.status === 'draft'
  return (
    <li className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 rounded-card bg-surface p-3 shadow-raised sm:gap-x-5 sm:pr-5">
      <Artwork
        id={event.id}
        picture={event.artwork}
        sizes="12rem"
        className="size-20 rounded-xl sm:row-span-2 sm:h-full sm:w-48"
      />
      <div className="min-w-0 sm:pt-1">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <StatusBadge event={event} />
          {isDraft && event.from && <span className="text-sm text-muted tabular-nums">{fromPrice(event.from)}</span>}
        </div>
        <h2 className="mt-1.5 line-clamp-2 text-lg sm:text-xl">
          <Link
            to={isDraft ? '/sell/$eventId' : '/sell/$eventId/overview'}
            params={{ eventId: event.id }}
            className="hover:underline"
          >
            {event.title}
          </Link>
        </h2>
        <p className="text-sm text-muted sm:text-base">
          {shortMoment(event.startsAt, event.timeZone)} · {event.venue}, {event.city}
        </p>
      </div>
      <div className="col-span-2 mt-1 px-1 sm:col-span-1 sm:col-start-2 sm:px-0">
        {glance && <Sold glance={glance} />}
        <div className="mt-2">
          <Actions event={event} />
        </div>
      </div>
    </li>
  )
}
