import { Problem } from '#shared/http/problem'

/** Does the work when there is a place for it. Throws `unavailable` when there was none for too long. */
export type Turns = <Result>(work: () => Promise<Result>) => Promise<Result>

const LOOK_AGAIN_MS = 15

const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

/**
 * Lets `places` things happen at a time; who waits longer than `patienceMs` is sent away with 503.
 *
 * There is no queue of promises on purpose: on Workers one request must not wait to be woken by another, which may belong
 * to somebody who has hung up. Each waits on a timer of its own, and a place nobody gave back is free after `leaseMs`.
 */
export const createTurns = ({
  places,
  patienceMs = 5000,
  leaseMs = 10_000,
}: {
  places: number
  patienceMs?: number
  leaseMs?: number
}): Turns => {
  const taken = new Map<symbol, number>()

  const isFree = () => {
    for (const [place, since] of taken) if (Date.now() - since > leaseMs) taken.delete(place)
    return taken.size < places
  }

  return async (work) => {
    const deadline = Date.now() + patienceMs
    while (!isFree()) {
      if (Date.now() >= deadline) {
        throw new Problem('unavailable', 'Too many people are signing in at once', {}, { 'Retry-After': '2' })
      }
      await wait(LOOK_AGAIN_MS)
    }
    const place = Symbol('place')
    taken.set(place, Date.now())
    try {
      return await work()
    } finally {
      taken.delete(place)
    }
  }
}
