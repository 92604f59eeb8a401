import type { Fields } from '#shared/log'
import type { Envelope } from '#shared/messages/envelope'
import { continueTrace } from '#shared/trace'

const named = (data: unknown, key: string) => {
  const value = typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[key] : undefined
  return typeof value === 'string' ? { [key]: value } : {}
}

/** What a log line about a message says, so that it is found again by its order, its trace or itself. */
export const storyOf = ({ id, type, aggregate, version, traceparent, data }: Envelope): Fields => ({
  ...named(data, 'order'),
  ...named(data, 'payment'),
  ...named(data, 'event'),
  messageId: id,
  type,
  aggregate,
  version,
  ...(traceparent === null ? {} : { trace: continueTrace(traceparent).traceId }),
})
