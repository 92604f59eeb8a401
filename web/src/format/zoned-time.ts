import type { Instant } from '../api/types.ts'

/** What `<input type="datetime-local">` speaks: "2026-12-12T20:00", a time on the wall of some place. */
export type WallTime = string

const partsAt = (ms: number, timeZone: string): Record<string, string> =>
  Object.fromEntries(
    new Intl.DateTimeFormat('en-GB', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  )

const wallAt = (ms: number, timeZone: string): WallTime => {
  const { year, month, day, hour, minute } = partsAt(ms, timeZone)
  return `${year}-${month}-${day}T${hour}:${minute}`
}

/** How far the clocks of a zone are ahead of UTC at a moment. */
const offsetAt = (ms: number, timeZone: string): number => {
  const { second } = partsAt(ms, timeZone)
  return Date.parse(`${wallAt(ms, timeZone)}:${second}Z`) - Math.floor(ms / 1000) * 1000
}

export const toWallTime = (instant: Instant, timeZone: string): WallTime => wallAt(Date.parse(instant), timeZone)

/**
 * The moment at which the clocks of a zone show a time; null when the text is no time.
 * An hour that happens twice (autumn) means its first; an hour that is skipped (spring) means the same distance after
 * the jump, as calendars do.
 */
export const toInstant = (wall: WallTime, timeZone: string): Instant | null => {
  const asUtc = Date.parse(`${wall}Z`)
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(wall) || Number.isNaN(asUtc)) return null
  // No zone is further than a day from UTC, so the offsets around that day are the only two that can be in force.
  const day = 24 * 60 * 60 * 1000
  const before = asUtc - offsetAt(asUtc - day, timeZone)
  const after = asUtc - offsetAt(asUtc + day, timeZone)
  const exact = [before, after].filter((ms) => wallAt(ms, timeZone) === wall)
  return new Date(exact.length > 0 ? Math.min(...exact) : before).toISOString()
}
