const SECOND = 1000
const units: Record<string, number> = {
  d: 86_400 * SECOND,
  h: 3600 * SECOND,
  m: 60 * SECOND,
  s: SECOND,
  ms: 1,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ns: 1e-6,
}

/** Milliseconds in `1d10h30m`, `6m5s`, `600s` or `90` (bare seconds); undefined when it is none of these. */
export const parseDuration = (text: string): number | undefined => {
  const trimmed = text.trim()
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * SECOND
  if (!/^(\d+(\.\d+)?(ms|us|µs|μs|ns|[dhms]))+$/.test(trimmed)) return undefined
  return [...trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|us|µs|μs|ns|[dhms])/g)]
    .map(([, amount, unit]) => Number(amount) * (units[unit ?? ''] ?? Number.NaN))
    .reduce((total, part) => total + part, 0)
}

const RESET_HEADERS = ['retry-after', 'x-ratelimit-reset', 'x-ratelimit-reset-requests', 'x-ratelimit-reset-tokens']

/** How long a destination asks to be left alone, in milliseconds: seconds, a duration or an HTTP date. */
export const readRetryAfter = (headers: Headers): number | undefined => {
  for (const name of RESET_HEADERS) {
    const text = headers.get(name)
    if (text === null) continue
    const duration = parseDuration(text)
    if (duration !== undefined) return duration
    const moment = Date.parse(text)
    if (!Number.isNaN(moment)) return Math.max(0, moment - Date.now())
  }
  return undefined
}
