import { Problem, type Slug } from '#shared/http/problem'
import { createLog, type Log } from '#shared/log'
import { DatabaseAway, type Db, sqlError } from '#shared/postgres/db'
import { type HoldAll, type HoldOne, holdAlone, holdTogether } from './store/hold-queue.ts'
import { type HoldAnswer, type HoldRequest, orderStore } from './store/orders.ts'

type Refusal = {
  slug: Slug
  detail: string | undefined
  extra: Record<string, unknown>
  headers: Record<string, string>
}

/** How a hold ended in a gatherer. An error loses on the way from object to object what it is; so that is said in plain values. */
export type Gathered =
  | { answer: HoldAnswer }
  | { refused: Refusal }
  | { sql: NonNullable<ReturnType<typeof sqlError>> }
  | { away: string }
  | { broken: string }

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

const tell = (error: unknown): Gathered => {
  if (error instanceof Problem) {
    const { slug, detail, extra, headers } = error
    return { refused: { slug, detail, extra, headers } }
  }
  const sql = sqlError(error)
  if (sql) return { sql }
  return error instanceof DatabaseAway ? { away: wordsOf(error.cause) } : { broken: wordsOf(error) }
}

const hear = (said: Gathered): HoldAnswer => {
  if ('answer' in said) return said.answer
  if ('refused' in said) {
    const { slug, detail, extra, headers } = said.refused
    throw new Problem(slug, detail, extra, headers)
  }
  if ('sql' in said) throw Object.assign(new Error(said.sql.message), said.sql)
  if ('away' in said) throw new DatabaseAway(new Error(said.away))
  throw new Error(said.broken)
}

/** What runs inside a gatherer: whoever comes while calls are under way travels with the others. Never rejects. */
export const gatherer = (db: Db) => {
  const hold = holdTogether(orderStore(db).hold, createLog({ service: 'orders', part: 'gatherer' }))
  return (request: HoldRequest): Promise<Gathered> => hold(request).then((answer) => ({ answer }), tell)
}

/** A namespace of Durable Objects, as far as we use it: `hold` runs in the one object of that name. */
export type Gatherers = {
  idFromName(name: string): unknown
  get(id: unknown): { hold(request: HoldRequest): Promise<Gathered> }
}

/** Two holds for an event closer together than this, in milliseconds, and the second looks for company. */
const CLOSE_MS = 50
const MOST_EVENTS = 1000

/**
 * Whether somebody else has just asked for the same event here. By the clock and not by counting who is under way: a request
 * whose client hangs up may end without anything of ours being run.
 */
const company = (now: () => number) => {
  const asked = new Map<string, number>()
  return (event: string) => {
    const before = asked.get(event)
    asked.delete(event)
    // The oldest go first: a Map keeps the order in which they came.
    for (const oldest of asked.keys()) {
      if (asked.size < MOST_EVENTS) break
      asked.delete(oldest)
    }
    asked.set(event, now())
    return before !== undefined && now() - before < CLOSE_MS
  }
}

const isOverloaded = (error: unknown) =>
  typeof error === 'object' && error !== null && 'overloaded' in error && error.overloaded === true

/**
 * Holds for one event that come close together meet in that event's gatherer; one that comes by itself travels alone, and
 * without gatherers all do. A gatherer that has too much to do sends people away. One that cannot be reached, or died, may have
 * held or not: the same request is then put to the database alone, which knows its key.
 */
export const holdGathered =
  ({ gatherers }: { gatherers?: Gatherers | undefined }, now = () => performance.now()) =>
  (holdAll: HoldAll, log: Log): HoldOne => {
    const alone = holdAlone(holdAll)
    if (!gatherers) return alone
    const inCompany = company(now)
    return async (request) => {
      const { event } = request
      if (!inCompany(event)) return alone(request)
      const said = await gatherers
        .get(gatherers.idFromName(event))
        .hold(request)
        .catch((error: unknown) => {
          if (isOverloaded(error)) throw new Problem('unavailable', undefined, {}, { 'Retry-After': '2' })
          log('warn', 'a gatherer was lost, and its hold is asked for alone', { event, error })
        })
      return said ? hear(said) : alone(request)
    }
  }
