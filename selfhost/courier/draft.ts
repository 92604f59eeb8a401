import { createHash } from 'node:crypto'
import { Refusal } from '../refusal.ts'
import { whyForbidden } from './destination.ts'
import { parseDuration } from './duration.ts'
import { readFlowControl } from './flow-control.ts'
import type { Draft, Instructions } from './message.ts'
import { parseRetryDelay, RetryDelayError } from './retry-delay.ts'

const DEFAULT_RETRIES = 3
const MAX_RETRIES = 1000
const DEFAULT_TIMEOUT_MS = 60_000
const MAX_TIMEOUT_MS = 15 * 60_000
const MAX_DELAY_MS = 366 * 86_400_000
const MAX_LABELS = 16
export const MAX_BODY_BYTES = 1024 * 1024

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

// Promising these and then not doing them would lose work silently, so they are refused by name.
const NOT_BUILT = ['redact-fields', 'cron', 'schedule-id']

// They belong to the connection or to the courier's own word about itself; a publisher may not set them.
const RESERVED =
  /^(host|connection|content-length|transfer-encoding|keep-alive|upgrade|expect|te|trailer|user-agent|upstash-.*)$/

const readInteger = (name: string, text: string | null, max: number): number | undefined => {
  if (text === null) return undefined
  const number = /^\d{1,12}$/.test(text.trim()) ? Number(text) : Number.NaN
  if (!(number <= max)) throw new Refusal(400, `${name} must be a whole number from 0 to ${max}`)
  return number
}

const readSpan = (name: string, text: string | null, maxMs: number): number | undefined => {
  if (text === null) return undefined
  const ms = parseDuration(text)
  if (ms === undefined || !(ms <= maxMs)) throw new Refusal(400, `${name} must be a duration such as 10s or 1d10h30m`)
  return ms
}

const readRetryDelay = (text: string | null): string | null => {
  if (text === null) return null
  try {
    parseRetryDelay(text)
    return text
  } catch (error) {
    if (error instanceof RetryDelayError) throw new Refusal(400, error.message)
    throw error
  }
}

const readForwarded = (headers: Headers): Record<string, string> => {
  const contentType = headers.get('content-type')
  const forwarded: Record<string, string> = contentType === null ? {} : { 'content-type': contentType }
  for (const [name, value] of headers) {
    const target = /^upstash-forward-(.+)$/.exec(name)?.[1]
    if (target && !RESERVED.test(target)) forwarded[target] = value
  }
  return forwarded
}

const readLabels = (text: string | null): string[] => {
  const labels = (text ?? '')
    .split(',')
    .map((label) => label.trim())
    .filter((label) => label !== '')
  if (labels.length > MAX_LABELS) throw new Refusal(400, `Upstash-Label has more than ${MAX_LABELS} labels`)
  return labels
}

/** How to send something to `url`, by the headers of whoever asks for it. */
const readInstructions = (
  url: string,
  headers: Headers,
  allow: readonly string[],
  retries = DEFAULT_RETRIES,
): Instructions => {
  const missing = NOT_BUILT.find((name) => headers.has(`upstash-${name}`))
  if (missing) throw new Refusal(501, `this courier does not do Upstash-${missing}`)
  const forbidden = whyForbidden(url, allow)
  if (forbidden) throw new Refusal(400, forbidden)
  const method = (headers.get('upstash-method') ?? 'POST').toUpperCase()
  if (!METHODS.includes(method)) throw new Refusal(400, `Upstash-Method must be one of ${METHODS.join(', ')}`)
  const notBefore = readInteger('Upstash-Not-Before', headers.get('upstash-not-before'), 253_402_300_799)
  const delayMs = readSpan('Upstash-Delay', headers.get('upstash-delay'), MAX_DELAY_MS) ?? 0
  const timeoutMs = readSpan('Upstash-Timeout', headers.get('upstash-timeout'), MAX_TIMEOUT_MS) ?? DEFAULT_TIMEOUT_MS
  if (timeoutMs < 1) throw new Refusal(400, 'Upstash-Timeout must be longer than nothing')
  return {
    url,
    method,
    headers: readForwarded(headers),
    maxRetries: readInteger('Upstash-Retries', headers.get('upstash-retries'), MAX_RETRIES) ?? retries,
    retryDelay: readRetryDelay(headers.get('upstash-retry-delay')),
    timeoutMs,
    labels: readLabels(headers.get('upstash-label')),
    when: notBefore === undefined ? { delayMs } : { notBefore },
    lane: readFlowControl(headers) ?? null,
  }
}

/** A callback is told how to go by the same headers as a message, with its own name in front. */
const readCallback = (name: string, headers: Headers, allow: readonly string[], retries: number) => {
  const url = headers.get(name)
  if (url === null) return null
  const own = new Headers({ 'content-type': 'application/json' })
  for (const [header, value] of headers) {
    if (header.startsWith(`${name}-`)) own.set(`upstash-${header.slice(name.length + 1)}`, value)
  }
  return readInstructions(url, own, allow, retries)
}

const hashContent = (url: string, headers: Record<string, string>, body: Uint8Array) => {
  const hash = createHash('sha256')
    .update(JSON.stringify([url, Object.entries(headers).sort()]))
    .update(body)
  return `content:${hash.digest('hex')}`
}

export type Target = { url: string; topicName: string | null; endpointName: string | null; queue: string | undefined }

/**
 * Reads one publish request for one address. `headers` are the request's, or the batch item's.
 * Throws `Refusal` 400 for what is wrong, 413 for a body over 1 MiB, 501 for what this courier does not do.
 */
export const readDraft = (
  { url, topicName, endpointName, queue }: Target,
  headers: Headers,
  body: Uint8Array<ArrayBuffer>,
  allow: readonly string[],
): Draft => {
  const instructions = readInstructions(url, headers, allow)
  if (body.byteLength > MAX_BODY_BYTES) throw new Refusal(413, `the body is over ${MAX_BODY_BYTES} bytes`)
  if (queue !== undefined && instructions.lane) {
    throw new Refusal(501, 'this courier does not do flow control within a queue; give the queue its parallelism')
  }
  const given = headers.get('upstash-deduplication-id')
  const byContent = headers.get('upstash-content-based-deduplication') === 'true'
  const deduplicationId = given ?? (byContent ? hashContent(url, instructions.headers, body) : undefined)
  const { maxRetries } = instructions
  return {
    ...instructions,
    lane: queue === undefined ? instructions.lane : { kind: 'queue', name: queue },
    // A GET has no body to sign or send.
    body: instructions.method === 'GET' ? new Uint8Array() : body,
    // Each endpoint of a group hears once.
    deduplicationId:
      deduplicationId !== undefined && topicName !== null ? `${deduplicationId} ${url}` : deduplicationId,
    topicName,
    endpointName,
    callback: readCallback('upstash-callback', headers, allow, maxRetries),
    failureCallback: readCallback('upstash-failure-callback', headers, allow, maxRetries),
  }
}
