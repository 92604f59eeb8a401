import { useEffect } from 'react'
import type { EventView, TicketType } from '../../api/types.ts'
import { decimal } from '../../format/money.ts'
import { salesWindowOf } from './sales-window.ts'

const offerOf = (type: TicketType, url: string, now: number) => ({
  '@type': 'Offer',
  name: type.name,
  price: decimal(type.price),
  priceCurrency: type.price.currency,
  url,
  ...(type.salesStartAt ? { validFrom: type.salesStartAt } : {}),
  ...(salesWindowOf(type, now).state === 'open' ? { availability: 'https://schema.org/InStock' } : {}),
})

/** An event as schema.org describes one, in JSON that cannot end the element it stands in. */
export const structuredData = (event: EventView, url: string, now: number): string =>
  JSON.stringify({
    '@context': 'https://schema.org',
    '@type': 'Event',
    name: event.title,
    description: event.description,
    startDate: event.startsAt,
    eventStatus: `https://schema.org/${event.status === 'cancelled' ? 'EventCancelled' : 'EventScheduled'}`,
    eventAttendanceMode: 'https://schema.org/OfflineEventAttendanceMode',
    location: {
      '@type': 'Place',
      name: event.venue,
      address: { '@type': 'PostalAddress', addressLocality: event.city },
    },
    organizer: { '@type': 'Organization', name: event.seller.name },
    url,
    ...(event.status === 'published' ? { offers: event.ticketTypes.map((type) => offerOf(type, url, now)) } : {}),
  }).replaceAll('<', '\\u003c')

/** For machines that read pages. A block of data is never run, so the policy on scripts has nothing against it. */
export const useStructuredData = (event: EventView) => {
  useEffect(() => {
    if (event.status === 'draft') return
    const block = document.createElement('script')
    block.type = 'application/ld+json'
    block.textContent = structuredData(event, `${location.origin}/events/${event.id}`, Date.now())
    document.head.append(block)
    return () => block.remove()
  }, [event])
}
