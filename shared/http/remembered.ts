import type { Context, TypedResponse } from 'hono'

/** An answer as bytes, ready to be sent again. */
export type Remembered = { body: string; etag: string }

const MOST = 1000

/**
 * Keeps answers that are the same for everybody for a moment, as bytes: turning rows into JSON again costs more than asking.
 * `forMs` 0 keeps nothing. Only finished answers are kept, never a pending one: on Workers one request may not wait for
 * another's work.
 */
export const rememberAnswers = (forMs: number, now: () => number = () => performance.now()) => {
  const known = new Map<string, { answer: Remembered; until: number }>()
  return async (key: string, make: () => Promise<Remembered>): Promise<Remembered> => {
    const found = known.get(key)
    if (found && found.until > now()) return found.answer
    const answer = await make()
    if (forMs > 0) {
      known.delete(key)
      // The oldest go first: a Map keeps the order in which they came.
      for (const oldest of known.keys()) {
        if (known.size < MOST) break
        known.delete(oldest)
      }
      known.set(key, { answer, until: now() + forMs })
    }
    return answer
  }
}

/**
 * Sends bytes that are JSON already, typed as what they were made from, or 304 to who has them. The one cast that says so: the
 * caller names `Shown` and made the bytes of it.
 */
export const sendRemembered = <Shown>(c: Context, { body, etag }: Remembered, caching: Record<string, string>) => {
  const headers = { ...caching, ETag: etag }
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, headers)
  return c.body(body, 200, { ...headers, 'Content-Type': 'application/json' }) as unknown as TypedResponse<
    Shown,
    200,
    'json'
  >
}
