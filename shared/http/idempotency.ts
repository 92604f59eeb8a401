import { createHash } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { Problem } from '#shared/http/problem'
import type { ServiceDeps, ServiceEnv } from '#shared/http/service'
import type { Db } from '#shared/postgres/db'
import { idempotencyKeys } from '#shared/postgres/idempotency-keys'

const KEY = /^[A-Za-z0-9_-]{16,128}$/

/** The key a mutation must carry. Throws `idempotency-key-required` or `invalid-request`. */
export const idempotencyKey = (c: Context) => {
  const key = c.req.header('idempotency-key')
  if (key === undefined) throw new Problem('idempotency-key-required')
  if (!KEY.test(key)) {
    throw new Problem('invalid-request', 'The Idempotency-Key is malformed', {
      errors: [{ pointer: 'Idempotency-Key', detail: 'must be 16 to 128 letters, digits, - or _' }],
    })
  }
  return key
}

/** What a key stands for: the method, path, preconditions and body, hashed. */
export const fingerprintOf = async (c: Context) => {
  const text = [c.req.method, c.req.path, c.req.header('if-match') ?? '', await c.req.text()].join('\n')
  return createHash('sha256').update(text).digest('hex')
}

/** Headers that are part of an answer and so of its replay. */
const KEPT_HEADERS = ['content-type', 'etag', 'location']

/**
 * Makes a mutation safe to repeat (after draft-ietf-httpapi-idempotency-key-header): the first answer below 500 is kept and
 * given again, unless it is 429: who is told to come back later may do so with the same key. Another body under the same key is
 * 422; a first request that still runs is 409. A request that died without an answer gives its key free after a minute. Goes after `signedIn`: keys are each person's own.
 */
export const idempotent =
  <Deps extends ServiceDeps & { db: Db; schema: string }>(): MiddlewareHandler<ServiceEnv<Deps>> =>
  async (c, next) => {
    const { db, schema } = c.get('deps')
    const keys = idempotencyKeys(db, schema)
    const key = idempotencyKey(c)
    const fingerprint = await fingerprintOf(c)
    const account = c.get('person').id

    const claim = await keys.claim(account, key, fingerprint)
    if (!claim.claimed) {
      if (claim.fingerprint !== fingerprint) throw new Problem('key-reused')
      if (!claim.answer) throw new Problem('still-running', undefined, {}, { 'Retry-After': '1' })
      const { body, status, headers } = claim.answer
      return c.body(body, status as ContentfulStatusCode, { ...headers, 'Idempotent-Replayed': 'true' })
    }

    await next()
    if (c.res.status >= 500 || c.res.status === 429) return keys.release(account, key)
    const headers = Object.fromEntries(
      KEPT_HEADERS.flatMap((name) => {
        const value = c.res.headers.get(name)
        return value === null ? [] : [[name, value]]
      }),
    )
    await keys.keep(account, key, { status: c.res.status, body: await c.res.clone().text(), headers })
  }

/** Forgets answers older than a day, as many as one sweep may; returns how many. A key may be used anew after that. */
export const forgetAnswers = (db: Db, schema: string) => idempotencyKeys(db, schema).forget()
