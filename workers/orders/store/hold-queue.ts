import { Problem } from '#shared/http/problem'
import type { Log } from '#shared/log'
import { sqlError } from '#shared/postgres/db'
import type { HoldAnswer, HoldRequest } from './orders.ts'

/** Takes several requests in one call; an answer each, in order. */
export type HoldAll = (requests: readonly HoldRequest[]) => Promise<HoldAnswer[]>

/** Takes one request and answers it. */
export type HoldOne = (request: HoldRequest) => Promise<HoldAnswer>

// Two calls with one key in the same moment: the other was first, and its answer is found by asking again.
const sameKey = (error: unknown) => sqlError(error)?.constraint === 'orders_idempotency_key'

/** One request, one call. */
export const holdAlone =
  (holdAll: HoldAll): HoldOne =>
  async (request) => {
    const [answer] = await holdAll([request]).catch((error: unknown): HoldAnswer[] => {
      if (sameKey(error)) return [{ outcome: 'again' }]
      throw error
    })
    if (!answer) throw new Error('the hold was not answered')
    return answer
  }

export type HoldQueueOptions = {
  holdAll: HoldAll
  log: Log
  /** How many calls may be under way at once. Few that carry many beat many that carry one. */
  lanes?: number
  /** The most requests one call carries. */
  batch?: number
  /** The most requests that may wait; who comes after that is sent away with `unavailable`. */
  waiting?: number
  /** How long a request may wait to be carried, in milliseconds. */
  patienceMs?: number
  /** Milliseconds, only ever compared with one another. */
  now?: () => number
}

type Waiting = {
  request: HoldRequest
  since: number
  resolve(answer: HoldAnswer): void
  reject(error: unknown): void
}

const busy = () => new Problem('unavailable', 'Very many people want tickets right now', {}, { 'Retry-After': '1' })

// What one request alone can be guilty of (a broken value, a key used in this very moment) and the others need not suffer for.
const mayBeOneOfThem = (error: unknown) => /^(22|23)/.test(sqlError(error)?.code ?? '')

/**
 * Lets concurrent holds of one process share calls to the database. There is no timer: the first leaves at once, and whoever
 * comes while all lanes are under way leaves together with the others, so that batches grow with demand and nobody waits
 * when there is none. A call that fails because of one of its requests is repeated one by one: the guilty fails alone.
 */
export const holdQueue = ({
  holdAll,
  log,
  lanes = 2,
  batch = 256,
  waiting = 4000,
  patienceMs = 5000,
  now = () => performance.now(),
}: HoldQueueOptions): HoldOne => {
  const queue: Waiting[] = []
  let free = lanes

  const holdOne = holdAlone(holdAll)
  const alone = ({ request, resolve, reject }: Waiting) => holdOne(request).then(resolve, reject)

  const carry = async (passengers: readonly Waiting[]) => {
    try {
      const answers = await holdAll(passengers.map(({ request }) => request))
      for (const [index, { resolve, reject }] of passengers.entries()) {
        const answer = answers[index]
        if (answer) resolve(answer)
        else reject(new Error('the hold was not answered'))
      }
    } catch (error) {
      if (mayBeOneOfThem(error)) {
        if (passengers.length > 1)
          log('warn', 'a batch of holds is repeated one by one', { size: passengers.length, error })
        for (const passenger of passengers) await alone(passenger)
      } else {
        for (const { reject } of passengers) reject(error)
      }
    }
  }

  const depart = () => {
    while (free > 0 && queue.length > 0) {
      const boarding = queue.splice(0, batch)
      const late = now() - patienceMs
      const passengers = boarding.filter(({ since }) => since >= late)
      for (const { since, reject } of boarding) if (since < late) reject(busy())
      if (passengers.length === 0) continue
      free--
      void carry(passengers).finally(() => {
        free++
        depart()
      })
    }
  }

  /** One request's answer. Rejects with `unavailable` when too many wait, or this one has waited too long. */
  return (request) =>
    new Promise((resolve, reject) => {
      if (queue.length >= waiting) return reject(busy())
      queue.push({ request, since: now(), resolve, reject })
      depart()
    })
}

/** Concurrent requests of this process travel together. */
export const holdTogether = (holdAll: HoldAll, log: Log): HoldOne => holdQueue({ holdAll, log })
