/** The one true time of a run, in milliseconds; it stands still between the steps. */
export type Time = {
  now(): number
  /** Moves on by so many milliseconds, for the database and Stripe as well. */
  pass(ms: number): Promise<void>
}

/** When every run begins: some day, the same for all of them. */
export const BEGINNING = Date.UTC(2031, 4, 1, 18)

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

export const createTime = (moved: (now: number) => Promise<unknown>): Time => {
  let now = BEGINNING
  return {
    now: () => now,
    pass: async (ms) => {
      now += Math.max(1, Math.round(ms))
      await moved(now)
    },
  }
}
