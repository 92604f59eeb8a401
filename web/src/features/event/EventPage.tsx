import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { CalendarDays, MapPin, UserRound } from 'lucide-react'
import type { ReactNode } from 'react'
import { accountQuery } from '../../api/auth.ts'
import type { EventView } from '../../api/types.ts'
import { longDay, timeWithZone, zoneWords } from '../../format/dates.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { Artwork } from './Artwork.tsx'
import { CancelledCard } from './CancelledCard.tsx'
import { RefundPolicy } from './RefundPolicy.tsx'
import { TicketPicker } from './TicketPicker.tsx'

const Fact = ({ icon, children }: { icon: ReactNode; children: ReactNode }) => (
  <div className="flex gap-3.5">
    <span className="grid size-11 shrink-0 place-items-center rounded-full bg-brand-soft text-brand">{icon}</span>
    <div className="leading-snug">{children}</div>
  </div>
)

const Facts = ({ event }: { event: EventView }) => (
  <div className="grid gap-5 sm:grid-cols-2">
    <Fact icon={<CalendarDays aria-hidden="true" className="size-5" />}>
      <time dateTime={event.startsAt}>
        <span className="block font-bold">{longDay(event.startsAt, event.timeZone)}</span>
        <span className="text-muted">
          {timeWithZone(event.startsAt, event.timeZone)} ({zoneWords(event.timeZone)})
        </span>
      </time>
    </Fact>
    <Fact icon={<MapPin aria-hidden="true" className="size-5" />}>
      <span className="block font-bold">{event.venue}</span>
      <span className="text-muted">{event.city}</span>
    </Fact>
    <Fact icon={<UserRound aria-hidden="true" className="size-5" />}>
      <span className="block font-bold">{event.seller.name}</span>
      <span className="text-muted">sells these tickets</span>
    </Fact>
  </div>
)

/** Only the seller sees it: how the event stands, and the way to change it. */
const SellerLine = ({ event }: { event: EventView }) => {
  const { data: account } = useQuery(accountQuery)
  if (account?.id !== event.seller.id) return null
  return (
    <p className="mb-3 flex items-center gap-3">
      {event.status === 'draft' && <Badge tone="warn">Draft: only you can see this</Badge>}
      <Link
        to={event.status === 'cancelled' ? '/sell/$eventId/cancel' : '/sell/$eventId'}
        params={{ eventId: event.id }}
        className="inline-flex min-h-6 items-center font-bold text-brand underline underline-offset-4"
      >
        {event.status === 'cancelled' ? 'See how it stands' : 'Edit event'}
      </Link>
    </p>
  )
}

type Props = { event: EventView; tickets: string | undefined; onChange: (tickets: string | undefined) => void }

export const EventPage = ({ event, tickets, onChange }: Props) => {
  useTitle(event.title)
  return (
    <article className="mx-auto w-full max-w-6xl px-4 pt-4 pb-12 sm:px-6 sm:pt-8">
      <Artwork id={event.id} className="h-52 w-full rounded-card sm:h-80" />
      <div className="mt-8 grid gap-10 lg:grid-cols-[minmax(0,1fr)_26rem] lg:grid-rows-[auto_auto_1fr] lg:gap-14">
        <header className="lg:col-start-1">
          <SellerLine event={event} />
          <Heading className="mb-7 text-4xl tracking-[-0.035em] sm:text-6xl">{event.title}</Heading>
          <Facts event={event} />
        </header>
        <div className="lg:col-start-2 lg:row-span-3 lg:row-start-1">
          <div className="lg:sticky lg:top-6">
            {event.status === 'cancelled' ? (
              <CancelledCard event={event} />
            ) : (
              <TicketPicker event={event} tickets={tickets} onChange={onChange} />
            )}
          </div>
        </div>
        {event.description && (
          <section aria-labelledby="about" className="lg:col-start-1">
            <h2 id="about" className="mb-3 text-2xl">
              About
            </h2>
            <p className="max-w-prose text-lg leading-relaxed whitespace-pre-line">{event.description}</p>
          </section>
        )}
        <RefundPolicy event={event} />
      </div>
    </article>
  )
}
