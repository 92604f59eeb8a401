import type pg from 'pg'
import type { Log } from './delivery.ts'
import type { Result } from './result.ts'
import { settle } from './settle.ts'

const AT_ONCE = 256
const AGAIN_MS = 250
const ATTEMPTS = 20

export type Settler = {
  /** Takes an outcome to be recorded; `done` hears whether the claim was still ours, once it is. */
  add(result: Result): void
}

const rest = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/**
 * Records outcomes in batches: while one is under way the next gathers, so that a busy courier commits seldom and a quiet one
 * at once. A batch that fails is tried one by one, so that none is held up by its neighbour.
 */
export const startSettler = (
  pool: pg.Pool,
  done: (results: readonly Result[], ours: ReadonlySet<string>) => void,
  log: Log,
): Settler => {
  const waiting: Result[] = []
  let busy = false

  const settleAlone = async (result: Result) => {
    for (let attempt = 1; ; attempt++) {
      try {
        done([result], await settle(pool, [result]))
        return
      } catch (error) {
        log({ level: 'error', event: 'settle', error: String(error) })
        if (attempt === ATTEMPTS) break
        await rest(AGAIN_MS)
      }
    }
    // Not recorded, so the message goes out again: at least once.
    done([result], new Set())
  }

  const run = async () => {
    busy = true
    while (waiting.length > 0) {
      const batch = waiting.splice(0, AT_ONCE)
      await settle(pool, batch).then(
        (ours) => done(batch, ours),
        (error: unknown) => {
          log({ level: 'error', event: 'settle', error: String(error) })
          return Promise.all(batch.map(settleAlone))
        },
      )
    }
    busy = false
  }

  return {
    add: (result) => {
      waiting.push(result)
      if (!busy) void run()
    },
  }
}
