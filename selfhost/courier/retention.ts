import type { Sql } from './database.ts'

const EVENTS_FOR = `interval '7 days'`
const DEAD_LETTERS_FOR = `interval '30 days'`
const LANES_FOR = `interval '1 day'`
const AT_ONCE = 20_000

export type Retention = {
  /** The newest events that are kept, whatever their age (default 5 million, about a gigabyte). */
  events: number
}

export const RETENTION: Retention = { events: 5_000_000 }

// In bites, so that no transaction of ours is long; the next call takes the next bite.
const bites = [
  // The log is in the order of time: what is too old is at its beginning.
  `delete from courier.event_log where seq in (
     select seq from (select seq, at from courier.event_log order by seq limit ${AT_ONCE}) oldest
     where at < now() - ${EVENTS_FOR} or seq <= (select max(seq) from courier.event_log) - $1)`,
  `delete from courier.deduplication where id in (
     select id from courier.deduplication where expires_at < now() order by expires_at limit ${AT_ONCE})
     and $1::bigint is not null`,
  `delete from courier.dead_letter where seq in (
     select seq from (select seq, died_at from courier.dead_letter order by seq limit ${AT_ONCE}) oldest
     where died_at < now() - ${DEAD_LETTERS_FOR}) and $1::bigint is not null`,
  // A key nobody uses is no more than its limits, which the next message brings again.
  `delete from courier.lane l where id like 'key:%' and not paused and not pinned_parallelism and not pinned_rate
     and updated_at < now() - ${LANES_FOR} and not exists (select from courier.message m where m.lane = l.id and m.replica is null)
     and not exists (select from courier.message m where m.lane = l.id and m.replica is not null)
     and $1::bigint is not null`,
]

/** Drops what nobody will ask for any more: old events and dead letters, lapsed deduplication ids, idle flow-control keys. */
export const forget = async (sql: Sql, { events }: Retention): Promise<void> => {
  for (const bite of bites) {
    for (;;) {
      const { rowCount } = await sql.query(bite, [events])
      if ((rowCount ?? 0) < AT_ONCE) break
    }
  }
}
