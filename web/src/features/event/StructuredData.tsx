import { pictureUrl } from '../../api/pictures.ts'
import type { AccessFeature, EventView, TicketType } from '../../api/types.ts'
import { decimal } from '../../format/money.ts'
import { salesWindowOf } from './sales-window.ts'

const vocabulary = 'https://schema.org'

const Offer = ({ type, url, now }: { type: TicketType; url: string; now: number }) => (
  <span hidden itemProp="offers" itemScope itemType={`${vocabulary}/Offer`}>
    <meta itemProp="name" content={type.name} />
    {type.description && <meta itemProp="description" content={type.description} />}
    <meta itemProp="price" content={decimal(type.price)} />
    <meta itemProp="priceCurrency" content={type.price.currency} />
    <link itemProp="url" href={url} />
    {type.salesStartAt && <meta itemProp="validFrom" content={type.salesStartAt} />}
    {salesWindowOf(type, now).state === 'open' && <link itemProp="availability" href={`${vocabulary}/InStock`} />}
  </span>
)

/** An amenity of the place, by our own word for it: schema.org has no list. */
const Amenity = ({ feature }: { feature: AccessFeature }) => (
  <span itemProp="amenityFeature" itemScope itemType={`${vocabulary}/LocationFeatureSpecification`}>
    <meta itemProp="name" content={feature.replaceAll('-', ' ')} />
    <meta itemProp="value" content="true" />
  </span>
)

/** For whoever shows a link to the page: React puts these where they belong, and takes them away with the page. */
const Shared = ({ event, url }: { event: EventView; url: string }) => (
  <>
    <meta property="og:type" content="website" />
    <meta property="og:title" content={event.title} />
    <meta property="og:url" content={url} />
    {event.artwork && (
      <>
        <meta property="og:image" content={`${location.origin}${pictureUrl(event.artwork.large.id)}`} />
        <meta property="og:image:width" content={String(event.artwork.large.width)} />
        <meta property="og:image:height" content={String(event.artwork.large.height)} />
        <meta property="og:image:alt" content={event.artwork.alt} />
      </>
    )}
  </>
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
      {event.artwork && <link itemProp="image" href={`${location.origin}${pictureUrl(event.artwork.large.id)}`} />}
      <Shared event={event} url={url} />
      <span hidden itemProp="location" itemScope itemType={`${vocabulary}/Place`}>
        <meta itemProp="name" content={event.venue} />
        <span itemProp="address" itemScope itemType={`${vocabulary}/PostalAddress`}>
          <meta itemProp="addressLocality" content={event.city} />
        </span>
        {event.accessFeatures.map((feature) => (
          <Amenity key={feature} feature={feature} />
        ))}
      </span>
      {event.seller.name && (
        <span hidden itemProp="organizer" itemScope itemType={`${vocabulary}/Organization`}>
          <meta itemProp="name" content={event.seller.name} />
        </span>
      )}
      {event.status === 'published' &&
        event.ticketTypes.map((type) => <Offer key={type.id} type={type} url={url} now={now} />)}
    </>
  )
}
