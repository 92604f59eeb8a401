import { createHash } from 'node:crypto'
import { Refusal } from '../refusal.ts'
import { whyForbidden } from './destination.ts'
import { parseDuration } from './duration.ts'
import type { Draft } from './message.ts'
import { parseRetryDelay, RetryDelayError } from './retry-delay.ts'

const DEFAULT_RETRIES = 3
const MAX_RETRIES = 1000
const DEFAULT_TIMEOUT_MS = 60_000
const MAX_TIMEOUT_MS = 15 * 60_000
const MAX_DELAY_MS = 366 * 86_400_000
export const MAX_BODY_BYTES = 1024 * 1024

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

// Promising these and then not doing them would lose work silently, so they are refused by name.
const NOT_BUILT = ['callback', 'failure-callback', 'flow-control-key', 'redact-fields', 'cron', 'queue-name']

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

const readRetryDelay = (text: string | null): string | undefined => {
  if (text === null) return undefined
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

const hashContent = (url: string, headers: Record<string, string>, body: Uint8Array) => {
  const hash = createHash('sha256')
    .update(JSON.stringify([url, Object.entries(headers).sort()]))
    .update(body)
  return `content:${hash.digest('hex')}`
}

/**
 * Reads one publish request: `url` is the raw rest of the path, `headers` the request's (or the batch item's).
 * Throws `Refusal` 400 for what is wrong, 413 for a body over 1 MiB, 501 for what this courier does not do.
 */
export const readDraft = (
  url: string,
  headers: Headers,
  body: Uint8Array<ArrayBuffer>,
  allow: readonly string[],
): Draft => {
  const missing = NOT_BUILT.find((name) => headers.has(`upstash-${name}`))
  if (missing) throw new Refusal(501, `this courier does not do Upstash-${missing}`)
  if (!/^https?:/i.test(url))
    throw new Refusal(501, 'this courier does not do URL groups and APIs; publish to an address')
  const forbidden = whyForbidden(url, allow)
  if (forbidden) throw new Refusal(400, forbidden)
  const method = (headers.get('upstash-method') ?? 'POST').toUpperCase()
  if (!METHODS.includes(method)) throw new Refusal(400, `Upstash-Method must be one of ${METHODS.join(', ')}`)
  if (body.byteLength > MAX_BODY_BYTES) throw new Refusal(413, `the body is over ${MAX_BODY_BYTES} bytes`)

  const notBefore = readInteger('Upstash-Not-Before', headers.get('upstash-not-before'), 253_402_300_799)
  const delayMs = readSpan('Upstash-Delay', headers.get('upstash-delay'), MAX_DELAY_MS) ?? 0
  const timeoutMs = readSpan('Upstash-Timeout', headers.get('upstash-timeout'), MAX_TIMEOUT_MS) ?? DEFAULT_TIMEOUT_MS
  if (timeoutMs < 1) throw new Refusal(400, 'Upstash-Timeout must be longer than nothing')
  const forwarded = readForwarded(headers)
  const byContent = headers.get('upstash-content-based-deduplication') === 'true'

  return {
    url,
    method,
    headers: forwarded,
    // A GET has no body to sign or send.
    body: method === 'GET' ? new Uint8Array() : body,
    maxRetries: readInteger('Upstash-Retries', headers.get('upstash-retries'), MAX_RETRIES) ?? DEFAULT_RETRIES,
    retryDelay: readRetryDelay(headers.get('upstash-retry-delay')),
    timeoutMs,
    labels: (headers.get('upstash-label') ?? '')
      .split(',')
      .map((label) => label.trim())
      .filter((label) => label !== ''),
    deduplicationId:
      headers.get('upstash-deduplication-id') ?? (byContent ? hashContent(url, forwarded, body) : undefined),
    when: notBefore === undefined ? { delayMs } : { notBefore },
  }
}
