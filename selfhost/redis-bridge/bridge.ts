/*
 * Upstash's REST API over Redis or Valkey, for those who run the store themselves; local development and the tests use
 * it too. It speaks what the Upstash SDK sends: a command at `/`, many at `/pipeline`, all or nothing at `/multi-exec`.
 *
 * Left out: commands in the path (`/set/k/v`), the token as a query parameter, `/subscribe` and `/monitor`, and every
 * command that would change the connection all callers share (blocking, subscribing, WATCH, SELECT and the like).
 */
import { randomUUID } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { bearer } from '../bearer.ts'
import { readBody } from '../body.ts'
import { Refusal } from '../refusal.ts'
import { type RedisCommand, readCommand, readCommands } from './command.ts'
import { type Connection, connect, isRedisReply } from './connection.ts'
import { type Answer, type Encode, encoderFor } from './reply.ts'
import { createScripts, type Scripts } from './scripts.ts'

export type BridgeOptions = {
  /** `redis://` or `rediss://`, with user, password and database where they are needed. */
  redisUrl: string
  /** The callers' bearer token. */
  token: string
  log?: (line: Record<string, unknown>) => void
}

export type Bridge = {
  fetch(request: Request): Promise<Response>
  /** Resolves when Redis answers; rejects within seconds when it does not. */
  ready(): Promise<void>
  stop(): Promise<void>
}

const MAX_BODY_BYTES = 10 * 1024 * 1024

const readJson = async (request: Request): Promise<unknown> => {
  const body = await readBody(request, MAX_BODY_BYTES)
  if (!body) throw new Refusal(413, `ERR the body is over ${MAX_BODY_BYTES} bytes`)
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new Refusal(400, 'ERR the body is not JSON')
  }
}

const createRunner = (redis: Connection, scripts: Scripts) => ({
  one: async (command: RedisCommand) => scripts.toCaller(command, await redis.send(scripts.toRedis(command))),
  all: async (commands: readonly RedisCommand[]) => {
    const replies = await redis.sendAtomically(commands.map(scripts.toRedis))
    if (!Array.isArray(replies)) throw new Refusal(400, 'ERR the transaction was discarded')
    return commands.map((command, i): unknown => scripts.toCaller(command, replies[i]))
  },
})

/** One command's outcome inside a pipeline. That Redis is away is not the command's fault and fails the whole request. */
const toAnswer = (outcome: PromiseSettledResult<unknown>, encode: Encode): Answer => {
  if (outcome.status === 'fulfilled') return { result: encode(outcome.value) }
  if (isRedisReply(outcome.reason)) return { error: outcome.reason.message }
  throw outcome.reason
}

const encoder = (c: Context) => encoderFor(c.req.header('upstash-encoding'))

/** Starts a bridge. Redis may be away: until it is there, everything but the token check answers 503. */
export const createBridge = async ({ redisUrl, token, log = () => {} }: BridgeOptions): Promise<Bridge> => {
  const onError = (error: Error) => log({ level: 'error', event: 'redis', error: error.message })
  const redis = await connect(redisUrl, onError)
  const run = createRunner(redis, createScripts())
  const isCaller = bearer(token)
  // Behind one primary every read sees every earlier write, so the token only has to be there.
  const syncToken = randomUUID()

  const app = new Hono()
    .use(async (c, next) => {
      if (!isCaller(c.req.header('authorization'))) return c.json({ error: 'Unauthorized' }, 401)
      c.header('upstash-sync-token', syncToken)
      return next()
    })
    .post('/', async (c) => {
      const command = readCommand(await readJson(c.req.raw))
      if ('error' in command) throw new Refusal(400, command.error)
      return c.json({ result: encoder(c)(await run.one(command)) })
    })
    .post('/pipeline', async (c) => {
      const commands = readCommands(await readJson(c.req.raw))
      if ('error' in commands) throw new Refusal(400, commands.error)
      const outcomes = await Promise.allSettled(
        commands.map(async (command) => ('error' in command ? undefined : run.one(command))),
      )
      const encode = encoder(c)
      return c.json(
        outcomes.map((outcome, i) => {
          const command = commands[i]
          return command && 'error' in command ? { error: command.error } : toAnswer(outcome, encode)
        }),
      )
    })
    .post('/multi-exec', async (c) => {
      const commands = readCommands(await readJson(c.req.raw))
      if ('error' in commands) throw new Refusal(400, commands.error)
      const good = commands.map((command) => {
        if ('error' in command) throw new Refusal(400, command.error)
        return command
      })
      if (good.length === 0) return c.json([])
      const encode = encoder(c)
      const replies = await run.all(good)
      return c.json(
        replies.map((reply): Answer => (reply instanceof Error ? { error: reply.message } : { result: encode(reply) })),
      )
    })
    .notFound((c) => c.json({ error: 'ERR only /, /pipeline and /multi-exec are served' }, 404))
    .onError((error, c) => {
      if (error instanceof Refusal) return c.json({ error: error.message }, error.status)
      if (isRedisReply(error)) return c.json({ error: error.message }, 400)
      log({ level: 'error', event: 'request', path: c.req.path.slice(0, 100), error: String(error) })
      return c.json({ error: 'ERR Redis cannot be reached' }, 503)
    })

  return {
    fetch: async (request) => app.fetch(request),
    ready: async () => {
      await redis.send({ name: 'PING', args: [] })
    },
    stop: () => redis.close(),
  }
}
