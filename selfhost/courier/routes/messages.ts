import { type Context, Hono } from 'hono'
import { transaction } from '../database.ts'
import type { AppDeps } from '../deps.ts'
import { only, readFilter } from '../filters.ts'
import { fromMessageId, showMessage } from '../message.ts'
import { publishBatch, publishOne } from '../publish.ts'
import { cancel, find } from '../store.ts'

/** Publishing, looking at and cancelling messages that are on their way. */
export const messageRoutes = (deps: AppDeps) => {
  const { pool } = deps
  const publish = async (c: Context, prefix: string, queue?: string) => {
    const { answer, fresh } = await publishOne(deps, c.req.raw, prefix, queue)
    return c.json(answer, fresh ? 201 : 202)
  }
  const notFound = (c: Context) => c.json({ error: 'message not found' }, 404)

  return new Hono()
    .post('/publish/*', (c) => publish(c, '/v2/publish/'))
    .post('/enqueue/:queue/*', (c) => {
      // The name as it stands in the address: the destination begins right after it.
      const raw = /\/v2\/enqueue\/([^/?#]*)\//.exec(c.req.raw.url)?.[1] ?? ''
      return publish(c, `/v2/enqueue/${raw}/`, c.req.param('queue'))
    })
    .post('/batch', async (c) => c.json(await publishBatch(deps, c.req.raw)))

    .get('/messages/:id', async (c) => {
      const id = fromMessageId(c.req.param('id'))
      const message = id && (await find(pool, id))
      return message ? c.json(showMessage(message)) : notFound(c)
    })
    .delete('/messages/:id', async (c) => {
      const filter = only('messageIds', c.req.param('id'), 'message')
      const cancelled = await transaction(pool, (tx) => cancel(tx, filter))
      return cancelled > 0 ? c.json({ cancelled }) : notFound(c)
    })
    .delete('/messages', async (c) => {
      const filter = readFilter(new URL(c.req.url).searchParams, 'message')
      return c.json({ cancelled: await transaction(pool, (tx) => cancel(tx, filter)) })
    })
}
