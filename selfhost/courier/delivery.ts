import type pg from 'pg'
import { attempt, type Road } from './attempt.ts'
import { decide } from './backoff.ts'
import { transaction } from './database.ts'
import { bury } from './dead-letters.ts'
import { forget } from './events.ts'
import { type Claim, HEARTBEAT_MS, type Jobs } from './jobs.ts'
import { type Message, toMessageId } from './message.ts'
import { anyDue, begin, delivered, handOver, retryLater } from './store.ts'

const AT_ONCE = 50
const HAND_OVER = 500
const AFTER_ERROR_MS = 500
const FORGET_MS = 10 * 60_000

export type Log = (line: Record<string, unknown>) => void

export type Delivery = {
  /** Looks for work now instead of at the next poll. */
  wake(): void
  /** Starts nothing more and resolves when everything that is out has been settled. */
  stop(): Promise<void>
}

/** The loop of one replica: hands due messages over, claims as many as it has room for, delivers, settles. */
export const startDelivery = (pool: pg.Pool, jobs: Jobs, road: Road, pollMs: number, log: Log): Delivery => {
  const running = new Map<Claim, Promise<void>>()
  let stopping = false
  let woken = false
  let rouse = () => {}

  const wake = () => {
    woken = true
    rouse()
  }

  const settle = async (claim: Claim, message: Message) => {
    const outcome = await attempt(message, road)
    const delay = outcome.kind === 'failed' ? decide(message, outcome) : undefined
    const ours = await transaction(pool, async (tx) => {
      // The claim is the fence: once another replica took the message over, this outcome is no longer news.
      if (!(await jobs.finish(tx, claim))) return false
      if (outcome.kind === 'delivered') await delivered(tx, message.id, outcome.status)
      else if (delay === 'never' || delay === undefined) await bury(tx, message.id, outcome.failure)
      else await retryLater(tx, message.id, delay, outcome.failure)
      return true
    })
    if (outcome.kind === 'failed' || !ours) {
      const error = outcome.kind === 'failed' ? outcome.failure.error : 'another replica took the message over'
      const next = typeof delay === 'number' ? { retryInMs: Math.round(delay) } : { gaveUp: ours }
      log({ level: 'warn', event: 'delivery', messageId: toMessageId(message.id), url: message.url, error, ...next })
    }
  }

  const start = (claim: Claim, message: Message | undefined) => {
    const work = message ? settle(claim, message) : transaction(pool, (tx) => jobs.finish(tx, claim)) // cancelled before it was begun
    const settled = work
      // Not recorded, so the claim lapses and the message goes out again: at least once.
      .catch((error: unknown) => log({ level: 'error', event: 'settle', error: String(error) }))
      .then(() => {
        running.delete(claim)
        wake()
      })
    running.set(claim, settled)
  }

  const look = async () => {
    while (!stopping && (await anyDue(pool))) {
      const handed = await transaction(pool, async (tx) => {
        const due = await handOver(tx, HAND_OVER)
        await jobs.add(tx, due)
        return due.length
      })
      if (handed < HAND_OVER) break
    }
    const room = AT_ONCE - running.size
    if (stopping || room === 0) return
    const claims = await jobs.claim(room)
    if (claims.length === 0) return
    const messages = new Map(
      (
        await begin(
          pool,
          claims.map(({ messageId }) => messageId),
        )
      ).map((message) => [message.id, message]),
    )
    for (const claim of claims) start(claim, messages.get(claim.messageId))
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
        () => pollMs,
        (error: unknown) => {
          log({ level: 'error', event: 'look', error: String(error) })
          return AFTER_ERROR_MS
        },
      )
      await rest(ms)
    }
  }

  const heartbeat = setInterval(() => {
    jobs
      .touch([...running.keys()])
      .catch((error: unknown) => log({ level: 'error', event: 'touch', error: String(error) }))
  }, HEARTBEAT_MS)
  const forgetting = setInterval(() => {
    forget(pool).catch((error: unknown) => log({ level: 'error', event: 'forget', error: String(error) }))
  }, FORGET_MS)
  const looping = loop()

  return {
    wake,
    stop: async () => {
      stopping = true
      rouse()
      await looping
      // Heartbeats go on until the last delivery is settled.
      await Promise.all(running.values())
      clearInterval(heartbeat)
      clearInterval(forgetting)
    },
  }
}
