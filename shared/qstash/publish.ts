import { Client } from '@upstash/qstash'
import { deliveries, type MessageType } from '#shared/messages/contracts'
import type { Envelope, ServiceName } from '#shared/messages/envelope'

/** The broker took these messages but for some: which, by their ids. */
export class PartlyRefused extends Error {
  override readonly name = 'PartlyRefused'
  readonly ids: ReadonlySet<string>
  constructor(ids: ReadonlySet<string>, answer: unknown) {
    super(`the broker refused ${ids.size} of the messages: ${JSON.stringify(answer)}`)
    this.ids = ids
  }
}

/**
 * Hands messages to the broker; rejects when it did not take all of them, with `PartlyRefused` when it took the others. Publishing twice is harmless.
 * Without `again` each goes to everybody who hears it. With it, a message goes only to the listener named, and is told apart
 * from what the broker has had of it before: otherwise it would take the repeat for a duplicate and drop it.
 */
export type Publish = (messages: readonly Envelope[], again?: (message: Envelope) => Again) => Promise<void>
export type Again = { to: readonly ServiceName[]; time: number }

export type QstashConfig = {
  url: string
  token: string
  /** Where a service hears messages; `{service}` stands for its name. */
  destination: string
}

export const destinationOf = (template: string, service: ServiceName) => template.replaceAll('{service}', service)

// QStash's own pauses (12 s, 2.5 min, 30 min …) are far too long for a seat: half a second, doubling, half a minute at most.
const RETRY_DELAY = 'min(30000, 500 * pow(2, retried))'
const RETRIES = 5

const toDeliver = (message: Envelope, destination: string, again: Again | undefined) => {
  const heardBy = deliveries[message.type as MessageType] as readonly {
    to: ServiceName
    at?: (data: unknown) => string
  }[]
  const wanted = again ? heardBy.filter(({ to, at }) => !at && again.to.includes(to)) : heardBy
  return wanted.map(({ to, at }) => ({
    url: destinationOf(destination, to),
    method: 'POST' as const,
    body: JSON.stringify(message),
    headers: { 'content-type': 'application/json' },
    // Rounded up: a reminder that comes a moment too early would find that nothing has ended yet.
    ...(at ? { notBefore: Math.ceil(Date.parse(at(message.data)) / 1000) } : {}),
    deduplicationId: `${message.id}-${to}${at ? '-reminder' : ''}${again ? `-${again.time}` : ''}`,
    retries: RETRIES,
    retryDelay: RETRY_DELAY,
  }))
}

export const createPublisher = ({ url, token, destination }: QstashConfig): Publish => {
  const client = new Client({ baseUrl: url, token, devMode: false, enableTelemetry: false, retry: { retries: 2 } })
  return async (messages, again) => {
    const batch = messages.flatMap((message) =>
      toDeliver(message, destination, again?.(message)).map((request) => ({ id: message.id, request })),
    )
    if (batch.length === 0) return
    const answers = (await client.batch(batch.map(({ request }) => request))).flat()
    const isRefused = (index: number) => !('messageId' in (answers[index] ?? {}))
    const refused = batch.flatMap(({ id }, index) => (isRefused(index) ? [id] : []))
    if (refused.length > 0)
      throw new PartlyRefused(
        new Set(refused),
        answers.find((_, index) => isRefused(index)),
      )
  }
}
