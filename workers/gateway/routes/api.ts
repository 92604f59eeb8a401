import type { Context } from 'hono'
import { anyone } from '#shared/http/access'
import { Problem } from '#shared/http/problem'
import { type ServiceEnv, service } from '#shared/http/service'
import { type ServiceName, services } from '#shared/messages/envelope'
import { traceparent } from '#shared/trace'
import type { Deps } from '../deps.ts'

export const gateway = service<Deps>('gateway')

/** Only Cloudflare's own header names the caller: whatever the caller writes into others proves nothing. */
const callerOf = (c: Context) => c.req.header('cf-connecting-ip') ?? 'unknown'

// Signed callers: the broker and Stripe come in bursts, and every call is checked by its signature.
const SIGNED = /^\/api\/(\w+\/messages(\/heard)?|payments\/webhooks\/\w+)$/
// Where something can be guessed, or a mail be sent to somebody else.
const SIGN_IN =
  /^\/api\/auth\/(sign-in|sign-up|sign-up\/confirm|confirm|password(\/\w+)?|email(\/[\w/]+)?|passkeys\/sign-in)$/

const limited = async (c: Context<ServiceEnv<Deps>>): Promise<Record<string, string>> => {
  const { admit } = c.var.deps
  if (SIGNED.test(c.req.path)) return {}
  const headers = await admit.request(callerOf(c))
  return c.req.method === 'POST' && SIGN_IN.test(c.req.path) ? admit.signIn(callerOf(c)) : headers
}

const isService = (name: string): name is ServiceName => (services as readonly string[]).includes(name)

/** Passes `/api/<service>/…` on to that service, unchanged but for the request's id and trace. */
export const apiRoutes = () =>
  gateway
    .machines()
    // A file among the pages (docs/openapi.json), served by whatever serves them.
    .get('/docs', anyone(), (c) => c.redirect('/api/docs/openapi.json'))
    .all('/:service/*', anyone(), async (c) => {
      const name = c.req.param('service')
      if (!isService(name)) throw new Problem('not-found')
      const headers = await limited(c)
      const request = new Request(c.req.raw)
      request.headers.set('x-request-id', c.var.requestId)
      request.headers.set('traceparent', traceparent(c.var.trace))
      const answer = await c.var.deps.peers[name].forward(request).catch((error: unknown) => {
        c.var.log('error', 'a service could not be reached', { service: name, error })
        throw new Problem('unavailable', undefined, {}, { 'Retry-After': '1' })
      })
      const response = new Response(answer.body, answer)
      for (const [header, value] of Object.entries(headers)) response.headers.set(header, value)
      return response
    })
