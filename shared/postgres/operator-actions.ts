import { sql } from 'drizzle-orm'
import type { Person } from '#shared/http/session'
import type { Db, Sql } from '#shared/postgres/db'

export const actionNames = [
  'replay',
  'discard',
  'refund',
  'retry-refund',
  'bear-refund',
  'settle-refund',
  'set-fee',
  'send-again',
] as const
export type ActionName = (typeof actionNames)[number]

/** What somebody did to one dead letter, one refund or one mail; `letter` is its id. */
export type Action = {
  action: ActionName
  letter: string
  message: string | null
  type: string | null
  reason: string
}

export type AuditedAction = Action & { position: string; at: string; operator: { id: string; name: string } }

/** The statement that notes who did it, when, to what, and why. */
export const noteActions = (schema: string, operator: Person, actions: readonly Action[]) => (q: Sql) =>
  q.execute(sql`
    insert into ${sql.identifier(schema)}.operator_actions (operator, operator_name, action, message, type, letter, reason)
    select ${operator.id}, ${operator.name}, a.action, a.message, a.type, a.letter, a.reason
    from jsonb_to_recordset(${JSON.stringify(actions)}::jsonb)
      as a(action text, message text, type text, letter text, reason text)`)

/** What was done, newest first. */
export const auditedActions = async (db: Db, schema: string, limit: number, cursor: string | undefined) => {
  const rows = await db.rows<{ action: AuditedAction }>(sql`
    select jsonb_build_object('position', a.position::text, 'at', a.at, 'action', a.action, 'letter', a.letter,
      'message', a.message, 'type', a.type, 'reason', a.reason,
      'operator', jsonb_build_object('id', a.operator, 'name', a.operator_name)) as action
    from ${sql.identifier(schema)}.operator_actions a
    where ${cursor === undefined ? sql`true` : sql`a.position < ${cursor}::bigint`}
    order by a.position desc limit ${limit}`)
  return rows.map(({ action }) => action)
}
