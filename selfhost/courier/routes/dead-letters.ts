import { Hono } from 'hono'
import { transaction } from '../database.ts'
import * as deadLetters from '../dead-letters.ts'
import type { AppDeps } from '../deps.ts'
import { FIRST_PAGE, only, readFilter, readPage } from '../filters.ts'
import { toMessageId } from '../message.ts'

const NOT_FOUND = { error: 'dead letter not found' }

/** What was given up: looking at it, throwing it away, sending it again. */
export const deadLetterRoutes = ({ pool, wake }: AppDeps) => {
  const read = (url: string) => {
    const query = new URL(url).searchParams
    return [readFilter(query, 'dead_letter'), readPage(query)] as const
  }
  return new Hono()
    .get('/', async (c) => c.json(await deadLetters.list(pool, ...read(c.req.url))))
    .delete('/', async (c) => c.json(await deadLetters.discard(pool, ...read(c.req.url))))
    .post('/retry', async (c) => {
      const { ids, ...rest } = await transaction(pool, (tx) => deadLetters.revive(tx, ...read(c.req.url)))
      wake()
      return c.json({ responses: ids.map((id) => ({ messageId: toMessageId(id) })), ...rest }, 201)
    })
    .get('/:id', async (c) => {
      const filter = only('dlqIds', c.req.param('id'), 'dead_letter')
      const { messages } = await deadLetters.list(pool, filter, FIRST_PAGE)
      return messages[0] ? c.json(messages[0]) : c.json(NOT_FOUND, 404)
    })
    .delete('/:id', async (c) => {
      const filter = only('dlqIds', c.req.param('id'), 'dead_letter')
      const { deleted } = await deadLetters.discard(pool, filter, FIRST_PAGE)
      return deleted > 0 ? c.json({ deleted }) : c.json(NOT_FOUND, 404)
    })
}
