import { Problem } from '#shared/http/problem'
import type { Person } from '#shared/http/session'
import type { Log } from '#shared/log'
import { isHeardInAnyOrder, isReminder } from '#shared/messages/contracts'
import type { ServiceName } from '#shared/messages/envelope'
import type { Db } from '#shared/postgres/db'
import { hear, signalOf } from '#shared/postgres/inbox'
import { type Action, type ActionName, noteActions } from '#shared/postgres/operator-actions'
import type { DeadLetters, FoundLetter } from '#shared/qstash/dead-letters'

export type DeadLetterDeps = { db: Db; schema: ServiceName; deadLetters: DeadLetters; log: Log }
type Order = { operator: Person; reason: string }

const PAGE = 100
/** What "all" may come to in one go; whoever has more presses again. */
const PAGES = 10

const actionOf = (action: ActionName, reason: string, { shown }: FoundLetter): Action => ({
  ...{ action, reason, letter: shown.letter, message: shown.message, type: shown.type },
})

const found = async ({ deadLetters }: DeadLetterDeps, letters: readonly string[]) => {
  const there = await deadLetters.find(letters)
  if (there.length === 0) throw new Problem('not-found', 'These dead letters are not there (any more)')
  return there
}

/** Noted before it is done: whatever comes of it, nothing happens that nobody answers for. */
const replayThese = async (deps: DeadLetterDeps, there: readonly FoundLetter[], { operator, reason }: Order) => {
  const { db, schema, deadLetters, log } = deps
  await db.one(
    noteActions(
      schema,
      operator,
      there.map((letter) => actionOf('replay', reason, letter)),
    ),
  )
  await deadLetters.replay(there.map(({ shown }) => shown.letter))
  for (const { shown } of there) {
    log('info', 'a dead letter is delivered again', {
      ...{ operator: operator.id, letter: shown.letter, messageId: shown.message, type: shown.type },
      ...(shown.order === null ? {} : { order: shown.order }),
      ...(shown.trace === null ? {} : { trace: shown.trace }),
    })
  }
}

/** Has these dead letters delivered again; returns how many. Throws `not-found` when none is there. */
export const replayLetters = async (deps: DeadLetterDeps, letters: readonly string[], order: Order) => {
  const there = await found(deps, letters)
  await replayThese(deps, there, order)
  return there.length
}

/** Has every dead letter of this service delivered again, up to a thousand; returns how many. */
export const replayAll = async (deps: DeadLetterDeps, order: Order) => {
  const letters: string[] = []
  let cursor: string | undefined
  // First looked for, then sent: what is refused at once must not be found again on the next page.
  for (let page = 0; page < PAGES; page++) {
    const { items, nextCursor } = await deps.deadLetters.list(cursor, PAGE)
    letters.push(...items.map(({ letter }) => letter))
    if (nextCursor === null) break
    cursor = nextCursor
  }
  let count = 0
  for (let at = 0; at < letters.length; at += PAGE) {
    const there = await deps.deadLetters.find(letters.slice(at, at + PAGE))
    if (there.length > 0) await replayThese(deps, there, order)
    count += there.length
  }
  return count
}

/**
 * The listener goes on without this message: it counts as heard, so that the later ones of its aggregate can be, and the
 * speaker does not send it again. One that does not come next is only put away: its turn has not come, and it will be back.
 */
const passOver = async ({ db, schema }: DeadLetterDeps, letter: FoundLetter, { operator, reason }: Order) => {
  const note = noteActions(schema, operator, [actionOf('discard', reason, letter)])
  const { envelope } = letter
  if (!envelope || isReminder(envelope.type, schema)) {
    await db.one(note)
    return false
  }
  try {
    await db.batch((q) => [hear(schema, envelope, !isHeardInAnyOrder(envelope.type, schema))(q), note(q)])
    return true
  } catch (error) {
    if (signalOf(error) === undefined) throw error
    await db.one(note)
    return false
  }
}

/** Throws these dead letters away for good; returns how many, and how many of them the listener passes over. */
export const discardLetters = async (deps: DeadLetterDeps, letters: readonly string[], order: Order) => {
  const there = await found(deps, letters)
  // Earlier versions first, so that one may clear the way for the next.
  const inOrder = there.toSorted((a, b) => (a.envelope?.version ?? 0) - (b.envelope?.version ?? 0))
  let passedOver = 0
  for (const letter of inOrder) {
    if (await passOver(deps, letter, order)) passedOver++
    deps.log('warn', 'a dead letter was discarded', {
      ...{ operator: order.operator.id, letter: letter.shown.letter, messageId: letter.shown.message },
      ...(letter.shown.order === null ? {} : { order: letter.shown.order }),
      ...(letter.shown.trace === null ? {} : { trace: letter.shown.trace }),
    })
  }
  await deps.deadLetters.remove(there.map(({ shown }) => shown.letter))
  return { discarded: there.length, passedOver }
}
