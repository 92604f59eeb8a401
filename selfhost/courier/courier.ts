/*
 * QStash's HTTP API over Postgres, for those who run the store themselves; local development and the tests use it too.
 *
 * It does what the QStash SDK's publish, batch, enqueue, messages, queues, flow control, URL groups, dlq, logs and keys need.
 * Delivery is at least once, in no particular order except in queues.
 *
 * Left out, and answered with 501 instead of silence: schedules and `Upstash-Cron` (services here are woken by Cron Triggers
 * and CronJobs, which outlive a database), redaction (the log holds neither bodies nor headers), flow control within a queue,
 * QStash's own APIs (`api/llm`, e-mail) and workflows. `Upstash-Caller-Ip` and the token as a query parameter do not exist.
 */
import { createApp } from './app.ts'
import { openDatabase } from './database.ts'
import { type Log, startDelivery } from './delivery.ts'
import { openKeyring } from './keys.ts'
import { type Load, readLoad } from './load.ts'
import { createMetrics } from './metrics.ts'
import { forget, RETENTION, type Retention } from './retention.ts'

const FORGET_MS = 60_000

export type CourierOptions = {
  /** A database it may make the schema `courier` in. */
  databaseUrl: string
  /** The publishers' bearer token. */
  token: string
  /** The first pair. Deliveries are signed with `current`; receivers accept both, so that the keys can roll. */
  signingKeys: { current: string; next: string }
  /** Origins it may call, for example `http://127.0.0.1:8787`; checked when a message is published and delivered. */
  allow: readonly string[]
  /** How deliveries leave; tests use it to drop, double or delay. */
  fetch?: typeof fetch
  /** Milliseconds between two looks for due messages (default 100). */
  pollMs?: number
  /** Deliveries that are out at the same time (default 256). */
  atOnce?: number
  retention?: Retention
  log?: Log
}

export type Courier = {
  fetch(request: Request): Promise<Response>
  /**
   * What is under way in all replicas: `due` could be delivered now but is not begun, `inFlight` is being delivered,
   * `scheduled` waits for a later moment, retries included, the first of them at `nextAt` (database time).
   */
  load(): Promise<Load>
  /** Resolves when the database answers. */
  ready(): Promise<void>
  /** Begins no more deliveries; publishers are still served. */
  halt(): void
  /** Begins no more deliveries, waits for those that are out, closes. */
  stop(): Promise<void>
}

/** Starts a courier; rejects when its database cannot be reached or an allowed origin is not one. */
export const createCourier = async (options: CourierOptions): Promise<Courier> => {
  const { databaseUrl, token, signingKeys, pollMs = 100, atOnce = 256, log = () => {} } = options
  const allow = options.allow.map((origin) => new URL(origin).origin)
  const onError = (error: Error) => log({ level: 'error', event: 'database', error: error.message })
  const pools = await openDatabase(databaseUrl, onError)
  const { front: pool, work } = pools
  const metrics = createMetrics(pool)

  const begin = async () => {
    const keyring = await openKeyring(work, signingKeys)
    const road = { fetch: options.fetch ?? fetch, sign: keyring.sign, allow }
    const delivery = await startDelivery(work, road, { pollMs, atOnce }, metrics, keyring.refresh, log)
    return { keyring, delivery }
  }
  const { keyring, delivery } = await begin().catch(async (error: unknown) => {
    await pools.end()
    throw error
  })
  const app = createApp({ pool, token, keyring, allow, atOnce, metrics, wake: delivery.wake, log })

  let forgetting = Promise.resolve()
  const forgets = setInterval(() => {
    forgetting = forget(work, options.retention ?? RETENTION).catch((error: unknown) =>
      log({ level: 'error', event: 'forget', error: String(error) }),
    )
  }, FORGET_MS)

  let stopped: Promise<void> | undefined
  const stop = async () => {
    clearInterval(forgets)
    await delivery.stop()
    await forgetting
    await pools.end()
  }
  return {
    fetch: async (request) => app.fetch(request),
    load: () => readLoad(pool),
    ready: async () => {
      await pool.query('select')
    },
    halt: delivery.halt,
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}
