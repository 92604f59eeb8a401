import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import type { Id } from '#shared/ids'
import { noteActions } from '#shared/postgres/operator-actions'
import type { Deps } from '../deps.ts'
import type { MailKind, MailState } from '../mail.ts'

type Ruling = { operator: Person; reason: string }

/** Has refused mails sent again, and notes who decided it; returns how many. Throws `not-found` when none of them is there. */
export const sendAgain = async (
  { mails, schema }: Pick<Deps, 'mails' | 'schema'>,
  ids: readonly Id<'mail'>[],
  { operator, reason }: Ruling,
) => {
  const found = await mails.refused(ids)
  if (found.length === 0) throw new Problem('not-found', 'None of these mails waits for somebody')
  const actions = found.map(({ id, kind }) => ({
    ...({ action: 'send-again', letter: id, message: null, type: kind, reason } as const),
  }))
  await mails.sendAgain(
    found.map(({ id }) => id),
    noteActions(schema, operator, actions),
  )
  return found.length
}

/** Mails in a state, and of a kind where one is given, the latest first. */
export const listMails = async (
  { mails }: Pick<Deps, 'mails'>,
  {
    limit,
    cursor,
    ...wanted
  }: { state: MailState; kind?: MailKind | undefined; limit: number; cursor?: Id<'mail'> | undefined },
) => {
  const found = await mails.list(wanted, limit + 1, cursor)
  const items = found.slice(0, limit)
  return { items, nextCursor: found.length > limit ? (items.at(-1)?.id ?? null) : null }
}
