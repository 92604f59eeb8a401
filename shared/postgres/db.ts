import type { SQL } from 'drizzle-orm'
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core'

/** Drizzle's query builder, the same on every driver. */
export type Sql = PgDatabase<PgQueryResultHKT>

/** A statement that has been built and not yet sent. */
export type Statement<T> = PromiseLike<T>

type Answers<T extends readonly Statement<unknown>[]> = { [K in keyof T]: Awaited<T[K]> }

/**
 * All that a service may ask of PostgreSQL: one statement, or several in one transaction. Both cost one round trip on
 * the edge. There is no interactive transaction, so no lock is ever held while a message crosses the network.
 */
export type Db = {
  /** Sends one statement. */
  one<T>(build: (sql: Sql) => Statement<T>): Promise<T>
  /** Sends several statements as one transaction: all of them happen, or none. */
  batch<const T extends readonly Statement<unknown>[]>(build: (sql: Sql) => T): Promise<Answers<T>>
  /** Runs one raw statement and returns its rows. Ask for JSON in SQL where a type matters: timestamps come as text. */
  rows<Row>(statement: SQL): Promise<Row[]>
  close(): Promise<void>
}

const causes = function* (error: unknown) {
  for (let at = error; typeof at === 'object' && at !== null; at = 'cause' in at ? at.cause : undefined) yield at
}

// No class of SQLSTATE begins with E, and the codes of Node's errors do (EPIPE has five letters, too).
const SQLSTATE = /^(?!E)[0-9A-Z]{5}$/

/** What PostgreSQL said, whichever driver carried it: the five letters of SQLSTATE and the broken constraint's name. */
export const sqlError = (
  error: unknown,
): { code: string; constraint: string | undefined; message: string } | undefined => {
  for (const at of causes(error)) {
    if ('code' in at && typeof at.code === 'string' && SQLSTATE.test(at.code)) {
      const constraint = 'constraint' in at && typeof at.constraint === 'string' ? at.constraint : undefined
      return { code: at.code, constraint, message: 'message' in at ? String(at.message) : '' }
    }
  }
  return undefined
}

/**
 * The database could not be asked, or its answer was lost on the way. Then what was asked for may have happened, and asking
 * again is safe only under an Idempotency-Key.
 */
export class DatabaseAway extends Error {
  override readonly name = 'DatabaseAway'
  constructor(cause: unknown) {
    super('the database did not answer', { cause })
  }
}

/** Whatever an adapter's driver throws that PostgreSQL itself did not say. */
export const orAway = async <T>(answer: PromiseLike<T>): Promise<T> => {
  try {
    return await answer
  } catch (error) {
    throw sqlError(error) ? error : new DatabaseAway(error)
  }
}
