import { type Lane, showLane } from './lane.ts'

/** How a message is to be sent: everything but its body and its identity. */
export type Instructions = {
  url: string
  method: string
  /** What the destination will see beside the courier's own headers; lower-case names. */
  headers: Record<string, string>
  maxRetries: number
  /** The expression as published; null for the default backoff. */
  retryDelay: string | null
  timeoutMs: number
  labels: string[]
  /** When to deliver: an absolute moment in Unix seconds, or so many milliseconds after it is stored. */
  when: { notBefore: number } | { delayMs: number }
  lane: Lane | null
}

/** What a publisher asked for, checked, and not yet stored. */
export type Draft = Instructions & {
  body: Uint8Array<ArrayBuffer>
  deduplicationId: string | undefined
  /** The URL group it was published to, and the name of the endpoint in there. */
  topicName: string | null
  endpointName: string | null
  callback: Instructions | null
  failureCallback: Instructions | null
  /** A place in its queue that was given to it; undefined for the end of the line. */
  seq?: string
}

/** A message that is still on its way. Delivered and cancelled ones are only in the event log, dead ones in the DLQ. */
export type Message = {
  id: string
  url: string
  method: string
  headers: Record<string, string>
  body: Buffer<ArrayBuffer>
  maxRetries: number
  retryDelay: string | null
  timeoutMs: number
  labels: string[]
  state: 'CREATED' | 'ACTIVE' | 'RETRY'
  /** Attempts that failed so far. */
  retried: number
  dueAt: Date
  createdAt: Date
  lane: string | null
  seq: string | null
  topicName: string | null
  endpointName: string | null
  callback: Instructions | null
  failureCallback: Instructions | null
}

/** The columns that a message and a dead letter have in common, named as in `Message`. */
export const MESSAGE_COLUMNS = `id, url, method, headers, body, max_retries as "maxRetries", retry_delay as "retryDelay",
  timeout_ms as "timeoutMs", labels, due_at as "dueAt", created_at as "createdAt", lane, topic_name as "topicName",
  endpoint_name as "endpointName", callback, failure_callback as "failureCallback"`

/** The name publishers know a message by. */
export const toMessageId = (uuid: string) => `msg_${uuid.replaceAll('-', '')}`

/** The stored id behind `msg_…`; undefined for a text that cannot be one of ours. */
export const fromMessageId = (text: string): string | undefined => {
  const digits = /^msg_([0-9a-f]{32})$/.exec(text)?.[1]
  return digits?.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

const isText = (bytes: Buffer) => Buffer.from(bytes.toString('utf8')).equals(bytes)

/** Bytes as QStash shows them: text where that loses nothing, base64 otherwise. */
export const showBody = <Name extends string>(name: Name, bytes: Buffer) =>
  isText(bytes) ? { [name]: bytes.toString('utf8') } : { [`${name}Base64`]: bytes.toString('base64') }

export const showHeaders = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]))

/** Where a message came from and what it waited in, as every list shows it. */
export const showOrigin = (origin: Pick<Message, 'labels' | 'lane' | 'topicName' | 'endpointName'>) => ({
  ...showLane(origin.lane),
  ...(origin.topicName !== null && { topicName: origin.topicName }),
  ...(origin.endpointName !== null && { endpointName: origin.endpointName }),
  ...(origin.labels.length > 0 && { label: origin.labels[0], labels: origin.labels }),
})

/** A message as `GET /v2/messages/:id` answers it; times in Unix milliseconds. */
export const showMessage = (message: Omit<Message, 'state' | 'retried' | 'seq'>) => ({
  messageId: toMessageId(message.id),
  url: message.url,
  method: message.method,
  header: showHeaders(message.headers),
  ...showBody('body', message.body),
  maxRetries: message.maxRetries,
  ...(message.retryDelay !== null && { retryDelayExpression: message.retryDelay }),
  ...(message.callback && { callback: message.callback.url }),
  ...(message.failureCallback && { failureCallback: message.failureCallback.url }),
  ...showOrigin(message),
  timeout: Math.ceil(message.timeoutMs / 1000),
  notBefore: message.dueAt.getTime(),
  createdAt: message.createdAt.getTime(),
})
