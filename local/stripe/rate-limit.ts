import { rateLimited } from './errors.ts'

/** At most `perSecond` calls to one endpoint in any second of the given clock. */
export const createRateLimit = (perSecond: number, nowMs: () => number) => {
  const calls = new Map<string, number[]>()
  return (endpoint: string) => {
    if (perSecond === Number.POSITIVE_INFINITY) return
    const now = nowMs()
    const recent = (calls.get(endpoint) ?? []).filter((at) => at > now - 1000)
    calls.set(endpoint, recent)
    if (recent.length >= perSecond) throw rateLimited()
    recent.push(now)
  }
}
