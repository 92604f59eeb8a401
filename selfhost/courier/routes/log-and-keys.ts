import { Hono } from 'hono'
import type { AppDeps } from '../deps.ts'
import * as events from '../events.ts'
import { readFilter, readPage } from '../filters.ts'
import * as flowKeys from '../flow-keys.ts'
import { readKeys, rotateKeys } from '../keys.ts'

/** What happened, and the keys that deliveries are signed with. */
export const logAndKeyRoutes = ({ pool, keyring, atOnce }: AppDeps) => {
  const page = (url: string) => {
    const query = new URL(url).searchParams
    return events.list(pool, readFilter(query, 'event_log'), readPage(query))
  }
  return new Hono()
    .get('/events', async (c) => c.json(await page(c.req.url)))
    .get('/logs', async (c) => {
      const { events: logs, ...rest } = await page(c.req.url)
      return c.json({ logs, ...rest })
    })
    .get('/globalParallelism', async (c) => c.json(await flowKeys.globalParallelism(pool, atOnce)))
    .get('/keys', async (c) => c.json(await readKeys(pool)))
    .post('/keys/rotate', async (c) => {
      const keys = await rotateKeys(pool)
      await keyring.refresh()
      return c.json(keys)
    })
}
