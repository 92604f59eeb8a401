import { Hono } from 'hono'
import Stripe from 'stripe'
import type { Account } from './account.ts'
import type { Surroundings } from './endpoint.ts'
import { type Endpoint, endpoints } from './endpoints.ts'
import { Failure, failureJson, invalid, locked, rateLimited, unknownAccount } from './errors.ts'
import type { CallFault, Injected } from './faults.ts'
import { readForm, readJson } from './form.ts'
import { type Call, createIdempotency, type Outcome } from './idempotency.ts'
import { newId } from './ids.ts'
import { createRateLimit } from './rate-limit.ts'

export type ApiOptions = {
  account: Account
  secretKey: string
  requestsPerSecond: number
  nowMs(): number
  inject: Injected
  around: Omit<Surroundings, 'on'>
  /** Called before every effect, so that what has lapsed is lapsed. */
  catchUp(): void
  sendFirst(events: string[]): Promise<void>
  stopped: AbortSignal
}

const authenticate = (request: Request, secretKey: string) => {
  const given = /^Bearer (.+)$/.exec(request.headers.get('authorization') ?? '')?.[1]
  if (given === secretKey) return
  const message = given
    ? `Invalid API Key provided: ${given.slice(0, 8)}****${given.slice(-4)}`
    : 'You did not provide an API key. Send it in the Authorization header: Bearer YOUR_SECRET_KEY.'
  const challenge = { 'www-authenticate': 'Bearer realm="Stripe"' }
  throw new Failure(401, { type: 'invalid_request_error', message }, false, challenge)
}

const outcomeOf = ({ status, body, executed, headers }: Failure): Outcome => ({
  status,
  body: failureJson(body),
  executed,
  headers,
})

const asFailure = (error: unknown) => {
  if (error instanceof Failure) return error
  throw error
}

const injected = (fault: Extract<CallFault, { status: number }>) =>
  fault.status === 429
    ? fault.because === 'lock_timeout'
      ? locked()
      : rateLimited()
    : new Failure(
        500,
        { type: 'api_error', message: 'An unknown error occurred.' },
        fault.stored !== false,
        // Stripe says so where a retry would only be given the stored answer again.
        fault.stored === false ? {} : { 'stripe-should-retry': 'false' },
      )

/** The server closes the connection before the promised length has come, and the caller sees it break. */
export const brokenOff = () => new Response('{', { headers: { 'content-length': '1000', connection: 'close' } })

export const createApi = (options: ApiOptions) => {
  const { account, inject, nowMs } = options
  const once = createIdempotency(account.state.answers, nowMs)
  const limit = createRateLimit((endpoint) => inject.rate(endpoint) ?? options.requestsPerSecond, nowMs)

  const execute = async (
    endpoint: Endpoint,
    call: Call,
    at: { id: string; child: string; on: string | null },
    fault: CallFault | null,
  ): Promise<Outcome> => {
    try {
      const run = endpoint.prepare(call.params)
      await inject.paused(endpoint.name)
      if (fault && 'status' in fault) throw injected(fault)
      options.catchUp()
      const { events, outcome } = account.during(call, () =>
        run(account, at.id, { ...options.around, on: at.on }, at.child),
      )
      await options.sendFirst(events)
      return { status: 200, body: JSON.stringify(outcome(), null, 2), executed: true, headers: {} }
    } catch (error) {
      const failed = outcomeOf(asFailure(error))
      // API v2 tries again what failed, where v1 repeats its answer.
      return endpoint.version === 'v2' ? { ...failed, executed: false } : failed
    }
  }

  const answer = (request: Request, call: Call, outcome: Awaited<ReturnType<typeof once>>) => {
    const headers = new Headers({ 'content-type': 'application/json', 'request-id': call.id, ...outcome.headers })
    headers.set('stripe-version', request.headers.get('stripe-version') ?? Stripe.API_VERSION)
    if (call.key !== null) headers.set('idempotency-key', call.key)
    if (outcome.replayed) {
      headers.set('idempotent-replayed', 'true')
      headers.set('original-request', outcome.replayed.requestId)
      if (outcome.status >= 500) headers.set('stripe-should-retry', 'false')
    }
    return new Response(outcome.body, { status: outcome.status, headers })
  }

  /** The answer that never arrives. */
  const lose = async (fault: Extract<CallFault, { lost: string }>, request: Request) => {
    if (fault.lost === 'hang')
      await new Promise((done) => AbortSignal.any([request.signal, options.stopped]).addEventListener('abort', done))
    return brokenOff()
  }

  /** The connected account a call is made for. */
  const scopeOf = (endpoint: Endpoint, request: Request) => {
    const on = request.headers.get('stripe-account')
    if (on === null) return null
    if (!account.state.accounts.has(on)) throw unknownAccount(on)
    if (!endpoint.scoped) throw invalid(`This stand-in does not serve ${endpoint.name} for connected accounts.`)
    return on
  }

  const handle = async (endpoint: Endpoint, request: Request, id: string, child: string): Promise<Response> => {
    const key = request.method === 'POST' ? request.headers.get('idempotency-key') : null
    const path = `${request.method} ${new URL(request.url).pathname}`
    const call: Call = { id: newId('req'), endpoint: endpoint.name, key, path, params: {} }
    try {
      authenticate(request, options.secretKey)
      limit(endpoint.name)
      const on = scopeOf(endpoint, request)
      const said = await (endpoint.version === 'v2' ? readJson(request) : readForm(request))
      if (!said) throw invalid('The body is not a JSON object.')
      call.params = said
      // Keys are remembered for each account on its own.
      if (on !== null) call.path += ` ${on}`
      const fault = inject.call(endpoint.name)
      const outcome = await once(call, () => execute(endpoint, call, { id, child, on }, fault))
      return fault && 'lost' in fault ? await lose(fault, request) : answer(request, call, outcome)
    } catch (error) {
      return answer(request, call, outcomeOf(asFailure(error)))
    }
  }

  const app = new Hono()
  for (const endpoint of endpoints)
    app.on(endpoint.method, `/${endpoint.version}${endpoint.path}`, (c) =>
      handle(endpoint, c.req.raw, c.req.param('id') ?? '', c.req.param('child') ?? ''),
    )
  app.all('/:version{v[12]}/*', (c) => {
    const call: Call = { id: newId('req'), endpoint: '', key: null, path: '', params: {} }
    const failure = invalid(`Unrecognized request URL (${c.req.method}: ${c.req.path}).`)
    return answer(c.req.raw, call, { ...outcomeOf(failure), status: 404 })
  })
  return app
}
