import { type Context, Hono, type MiddlewareHandler, type Next } from 'hono'
import { getCookie } from 'hono/cookie'
import { HTTPException } from 'hono/http-exception'
import { anyone, declaredOnly, lets } from '#shared/http/access'
import { limitBody } from '#shared/http/body-limit'
import { Problem } from '#shared/http/problem'
import { apiHeaders } from '#shared/http/security-headers'
import { cookies, type Person, type Verify } from '#shared/http/session'
import { type Fields, type Log, traceFields } from '#shared/log'
import { DatabaseAway, sqlError } from '#shared/postgres/db'
import { continueTrace, type Trace } from '#shared/trace'

/** What every service's dependencies hold, whatever else they do. */
export type ServiceDeps = {
  log: Log
  verify: Verify
  /** The one origin people use; requests that browsers send from elsewhere are refused. */
  publicUrl: string
  /** Resolves when everything the service needs answers, with what it looked at if that is of interest; else rejects. */
  ready(): Promise<Record<string, string> | undefined>
}

export type Vars<Deps> = {
  deps: Deps
  requestId: string
  trace: Trace
  log: Log
  /** Says what the request turned out to be about: on its own line, and on every line of `log` from now on. */
  about(fields: Fields): void
  person: Person
  /** Goes on after the answer has left, and is waited for before the process ends. */
  later(work: Promise<unknown>): void
}

export type ServiceEnv<Deps> = { Variables: Vars<Deps> }

const API_HEADERS = Object.entries(apiHeaders)

const REQUEST_ID = /^[A-Za-z0-9-]{8,64}$/
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

const answer = (c: Context, problem: Problem) =>
  c.json(problem.body(`/requests/${c.get('requestId')}`), problem.status, {
    ...problem.headers,
    'Content-Type': 'application/problem+json',
  })

/** Any thrown thing as the refusal it stands for; what nobody foresaw is `internal` and tells nothing. */
const asProblem = (error: Error): Problem => {
  if (error instanceof Problem) return error
  if (error instanceof HTTPException && error.status < 500) {
    return new Problem('invalid-request', error.message, { errors: [{ pointer: '#', detail: error.message }] })
  }
  const sql = sqlError(error)
  // Statement or lock took too long, a deadlock, too many connections, server going down or gone: come back.
  if (error instanceof DatabaseAway || (sql && /^(57014|55P03|40|53|57P|08)/.test(sql.code))) {
    return new Problem('unavailable', undefined, {}, { 'Retry-After': '2' })
  }
  return new Problem('internal')
}

/** Which of two values counts is for nobody to guess. */
const refuseTwice = (url: string) => {
  const query = url.indexOf('?')
  if (query < 0 || !url.includes('&', query)) return
  const seen = new Set<string>()
  for (const name of new URL(url).searchParams.keys()) {
    if (seen.has(name)) {
      throw new Problem('invalid-request', undefined, { errors: [{ pointer: `#/${name}`, detail: 'is there twice' }] })
    }
    seen.add(name)
  }
}

const JSON_TYPE = /^application\/json\s*(;|$)/i
const PICTURE_TYPE = /^image\/(jpeg|webp)$/i

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

const ORDER = /\bord_[0-9a-f]{32}\b/

/** The order that a request named in its path, or that its answer led to. */
const orderOf = (c: Context): Fields => {
  const [order] = ORDER.exec(c.req.path) ?? ORDER.exec(c.res.headers.get('location') ?? '') ?? []
  return order === undefined ? {} : { order }
}

/** The methods a path does answer to, for `405 Allow`. */
const allowed = (app: Hono<never>, path: string) =>
  METHODS.filter((method) =>
    app.router.match(method, path)[0].some(([[, route]]) => (route as { method: string }).method !== 'ALL'),
  )

/**
 * The one way services are made: request id, trace, log line, secure headers, body limit, problem+json and health checks are
 * decided here, once. `isDoor`: who calls is anybody. `app()` is the service, `people()` a router for browsers, `machines()`
 * one for signed callers.
 */
export const service = <Deps extends ServiceDeps>(name: string, { isDoor = false } = {}) => {
  type E = ServiceEnv<Deps>

  const context =
    (deps: Deps): MiddlewareHandler<E> =>
    async (c, next) => {
      const started = performance.now()
      // At the door nobody has a say in what their request is called in the log.
      const given = isDoor ? '' : (c.req.header('x-request-id') ?? '')
      const requestId = REQUEST_ID.test(given) ? given : crypto.randomUUID()
      c.set('deps', deps)
      c.set('requestId', requestId)
      c.set('trace', continueTrace(c.req.header('traceparent')))
      c.set('log', deps.log.with({ request: requestId, ...traceFields(c.get('trace')) }))
      const story: Fields = {}
      c.set('about', (fields) => {
        Object.assign(story, fields)
        c.set('log', c.get('log').with(fields))
      })
      c.set('later', (work) =>
        c.executionCtx.waitUntil(
          work.catch((error: unknown) => c.get('log')('error', 'work after the answer failed', { error })),
        ),
      )
      await next()
      for (const [name, value] of API_HEADERS) c.res.headers.set(name, value)
      c.res.headers.set('X-Request-Id', requestId)
      if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'no-store')
      c.get('log')('info', 'request', {
        ...orderOf(c),
        ...story,
        ...traceFields(c.get('trace')),
        method: c.req.method,
        path: c.req.path,
        status: c.res.status,
        ms: Math.round(performance.now() - started),
      })
    }

  /** Browsers from other sites, bodies that are not of that type, and parameters that are there twice go no further. */
  const fromOurPages =
    (types: RegExp, refusal: 'not-json' | 'not-a-picture'): MiddlewareHandler<E> =>
    async (c, next) => {
      const site = c.req.header('sec-fetch-site')
      const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none'
      // Who follows a link from elsewhere may read; a page elsewhere that asks by itself may not, whatever it could do with it.
      if (isForeign && !(SAFE.has(c.req.method) && c.req.header('sec-fetch-mode') === 'navigate')) {
        throw new Problem('cross-site')
      }
      refuseTwice(c.req.url)
      if (!SAFE.has(c.req.method)) {
        const origin = c.req.header('origin')
        // What the browser itself says of where the request comes from; Origin only where it says nothing (older ones).
        if (site === undefined && origin !== undefined && origin !== new URL(c.get('deps').publicUrl).origin) {
          throw new Problem('cross-site')
        }
        const type = c.req.header('content-type')
        const hasBody = c.req.header('content-length') !== '0' && c.req.raw.body !== null
        if ((hasBody || type !== undefined) && !types.test(type ?? '')) throw new Problem(refusal)
      }
      await next()
    }

  return {
    app: (deps: Deps) => {
      const app = new Hono<E>()
      app.use(context(deps))
      app.use(limitBody())
      app.use(declaredOnly)
      app.onError((error, c) => {
        const problem = asProblem(error)
        if (problem.status >= 500) c.get('log')('error', 'request failed', { error })
        return answer(c, problem)
      })
      app.notFound((c) => {
        const methods = allowed(app as unknown as Hono<never>, c.req.path)
        return answer(
          c,
          methods.length > 0
            ? new Problem('method-not-allowed', undefined, {}, { Allow: methods.join(', ') })
            : new Problem('not-found'),
        )
      })
      return app
        .get('/livez', anyone(), (c) => c.json({ status: 'live' as const, service: name }))
        .get('/readyz', anyone(), async (c) => {
          const parts = await deps.ready().catch((error: unknown) => {
            if (error instanceof Problem) throw error
            c.get('log')('error', 'not ready', { error })
            throw new Problem('unavailable', `${name} is not ready`, {}, { 'Retry-After': '1' })
          })
          return c.json({ status: 'ready' as const, service: name, ...(parts ? { parts } : {}) })
        })
    },
    people: () => {
      const router = new Hono<E>()
      router.use(fromOurPages(JSON_TYPE, 'not-json'))
      return router
    },
    /** For browsers that send pictures: no other type of body that a form elsewhere could send either. */
    pictures: () => {
      const router = new Hono<E>()
      router.use(fromOurPages(PICTURE_TYPE, 'not-a-picture'))
      return router
    },
    machines: () => new Hono<E>(),
  }
}

const bearer = (header: string | undefined) => /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(header ?? '')?.[1]

/** The person who asks, by cookie or bearer token; undefined for a visitor. */
export const personOf = async <Deps extends ServiceDeps>(c: Context<ServiceEnv<Deps>>): Promise<Person | undefined> => {
  const token = bearer(c.req.header('authorization')) ?? getCookie(c, cookies.access)
  return token === undefined ? undefined : c.get('deps').verify(token)
}

/**
 * Only signed-in people pass; who it is is in `c.var.person`. `as` says whose things the route is about: their own, unless it
 * names a thing, of which they have to be owner, buyer or seller.
 */
export const signedIn = <Deps extends ServiceDeps>(
  as: 'person' | 'owner' | 'buyer' | 'seller' = 'person',
): MiddlewareHandler<ServiceEnv<Deps>> =>
  lets(as, async (c: Context<ServiceEnv<Deps>>, next: Next) => {
    const person = await personOf(c)
    if (!person) throw new Problem('signed-out')
    c.set('person', person)
    await next()
  })

/** The headers with which a service asks a peer on behalf of the person it serves. */
export const onBehalf = (c: Context): Record<string, string> => {
  const headers: Record<string, string> = {}
  const cookie = c.req.header('cookie')
  const authorization = c.req.header('authorization')
  if (cookie) headers.cookie = cookie
  if (authorization) headers.authorization = authorization
  return headers
}
