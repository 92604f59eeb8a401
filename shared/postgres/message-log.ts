import { type SQL, sql } from 'drizzle-orm'
import { listenersTo } from '#shared/messages/contracts'
import type { ServiceName } from '#shared/messages/envelope'
import type { Db } from '#shared/postgres/db'

/** `waiting` for the broker · `published` and not confirmed yet · `heard` by everybody who listens. */
export const messageStates = ['waiting', 'published', 'heard'] as const
export type MessageState = (typeof messageStates)[number]

/** A message as an operator sees it: what became of it, and nothing of what it says but which order it is about. */
export type LoggedMessage = {
  position: string
  id: string
  type: string
  aggregate: string
  version: number
  order: string | null
  state: MessageState
  occurredAt: string
  publishedAt: string | null
  heardAt: string | null
  /** How often it was handed to the broker, and how often again because somebody had not heard it. */
  attempts: number
  resent: number
  trace: string | null
  listeners: ServiceName[]
}

export type Wanted = {
  /** The id of an order, payment or event, or of a trace. */
  about?: string | undefined
  state?: MessageState | undefined
  /** The position before which to go on. */
  cursor?: string | undefined
  limit: number
}

const isAbout = (about: string): SQL => {
  if (/^[0-9a-f]{32}$/.test(about)) return sql`substr(traceparent, 4, 32) = ${about}`
  if (!about.startsWith('ord_')) return sql`aggregate = ${about}`
  return sql`(aggregate = ${about} or (data ->> 'order' = ${about} and data ->> 'order' <> aggregate))`
}

const all = (conditions: readonly (SQL | undefined)[]) =>
  sql.join(
    conditions.filter((condition) => condition !== undefined),
    sql` and `,
  )

/** Each part of an outbox has indexes of its own: what waits, what has been published, and what has been heard. */
const halves: Record<MessageState, SQL> = {
  waiting: sql`published_at is null`,
  published: sql`published_at is not null and heard_at is null`,
  heard: sql`published_at is not null and heard_at is not null`,
}

/** The statement behind `messageLog`. */
export const messageLogQuery = (schema: string, { about, state, cursor, limit }: Wanted) => {
  const outbox = sql`${sql.identifier(schema)}.outbox`
  const before = cursor === undefined ? undefined : sql`position < ${cursor}::bigint`
  const pageOf = (conditions: readonly (SQL | undefined)[]) =>
    sql`(select * from ${outbox} where ${all([...conditions, before])} order by position desc limit ${limit})`
  // What is looked for by what it is about is few rows. Fetched whole, and sorted afterwards: a planner that is asked for the
  // newest of them walks back through the entire table instead, looking at each.
  const everythingOf = (conditions: readonly (SQL | undefined)[]) =>
    sql`(select * from (select * from ${outbox} where ${all(conditions)} offset 0) m where ${before ?? sql`true`})`
  const parts = (state === undefined ? messageStates : [state]).map((wanted) =>
    about === undefined ? pageOf([halves[wanted]]) : everythingOf([halves[wanted], isAbout(about)]),
  )
  return sql`
    select jsonb_build_object('position', o.position::text, 'id', o.id, 'type', o.type, 'aggregate', o.aggregate,
      'version', o.version, 'order', o.data ->> 'order', 'occurredAt', o.occurred_at, 'publishedAt', o.published_at,
      'heardAt', o.heard_at, 'attempts', o.attempts, 'resent', o.resent, 'trace', substr(o.traceparent, 4, 32),
      'state', case when o.published_at is null then 'waiting' when o.heard_at is null then 'published' else 'heard' end) as message
    from (${sql.join(parts, sql` union all `)}) o order by o.position desc limit ${limit}`
}

/** The messages a service told, newest first. */
export const messageLog = async (db: Db, schema: string, wanted: Wanted) => {
  const rows = await db.rows<{ message: Omit<LoggedMessage, 'listeners'> }>(messageLogQuery(schema, wanted))
  return rows.map(({ message }): LoggedMessage => ({ ...message, listeners: listenersTo(message.type) }))
}
