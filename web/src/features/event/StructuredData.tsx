import type { EventView, TicketType } from '../../api/types.ts'
import { decimal } from '../../format/money.ts'
import { salesWindowOf } from './sales-window.ts'

const vocabulary = 'https://schema.org'

const Offer = ({ type, url, now }: { type: TicketType; url: string; now: number }) => (
  <span hidden itemProp="offers" itemScope itemType={`${vocabulary}/Offer`}>
    <meta itemProp="name" content={type.name} />
    <meta itemProp="price" content={decimal(type.price)} />
    <meta itemProp="priceCurrency" content={type.price.currency} />
    <link itemProp="url" href={url} />
    {type.salesStartAt && <meta itemProp="validFrom" content={type.salesStartAt} />}
    {salesWindowOf(type, now).state === 'open' && <link itemProp="availability" href={`${vocabulary}/InStock`} />}
  </span>
)

/** What an element says that describes an event to machines. */
export const eventItem = { itemScope: true, itemType: `${vocabulary}/Event` }

/**
 * The event for machines that read pages, as schema.org describes one; stands within `eventItem`. In attributes: the pages'
 * policy lets no text become a script, and for browsers a block of JSON is one.
 */
export const StructuredData = ({ event }: { event: EventView }) => {
  const url = `${location.origin}/events/${event.id}`
  const now = Date.now()
  return (
    <>
      <meta itemProp="name" content={event.title} />
      <meta itemProp="description" content={event.description} />
      <meta itemProp="startDate" content={event.startsAt} />
      <link
        itemProp="eventStatus"
        href={`${vocabulary}/${event.status === 'cancelled' ? 'EventCancelled' : 'EventScheduled'}`}
      />
      <link itemProp="eventAttendanceMode" href={`${vocabulary}/OfflineEventAttendanceMode`} />
      <link itemProp="url" href={url} />
      <span hidden itemProp="location" itemScope itemType={`${vocabulary}/Place`}>
        <meta itemProp="name" content={event.venue} />
        <span itemProp="address" itemScope itemType={`${vocabulary}/PostalAddress`}>
          <meta itemProp="addressLocality" content={event.city} />
        </span>
      </span>
      <span hidden itemProp="organizer" itemScope itemType={`${vocabulary}/Organization`}>
        <meta itemProp="name" content={event.seller.name} />
      </span>
      {event.status === 'published' &&
        event.ticketTypes.map((type) => <Offer key={type.id} type={type} url={url} now={now} />)}
    </>
  )
}
