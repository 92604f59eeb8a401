import type { Instant } from '../../api/types.ts'

const moments = new Intl.DateTimeFormat('en-GB', {
  ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false },
})

/** "25 Nov, 03:41:17", by the reader's own clock: an operator compares it with logs and with now. */
export const moment = (at: Instant) => moments.format(new Date(at))

/** How long something took or takes: "240 ms", "3 s", "12 min", "5 h". */
export const duration = (ms: number): string => {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`
  if (ms < 7_200_000) return `${Math.round(ms / 60_000)} min`
  return `${Math.round(ms / 3_600_000)} h`
}

export const between = (from: Instant, to: Instant) => duration(Date.parse(to) - Date.parse(from))

export const counted = (count: number, one: string, many = `${one}s`) => `${count} ${count === 1 ? one : many}`

/** All of them together; what is not named is none. */
export const total = (counts: Partial<Record<string, number>>) =>
  Object.values(counts).reduce<number>((all, one) => all + (one ?? 0), 0)

/** What may be looked for: an id of ours, or a trace's, wherever it was copied from. */
export const asAbout = (typed: string): string | undefined =>
  /\b((?:ord|pay|evt|acc)_[0-9a-f]{32}|[0-9a-f]{32})\b/.exec(typed.trim().toLowerCase())?.[1]
