import { Trans } from '@lingui/react/macro'
import { Link } from '@tanstack/react-router'
import type { EventSummary, Stock } from '../../api/types.ts'
import { dayOfMonth, monthOf, shortDay, timeWithZone } from '../../format/dates.ts'
import { formatPrice } from '../../format/money.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Artwork } from '../event/Artwork.tsx'
import { levelOf } from '../event/stock.ts'

const Price = ({ event }: { event: EventSummary }) =>
  event.from && (
    <p className="figure text-xl">
      {event.from.amount === 0 ? (
        formatPrice(event.from)
      ) : (
        <Trans>
          <span className="font-sans text-sm font-semibold tracking-normal text-muted">from</span>{' '}
          {formatPrice(event.from)}
        </Trans>
      )}
    </p>
  )

/** The day, as on a calendar whose leaves are torn off; the line below says it in full. */
const DateLeaf = ({ at, timeZone }: { at: string; timeZone: string }) => (
  <span
    aria-hidden="true"
    className="absolute top-3.5 left-3.5 grid min-w-14 justify-items-center rounded-2xl bg-surface px-2.5 pt-1.5 pb-1 leading-none shadow-raised"
  >
    <span className="text-xs font-bold text-brand uppercase">{monthOf(at, timeZone)}</span>
    <span className="figure text-[1.65rem]">{dayOfMonth(at, timeZone)}</span>
  </span>
)

export const EventCard = ({ event, stock }: { event: EventSummary; stock: Stock | undefined }) => {
  const level = levelOf(stock)
  return (
    <article className="ticket group relative flex has-[a:focus-visible]:outline-3 has-[a:focus-visible]:outline-offset-3 has-[a:focus-visible]:outline-brand">
      <div className="ticket-cut flex w-full flex-col bg-surface [--stub:4.25rem]">
        <div className="relative aspect-16/9 overflow-hidden">
          <Artwork
            id={event.id}
            picture={event.artwork}
            sizes="(min-width: 64rem) 24rem, (min-width: 40rem) 50vw, 100vw"
            className="size-full transition-transform duration-700 ease-settle group-hover:scale-105"
          />
          <DateLeaf at={event.startsAt} timeZone={event.timeZone} />
        </div>
        <div className="flex flex-1 flex-col gap-1 px-5 pt-4 pb-4">
          <p className="text-sm font-bold text-brand">
            <time dateTime={event.startsAt}>
              {shortDay(event.startsAt, event.timeZone)} · {timeWithZone(event.startsAt, event.timeZone)}
            </time>
          </p>
          <h3 className="line-clamp-2 text-[1.35rem] leading-tight">
            <Link
              to="/events/$eventId"
              params={{ eventId: event.id }}
              className="outline-none after:absolute after:inset-0 group-hover:underline"
            >
              {event.title}
            </Link>
          </h3>
          <p className="truncate text-muted">
            {event.venue}, {event.city}
          </p>
        </div>
        <div className="mx-4 flex h-[4.25rem] items-center justify-between border-t-2 border-dashed border-line px-1">
          <Price event={event} />
          {level === 'sold-out' && (
            <Badge>
              <Trans>Sold out</Trans>
            </Badge>
          )}
          {level === 'few' && (
            <Badge tone="glow">
              <Trans>Few left</Trans>
            </Badge>
          )}
        </div>
      </div>
    </article>
  )
}
