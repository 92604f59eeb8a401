import { Hono } from 'hono'
import { transaction } from '../database.ts'
import type { AppDeps } from '../deps.ts'
import { readJson } from '../json.ts'
import * as urlGroups from '../url-groups.ts'

const MAX_BYTES = 256 * 1024
const NOT_FOUND = { error: 'URL group not found' }

/** URL groups, which QStash's addresses call topics: what is published to one goes to each of its endpoints. */
export const urlGroupRoutes = ({ pool, allow }: AppDeps) =>
  new Hono()
    .get('/', async (c) => c.json(await urlGroups.list(pool)))
    .get('/:name', async (c) => {
      const group = await urlGroups.get(pool, c.req.param('name'))
      return group ? c.json(group) : c.json(NOT_FOUND, 404)
    })
    .delete('/:name', async (c) =>
      (await urlGroups.remove(pool, c.req.param('name'))) ? c.json({}) : c.json(NOT_FOUND, 404),
    )
    .post('/:name/endpoints', async (c) => {
      const body = await readJson(c.req.raw, MAX_BYTES)
      await transaction(pool, (tx) => urlGroups.addEndpoints(tx, c.req.param('name'), body, allow))
      return c.json({})
    })
    .delete('/:name/endpoints', async (c) => {
      const body = await readJson(c.req.raw, MAX_BYTES)
      const there = await transaction(pool, (tx) => urlGroups.removeEndpoints(tx, c.req.param('name'), body))
      return there ? c.json({}) : c.json(NOT_FOUND, 404)
    })
