import { createHash } from 'node:crypto'
import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify } from 'jose'
import * as z from 'zod'
import type { Peer } from '#shared/http/peer'
import { Problem } from '#shared/http/problem'
import { type Id, idOf } from '#shared/ids'

/** The cookies of a signed-in browser. `__Host-`: only over TLS (or localhost), only this host, every path. */
export const cookies = { access: '__Host-session', refresh: '__Host-refresh' } as const

/** What every access token must say, and nothing else is accepted. */
export const TOKEN = { algorithm: 'EdDSA', type: 'at+jwt', audience: 'holdfast' } as const

/** Who is asking. */
export type Person = { id: Id<'account'>; session: Id<'session'>; name: string; roles: readonly string[] }

const Claims = z.object({
  sub: idOf('account'),
  sid: idOf('session'),
  name: z.string(),
  roles: z.array(z.string()),
})

/** Turns an access token into a person, or into undefined when it is not valid (any more). */
export type Verify = (token: string) => Promise<Person | undefined>

const FRESH_MS = 10 * 60_000
const COOLDOWN_MS = 30_000

/** Where the keys come from: auth over HTTP, or, in auth itself, the keys it holds. */
type KeySource = { auth: Peer } | { keys: JSONWebKeySet }

const loaderOf = (source: KeySource) => async (): Promise<JSONWebKeySet> => {
  if ('keys' in source) return source.keys
  const response = await source.auth.fetch('/api/auth/jwks').catch(() => undefined)
  // Nobody is signed out because auth is away: nobody knows, so come back.
  if (!response?.ok) throw new Problem('unavailable', 'Who you are cannot be checked now', {}, { 'Retry-After': '2' })
  return (await response.json()) as JSONWebKeySet
}

/**
 * Verifies access tokens with the keys auth publishes. Keys are kept ten minutes and, while auth cannot be reached, as long
 * as needed; an unknown key asks again, at most twice a minute. Only key material is kept between requests, never a pending
 * fetch: on Workers one request may not wait for another's.
 */
export const createVerifier = ({ issuer, ...source }: { issuer: string } & KeySource): Verify => {
  const fetchKeys = loaderOf(source)
  let keys: { resolve: ReturnType<typeof createLocalJWKSet>; at: number } | undefined

  const load = async () => {
    // Made once: it remembers the keys it has imported.
    keys = { resolve: createLocalJWKSet(await fetchKeys()), at: Date.now() }
    return keys
  }
  const current = async () => {
    if (!keys) return load()
    if (Date.now() - keys.at < FRESH_MS) return keys
    return load().catch(() => keys as NonNullable<typeof keys>)
  }
  const verifyWith = ({ resolve }: NonNullable<typeof keys>, token: string) =>
    jwtVerify(token, resolve, {
      algorithms: [TOKEN.algorithm],
      typ: TOKEN.type,
      audience: TOKEN.audience,
      issuer,
      requiredClaims: ['exp', 'iat', 'sub'],
      clockTolerance: 5,
    })

  const check = async (token: string): Promise<Checked | undefined> => {
    const known = await current()
    try {
      const { payload } = await verifyWith(known, token).catch((error: unknown) => {
        if (!(error instanceof errors.JWKSNoMatchingKey) || Date.now() - known.at < COOLDOWN_MS) throw error
        return load().then((fresh) => verifyWith(fresh, token))
      })
      const claims = Claims.safeParse(payload)
      if (!claims.success || payload.exp === undefined) return undefined
      const { sub, sid, name, roles } = claims.data
      return { person: { id: sub, session: sid, name, roles }, until: payload.exp * 1000 }
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined
      throw error
    }
  }

  return remembering(check)
}

type Checked = { person: Person; until: number }

const REMEMBER_MS = 30_000
const MOST_REMEMBERED = 20_000

/**
 * Checking a signature costs as much as all the rest of a request. A token that was good a moment ago is good now, until it
 * ends and for half a minute at the most; what is kept is its digest, never the token.
 */
const remembering = (check: (token: string) => Promise<Checked | undefined>): Verify => {
  const known = new Map<string, Checked>()
  return async (token) => {
    const digest = createHash('sha256').update(token).digest('base64')
    const remembered = known.get(digest)
    if (remembered && remembered.until > Date.now()) return remembered.person
    const checked = await check(token)
    if (!checked) {
      known.delete(digest)
      return undefined
    }
    // The oldest go first: a Map keeps the order in which they came.
    for (const oldest of known.keys()) {
      if (known.size < MOST_REMEMBERED) break
      known.delete(oldest)
    }
    known.set(digest, { person: checked.person, until: Math.min(checked.until, Date.now() + REMEMBER_MS) })
    return checked.person
  }
}
