import type { Context, Hono, MiddlewareHandler, Next } from 'hono'
import * as z from 'zod'
import { lets } from '#shared/http/access'
import { idempotent } from '#shared/http/idempotency'
import { Problem } from '#shared/http/problem'
import { type ServiceDeps, type ServiceEnv, signedIn } from '#shared/http/service'
import { validate } from '#shared/http/validate'
import type { ServiceName } from '#shared/messages/envelope'
import { type DeadLetterDeps, discardLetters, replayAll, replayLetters } from '#shared/operator/dead-letters'
import type { Db } from '#shared/postgres/db'
import { messageLog, messageStates } from '#shared/postgres/message-log'
import { auditedActions } from '#shared/postgres/operator-actions'
import type { Outbox } from '#shared/postgres/outbox'

type Speaker = ServiceDeps & { db: Db; schema: ServiceName; outbox: Outbox }
type Listener = Speaker & DeadLetterDeps
type People<Deps> = { people(): Hono<ServiceEnv<Deps>> }

/** Only who runs this installation passes; everybody else learns that it is not for them. */
export const operator = <Deps extends ServiceDeps>(): MiddlewareHandler<ServiceEnv<Deps>> =>
  lets('operator', async (c: Context<ServiceEnv<Deps>>, next: Next) => {
    if (!c.get('person').roles.includes('operator')) throw new Problem('forbidden')
    await next()
  })

const Position = z.string().regex(/^[0-9]{1,18}$/, 'must be the cursor of a page')
const limit = z.coerce.number().int().min(1).max(100).default(30)

const MessagePage = z.strictObject({
  about: z
    .string()
    .regex(/^((ord|pay|evt|acc)_)?[0-9a-f]{32}$/, 'must be the id of an order, payment, event, account or trace')
    .optional(),
  state: z.enum(messageStates).optional(),
  cursor: Position.optional(),
  limit,
})
const ActionPage = z.strictObject({ cursor: Position.optional(), limit })
const LetterPage = z.strictObject({ cursor: z.string().min(1).max(200).optional(), limit })

const reason = z.string().trim().min(3, 'must say why').max(500)
const letters = z
  .array(z.string().regex(/^[\w-]{1,120}$/, 'must be the id of a dead letter'))
  .min(1)
  .max(100)
const Replay = z.strictObject({ letters, reason })
const ReplayAll = z.strictObject({ reason })
const Discard = z.strictObject({ letters, reason })

const page = <Item extends { position: string }>(found: readonly Item[], size: number) => ({
  items: found.slice(0, size),
  nextCursor: found.length > size ? (found[size - 1]?.position ?? null) : null,
})

/** What an operator may see of a service that speaks: how far behind it is, and what became of each message. */
export const speakerRoutes = <Deps extends Speaker>(service: People<Deps>) =>
  service
    .people()
    .use(signedIn<Deps>(), operator<Deps>())
    .get('/standing', async (c) => c.json({ service: c.var.deps.schema, ...(await c.var.deps.outbox.lag()) }))
    .get('/messages', validate('query', MessagePage), async (c) => {
      const { limit: size, ...wanted } = c.req.valid('query')
      return c.json(page(await messageLog(c.var.deps.db, c.var.deps.schema, { ...wanted, limit: size + 1 }), size))
    })

/** And of one that listens as well: what was given up on its way there, with what may be done about it and who did what. */
export const listenerRoutes = <Deps extends Listener>(service: People<Deps>) =>
  service
    .people()
    .use(signedIn<Deps>(), operator<Deps>())
    .get('/dead-letters', validate('query', LetterPage), async (c) => {
      const { cursor, limit: size } = c.req.valid('query')
      return c.json(await c.var.deps.deadLetters.list(cursor, size))
    })
    .post('/dead-letters/replay', validate('json', Replay), idempotent<Deps>(), async (c) => {
      const { letters: wanted, reason: why } = c.req.valid('json')
      const order = { operator: c.var.person, reason: why }
      return c.json({ replayed: await replayLetters(c.var.deps, wanted, order) })
    })
    .post('/dead-letters/replay-all', validate('json', ReplayAll), idempotent<Deps>(), async (c) => {
      const order = { operator: c.var.person, reason: c.req.valid('json').reason }
      return c.json({ replayed: await replayAll(c.var.deps, order) })
    })
    .post('/dead-letters/discard', validate('json', Discard), idempotent<Deps>(), async (c) => {
      const { letters: wanted, reason: why } = c.req.valid('json')
      return c.json(await discardLetters(c.var.deps, wanted, { operator: c.var.person, reason: why }))
    })
    .get('/actions', validate('query', ActionPage), async (c) => {
      const { cursor, limit: size } = c.req.valid('query')
      return c.json(page(await auditedActions(c.var.deps.db, c.var.deps.schema, size + 1, cursor), size))
    })
