import type { Context } from 'hono'
import { anyone } from '#shared/http/access'
import { Problem } from '#shared/http/problem'
import { type ServiceEnv, service } from '#shared/http/service'
import { type ServiceName, services } from '#shared/messages/envelope'
import { traceparent } from '#shared/trace'
import type { Deps } from '../deps.ts'
import { callerOf, limitsOf } from '../limits.ts'

export const gateway = service<Deps>('gateway', { isDoor: true })

/** Lets the request through or refuses it; what the answer says of how many more there may be, limit by limit. */
const limited = async (c: Context<ServiceEnv<Deps>>): Promise<Headers> => {
  const names = limitsOf(c.req.method, c.req.path)
  const said = new Headers()
  // All at once: a limiter that has to be waited for is waited for once.
  const admitted = await Promise.all(names.map((name) => c.var.deps.admit[name](callerOf(c, name))))
  for (const headers of admitted) for (const [name, value] of Object.entries(headers)) said.append(name, value)
  return said
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
      for (const [header, value] of headers) response.headers.set(header, value)
      return response
    })
