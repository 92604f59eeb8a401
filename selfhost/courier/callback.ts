import type { Lane } from './lane.ts'
import { type Draft, type Instructions, type Message, showHeaders, toMessageId } from './message.ts'
import type { Result } from './result.ts'

// What a connection failed with has no status of its own.
const NO_ANSWER = 502

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')

/** What a callback tells, as QStash documents it; times in Unix milliseconds, bodies in base64. */
const tell = ({ message, outcome }: Result, dlqId: string | undefined) => ({
  status: outcome.response?.status ?? NO_ANSWER,
  header: showHeaders(outcome.response?.headers ?? {}),
  body: base64(outcome.response?.body ?? Buffer.from(outcome.kind === 'failed' ? outcome.error : '')),
  retried: message.retried,
  maxRetries: message.maxRetries,
  ...(dlqId !== undefined && { dlqId }),
  sourceMessageId: toMessageId(message.id),
  ...(message.topicName !== null && { topicName: message.topicName }),
  ...(message.endpointName !== null && { endpointName: message.endpointName }),
  url: message.url,
  method: message.method,
  sourceHeader: showHeaders(message.headers),
  sourceBody: base64(message.body),
  notBefore: message.dueAt.getTime(),
  createdAt: message.createdAt.getTime(),
})

const queueOf = ({ lane }: Message): Lane | null =>
  lane?.startsWith('queue:') ? { kind: 'queue', name: lane.slice('queue:'.length) } : null

/** In its source's queue, just before it: what comes next waits for the callback too. */
const placed = (callback: Instructions, message: Message): Pick<Draft, 'lane' | 'seq'> => {
  const queue = queueOf(message)
  if (!queue || callback.lane || message.seq === null) return { lane: callback.lane }
  return { lane: queue, seq: String(BigInt(message.seq) - 1n) }
}

const draftOf = (callback: Instructions, result: Result, dlqId: string | undefined): Draft => {
  const body = new TextEncoder().encode(JSON.stringify(tell(result, dlqId)))
  return {
    ...callback,
    ...placed(callback, result.message),
    body: callback.method === 'GET' ? new Uint8Array() : body,
    deduplicationId: undefined,
    topicName: null,
    endpointName: null,
    callback: null,
    failureCallback: null,
  }
}

/** The messages that an attempt causes: the callback after every one of them, the failure callback after the last. */
export const callbackDrafts = (result: Result, dlqId: string | undefined): Draft[] => {
  const { callback, failureCallback } = result.message
  return [
    ...(callback ? [draftOf(callback, result, dlqId)] : []),
    ...(failureCallback && dlqId !== undefined ? [draftOf(failureCallback, result, dlqId)] : []),
  ]
}
