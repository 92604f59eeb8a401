import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link, lazyRouteComponent } from '@tanstack/react-router'
import { type CSSProperties, Suspense } from 'react'
import { accountQuery } from '../../api/auth.ts'
import type { EventView } from '../../api/types.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Heading } from '../../ui/Heading.tsx'
import { useDescription, useTitle } from '../../ui/use-title.ts'
import { Artwork } from './Artwork.tsx'
import { designOf } from './artwork.ts'
import { Facts } from './Facts.tsx'
import { GoodToKnow } from './GoodToKnow.tsx'
import { Share } from './Share.tsx'
import { eventItem, StructuredData } from './StructuredData.tsx'
import { saysAccess } from './says-access.ts'
import { TicketPicker } from './TicketPicker.tsx'

// Most events have none of these, and their pages do not fetch them.
const Access = lazyRouteComponent(() => import('./Access.tsx'), 'Access')
const CancelledCard = lazyRouteComponent(() => import('./CancelledCard.tsx'), 'CancelledCard')
const WithdrawnCard = lazyRouteComponent(() => import('./WithdrawnCard.tsx'), 'WithdrawnCard')

/** Only the seller sees it: how the event stands, and the way to change it. */
const SellerLine = ({ event }: { event: EventView }) => {
  const { data: account } = useQuery(accountQuery)
  if (account?.id !== event.seller.id) return null
  return (
    <p className="mb-3 flex items-center gap-3">
      {event.status === 'draft' && (
        <Badge tone="warn">
          <Trans>Draft: only you can see this</Trans>
        </Badge>
      )}
      <Link
        to={event.status === 'cancelled' ? '/sell/$eventId/cancel' : '/sell/$eventId'}
        params={{ eventId: event.id }}
        className="inline-flex min-h-6 items-center font-bold text-brand underline underline-offset-4"
      >
        {event.status === 'cancelled' ? <Trans>See how it stands</Trans> : <Trans>Edit event</Trans>}
      </Link>
    </p>
  )
}

const About = ({ event }: { event: EventView }) => (
  <section aria-labelledby="about">
    <h2 id="about" className="mb-3 text-section">
      <Trans>About</Trans>
    </h2>
    <p className="max-w-prose text-lg leading-relaxed whitespace-pre-line wrap-anywhere">{event.description}</p>
  </section>
)

type Props = { event: EventView; tickets: string | undefined; onChange: (tickets: string | undefined) => void }

export const EventPage = ({ event, tickets, onChange }: Props) => {
  useTitle(event.title)
  useDescription(`${event.title}, ${event.venue}, ${event.city}. ${event.description}`)
  const isOff = event.status === 'cancelled'
  return (
    <article
      {...(event.status !== 'draft' && eventItem)}
      className="wash -mt-px w-full pb-28 lg:pb-16"
      style={{ '--wash': isOff ? 'var(--edge)' : designOf(event.id).palette[0] } as CSSProperties}
    >
      {event.status !== 'draft' && <StructuredData event={event} />}
      <div className="mx-auto grid max-w-6xl gap-x-12 gap-y-8 sm:px-6 sm:pt-8 lg:grid-cols-[minmax(0,1fr)_26rem] lg:grid-rows-[auto_auto_1fr]">
        <Artwork
          id={event.id}
          picture={event.artwork}
          sizes="(min-width: 64rem) 44rem, 100vw"
          isMain
          className={`aspect-16/10 max-h-[44vh] w-full shadow-raised sm:rounded-card lg:col-start-1 lg:max-h-none lg:aspect-16/9 ${isOff ? 'opacity-60 grayscale' : ''}`}
        />
        <header className="px-4 sm:px-0 lg:col-start-1">
          <SellerLine event={event} />
          <Heading className="mb-6 text-title wrap-anywhere">{event.title}</Heading>
          <Facts event={event} />
        </header>
        <div className="px-4 sm:px-0 lg:col-start-2 lg:row-span-3 lg:row-start-1">
          <div className="lg:sticky lg:top-6">
            <Suspense fallback={<div className="h-64 rounded-card bg-surface shadow-raised" />}>
              {isOff ? (
                <CancelledCard event={event} />
              ) : event.withdrawn ? (
                <WithdrawnCard />
              ) : (
                <TicketPicker event={event} tickets={tickets} onChange={onChange} />
              )}
            </Suspense>
          </div>
        </div>
        <div className="space-y-10 px-4 sm:px-0 lg:col-start-1">
          {event.description && <About event={event} />}
          {!isOff && !event.withdrawn && <GoodToKnow event={event} />}
          {!isOff && saysAccess(event) && (
            <Suspense fallback={<div className="h-64" />}>
              <Access event={event} />
            </Suspense>
          )}
          <Share title={event.title} />
        </div>
      </div>
    </article>
  )
}
