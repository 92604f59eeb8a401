import type { Sql } from './database.ts'
import { readLimit, readPeriod } from './flow-control.ts'

type FlowKey = {
  id: string
  waitListSize: number
  parallelismMax: number
  parallelismCount: number
  rateMax: number
  rateCount: number
  ratePeriodMs: string
  ratePeriodStart: Date | null
  isPaused: boolean
  isPinnedParallelism: boolean
  isPinnedRate: boolean
}

// A maximum of nought is none; a period that is over counts nothing any more.
const FLOW_KEY = `select id, coalesce(parallelism, 0) as "parallelismMax", coalesce(rate, 0) as "rateMax",
  (select count(*)::int from courier.message where lane = l.id and replica is null and due_at <= now()) as "waitListSize",
  (select count(*)::int from courier.message where lane = l.id and replica is not null) as "parallelismCount",
  case when now() < window_start + period_ms * interval '1 millisecond' then window_count else 0 end as "rateCount",
  period_ms as "ratePeriodMs", window_start as "ratePeriodStart", paused as "isPaused",
  pinned_parallelism as "isPinnedParallelism", pinned_rate as "isPinnedRate"
  from courier.lane l`

const show = ({ id, ratePeriodMs, ratePeriodStart, ...key }: FlowKey) => ({
  flowControlKey: id.slice('key:'.length),
  ...key,
  ratePeriod: Math.ceil(Number(ratePeriodMs) / 1000),
  ratePeriodStart: Math.floor((ratePeriodStart?.getTime() ?? 0) / 1000),
})

export const list = async (sql: Sql) => {
  const { rows } = await sql.query<FlowKey>(`${FLOW_KEY} where id like 'key:%' order by id limit 1000`)
  return rows.map(show)
}

export const get = async (sql: Sql, name: string) => {
  const { rows } = await sql.query<FlowKey>(`${FLOW_KEY} where id = $1`, [`key:${name}`])
  return rows[0] && show(rows[0])
}

/** Changes a key, which need not have been seen before: what an operator says holds for messages to come. */
const change = async (sql: Sql, name: string, set: string, values: unknown[] = []): Promise<void> => {
  await sql.query(
    `insert into courier.lane (id, period_ms, paused, pinned_parallelism, pinned_rate, window_count, created_at, updated_at)
     values ($1, 1000, false, false, false, 0, now(), now()) on conflict (id) do nothing`,
    [`key:${name}`],
  )
  await sql.query(`update courier.lane set ${set}, next_at = now(), updated_at = now() where id = $1`, [
    `key:${name}`,
    ...values,
  ])
}

/** What waits stays, and what comes joins it, until the key is resumed. */
export const pause = (sql: Sql, name: string) => change(sql, name, 'paused = true')
export const resume = (sql: Sql, name: string) => change(sql, name, 'paused = false')

/** Ends the current period, as if nothing had been sent in it. */
export const resetRate = (sql: Sql, name: string) => change(sql, name, 'window_start = now(), window_count = 0')

/** Limits that no message changes. Throws `Refusal` 400 for what is wrong with `parallelism`, `rate` or `period`. */
export const pin = async (tx: Sql, name: string, query: URLSearchParams): Promise<void> => {
  const parallelism = query.get('parallelism')
  const rate = query.get('rate')
  const period = query.get('period')
  if (parallelism !== null) {
    await change(tx, name, 'parallelism = $2, pinned_parallelism = true', [readLimit('parallelism', parallelism)])
  }
  if (rate !== null) await change(tx, name, 'rate = $2, pinned_rate = true', [readLimit('rate', rate)])
  if (period !== null) await change(tx, name, 'period_ms = $2, pinned_rate = true', [readPeriod(period)])
}

/** Lets the next message say what the limits are. */
export const unpin = async (tx: Sql, name: string, query: URLSearchParams): Promise<void> => {
  if (query.get('parallelism') === 'true') await change(tx, name, 'pinned_parallelism = false')
  if (query.get('rate') === 'true') await change(tx, name, 'pinned_rate = false')
}

/** How many deliveries may be, and are, out in all replicas together; each replica has `atOnce` places. */
export const globalParallelism = async (sql: Sql, atOnce: number) => {
  const { rows } = await sql.query<{ replicas: number; parallelismCount: number }>(
    `select (select count(*)::int from courier.replica) as replicas,
       (select count(*)::int from courier.message where replica is not null) as "parallelismCount"`,
  )
  return { parallelismMax: (rows[0]?.replicas ?? 0) * atOnce, parallelismCount: rows[0]?.parallelismCount ?? 0 }
}
