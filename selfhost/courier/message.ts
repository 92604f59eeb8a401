/** What a publisher asked for, checked, and not yet stored. */
export type Draft = {
  url: string
  method: string
  /** What the destination will see beside the courier's own headers; lower-case names. */
  headers: Record<string, string>
  body: Uint8Array<ArrayBuffer>
  maxRetries: number
  /** The expression as published; undefined for the default backoff. */
  retryDelay: string | undefined
  timeoutMs: number
  labels: string[]
  deduplicationId: string | undefined
  /** When to deliver: an absolute moment in Unix seconds, or so many milliseconds after it is stored. */
  when: { notBefore: number } | { delayMs: number }
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
}

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

/** A message as `GET /v2/messages/:id` answers it; times in Unix milliseconds. */
export const showMessage = (message: Omit<Message, 'state' | 'retried'>) => ({
  messageId: toMessageId(message.id),
  url: message.url,
  method: message.method,
  header: showHeaders(message.headers),
  ...showBody('body', message.body),
  maxRetries: message.maxRetries,
  ...(message.retryDelay !== null && { retryDelayExpression: message.retryDelay }),
  ...(message.labels.length > 0 && { label: message.labels[0], labels: message.labels }),
  timeout: Math.ceil(message.timeoutMs / 1000),
  notBefore: message.dueAt.getTime(),
  createdAt: message.createdAt.getTime(),
})
