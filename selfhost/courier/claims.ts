import type { Sql } from './database.ts'
import { MESSAGE_COLUMNS, type Message } from './message.ts'

/*
 * Which replica is working on which message, and is it still alive? A claim is two columns of the message; being alive is one
 * row of the replica, written every second in real time. So what a delivery costs does not grow with how long it takes, and a
 * test that moves now() by an hour does not declare every running delivery dead.
 */

/** How often `beat` must be called. */
export const HEARTBEAT_MS = 1000

/** A replica that was not heard of for so long has lost its claims. */
const LAPSE = `interval '5 seconds'`

/** A message that a replica has claimed. `id` and `claims` name the claim: a later one has another count. */
export type Claimed = Message & {
  claims: number
  /** How long after it was due it was claimed; null where a lane may have held it back. */
  lateSeconds: number | null
}

const BEGUN = `${MESSAGE_COLUMNS}, state, retried, seq, claims,
  case when lane is null then extract(epoch from now() - due_at)::double precision end as "lateSeconds"`

/** Claims up to `count` due messages that nothing but their time held back. */
export const claimFree = async (sql: Sql, replica: string, count: number): Promise<Claimed[]> => {
  const { rows } = await sql.query<Claimed>(
    `with due as materialized (
       select id from courier.message where replica is null and lane is null and due_at <= now()
       order by due_at limit $2 for update skip locked
     ), begun as (
       update courier.message m set state = 'ACTIVE', replica = $1, claims = claims + 1
       from due where m.id = due.id returning m.*
     ), logged as (
       insert into courier.event_log (at, id, state, url, labels, topic_name, endpoint_name)
       select now(), id, 'ACTIVE', url, labels, topic_name, endpoint_name from begun
     )
     select ${BEGUN} from begun order by due_at`,
    [replica, count],
  )
  return rows
}

/** Claims up to `count` due messages of lanes that have room. */
export const claimInLanes = async (sql: Sql, replica: string, count: number): Promise<Claimed[]> => {
  const claimed = await sql.query<{ id: string }>(`select courier.claim_lanes($1, $2) as id`, [replica, count])
  if (claimed.rows.length === 0) return []
  const { rows } = await sql.query<Claimed>(
    `select ${BEGUN} from courier.message where id = any($1::uuid[]) and replica = $2 order by courier.message.seq`,
    [claimed.rows.map(({ id }) => id), replica],
  )
  return rows
}

/** Gives back what this replica has claimed beyond `known`: an answer was lost, and so nobody is working on it. */
export const giveBack = async (sql: Sql, replica: string, known: readonly string[]): Promise<void> => {
  await sql.query(
    `with back as (
       update courier.message set replica = null where replica = $1 and not (id = any($2::uuid[])) returning lane
     )
     update courier.lane set next_at = now() where id in (select lane from back)`,
    [replica, known],
  )
}

/** Says that this replica is alive, and takes the claims of those that are not; returns how many messages come back. */
export const beat = async (sql: Sql, replica: string): Promise<number> => {
  await sql.query(
    `insert into courier.replica (id, seen_at) values ($1, pg_catalog.now())
     on conflict (id) do update set seen_at = excluded.seen_at`,
    [replica],
  )
  const { rows } = await sql.query<{ back: number }>(
    `with dead as (
       delete from courier.replica where seen_at < pg_catalog.now() - ${LAPSE} returning id
     ), back as (
       update courier.message m set replica = null
       where replica is not null and (replica in (select id from dead)
         or not exists (select from courier.replica r where r.id = m.replica))
       returning lane
     ), stirred as (
       update courier.lane set next_at = now() where id in (select lane from back)
     )
     select count(*)::int as back from back`,
  )
  return rows[0]?.back ?? 0
}

/** Leaves in good order: others need not wait for the lapse to take what might be left. */
export const leave = async (sql: Sql, replica: string): Promise<void> => {
  await sql.query(`delete from courier.replica where id = $1`, [replica])
}
