/*
 * QStash's HTTP API over Postgres, for those who run the store themselves; local development and the tests use it too.
 *
 * It does what the QStash SDK's publish, batch, messages, dlq and logs need: delays, retries by expression, signatures,
 * deduplication, cancelling and dead letters. Delivery is at least once and in no particular order.
 *
 * Left out for now, and answered with 501 instead of silence: queues (`/v2/enqueue`), schedules, URL groups, flow
 * control, callbacks, redaction, rotating the signing keys over HTTP (they come from the configuration), and the
 * token as a query parameter. `Upstash-Caller-Ip` is not sent.
 */
import { createApp } from './app.ts'
import { openDatabase } from './database.ts'
import { type Log, startDelivery } from './delivery.ts'
import { openJobs } from './jobs.ts'
import { createSign } from './signature.ts'
import { type Load, readLoad } from './store.ts'

export type CourierOptions = {
  /** A database it may make two schemas in: `courier` and `courier_jobs`. */
  databaseUrl: string
  /** The publishers' bearer token. */
  token: string
  /** Deliveries are signed with `current`; receivers accept both, so that the keys can roll. */
  signingKeys: { current: string; next: string }
  /** Origins it may call, for example `http://127.0.0.1:8787`; checked when a message is published and delivered. */
  allow: readonly string[]
  /** How deliveries leave; tests use it to drop, double or delay. */
  fetch?: typeof fetch
  /** Milliseconds between two looks for due messages (default 100). */
  pollMs?: number
  log?: Log
}

export type Courier = {
  fetch(request: Request): Promise<Response>
  /**
   * What is under way in all replicas: `due` could be delivered now but is not begun, `inFlight` is being delivered,
   * `scheduled` waits for a later moment, retries included, the first of them at `nextAt` (database time).
   */
  load(): Promise<Load>
  /** Begins no more deliveries, waits for those that are out, closes. */
  stop(): Promise<void>
}

/** Starts a courier; rejects when its database cannot be reached or an allowed origin is not one. */
export const createCourier = async (options: CourierOptions): Promise<Courier> => {
  const { databaseUrl, token, signingKeys, pollMs = 100, log = () => {} } = options
  const allow = options.allow.map((origin) => new URL(origin).origin)
  const sign = await createSign(signingKeys.current)
  const onError = (error: Error) => log({ level: 'error', event: 'database', error: error.message })
  const pool = await openDatabase(databaseUrl, onError)
  const jobs = await openJobs(databaseUrl, onError).catch(async (error: unknown) => {
    await pool.end()
    throw error
  })
  const road = { fetch: options.fetch ?? fetch, sign, allow }
  const delivery = startDelivery(pool, jobs, road, pollMs, log)
  const app = createApp({ pool, jobs, token, signingKeys, allow, wake: delivery.wake, log })

  let stopped: Promise<void> | undefined
  const stop = async () => {
    await delivery.stop()
    await jobs.stop()
    await pool.end()
  }
  return {
    fetch: async (request) => app.fetch(request),
    load: () => readLoad(pool),
    stop: () => {
      stopped ??= stop()
      return stopped
    },
  }
}
