import type { Deps } from './deps.ts'

/** Less than until the next one, and more than a sweep is at Stripe with one call that hangs. */
const PATIENCE_MS = 55_000

/**
 * Every minute: each service tidies up what was left half-done. One that fails does not keep the others from it; resolves to
 * the names of those that did.
 */
export const sweep = async ({ peers, internalToken, log }: Pick<Deps, 'peers' | 'internalToken' | 'log'>) => {
  const headers = { authorization: `Bearer ${internalToken}` }
  const failed: string[] = []
  await Promise.all(
    Object.entries(peers).map(async ([service, peer]) => {
      try {
        const response = await peer.fetch('/internal/sweep', { method: 'POST', headers, timeoutMs: PATIENCE_MS })
        if (!response.ok) throw new Error(`answered ${response.status}`)
      } catch (error) {
        log('error', 'a sweep failed', { alert: 'sweep-failed', swept: service, error })
        failed.push(service)
      }
    }),
  )
  return failed
}
