import { Hono } from 'hono'
import { bearer } from '../bearer.ts'
import { Refusal } from '../refusal.ts'
import type { AppDeps } from './deps.ts'
import { deadLetterRoutes } from './routes/dead-letters.ts'
import { flowControlRoutes, queueRoutes } from './routes/lanes.ts'
import { logAndKeyRoutes } from './routes/log-and-keys.ts'
import { messageRoutes } from './routes/messages.ts'
import { urlGroupRoutes } from './routes/url-groups.ts'

/** QStash's HTTP API, as far as the first comment of courier.ts says, and Prometheus' `/metrics`. */
export const createApp = (deps: AppDeps) => {
  const { token, metrics, log } = deps
  const isPublisher = bearer(token)

  return (
    new Hono()
      // Counts only: no address, no body, no name, so that whoever scrapes needs no token.
      .get('/metrics', async (c) => c.text(await metrics.show(), 200, { 'content-type': 'text/plain; version=0.0.4' }))
      .use(async (c, next) => {
        if (isPublisher(c.req.header('authorization'))) return next()
        return c.json({ error: 'unauthorized: the bearer token is missing or wrong' }, 401)
      })
      .route('/v2/dlq', deadLetterRoutes(deps))
      .route('/v2/queues', queueRoutes(deps))
      .route('/v2/flowControl', flowControlRoutes(deps))
      .route('/v2/topics', urlGroupRoutes(deps))
      .route('/v2', logAndKeyRoutes(deps))
      .route('/v2', messageRoutes(deps))

      .on(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'], ['/v2/*', '/llm/*'], (c) =>
        c.json({ error: `this courier does not do ${c.req.method} ${c.req.path.slice(0, 100)}` }, 501),
      )
      .notFound((c) => c.json({ error: 'not found' }, 404))
      .onError((error, c) => {
        if (error instanceof Refusal) return c.json({ error: error.message }, error.status)
        log({ level: 'error', event: 'request', path: c.req.path.slice(0, 100), error: String(error) })
        return c.json({ error: 'the courier could not reach its database or failed inside; nothing was accepted' }, 503)
      })
  )
}
