import type { Sql } from './database.ts'
import { createHistogram } from './histogram.ts'
import { readLoad } from './load.ts'
import type { Result } from './result.ts'

const LATENESS_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]
// Counting a million timers takes a moment, so scrapers share one count.
const COUNT_EVERY_MS = 10_000

type Ended = 'delivered' | 'retried' | 'dead' | 'lost'

export type Metrics = {
  began(lateSeconds: number | null): void
  ended(outcome: Ended): void
  /** Prometheus' text; rejects when the database cannot be asked. */
  show(): Promise<string>
}

const countAll = async (sql: Sql) => {
  const { rows } = await sql.query<{ dead: number; replicas: number }>(
    `select (select count(*)::int from courier.dead_letter) as dead, (select count(*)::int from courier.replica) as replicas`,
  )
  return { ...(await readLoad(sql)), dead: rows[0]?.dead ?? 0, replicas: rows[0]?.replicas ?? 0 }
}

/** How a result counts: `lost` was another replica's, or cancelled, by the time it was known. */
export const endOf = ({ outcome, next }: Result, ours: boolean): Ended => {
  if (!ours) return 'lost'
  if (outcome.kind === 'delivered') return 'delivered'
  return next === 'never' ? 'dead' : 'retried'
}

const gauge = (name: string, help: string, value: number) => [
  `# HELP ${name} ${help}`,
  `# TYPE ${name} gauge`,
  `${name} ${value}`,
]

export const createMetrics = (sql: Sql): Metrics => {
  const ends: Record<Ended, number> = { delivered: 0, retried: 0, dead: 0, lost: 0 }
  const lateness = createHistogram(
    'courier_lateness_seconds',
    'From being due to the attempt, where no queue and no flow control held it back.',
    LATENESS_SECONDS,
  )
  let counted: { at: number; counts: ReturnType<typeof countAll> } | undefined

  const count = () => {
    if (!counted || performance.now() - counted.at > COUNT_EVERY_MS) {
      const counts = countAll(sql)
      counted = { at: performance.now(), counts }
      counts.catch(() => {
        counted = undefined
      })
    }
    return counted.counts
  }

  return {
    began: (lateSeconds) => {
      if (lateSeconds !== null) lateness.observe(Math.max(0, lateSeconds))
    },
    ended: (outcome) => {
      ends[outcome]++
    },
    show: async () => {
      const { due, inFlight, scheduled, dead, replicas } = await count()
      return [
        ...gauge('courier_due', 'Messages that could be delivered now, in all replicas.', due),
        ...gauge('courier_in_flight', 'Messages that are being delivered, in all replicas.', inFlight),
        ...gauge('courier_scheduled', 'Messages that wait for a later moment.', scheduled),
        ...gauge('courier_dead_letters', 'Messages in the dead-letter queue.', dead),
        ...gauge('courier_replicas', 'Replicas that are alive.', replicas),
        '# HELP courier_attempts_total Attempts of this replica by what came of them.',
        '# TYPE courier_attempts_total counter',
        ...Object.entries(ends).map(([outcome, n]) => `courier_attempts_total{outcome="${outcome}"} ${n}`),
        ...lateness.show(),
        '',
      ].join('\n')
    },
  }
}
