import { Trans } from '@lingui/react/macro'
import { CalendarDays, CalendarPlus, MapPin, UserRound } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Refusal } from '../../api/refusal.ts'
import type { EventView } from '../../api/types.ts'
import { longDay, timeWithZone, zoneWords } from '../../format/dates.ts'
import { explain } from '../shell/explain.ts'

const Fact = ({ icon, children }: { icon: ReactNode; children: ReactNode }) => (
  <div className="flex gap-4">
    <span className="grid size-11 shrink-0 place-items-center rounded-2xl bg-brand-soft text-brand">{icon}</span>
    <div className="min-w-0 leading-snug wrap-anywhere">{children}</div>
  </div>
)

const more = 'inline-flex min-h-7 items-center gap-1.5 font-semibold text-brand underline underline-offset-4'

/** A search on a map that asks for no account. It is only asked when somebody follows the link. */
const mapOf = ({ venue, city }: EventView) =>
  `https://www.openstreetmap.org/search?${new URLSearchParams({ query: `${venue}, ${city}` })}`

/** What makes the file is fetched when somebody wants it. */
const AddToCalendar = ({ event }: { event: EventView }) => {
  const [isAway, setAway] = useState(false)
  const add = async () => {
    try {
      const { keepInCalendar } = await import('./keep-in-calendar.ts')
      keepInCalendar(event)
      setAway(false)
    } catch {
      setAway(true)
    }
  }
  return (
    <>
      <button type="button" className={more} onClick={() => void add()}>
        <CalendarPlus aria-hidden="true" className="size-4" />
        <Trans>Add to calendar</Trans>
      </button>
      <span role="alert" className="block text-sm font-semibold text-bad empty:hidden">
        {isAway && explain(Refusal.unreachable()).title}
      </span>
    </>
  )
}

/** When, where and by whom. */
export const Facts = ({ event }: { event: EventView }) => (
  <div className="grid gap-5">
    <Fact icon={<CalendarDays aria-hidden="true" className="size-5" />}>
      <time dateTime={event.startsAt}>
        <span className="block text-lg font-bold">{longDay(event.startsAt, event.timeZone)}</span>
        <span className="block text-muted">
          {timeWithZone(event.startsAt, event.timeZone)} ({zoneWords(event.timeZone)})
        </span>
      </time>
      {event.status === 'published' && <AddToCalendar event={event} />}
    </Fact>
    <Fact icon={<MapPin aria-hidden="true" className="size-5" />}>
      <span className="block text-lg font-bold">{event.venue}</span>
      <span className="block text-muted">{event.city}</span>
      <a href={mapOf(event)} target="_blank" rel="noreferrer" className={more}>
        <Trans>
          See on a map<span className="sr-only">, opens another site</span>
        </Trans>
      </a>
    </Fact>
    <Fact icon={<UserRound aria-hidden="true" className="size-5" />}>
      {event.seller.name ? (
        <>
          <span className="block text-lg font-bold">{event.seller.name}</span>
          <span className="text-muted">
            <Trans>sells these tickets</Trans>
          </span>
        </>
      ) : (
        <>
          <span className="block text-lg font-bold">
            <Trans>A former seller</Trans>
          </span>
          <span className="text-muted">
            <Trans>sold these tickets, and has left the store</Trans>
          </span>
        </>
      )}
    </Fact>
  </div>
)
