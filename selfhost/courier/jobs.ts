import { type Db, PgBoss } from 'pg-boss'
import * as z from 'zod'
import type { Sql } from './database.ts'

/*
 * pg-boss answers one question for the courier: which replica is working on which message, and is it still alive?
 * It is not asked when a message is due. Its clock is pg_catalog.now() by name, and one clock runs both its timers
 * and its heartbeats. The courier's timers live in courier.message and compare with the database's plain now(), so
 * they follow a shifted clock; claims and heartbeats stay on real time, so that shifting the clock by an hour does
 * not declare every running delivery dead. A job therefore exists only from the moment its message is due.
 */

const QUEUE = 'deliver'
const SCHEMA = 'courier_jobs'

/** One claim on one message. `id` and `retryCount` name the claim: a later one of the same job has another count. */
export type Claim = { id: string; retryCount: number; messageId: string }

export type Jobs = {
  /** Makes the messages claimable as part of `tx`. */
  add(tx: Sql, messages: readonly { id: string; timeoutMs: number }[]): Promise<void>
  /** Claims up to `count` messages that nobody is working on. */
  claim(count: number): Promise<Claim[]>
  /** Tells the others that these claims are alive. */
  touch(claims: readonly Claim[]): Promise<void>
  /** Ends claims as part of `tx`; true when the claim was still ours, so its outcome may be recorded. */
  finish(tx: Sql, claim: Claim): Promise<boolean>
  stop(): Promise<void>
}

/** How often `touch` must be called, at least three times within pg-boss's shortest heartbeat (10 s). */
export const HEARTBEAT_MS = 3000

// pg-boss answers this but does not say so in its types.
const Settled = z.object({ affected: z.number() })

const within = (tx: Sql): Db => ({ executeSql: (text, values) => tx.query(text, values) })

/** Starts pg-boss in a schema of its own; claims of a process that died come back after about ten seconds. */
export const openJobs = async (databaseUrl: string, onError: (error: Error) => void): Promise<Jobs> => {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    // Real time for its tables and functions, whatever the database's search_path says now() is.
    options: '-c search_path=pg_catalog',
    schema: SCHEMA,
    application_name: 'courier-jobs',
    max: 4,
    schedule: false,
    superviseIntervalSeconds: 1,
    monitorIntervalSeconds: 2,
  })
  boss.on('error', onError)
  try {
    await boss.start()
    await boss.createQueue(QUEUE, {
      heartbeatSeconds: 10,
      // Only a crash brings a job back, and a crash is no verdict on the message: the courier counts the attempts.
      retryLimit: 1_000_000,
      retryDelay: 0,
      // A job may wait as long as every replica is away; the message decides when it has lived long enough.
      retentionSeconds: 10 * 366 * 86_400,
    })
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {})
    throw error
  }

  return {
    add: async (tx, messages) => {
      const jobs = messages.map(({ id, timeoutMs }) => ({
        data: { messageId: id },
        expireInSeconds: Math.ceil(timeoutMs / 1000) + 30,
      }))
      if (jobs.length > 0) await boss.insert(QUEUE, jobs, { db: within(tx) })
    },
    claim: async (count) => {
      const jobs = await boss.fetch<{ messageId: string }>(QUEUE, { batchSize: count, includeMetadata: true })
      return jobs.map(({ id, retryCount, data }) => ({ id, retryCount, messageId: data.messageId }))
    },
    touch: async (claims) => {
      if (claims.length > 0) await boss.touch(QUEUE, [...claims])
    },
    finish: async (tx, claim) => {
      return Settled.parse(await boss.deleteJob(QUEUE, claim, { db: within(tx) })).affected === 1
    },
    stop: () => boss.stop({ graceful: false }),
  }
}
