import { type Context, Hono } from 'hono'
import { transaction } from '../database.ts'
import type { AppDeps } from '../deps.ts'
import * as flowKeys from '../flow-keys.ts'
import { readJson } from '../json.ts'
import * as queues from '../queues.ts'

const MAX_BYTES = 64 * 1024

/** Queues: in order, so many at once. */
export const queueRoutes = ({ pool, wake }: AppDeps) => {
  const found = (c: Context, there: boolean) => {
    wake()
    return there ? c.json({}) : c.json({ error: 'queue not found' }, 404)
  }
  return new Hono()
    .get('/', async (c) => c.json(await queues.list(pool)))
    .post('/', async (c) => {
      await queues.upsert(pool, await readJson(c.req.raw, MAX_BYTES))
      return found(c, true)
    })
    .get('/:name', async (c) => {
      const queue = await queues.get(pool, c.req.param('name'))
      return queue ? c.json(queue) : found(c, false)
    })
    .delete('/:name', async (c) => found(c, await transaction(pool, (tx) => queues.remove(tx, c.req.param('name')))))
    .post('/:name/pause', async (c) => found(c, await queues.setPaused(pool, c.req.param('name'), true)))
    .post('/:name/resume', async (c) => found(c, await queues.setPaused(pool, c.req.param('name'), false)))
}

/** Flow-control keys: so many at once, so often. */
export const flowControlRoutes = ({ pool, wake }: AppDeps) => {
  const changed = (c: Context) => {
    wake()
    return c.json({})
  }
  const queryOf = (c: Context) => new URL(c.req.url).searchParams

  return new Hono()
    .get('/', async (c) => c.json(await flowKeys.list(pool)))
    .get('/:key', async (c) => {
      const key = await flowKeys.get(pool, c.req.param('key'))
      return key ? c.json(key) : c.json({ error: 'flow-control key not found' }, 404)
    })
    .post('/:key/pause', async (c) => {
      await flowKeys.pause(pool, c.req.param('key'))
      return changed(c)
    })
    .post('/:key/resume', async (c) => {
      await flowKeys.resume(pool, c.req.param('key'))
      return changed(c)
    })
    .post('/:key/resetRate', async (c) => {
      await flowKeys.resetRate(pool, c.req.param('key'))
      return changed(c)
    })
    .post('/:key/pin', async (c) => {
      await transaction(pool, (tx) => flowKeys.pin(tx, c.req.param('key'), queryOf(c)))
      return changed(c)
    })
    .post('/:key/unpin', async (c) => {
      await transaction(pool, (tx) => flowKeys.unpin(tx, c.req.param('key'), queryOf(c)))
      return changed(c)
    })
}
