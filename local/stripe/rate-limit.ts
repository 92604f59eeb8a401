import { rateLimited } from './errors.ts'

/** At most so many calls to one endpoint in any second of the given clock, as `perSecond` says for it. */
export const createRateLimit = (perSecond: (endpoint: string) => number, nowMs: () => number) => {
  const calls = new Map<string, number[]>()
  return (endpoint: string) => {
    const most = perSecond(endpoint)
    if (most === Number.POSITIVE_INFINITY) return
    const now = nowMs()
    const recent = (calls.get(endpoint) ?? []).filter((at) => at > now - 1000)
    calls.set(endpoint, recent)
    if (recent.length >= most) throw rateLimited()
    recent.push(now)
  }
}
