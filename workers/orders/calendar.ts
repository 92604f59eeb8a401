import type { Id, Kind } from '#shared/ids'

const DAY_MS = 86_400_000

/** How far back a report looks: so many days with today, or everything. */
export const periods = ['7d', '30d', '90d', 'all'] as const
export type Period = (typeof periods)[number]
export type Grain = 'day' | 'week' | 'month'

/** The stretches of time of a report: each begins at its `start` and ends where the next begins; the last is now. */
export type Calendar = { grain: Grain; starts: Date[] }

const DAYS: Record<Exclude<Period, 'all'>, number> = { '7d': 7, '30d': 30, '90d': 90 }

// So many that a chart is one, and so few that it can be read. What is older than the last of them counts to it.
const MOST_DAYS = 92
const MOST_WEEKS = 106
const MOST_MONTHS = 60

/** When something was made: its id says so (UUIDv7). */
export const madeAt = (id: Id<Kind>): Date => new Date(Number.parseInt(id.slice(id.indexOf('_') + 1).slice(0, 12), 16))

/** A day of a calendar, as the milliseconds at which it would begin in UTC. */
type Day = number

const clocksOf = (timeZone: string) => {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
  })
  /** What the clocks of the place show at a moment, read as if it were UTC. */
  const shown = (ms: number) => {
    const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
    return Date.UTC(year, month - 1, day, hour, minute, second)
  }
  const offset = (ms: number) => shown(ms) - Math.floor(ms / 1000) * 1000
  return {
    dayAt: (moment: Date): Day => Math.floor(shown(moment.getTime()) / DAY_MS) * DAY_MS,
    // The offset of the night before decides, unless the clocks change in between: then that of the moment found.
    startOf: (day: Day): Date => new Date(day - offset(day - offset(day))),
  }
}

const mondayOf = (day: Day): Day => day - ((new Date(day).getUTCDay() + 6) % 7) * DAY_MS
const monthOf = (day: Day, back = 0): Day =>
  Date.UTC(new Date(day).getUTCFullYear(), new Date(day).getUTCMonth() - back)

const daysBetween = (first: Day, last: Day, step: number) =>
  Array.from({ length: Math.floor((last - first) / (step * DAY_MS)) + 1 }, (_, n) => first + n * step * DAY_MS)

const spread = (first: Day, today: Day): { grain: Grain; days: Day[] } => {
  const days = daysBetween(first, today, 1)
  if (days.length <= MOST_DAYS) return { grain: 'day', days }
  const weeks = daysBetween(mondayOf(first), today, 7)
  if (weeks.length <= MOST_WEEKS) return { grain: 'week', days: weeks }
  const months = Array.from({ length: MOST_MONTHS }, (_, n) => monthOf(today, MOST_MONTHS - 1 - n))
  return { grain: 'month', days: months.filter((month) => month >= monthOf(first)) }
}

/** Days, weeks or months from `since` (for `all`) or the first day of the period until now, on the clocks of a place. */
export const calendarOf = (period: Period, timeZone: string, since: Date, now: Date): Calendar => {
  const clocks = clocksOf(timeZone)
  const today = clocks.dayAt(now)
  const first = period === 'all' ? Math.min(today, clocks.dayAt(since)) : today - (DAYS[period] - 1) * DAY_MS
  const { grain, days } = spread(first, today)
  return { grain, starts: days.map(clocks.startOf) }
}
