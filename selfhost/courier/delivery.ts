import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { attempt, type Road } from './attempt.ts'
import { decide } from './backoff.ts'
import { beat, type Claimed, claimFree, claimInLanes, giveBack, HEARTBEAT_MS, leave } from './claims.ts'
import { toMessageId } from './message.ts'
import { endOf, type Metrics } from './metrics.ts'
import type { Result } from './result.ts'
import { startSettler } from './settler.ts'

/** A replica takes no more than this at one look, so that others find something too. */
const BITE = 64
const AFTER_ERROR_MS = 500

export type Log = (line: Record<string, unknown>) => void

export type Delivery = {
  /** Looks for work now instead of at the next poll. */
  wake(): void
  /** Begins nothing more. */
  halt(): void
  /** Halts, and resolves when everything that is out has been settled. */
  stop(): Promise<void>
}

export type Pace = {
  /** Milliseconds between two looks for due messages. */
  pollMs: number
  /** Deliveries that one replica has out at the same time. */
  atOnce: number
}

/** The loop of one replica: claims as many due messages as it has room for, delivers them, has them settled. */
export const startDelivery = async (
  pool: pg.Pool,
  road: Road,
  { pollMs, atOnce }: Pace,
  metrics: Metrics,
  onBeat: () => Promise<void>,
  log: Log,
): Promise<Delivery> => {
  const replica = randomUUID()
  const running = new Map<string, Claimed>()
  let stopping = false
  let woken = false
  // An answer may be lost after its claim was committed: now and then we compare what the database says is ours with what we know.
  let unsure = false
  let rouse = () => {}
  let idle = () => {}

  const wake = () => {
    woken = true
    rouse()
  }

  const tell = ({ message, outcome, next }: Result, ours: boolean) => {
    metrics.ended(endOf({ message, outcome, next }, ours))
    if (outcome.kind === 'delivered' && ours) return
    const error =
      outcome.kind === 'failed' ? outcome.error : 'another replica took the message over, or it was cancelled'
    const after = typeof next === 'number' ? { retryInMs: Math.round(next) } : { gaveUp: ours }
    log({ level: 'warn', event: 'delivery', messageId: toMessageId(message.id), url: message.url, error, ...after })
  }

  const settler = startSettler(
    pool,
    (results, ours) => {
      for (const result of results) {
        const { id, claims } = result.message
        // It may be out again already, claimed anew after it had lapsed.
        if (running.get(id)?.claims === claims) running.delete(id)
        tell(result, ours.has(id))
      }
      if (running.size === 0) idle()
      wake()
    },
    log,
  )

  const start = (message: Claimed) => {
    running.set(message.id, message)
    metrics.began(message.lateSeconds)
    void attempt(message, road).then((outcome) => {
      const next = outcome.kind === 'failed' ? decide(message, outcome) : 'never'
      settler.add({ message, outcome, next })
    })
  }

  const room = () => Math.min(BITE, atOnce - running.size)

  /** True when there may be more to claim at once. */
  const look = async (): Promise<boolean> => {
    // A few free places are not worth a claim of their own while many are out: the next settled batch makes more.
    if (running.size > atOnce * 0.75) return false
    if (unsure) {
      unsure = false
      await giveBack(pool, replica, [...running.keys()])
    }
    // Lanes may take half, and get it first: neither side can starve the other.
    const inLanes = await claimInLanes(pool, replica, Math.ceil(room() / 2))
    for (const message of inLanes) start(message)
    const free = await claimFree(pool, replica, room())
    for (const message of free) start(message)
    return inLanes.length + free.length >= BITE / 2
  }

  const rest = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      rouse = () => {
        clearTimeout(timer)
        resolve()
      }
      if (woken || stopping) rouse()
    })

  const loop = async () => {
    while (!stopping) {
      woken = false
      const ms = await look().then(
        (more) => (more ? 0 : pollMs),
        (error: unknown) => {
          log({ level: 'error', event: 'look', error: String(error) })
          return AFTER_ERROR_MS
        },
      )
      await rest(ms)
    }
  }

  let beating: Promise<void> | undefined
  const heartbeat = async () => {
    unsure = true
    const back = await beat(pool, replica)
    if (back > 0) {
      log({ level: 'warn', event: 'takeover', messages: back })
      wake()
    }
    await onBeat()
  }
  await beat(pool, replica)
  const beats = setInterval(() => {
    beating ??= heartbeat()
      .catch((error: unknown) => log({ level: 'error', event: 'heartbeat', error: String(error) }))
      .finally(() => {
        beating = undefined
      })
  }, HEARTBEAT_MS)
  const looping = loop()

  const halt = () => {
    stopping = true
    rouse()
  }
  return {
    wake,
    halt,
    stop: async () => {
      halt()
      await looping
      // Heartbeats go on until the last delivery is settled.
      if (running.size > 0) await new Promise<void>((resolve) => (idle = resolve))
      clearInterval(beats)
      await beating
      await leave(pool, replica).catch((error: unknown) =>
        log({ level: 'error', event: 'leave', error: String(error) }),
      )
    },
  }
}
