import { type SQL, sql } from 'drizzle-orm'
import { newId } from '#shared/ids'
import type { Log } from '#shared/log'
import { contracts, listenersTo, type Saying } from '#shared/messages/contracts'
import type { Envelope } from '#shared/messages/envelope'
import { storyOf } from '#shared/messages/story'
import type { Db } from '#shared/postgres/db'
import { PartlyRefused, type Publish } from '#shared/qstash/publish'
import { type Trace, traceparent } from '#shared/trace'

/** How many messages leave in one call to the broker. */
const BATCH = 250

const DRAIN_LAPSES_MS = 30_000

// While two versions run side by side, the older one leaves what only the newer one knows how to say.
export const KNOWN = Object.keys(contracts)

/** How long the broker is given before listeners are asked whether they heard: all its tries, and some. */
const PATIENCE = sql.raw(`interval '30 seconds'`)

const told = (type: string) => listenersTo(type).length > 0

/** An outbox row `o` as the envelope it leaves in. */
export const envelopeOf = sql`jsonb_build_object('id', o.id, 'type', o.type, 'occurredAt', o.occurred_at,
  'aggregate', o.aggregate, 'version', o.version, 'traceparent', o.traceparent, 'data', o.data)`

/** Messages as rows for `insertMessages`: numbered from the version the aggregate had before them. */
export const messageRows = (aggregate: string, versionBefore: number, says: readonly Saying[], trace: Trace) =>
  says.map(({ type, data }, index) => ({
    id: newId('message'),
    type,
    aggregate,
    version: versionBefore + index + 1,
    traceparent: traceparent(trace),
    data,
  }))

/**
 * The tail of a data-modifying statement: writes `rows` into the schema's outbox for every row of the CTE named `gate`,
 * so that a guard that let nothing through also says nothing.
 */
export const insertMessages = (schema: string, rows: ReturnType<typeof messageRows>, gate: SQL) => sql`
  insert into ${sql.identifier(schema)}.outbox (id, type, aggregate, version, traceparent, data)
  select m.id, m.type, m.aggregate, m.version, m.traceparent, m.data
  from ${gate}, jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    as m(id text, type text, aggregate text, version integer, traceparent text, data jsonb)`

/** A message as it was written, and where: `position` is its row's key. */
export type Written = { envelope: Envelope; position: number }

/** What a process has just written, and whether something else may be waiting that nobody holds the lease of. */
export type Telling = { written: readonly Written[]; more: boolean }

export type Lag = {
  /** Written and not published; since when the oldest is. */
  unpublished: number
  oldest: string | null
  /** How old the oldest is, in seconds; 0 where there is none. */
  oldestSeconds: number
  /** Published, and not yet confirmed by everybody who listens. */
  unheard: number
  /** Published again three times and more, and still not heard. */
  stuck: number
}

export type Outbox = {
  /**
   * Something may be waiting. Publishes it, unless this process is publishing already: then that goes on until nothing is
   * left, and this call has nothing to do.
   */
  nudge(): Promise<void>
  /**
   * Publishes messages that this process wrote a moment ago and holds the lease of, without asking the database for them; many
   * at once where many are written. Whatever does not get out is published when the lease has lapsed. Then, where there is
   * `more`, what else is waiting.
   */
  tell(telling: Telling): Promise<void>
  /** Publishes what is waiting, oldest first, and returns how many messages left. Safe to run anywhere at any time. */
  drain(): Promise<number>
  /** What is waiting: how many, and since when the oldest does. */
  lag(): Promise<Lag>
}

/**
 * Runs `work` unless it is running already: then once more after that. Only a flag is shared, never a promise: on Workers one
 * request may not wait for another's. A run that was killed half-way must not keep all others from it, so its claim lapses.
 */
const oneAtATime = (work: () => Promise<unknown>) => {
  let since: number | undefined
  let again = false
  return async () => {
    if (since !== undefined && Date.now() - since < DRAIN_LAPSES_MS) {
      again = true
      return
    }
    try {
      do {
        again = false
        since = Date.now()
        await work()
      } while (again)
    } finally {
      since = undefined
    }
  }
}

export const createOutbox = ({
  db,
  schema,
  publish,
  log,
}: {
  db: Db
  schema: string
  publish: Publish
  log: Log
}): Outbox => {
  const outbox = sql`${sql.identifier(schema)}.outbox`

  // A claim is a lease, not a lock: nothing may be locked while the broker is asked. Lost claims lapse and are swept.
  // Materialized: a plan that ran the subquery again for every row would claim past the limit.
  const claim = () =>
    db.rows<Written>(sql`
      with due as materialized (
        select position from ${outbox}
        where published_at is null and type in ${KNOWN} and (claimed_until is null or claimed_until < now())
        order by position limit ${BATCH} for update skip locked)
      update ${outbox} o set claimed_until = now() + interval '30 seconds', attempts = attempts + 1
      from due where o.position = due.position
      returning o.position::float8 as position, ${envelopeOf} as envelope`)

  // What nobody listens to has been heard by all who do.
  const settle = (claimed: readonly Written[]) =>
    db.rows(sql`
      update ${outbox} o set published_at = now(), ask_at = now() + ${PATIENCE},
        heard_at = case when c.told then null else now() end
      from jsonb_to_recordset(${JSON.stringify(
        claimed.map(({ position, envelope }) => ({ position, told: told(envelope.type) })),
      )}::jsonb) as c(position bigint, told boolean)
      where o.position = c.position`)

  /** Publishes what is claimed, and returns how many the broker took; undefined when it took nothing. */
  const send = async (claimed: readonly Written[]): Promise<number | undefined> => {
    let taken = claimed
    try {
      await publish(claimed.map(({ envelope }) => envelope))
    } catch (error) {
      // The rows stay claimed for a while: that is the pause before the next try.
      // One that the broker will not have is no reason to hold back those it took.
      const refused = error instanceof PartlyRefused ? error.ids : undefined
      log('warn', 'messages could not be published', { count: refused?.size ?? claimed.length, error })
      if (!refused) return undefined
      taken = claimed.filter(({ envelope }) => !refused.has(envelope.id))
    }
    await settle(taken)
    for (const { envelope } of taken) log('info', 'published', storyOf(envelope))
    return taken.length
  }

  const drain = async () => {
    let left = 0
    for (;;) {
      const claimed = (await claim()).sort((a, b) => a.position - b.position)
      const taken = claimed.length === 0 ? undefined : await send(claimed)
      if (taken === undefined) return left
      left += taken
      if (claimed.length < BATCH) return left
    }
  }

  let fresh: Written[] = []
  const sendFresh = async () => {
    while (fresh.length > 0) {
      const claimed = fresh.slice(0, BATCH)
      fresh = fresh.slice(BATCH)
      await send(claimed)
    }
  }

  const tellFresh = oneAtATime(sendFresh)
  const nudge = oneAtATime(drain)

  return {
    drain,
    nudge,
    tell: async ({ written, more }) => {
      fresh.push(...written)
      await tellFresh()
      if (more) await nudge()
    },
    lag: async () => {
      const [row] = await db.rows<{ lag: Lag }>(sql`
        select jsonb_build_object('unpublished', w.count, 'oldest', w.oldest,
          'oldestSeconds', coalesce(floor(extract(epoch from now() - w.oldest)), 0), 'unheard', u.count, 'stuck', u.stuck) as lag
        from (select count(*), min(occurred_at) as oldest from ${outbox} where published_at is null) w,
          (select count(*), count(*) filter (where resent >= 3) as stuck from ${outbox}
            where published_at is not null and heard_at is null) u`)
      if (!row) throw new Error('the database answered nothing')
      return row.lag
    },
  }
}
