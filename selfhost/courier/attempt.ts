import { whyForbidden } from './destination.ts'
import { readRetryAfter } from './duration.ts'
import { type Message, toMessageId } from './message.ts'
import type { Sign } from './signature.ts'
import type { Failure } from './store.ts'

const NON_RETRYABLE = 489
const MAX_KEPT_BODY_BYTES = 64 * 1024

export type Outcome =
  | { kind: 'delivered'; status: number }
  | { kind: 'failed'; failure: Failure; hopeless: boolean; retryAfterMs: number | undefined }

export type Road = { fetch: typeof fetch; sign: Sign; allow: readonly string[] }

/** The beginning of a response's body, enough for a person to see what went wrong. */
const readSome = async (response: Response): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = response.body?.getReader()
  while (reader && size < MAX_KEPT_BODY_BYTES) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    size += value.byteLength
  }
  await reader?.cancel()
  return Buffer.concat(chunks).subarray(0, MAX_KEPT_BODY_BYTES)
}

const describe = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `${error.message}${cause}`
}

const failed = (error: string, hopeless = false): Outcome => ({
  kind: 'failed',
  failure: { error, status: undefined, headers: {}, body: new Uint8Array() },
  hopeless,
  retryAfterMs: undefined,
})

/** Delivers a message once. Never throws: whatever goes wrong is an outcome. */
export const attempt = async (message: Message, { fetch, sign, allow }: Road): Promise<Outcome> => {
  // The list may have become shorter since the message was published.
  const forbidden = whyForbidden(message.url, allow)
  if (forbidden) return failed(forbidden, true)
  try {
    const response = await fetch(message.url, {
      method: message.method,
      headers: {
        ...message.headers,
        'user-agent': 'Upstash-QStash',
        'upstash-message-id': toMessageId(message.id),
        'upstash-retried': String(message.retried),
        'upstash-signature': await sign(message.url, message.body),
      },
      ...(message.method !== 'GET' && { body: message.body }),
      // A redirect could lead off the allow-list, and the signature names the address it was made for.
      redirect: 'manual',
      signal: AbortSignal.timeout(message.timeoutMs),
    })
    if (response.ok) {
      await response.body?.cancel()
      return { kind: 'delivered', status: response.status }
    }
    return {
      kind: 'failed',
      failure: {
        error: `the destination answered ${response.status}`,
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: await readSome(response),
      },
      hopeless:
        response.status === NON_RETRYABLE &&
        response.headers.get('upstash-nonretryable-error')?.toLowerCase() === 'true',
      retryAfterMs: readRetryAfter(response.headers),
    }
  } catch (error) {
    return failed(describe(error))
  }
}
