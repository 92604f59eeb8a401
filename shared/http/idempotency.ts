import { sql } from 'drizzle-orm'
import type { Context, MiddlewareHandler } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { Problem } from '#shared/http/problem'
import type { ServiceDeps, ServiceEnv } from '#shared/http/service'
import type { Db } from '#shared/postgres/db'

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
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

type Kept = {
  claimed: boolean
  fingerprint: string | null
  status: number | null
  body: string | null
  headers: Record<string, string> | null
}

/** Headers that are part of an answer and so of its replay. */
const KEPT_HEADERS = ['content-type', 'etag', 'location']

/**
 * Makes a mutation safe to repeat (after draft-ietf-httpapi-idempotency-key-header): the first answer below 500 is kept and
 * given again; another body under the same key is 422; a first request that still runs is 409. A request that died without
 * an answer gives its key free after a minute. Goes after `signedIn`: keys are each person's own.
 */
export const idempotent =
  <Deps extends ServiceDeps & { db: Db; schema: string }>(): MiddlewareHandler<ServiceEnv<Deps>> =>
  async (c, next) => {
    const { db, schema } = c.get('deps')
    const key = idempotencyKey(c)
    const fingerprint = await fingerprintOf(c)
    const account = c.get('person').id
    const keys = sql`${sql.identifier(schema)}.idempotency_keys`

    const [kept] = await db.rows<Kept>(sql`
      with mine as (
        insert into ${keys} as k (account, key, fingerprint) values (${account}, ${key}, ${fingerprint})
        on conflict (account, key) do update set claimed_at = now()
          where k.status is null and k.claimed_at < now() - interval '1 minute' and k.fingerprint = excluded.fingerprint
        returning true as claimed)
      select coalesce((select claimed from mine), false) as claimed, k.fingerprint, k.status, k.body, k.headers
      from (select 1) one left join ${keys} k on k.account = ${account} and k.key = ${key}`)

    if (kept && !kept.claimed) {
      if (kept.fingerprint !== null && kept.fingerprint !== fingerprint) throw new Problem('key-reused')
      if (kept.status === null) throw new Problem('still-running', undefined, {}, { 'Retry-After': '1' })
      return c.body(kept.body ?? '', kept.status as ContentfulStatusCode, {
        ...kept.headers,
        'Idempotent-Replayed': 'true',
      })
    }

    await next()
    if (c.res.status >= 500) {
      await db.rows(sql`delete from ${keys} where account = ${account} and key = ${key} and status is null`)
      return
    }
    const headers = Object.fromEntries(
      KEPT_HEADERS.flatMap((name) => {
        const value = c.res.headers.get(name)
        return value === null ? [] : [[name, value]]
      }),
    )
    await db.rows(sql`update ${keys} set status = ${c.res.status}, body = ${await c.res.clone().text()},
      headers = ${JSON.stringify(headers)}::jsonb where account = ${account} and key = ${key}`)
  }
