import type { Sql } from './database.ts'

export type Load = { due: number; inFlight: number; scheduled: number; nextAt: Date | null }

/** What is under way, in all replicas together. Counts every timer, so not for every second. */
export const readLoad = async (sql: Sql): Promise<Load> => {
  // Each count reads one partial index and no row.
  const { rows } = await sql.query<Load>(
    `with free as (
       select count(*) filter (where due_at <= now())::int as due, count(*) filter (where due_at > now())::int as later,
         min(due_at) filter (where due_at > now()) as next_at
       from courier.message where replica is null and lane is null
     ), waiting as (
       select count(*) filter (where due_at <= now())::int as due, count(*) filter (where due_at > now())::int as later,
         min(due_at) filter (where due_at > now()) as next_at
       from courier.message where replica is null and lane is not null
     )
     select free.due + waiting.due as due, free.later + waiting.later as scheduled,
       least(free.next_at, waiting.next_at) as "nextAt",
       (select count(*)::int from courier.message where replica is not null) as "inFlight"
     from free, waiting`,
  )
  return rows[0] ?? { due: 0, inFlight: 0, scheduled: 0, nextAt: null }
}
