import type { OrderView } from '../../api/types.ts'
import { calendarFile } from '../../format/calendar.ts'

/** A file that is made here and kept under `name`: nothing is asked of the store. */
const save = (name: string, type: string, content: string) => {
  const url = URL.createObjectURL(new Blob([content], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}

type Kept = Omit<OrderView['event'], 'cancelled'> & { cancelled?: boolean }

/** Gives the reader a calendar file of an event; `notes` may say what they hold for it. */
export const keepInCalendar = (event: Kept, notes?: string) => {
  const entry = {
    uid: event.id,
    title: event.title,
    startsAt: event.startsAt,
    place: `${event.venue}, ${event.city}`,
    url: `${location.origin}/events/${event.id}`,
    ...(notes ? { notes } : {}),
    cancelled: event.cancelled ?? false,
  }
  save('event.ics', 'text/calendar;charset=utf-8', calendarFile(entry, new Date()))
}
