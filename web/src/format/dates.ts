import { t } from '@lingui/core/macro'
import type { Instant } from '../api/types.ts'
import { locale } from '../words/language.ts'

const format = (at: Instant, timeZone: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(locale(), { timeZone, ...options }).format(new Date(at))

/** "Sat, 12 Dec 2026", where the event happens. */
export const shortDay = (at: Instant, timeZone: string) =>
  format(at, timeZone, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' })

/** "12" */
export const dayOfMonth = (at: Instant, timeZone: string) => format(at, timeZone, { day: 'numeric' }).replace(/\D/g, '')

/** "Dec" */
export const monthOf = (at: Instant, timeZone: string) => format(at, timeZone, { month: 'short' })

/** "Saturday 12 December 2026" */
export const longDay = (at: Instant, timeZone: string) =>
  format(at, timeZone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })

/** "20:00 CET": a time without its place is half a time. */
export const timeWithZone = (at: Instant, timeZone: string) =>
  format(at, timeZone, { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' })

/** "Europe/Berlin" → "Berlin time" */
export const zoneWords = (timeZone: string) =>
  timeZone === 'UTC' ? 'UTC' : cityTime(timeZone.slice(timeZone.lastIndexOf('/') + 1).replaceAll('_', ' '))

const cityTime = (city: string) => t`${city} time`

export const shortMoment = (at: Instant, timeZone: string) => `${shortDay(at, timeZone)}, ${timeWithZone(at, timeZone)}`

/** "14:35" on the reader's own clock: for what happens today, wherever the event does. */
export const clockTime = (at: Instant) =>
  new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' }).format(new Date(at))

/** "25 Nov 2026, 14:35" on the reader's own clock. */
export const ownMoment = (at: Instant) =>
  new Intl.DateTimeFormat(locale(), {
    ...{ day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' },
  }).format(new Date(at))

/** "25 Nov 2026" */
export const ownDay = (at: Instant) =>
  new Intl.DateTimeFormat(locale(), { day: 'numeric', month: 'short', year: 'numeric' }).format(new Date(at))
