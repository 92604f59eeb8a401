import type { Context } from 'hono'
import { jwtVerify } from 'jose'
import type * as z from 'zod'
import { Problem } from '#shared/http/problem'
import type { ServiceDeps, ServiceEnv } from '#shared/http/service'
import { fieldErrors } from '#shared/http/validate'
import { contracts, type DataOf, type MessageType } from '#shared/messages/contracts'
import { Envelope, type Message } from '#shared/messages/envelope'
import { storyOf } from '#shared/messages/story'
import type { Metrics } from '#shared/metrics'
import { signalOf } from '#shared/postgres/inbox'
import { continueTrace, type Trace } from '#shared/trace'

export type ReceiverConfig = { keys: { current: string; next: string }; url: string }

const sha256 = async (text: string) => {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return btoa(String.fromCharCode(...new Uint8Array(digest)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

/**
 * Checks `Upstash-Signature` as QStash defines it. By hand with jose rather than by the SDK's `Receiver`, which accepts any
 * destination when none is given, tokens without an end and other algorithms than the one QStash uses.
 * Throws `bad-signature`.
 */
export const verifySignature = async ({ keys, url }: ReceiverConfig, signature: string | undefined, body: string) => {
  if (!signature) throw new Problem('bad-signature')
  for (const key of [keys.current, keys.next]) {
    const claims = await jwtVerify(signature, new TextEncoder().encode(key), {
      algorithms: ['HS256'],
      issuer: 'Upstash',
      subject: url,
      requiredClaims: ['exp', 'iat', 'body'],
      maxTokenAge: '5 minutes',
      clockTolerance: 60,
    }).catch(() => undefined)
    if (typeof claims?.payload.body !== 'string') continue
    if (claims.payload.body.replaceAll('=', '') === (await sha256(body))) return
  }
  throw new Problem('bad-signature')
}

const neverAcceptable = (detail: string, extra: Record<string, unknown> = {}) =>
  new Problem('never-acceptable', detail, extra, { 'Upstash-NonRetryable-Error': 'true' })

const parse = <Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> => {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw neverAcceptable('The message does not keep its contract', { errors: fieldErrors(result.error.issues) })
}

const json = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw neverAcceptable('The message is not JSON')
  }
}

/** A table from message type to the command it causes. The trace continues the one of whoever spoke. */
export type Listeners<Deps> = {
  [Type in MessageType]?: (deps: Deps, message: Message<Type, DataOf<Type>>, trace: Trace) => Promise<void>
}

type HearingDeps = { receiver: ReceiverConfig; metrics: Metrics }

/** What became of a message: `heard now`, not again, not yet, or never. */
type Outcome = 'now' | 'duplicate' | 'stale' | 'early' | 'refused' | 'failed'

const OVERTAKEN_TRIES = 5

const outcomeOf = (error: unknown): Outcome =>
  !(error instanceof Problem) ? 'failed' : error.slug === 'never-acceptable' ? 'refused' : 'early'

/**
 * Hears a message: verifies, parses, runs its command. Hearing twice and hearing late are success; hearing too early is
 * asked for again (503), without holding up any other message; what can never be accepted answers 489.
 */
export const hearMessage = async <Deps extends HearingDeps>(
  deps: Deps,
  listeners: Listeners<Deps>,
  c: Context<ServiceEnv<Deps & ServiceDeps>>,
) => {
  const body = await c.req.text()
  await verifySignature(deps.receiver, c.req.header('upstash-signature'), body)
  const note = (outcome: Outcome) => {
    deps.metrics.count('holdfast_messages_heard_total', 1, { outcome })
    c.get('about')({ heard: outcome })
  }
  try {
    const heard = await understand(deps, listeners, body, c)
    note(heard.heard)
    return heard
  } catch (error) {
    note(outcomeOf(error))
    throw error
  }
}

const understand = async <Deps extends HearingDeps>(
  deps: Deps,
  listeners: Listeners<Deps>,
  body: string,
  c: Context<ServiceEnv<Deps & ServiceDeps>>,
) => {
  const envelope = parse(Envelope, json(body))
  const trace = continueTrace(envelope.traceparent)
  c.set('trace', trace)
  c.get('about')(storyOf(envelope))
  const type = envelope.type as MessageType
  const listener = listeners[type] as ((deps: Deps, message: unknown, trace: Trace) => Promise<void>) | undefined
  if (!listener || !(type in contracts)) throw neverAcceptable(`Nobody here listens to ${envelope.type}`)
  const message = { ...envelope, data: parse(contracts[type], envelope.data) }

  for (let attempt = 1; ; attempt++) {
    try {
      await listener(deps, message, trace)
      return { heard: 'now' as const, type, aggregate: envelope.aggregate }
    } catch (error) {
      const signal = signalOf(error)
      if (signal === 'duplicate' || signal === 'stale') return { heard: signal, type, aggregate: envelope.aggregate }
      if (signal === 'overtaken' && attempt < OVERTAKEN_TRIES) continue
      if (signal === 'early' || signal === 'overtaken') {
        // Without a Retry-After, which would replace the speaker's pauses: what waits must be as patient as what it waits for.
        throw new Problem('unavailable', 'Earlier messages are still on their way')
      }
      throw error
    }
  }
}
