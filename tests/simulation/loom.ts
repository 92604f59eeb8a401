/** One life of a process: from its start until it is killed. A new start is a new life. */
export type Life = {
  readonly name: string
  /** By how many milliseconds this process's own clock is wrong. */
  skew: number
  ended: boolean
  /** How many threads of work it has under way, and how many of them wait for something outside. */
  threads: number
  idle: number
  deaths: Set<() => void>
}

export const born = (name: string, skew = 0): Life => ({
  name,
  skew,
  ended: false,
  threads: 0,
  idle: 0,
  deaths: new Set(),
})

/** What becomes of one step over the boundary of a process. */
export const fates = ['done', 'slow', 'refused', 'lost', 'killed-before', 'killed-after'] as const
/**
 * `done` it happens and is answered · `slow` it happens, and the answer is on its way for a while · `refused` it does not
 * happen · `lost` it happens and the answer never comes · `killed-…` the process dies before it, or after it and before the
 * answer.
 */
export type Fate = (typeof fates)[number]

export type Boundary = 'database' | 'broker' | 'stripe' | 'peer' | 'answer'

/** Somebody waits at a boundary. */
export type Waiting = {
  readonly life: Life
  readonly boundary: Boundary
  readonly what: string
  readonly performed: boolean
  perform(): Promise<unknown>
  /** What the process sees instead of an answer; throws where that is an error. */
  instead(lost: boolean): unknown
  resolve(value: unknown): void
  reject(error: unknown): void
}

export type Ended<T> = { value: T } | { error: unknown } | 'died'

/** How long nothing may happen at all before something waits for what the simulation has no hand on, in real milliseconds. */
const PATIENCE_MS = 20_000

const turn = () => new Promise<void>((resolve) => setImmediate(resolve))

/**
 * The loom of a run: every thread of every process, one of which moves at a time. A thread runs until it wants something from
 * outside its process; there it waits until it is picked. So the seed decides over every order in which two threads can meet,
 * and each step over a boundary is a place at which a process can be cut off.
 */
export const createLoom = () => {
  const lives = new Set<Life>()
  let waiting: Waiting[] = []
  let running: Life | undefined

  const balanced = () => {
    for (const life of lives) if (life.threads !== life.idle) return false
    return true
  }

  /** Resolves when every thread waits at a boundary or has ended. */
  const quiet = async () => {
    const started = performance.now()
    for (let calm = 0; calm < 2; calm = balanced() ? calm + 1 : 0) {
      await turn()
      if (performance.now() - started > PATIENCE_MS) {
        const restless = [...lives].filter(({ threads, idle }) => threads !== idle)
        throw new Error(`nothing moves, and not all wait: ${JSON.stringify(restless)}`)
      }
    }
    running = undefined
  }

  /** The thread of a process stops here until it is picked. */
  const gate = <T>(
    life: Life,
    boundary: Boundary,
    what: string,
    perform: () => Promise<T>,
    instead: (lost: boolean) => unknown,
    performed = false,
  ): Promise<T> => {
    // A process that is no more waits for ever.
    if (life.ended) return new Promise(() => {})
    life.idle++
    return new Promise<T>((resolve, reject) => {
      const go = (end: () => void) => {
        life.idle--
        running = life
        end()
      }
      waiting.push({
        ...{ life, boundary, what, performed, perform, instead },
        resolve: (value) => go(() => resolve(value as T)),
        reject: (error) => go(() => reject(error)),
      })
    })
  }

  /** Begins a thread. `then` hears how it ended, or that the process died under it. */
  const thread = <T>(life: Life, work: () => Promise<T>, then: (end: Ended<T>) => void = () => {}) => {
    lives.add(life)
    life.threads++
    const die = () => then('died')
    life.deaths.add(die)
    const end = (ended: Ended<T>) => {
      if (life.ended) return
      life.deaths.delete(die)
      life.threads--
      then(ended)
    }
    running = life
    work().then(
      (value) => end({ value }),
      (error: unknown) => end({ error }),
    )
  }

  /** Waits for somebody else's thread: begun by `begin`, over when it calls back. */
  const blocked = <T>(life: Life, begin: (done: (end: Ended<T>) => void) => void): Promise<T> => {
    if (life.ended) return new Promise(() => {})
    life.idle++
    return new Promise<T>((resolve, reject) => {
      begin((end) => {
        if (life.ended) return
        life.idle--
        running = life
        if (end === 'died') reject(new TypeError('fetch failed'))
        else if ('error' in end) reject(end.error)
        else resolve(end.value)
      })
    })
  }

  /** Ends a process between two steps: whatever it waits for is never answered. */
  const kill = (life: Life) => {
    life.ended = true
    lives.delete(life)
    waiting = waiting.filter((step) => step.life !== life)
    const deaths = [...life.deaths]
    life.deaths.clear()
    for (const die of deaths) die()
  }

  const outcome = async (perform: () => Promise<unknown>): Promise<{ value: unknown } | { error: unknown }> => {
    try {
      return { value: await perform() }
    } catch (error) {
      return { error }
    }
  }

  const settle = ({ resolve, reject }: Waiting, make: () => unknown) => {
    try {
      resolve(make())
    } catch (error) {
      reject(error)
    }
  }

  /** Lets one who waits go on, as `fate` has it, until everybody waits again. */
  const resume = async (step: Waiting, fate: Fate) => {
    waiting = waiting.filter((other) => other !== step)
    running = undefined
    if (fate === 'killed-before') kill(step.life)
    else if (fate === 'refused') settle(step, () => step.instead(false))
    else {
      const done = await outcome(step.perform)
      const answer = () => {
        if ('error' in done) throw done.error
        return done.value
      }
      if (fate === 'done') settle(step, answer)
      else if (fate === 'lost') settle(step, () => step.instead(true))
      else if (fate === 'killed-after') kill(step.life)
      else waiting.push({ ...step, what: `${step.what} (answer)`, performed: true, perform: async () => answer() })
    }
    await quiet()
  }

  return {
    gate,
    thread,
    blocked,
    kill,
    resume,
    quiet,
    waiting: (): readonly Waiting[] => waiting,
    /** Whose code runs now; undefined between the steps. */
    running: () => running,
    /** Who runs now, for those who begin something of their own between the steps. */
    nobodyRuns: () => {
      running = undefined
    },
  }
}

export type Loom = ReturnType<typeof createLoom>
