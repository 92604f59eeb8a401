import { Client, QstashError } from '@upstash/qstash'
import { Problem, problems } from '#shared/http/problem'
import { Envelope, type ServiceName } from '#shared/messages/envelope'
import { storyOf } from '#shared/messages/story'
import { destinationOf, type QstashConfig } from '#shared/qstash/publish'

/** A message that the broker gave up, as far as an operator needs to know it. Its data stay where they are. */
export type DeadLetter = {
  letter: string
  message: string | null
  type: string | null
  aggregate: string | null
  version: number | null
  order: string | null
  trace: string | null
  /** When it was published. */
  publishedAt: string
  /** The last answer it got: 489 was a refusal for good; null when nobody answered at all. */
  status: number | null
  /** True when asking again cannot help, as long as the listener is what it is. */
  refused: boolean
  /** Why, in the listener's words. */
  reason: string | null
}

type Letter = Awaited<ReturnType<Client['dlq']['listMessages']>>['messages'][number]

const json = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? '')
  } catch {
    return undefined
  }
}

export const envelopeIn = (body: string | undefined) => Envelope.safeParse(json(body)).data

/** Only what our own problem+json says: whatever else may have answered there is not for showing. */
const reasonIn = (body: string | undefined): string | null => {
  const problem = json(body) as { title?: unknown; detail?: unknown; errors?: { pointer?: unknown }[] } | undefined
  const words = problem?.detail ?? problem?.title
  if (typeof words !== 'string') return null
  const where = Array.isArray(problem?.errors) ? problem.errors.map(({ pointer }) => String(pointer)).join(', ') : ''
  return (where ? `${words}: ${where}` : words).slice(0, 300)
}

const text = (value: unknown) => (typeof value === 'string' ? value : null)

const show = (letter: Letter): DeadLetter => {
  const envelope = envelopeIn(letter.body)
  const story = envelope ? storyOf(envelope) : {}
  return {
    letter: letter.dlqId,
    message: envelope?.id ?? null,
    type: envelope?.type ?? null,
    aggregate: envelope?.aggregate ?? null,
    version: envelope?.version ?? null,
    order: text(story.order),
    trace: text(story.trace),
    publishedAt: new Date(letter.createdAt).toISOString(),
    status: letter.responseStatus ?? null,
    refused: letter.responseStatus === problems['never-acceptable'].status,
    reason: reasonIn(letter.responseBody),
  }
}

export type FoundLetter = { shown: DeadLetter; envelope: Envelope | undefined }

export type DeadLetters = {
  /** A page of what was given up on its way to this service, newest first. */
  list(cursor: string | undefined, count: number): Promise<{ items: DeadLetter[]; nextCursor: string | null }>
  /** Those of these letters that are there and were meant for this service. */
  find(letters: readonly string[]): Promise<FoundLetter[]>
  replay(letters: readonly string[]): Promise<void>
  remove(letters: readonly string[]): Promise<void>
}

/** A cursor that the broker cannot read is the asker's fault and not the broker's. */
const asWrongCursor = (error: unknown): never => {
  if (error instanceof QstashError && error.status === 400) {
    const errors = [{ pointer: '#/cursor', detail: 'must be the nextCursor of a page' }]
    throw new Problem('invalid-request', undefined, { errors })
  }
  throw error
}

const orUnavailable = <T>(answer: Promise<T>): Promise<T> =>
  answer.catch((error: unknown) => {
    if (error instanceof Problem) throw error
    throw new Problem('unavailable', 'The broker cannot be reached right now', {}, { 'Retry-After': '5' })
  })

/** What the broker gave up on its way to one service, through QStash's own SDK. Throws `unavailable`. */
export const createDeadLetters = (config: QstashConfig, service: ServiceName): DeadLetters => {
  const { dlq } = new Client({
    ...{ baseUrl: config.url, token: config.token, enableTelemetry: false, retry: { retries: 1 } },
  })
  const url = destinationOf(config.destination, service)
  return {
    list: async (cursor, count) => {
      const found = await orUnavailable(
        dlq.listMessages({ filter: { url }, count, ...(cursor === undefined ? {} : { cursor }) }).catch(asWrongCursor),
      )
      return { items: found.messages.map(show), nextCursor: found.cursor ?? null }
    },
    find: async (letters) => {
      const { messages } = await orUnavailable(dlq.listMessages({ dlqIds: [...letters], count: letters.length }))
      // Whose letter it is, the broker does not ask.
      return messages
        .filter((letter) => letter.url === url)
        .map((letter) => ({ shown: show(letter), envelope: envelopeIn(letter.body) }))
    },
    replay: async (letters) => {
      await orUnavailable(dlq.retry({ dlqIds: [...letters] }))
    },
    remove: async (letters) => {
      await orUnavailable(dlq.delete({ dlqIds: [...letters] }))
    },
  }
}
