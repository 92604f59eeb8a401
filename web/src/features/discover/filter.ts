import type { EventFilter, PriceLimit } from '../../api/types.ts'
import { type RawSearch, text } from '../../search.ts'

/** A day as the address has it; anything that is none, like 2026-02-30, is left out. */
const dayIn = (raw: RawSearch, name: string): string | undefined => {
  const day = text(raw, name)
  if (!day || !/^20\d\d-\d\d-\d\d$/.test(day)) return undefined
  const at = new Date(`${day}T00:00:00.000Z`)
  return Number.isFinite(at.getTime()) && at.toISOString().startsWith(day) ? day : undefined
}

export const prices = ['free', '25', '50', '100'] as const satisfies readonly PriceLimit[]

/** What somebody looks for, as far as the address makes sense. */
export const filterIn = (raw: RawSearch): EventFilter => ({
  q: text(raw, 'q')?.slice(0, 100),
  city: text(raw, 'city')?.slice(0, 100),
  from: dayIn(raw, 'from'),
  to: dayIn(raw, 'to'),
  price: prices.find((price) => price === text(raw, 'price')),
  sort: text(raw, 'sort') === 'newest' ? 'newest' : undefined,
})

/** How many things narrow the list, beside the words. */
export const narrowedBy = ({ city, from, to, price }: EventFilter): number =>
  [city, from ?? to, price].filter((part) => part !== undefined).length

export const spans = ['today', 'weekend', 'week', 'month'] as const
export type Span = (typeof spans)[number]
type Days = { from: string; to: string }

const dayOf = (date: Date): string =>
  [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-')

const after = (date: Date, days: number) => new Date(date.getFullYear(), date.getMonth(), date.getDate() + days)

/** The days of a span, seen from `now` on the reader's calendar. A weekend that has begun is this one. */
export const daysOf = (span: Span, now: Date): Days => {
  const untilSunday = (7 - now.getDay()) % 7
  const ends: Record<Span, Date> = {
    today: now,
    weekend: after(now, untilSunday),
    week: after(now, 6),
    month: after(now, 29),
  }
  const begins = span === 'weekend' ? after(now, Math.max(0, untilSunday - 1)) : now
  return { from: dayOf(begins), to: dayOf(ends[span]) }
}

export const spanOf = ({ from, to }: EventFilter, now: Date): Span | undefined =>
  spans.find((span) => {
    const days = daysOf(span, now)
    return days.from === from && days.to === to
  })
