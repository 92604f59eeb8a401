// Two ways others take, written for this bench in their manner and on the usual tools: Node, Express, an ORM, a session in a
// signed token that is verified each time, a body that is validated. No code of theirs is in here, and neither speaks for the
// speed of their products.
import { count, eq, sql } from 'drizzle-orm'
import { drizzle } from 'drizzle-orm/node-postgres'
import { bigint, integer, pgSchema, timestamp } from 'drizzle-orm/pg-core'
import express from 'express'
import { jwtVerify } from 'jose'
import pg from 'pg'
import * as z from 'zod'

const Env = z.object({ PORT: z.coerce.number(), DATABASE_URL: z.url(), SESSION_SECRET: z.string(), BROKER: z.url() })
const env = Env.parse(process.env)
const secret = new TextEncoder().encode(env.SESSION_SECRET)

const bench = pgSchema('bench')
const tickets = bench.table('tickets', { id: integer().primaryKey(), quantity: integer(), available: integer() })
const orders = bench.table('orders', {
  id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  ticket: integer().notNull(),
  buyer: integer().notNull(),
  createdAt: timestamp('created_at').notNull().defaultNow(),
})
const db = drizzle(new pg.Pool({ connectionString: env.DATABASE_URL, max: 20 }))

const Wanted = z.object({ ticket: z.int().positive(), buyer: z.int().positive() })
type Wanted = z.infer<typeof Wanted>

/** Whoever publishes after saving, as the tutorials do, waits for the broker before answering. */
const publish = (order: unknown) =>
  fetch(new URL('/v2/batch', env.BROKER), { method: 'POST', body: JSON.stringify([order]) }).then((r) =>
    r.arrayBuffer(),
  )

/**
 * As the tutorials have it: find, look, insert, save what was found with a change, publish. Nothing is locked, so that two who
 * look at once both buy, and the later save takes the earlier one back.
 */
const readThenWrite = async ({ ticket, buyer }: Wanted) => {
  const [found] = await db.select().from(tickets).where(eq(tickets.id, ticket))
  if (!found?.available) return false
  const [order] = await db.insert(orders).values({ ticket, buyer }).returning()
  await db
    .update(tickets)
    .set({ available: found.available - 1 })
    .where(eq(tickets.id, ticket))
  await publish(order)
  return true
}

/** In the manner of pretix: one at a time for each quota, counting what was sold before adding to it. */
const quotaLock = ({ ticket, buyer }: Wanted) =>
  db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${ticket}::bigint)`)
    const [found] = await tx.select({ quantity: tickets.quantity }).from(tickets).where(eq(tickets.id, ticket))
    const [sold] = await tx.select({ count: count() }).from(orders).where(eq(orders.ticket, ticket))
    if ((found?.quantity ?? 0) <= (sold?.count ?? 0)) return false
    await tx.insert(orders).values({ ticket, buyer })
    return true
  })

const app = express()
app.use(express.json())
app.use(async (request, response, next) => {
  const token = request.headers.authorization?.replace('Bearer ', '') ?? ''
  const session = await jwtVerify(token, secret, { algorithms: ['HS256'] }).catch(() => undefined)
  if (session) next()
  else response.status(401).end()
})
for (const [path, sell] of [
  ['/read-then-write', readThenWrite],
  ['/quota-lock', quotaLock],
] as const) {
  app.post(path, async (request, response) => {
    const wanted = Wanted.safeParse(request.body)
    if (!wanted.success) return response.status(400).json(wanted.error.issues)
    const sold = await sell(wanted.data)
    return response.status(sold ? 201 : 409).json({ sold })
  })
}
app.listen(env.PORT, '127.0.0.1')
