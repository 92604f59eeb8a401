import { Hono } from 'hono'
import type pg from 'pg'
import { bearer } from '../bearer.ts'
import { Refusal } from '../refusal.ts'
import { transaction } from './database.ts'
import * as deadLetters from './dead-letters.ts'
import type { Log } from './delivery.ts'
import * as events from './events.ts'
import { readFilter, readPage } from './filters.ts'
import type { Jobs } from './jobs.ts'
import { fromMessageId, showMessage, toMessageId } from './message.ts'
import { publishBatch, publishOne } from './publish.ts'
import { cancel, find } from './store.ts'

export type AppDeps = {
  pool: pg.Pool
  jobs: Jobs
  token: string
  signingKeys: { current: string; next: string }
  allow: readonly string[]
  wake(): void
  log: Log
}

const MESSAGE_FILTERS = ['messageIds', 'label', 'url', 'host', 'fromDate', 'toDate']

const queryOf = (request: Request) => new URL(request.url).searchParams

/** QStash's HTTP API, as far as the first comment of courier.ts says. */
export const createApp = ({ pool, jobs, token, signingKeys, allow, wake, log }: AppDeps) => {
  const isPublisher = bearer(token)
  const publishing = { pool, jobs, allow, wake }

  return new Hono()
    .use(async (c, next) => {
      if (isPublisher(c.req.header('authorization'))) return next()
      return c.json({ error: 'unauthorized: the bearer token is missing or wrong' }, 401)
    })

    .post('/v2/publish/*', async (c) => {
      const answer = await publishOne(publishing, c.req.raw)
      return c.json(answer, answer.deduplicated ? 202 : 201)
    })
    .post('/v2/batch', async (c) => c.json(await publishBatch(publishing, c.req.raw)))

    .get('/v2/messages/:id', async (c) => {
      const id = fromMessageId(c.req.param('id'))
      const message = id && (await find(pool, id))
      return message ? c.json(showMessage(message)) : c.json({ error: 'message not found' }, 404)
    })
    .delete('/v2/messages/:id', async (c) => {
      const cancelled = await cancel(
        pool,
        readFilter(new URLSearchParams({ messageIds: c.req.param('id') }), MESSAGE_FILTERS, 'created_at'),
      )
      return cancelled > 0 ? c.json({ cancelled }) : c.json({ error: 'message not found' }, 404)
    })
    .delete('/v2/messages', async (c) => {
      const cancelled = await cancel(pool, readFilter(queryOf(c.req.raw), MESSAGE_FILTERS, 'created_at'))
      return c.json({ cancelled })
    })

    .get('/v2/dlq', async (c) => {
      const query = queryOf(c.req.raw)
      return c.json(
        await deadLetters.list(pool, readFilter(query, [...MESSAGE_FILTERS, 'dlqIds'], 'died_at'), readPage(query)),
      )
    })
    .get('/v2/dlq/:id', async (c) => {
      const one = readFilter(new URLSearchParams({ dlqIds: c.req.param('id') }), ['dlqIds'], 'died_at')
      const { messages } = await deadLetters.list(pool, one, readPage(new URLSearchParams()))
      return messages[0] ? c.json(messages[0]) : c.json({ error: 'dead letter not found' }, 404)
    })
    .delete('/v2/dlq/:id', async (c) => {
      const one = readFilter(new URLSearchParams({ dlqIds: c.req.param('id') }), ['dlqIds'], 'died_at')
      const { deleted } = await deadLetters.discard(pool, one, readPage(new URLSearchParams()))
      return deleted > 0 ? c.json({ deleted }) : c.json({ error: 'dead letter not found' }, 404)
    })
    .delete('/v2/dlq', async (c) => {
      const query = queryOf(c.req.raw)
      return c.json(
        await deadLetters.discard(pool, readFilter(query, [...MESSAGE_FILTERS, 'dlqIds'], 'died_at'), readPage(query)),
      )
    })
    .post('/v2/dlq/retry', async (c) => {
      const query = queryOf(c.req.raw)
      const filter = readFilter(query, [...MESSAGE_FILTERS, 'dlqIds'], 'died_at')
      const { messages, ...rest } = await transaction(pool, async (tx) => {
        const revived = await deadLetters.revive(tx, filter, readPage(query))
        await jobs.add(tx, revived.messages)
        return revived
      })
      wake()
      return c.json({ responses: messages.map(({ id }) => ({ messageId: toMessageId(id) })), ...rest }, 201)
    })

    .get('/v2/events', async (c) => {
      const query = queryOf(c.req.raw)
      return c.json(await events.list(pool, readFilter(query, [...MESSAGE_FILTERS, 'state'], 'at'), readPage(query)))
    })
    .get('/v2/logs', async (c) => {
      const query = queryOf(c.req.raw)
      const { events: logs, ...rest } = await events.list(
        pool,
        readFilter(query, [...MESSAGE_FILTERS, 'state'], 'at'),
        readPage(query),
      )
      return c.json({ logs, ...rest })
    })
    .get('/v2/keys', (c) => c.json(signingKeys))

    .all('/v2/*', (c) => c.json({ error: `this courier does not do ${c.req.method} ${c.req.path.slice(0, 100)}` }, 501))
    .notFound((c) => c.json({ error: 'not found' }, 404))
    .onError((error, c) => {
      if (error instanceof Refusal) return c.json({ error: error.message }, error.status)
      log({ level: 'error', event: 'request', path: c.req.path.slice(0, 100), error: String(error) })
      return c.json({ error: 'the courier could not reach its database or failed inside; nothing was accepted' }, 503)
    })
}
