import { sql } from 'drizzle-orm'
import type { Envelope } from '#shared/messages/envelope'
import { type Db, type Sql, sqlError } from '#shared/postgres/db'

/** What the database raises when a message or a change is not to be applied; see drizzle/common.sql. */
export const signals = {
  HF001: 'duplicate',
  HF002: 'early',
  HF003: 'stale',
  HF004: 'overtaken',
} as const

export type Signal = (typeof signals)[keyof typeof signals]

export const signalOf = (error: unknown): Signal | undefined => {
  const code = sqlError(error)?.code
  return code !== undefined && code in signals ? signals[code as keyof typeof signals] : undefined
}

/**
 * The statement that notes a message as heard. Put it first in the batch that does what the message asks for: it raises
 * `duplicate`, `early` or `stale` and so undoes the whole batch when the message is not to be applied.
 * With `ordered` false only duplicates are refused: reminders to oneself come whenever they were asked for.
 */
export const hear =
  (schema: string, message: Omit<Envelope, 'data'>, ordered = true) =>
  (q: Sql) =>
    q.execute(
      sql`select ${sql.identifier(schema)}.hear(${message.id}, ${message.type}, ${message.aggregate}, ${message.version}::integer, ${ordered}::boolean)`,
    )

/** Which of these messages this service has heard, each with its version; for those that hear in any order. */
export const heardMessages = async (db: Db, schema: string, messages: readonly string[]) => {
  const rows = await db.rows<{ id: string; version: number }>(sql`
    select i.message_id as id, i.version from jsonb_array_elements_text(${JSON.stringify(messages)}::jsonb) as asked(id)
    join ${sql.identifier(schema)}.inbox i on i.message_id = asked.id`)
  return Object.fromEntries(rows.map(({ id, version }) => [id, version]))
}

/** How far this service has followed each of these aggregates; one it never heard of is missing. */
export const heardVersions = async (db: Db, schema: string, aggregates: readonly string[]) => {
  const rows = await db.rows<{ aggregate: string; version: number }>(sql`
    select h.aggregate, h.version from jsonb_array_elements_text(${JSON.stringify(aggregates)}::jsonb) as asked(id)
    join ${sql.identifier(schema)}.heard h on h.aggregate = asked.id`)
  return Object.fromEntries(rows.map(({ aggregate, version }) => [aggregate, version]))
}
