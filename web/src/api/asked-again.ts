import type { QueryFunctionContext } from '@tanstack/react-query'
import type { ClientResponse } from 'hono/client'
import type { Said } from './client.ts'

/** An answer, when it was new to us, and the tag by which to ask whether it still holds. */
export type Dated<Body> = Body & { etag: string | null; answeredAt: number }

type Options = { headers: Record<string, string>; init: RequestInit }

/** How often an answer was asked for again and still held. */
const held = new WeakMap<object, number>()

export const timesHeld = (answer: object | undefined): number => (answer && held.get(answer)) ?? 0

const again = async <Body extends object>(
  { client, queryKey, signal }: QueryFunctionContext,
  ask: (options: Options) => Promise<ClientResponse<unknown>>,
): Promise<Dated<Body>> => {
  const known = client.getQueryData<Dated<Body>>(queryKey)
  const answer = await ask({
    headers: known?.etag ? { 'if-none-match': known.etag } : {},
    init: { signal, cache: 'no-store' },
  })
  if (known && answer.status === 304) {
    held.set(known, timesHeld(known) + 1)
    return known
  }
  const body = (await answer.json()) as Body
  return { ...body, etag: answer.headers.get('etag'), answeredAt: Date.now() }
}

/**
 * Asks whether what a query knows still holds. While it does, the very same object comes back, and nothing is drawn again.
 * The browser's own cache would do that too, but hide from us that the clock in the answer is of when it was new.
 */
export const askedAgain = <Answer extends ClientResponse<unknown>>(
  context: QueryFunctionContext,
  ask: (options: Options) => Promise<Answer>,
) => again<Extract<Said<Answer>, object>>(context, ask)
