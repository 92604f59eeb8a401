import type { Sql } from './database.ts'

/** What a message waits in beside its time: a queue delivers in order, a flow-control key only so many or so often. */
export type Lane =
  | { kind: 'queue'; name: string }
  | { kind: 'key'; name: string; parallelism: number | null; rate: number | null; periodMs: number }

export const toLaneId = ({ kind, name }: Pick<Lane, 'kind' | 'name'>) => `${kind}:${name}`

/** A lane's id as QStash names it in what it shows. */
export const showLane = (lane: string | null) => {
  if (lane === null) return {}
  const name = lane.slice(lane.indexOf(':') + 1)
  return lane.startsWith('queue:') ? { queueName: name } : { flowControlKey: name }
}

/**
 * Makes the lanes that are missing and lets the others know that something came. The latest message says what a key's limits
 * are, unless an operator pinned them. Rows are taken in one order, so that two publishers cannot wait for each other, and held
 * to the end of `tx`: so a queue's order is the order in which its messages became visible.
 */
export const enterLanes = async (tx: Sql, lanes: readonly Lane[]): Promise<void> => {
  const latest = [...new Map(lanes.map((lane) => [toLaneId(lane), lane]))].toSorted(([a], [b]) => (a < b ? -1 : 1))
  if (latest.length === 0) return
  const limits = latest.map(([, lane]) => (lane.kind === 'key' ? lane : undefined))
  await tx.query(
    `insert into courier.lane as l (id, parallelism, rate, period_ms, paused, pinned_parallelism, pinned_rate, window_count,
       next_at, created_at, updated_at)
     select id, case when id like 'queue:%' then 1 else parallelism end, rate, coalesce(period_ms, 1000),
       false, false, false, 0, now(), now(), now()
     from unnest($1::text[], $2::int[], $3::int[], $4::bigint[]) with ordinality as g(id, parallelism, rate, period_ms, n)
     order by n
     on conflict (id) do update set next_at = now(), updated_at = now(),
       parallelism = case when l.id like 'queue:%' or l.pinned_parallelism then l.parallelism else excluded.parallelism end,
       rate = case when l.pinned_rate then l.rate else excluded.rate end,
       period_ms = case when l.pinned_rate then l.period_ms else excluded.period_ms end`,
    [
      latest.map(([id]) => id),
      limits.map((limit) => limit?.parallelism ?? null),
      limits.map((limit) => limit?.rate ?? null),
      limits.map((limit) => limit?.periodMs ?? null),
    ],
  )
}

/** Something in these lanes changed: one of their messages ended, failed, or was cancelled. */
export const stirLanes = async (tx: Sql, lanes: readonly (string | null)[]): Promise<void> => {
  const ids = [...new Set(lanes)].filter((id) => id !== null)
  if (ids.length === 0) return
  await tx.query(
    `with stirred as (select id from courier.lane where id = any($1::text[]) order by id for update)
     update courier.lane l set next_at = now() from stirred where l.id = stirred.id`,
    [ids],
  )
}

/** Lets messages into lanes by their ids alone; a key that was forgotten meanwhile has no limits until somebody publishes. */
export const reenterLanes = async (tx: Sql, lanes: readonly (string | null)[]): Promise<void> => {
  const ids = [...new Set(lanes)].filter((id) => id !== null).sort()
  if (ids.length === 0) return
  await tx.query(
    `insert into courier.lane as l (id, parallelism, period_ms, paused, pinned_parallelism, pinned_rate, window_count, next_at,
       created_at, updated_at)
     select id, case when id like 'queue:%' then 1 end, 1000, false, false, false, 0, now(), now(), now()
     from unnest($1::text[]) with ordinality as g(id, n) order by n
     on conflict (id) do update set next_at = now(), updated_at = now()`,
    [ids],
  )
}
