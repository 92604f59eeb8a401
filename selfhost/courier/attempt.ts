import { whyForbidden } from './destination.ts'
import { readRetryAfter } from './duration.ts'
import { type Message, toMessageId } from './message.ts'
import type { Sign } from './signature.ts'

const NON_RETRYABLE = 489
// Enough for a person to see what went wrong; a callback is told as much as a message may hold.
const MAX_KEPT_BYTES = 64 * 1024
const MAX_TOLD_BYTES = 1024 * 1024

export type Answer = { status: number; headers: Record<string, string>; body: Uint8Array }

export type Outcome =
  | { kind: 'delivered'; response: Answer }
  | {
      kind: 'failed'
      error: string
      /** Undefined when there was no answer. */
      response: Answer | undefined
      hopeless: boolean
      retryAfterMs: number | undefined
    }

export type Road = { fetch: typeof fetch; sign: Sign; allow: readonly string[] }

const NOTHING = new Uint8Array()

/** The beginning of a response's body. */
const readSome = async (response: Response, max: number): Promise<Uint8Array> => {
  if (max === 0) {
    await response.body?.cancel()
    return NOTHING
  }
  const chunks: Uint8Array[] = []
  let size = 0
  const reader = response.body?.getReader()
  while (reader && size < max) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    size += value.byteLength
  }
  await reader?.cancel()
  return Buffer.concat(chunks).subarray(0, max)
}

// PostgreSQL keeps no NUL in a text, and an error must never be what cannot be recorded.
const describe = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : ''
  return `${error instanceof Error ? error.message : error}${cause}`.replaceAll('\0', '')
}

const failed = (error: string, hopeless = false): Outcome => ({
  kind: 'failed',
  error,
  response: undefined,
  hopeless,
  retryAfterMs: undefined,
})

const headersOf = async (message: Message, sign: Sign): Promise<Record<string, string>> => ({
  ...message.headers,
  'user-agent': 'Upstash-QStash',
  'upstash-message-id': toMessageId(message.id),
  'upstash-retried': String(message.retried),
  ...(message.topicName !== null && { 'upstash-topic-name': message.topicName }),
  'upstash-signature': await sign(message.url, message.body),
})

/** Delivers a message once. Never throws: whatever goes wrong is an outcome. */
export const attempt = async (message: Message, { fetch, sign, allow }: Road): Promise<Outcome> => {
  // The list may have become shorter since the message was published.
  const forbidden = whyForbidden(message.url, allow)
  if (forbidden) return failed(forbidden, true)
  try {
    const answer = await fetch(message.url, {
      method: message.method,
      headers: await headersOf(message, sign),
      ...(message.method !== 'GET' && { body: message.body }),
      // A redirect could lead off the allow-list, and the signature names the address it was made for.
      redirect: 'manual',
      signal: AbortSignal.timeout(message.timeoutMs),
    })
    const { status, ok } = answer
    const told = message.callback || message.failureCallback ? MAX_TOLD_BYTES : MAX_KEPT_BYTES
    const body = await readSome(answer, ok && !message.callback ? 0 : told)
    const response = { status, headers: Object.fromEntries(answer.headers), body }
    if (ok) return { kind: 'delivered', response }
    return {
      kind: 'failed',
      error: `the destination answered ${status}`,
      response,
      hopeless: status === NON_RETRYABLE && answer.headers.get('upstash-nonretryable-error')?.toLowerCase() === 'true',
      retryAfterMs: readRetryAfter(answer.headers),
    }
  } catch (error) {
    return failed(describe(error))
  }
}
