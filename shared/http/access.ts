import type { Context, Hono, MiddlewareHandler, Next } from 'hono'
import { matchedRoutes } from 'hono/route'
import { Problem } from '#shared/http/problem'

/** Whom a route is for. There is no default: a route for which nobody has said it answers nobody. */
export const accesses = {
  anyone: 'everybody, signed in or not',
  person: 'whoever is signed in, about themselves: what it finds and changes is found by their own id',
  owner: 'whose own it is; to everybody else it is not there',
  buyer: 'the buyer of the order; to everybody else it is not there',
  seller: 'the seller of the event; to everybody else it is not there',
  operator: 'who runs this installation, by the role in the access token',
  installation: 'the installation itself, by its bearer token',
  broker: 'the message broker, by its signature over body and address',
  stripe: 'Stripe, by its signature over the raw body',
} as const

export type Access = keyof typeof accesses

// biome-ignore lint/complexity/noBannedTypes: Hono's handlers are of many types, and all of them are functions.
type Handler = Function

const declared = new WeakMap<Handler, Access>()

/** Says for whom a handler lets through; the handler itself sees to it. */
export const lets = <H extends Handler>(access: Access, handler: H): H => {
  declared.set(handler, access)
  return handler
}

/** A route for everybody. */
export const anyone = (): MiddlewareHandler => lets('anyone', (_c: Context, next: Next) => next())

/** A route whose command begins with checking a signature over the body it reads. */
export const signedBy = (caller: 'broker' | 'stripe'): MiddlewareHandler =>
  lets(caller, (_c: Context, next: Next) => next())

/** Whom these handlers, in the order in which they run, let through at last. */
export const accessOf = (handlers: readonly Handler[]): Access | undefined =>
  handlers.map((handler) => declared.get(handler)).findLast((access) => access !== undefined)

type Matched = { method: string; path: string; handler: Handler }

/** What runs for a request: the first route that answers, and every middleware. Later ones never come to it. */
const running = (matched: readonly Matched[]): Matched[] => {
  const first = matched.find(({ method }) => method !== 'ALL')
  return first ? matched.filter(({ method, path }) => method === 'ALL' || path === first.path) : []
}

/** Default deny: what is not declared is refused, however it got there. */
export const declaredOnly: MiddlewareHandler = async (c, next) => {
  const handlers = running(matchedRoutes(c)).map(({ handler }) => handler)
  if (handlers.length > 0 && accessOf(handlers) === undefined) {
    throw new Problem('forbidden', 'Nobody has said whom this is for')
  }
  await next()
}

export type Route = { method: string; path: string; handlers: Handler[]; access: Access | undefined }

/** Every route of an app with all that runs on the way to it, middleware included. */
export const routesOf = (app: Pick<Hono, 'routes' | 'router'>): Route[] => {
  const named = app.routes.filter(({ method }) => method !== 'ALL')
  const once = new Map(named.map((route) => [`${route.method} ${route.path}`, route]))
  return [...once.values()].map(({ method, path }) => {
    const [matched] = app.router.match(method, path.replaceAll(/:\w+/g, 'x'))
    const handlers = running(matched.map(([[, route]]) => route)).map(({ handler }) => handler)
    return { method, path, handlers, access: accessOf(handlers) }
  })
}
