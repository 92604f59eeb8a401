import { uuidv7 } from 'uuidv7'
import type { Sql } from './database.ts'
import type { Filter } from './filters.ts'
import type { Draft, Message } from './message.ts'

const DEDUPLICATION_WINDOW = `interval '10 minutes'`

// Every "is it due" below compares with plain now(), the database's clock and nobody else's.

const columns = `id, url, method, headers, body, max_retries as "maxRetries", retry_delay as "retryDelay",
  timeout_ms as "timeoutMs", labels, state, retried, due_at as "dueAt", created_at as "createdAt"`

export type Stored = { id: string; duplicate: boolean; due: boolean }

/** Stores one message, or finds the one that already carries its deduplication id. */
export const insert = async (tx: Sql, draft: Draft): Promise<Stored> => {
  const id = uuidv7()
  if (draft.deduplicationId !== undefined) {
    // The insert waits for a publisher who holds the same id in an open transaction, so two can never both win.
    const { rows } = await tx.query(
      `insert into courier.deduplication as d (id, message_id, expires_at) values ($1, $2, now() + ${DEDUPLICATION_WINDOW})
       on conflict (id) do update set message_id = excluded.message_id, expires_at = excluded.expires_at
         where d.expires_at <= now()
       returning id`,
      [draft.deduplicationId, id],
    )
    if (rows.length === 0) {
      const found = await tx.query<{ id: string }>(`select message_id as id from courier.deduplication where id = $1`, [
        draft.deduplicationId,
      ])
      const [first] = found.rows
      if (first) return { id: first.id, duplicate: true, due: false }
    }
  }
  const { rows } = await tx.query<{ due: boolean }>(
    `with stored as (
       insert into courier.message (id, url, method, headers, body, max_retries, retry_delay, timeout_ms, labels,
         created_at, due_at, state, retried, queued)
       select $1, $2, $3, $4, $5, $6, $7, $8, $9, now(), due_at, 'CREATED', 0, due_at <= now()
       from (select coalesce(to_timestamp($10::double precision),
                             now() + $11::double precision * interval '1 millisecond') as due_at) d
       returning id, url, labels, queued, due_at
     ), logged as (
       insert into courier.event_log (at, id, state, url, labels, next_delivery_at)
       select now(), id, 'CREATED', url, labels, due_at from stored
     )
     select queued as due from stored`,
    [
      id,
      draft.url,
      draft.method,
      JSON.stringify(draft.headers),
      draft.body,
      draft.maxRetries,
      draft.retryDelay ?? null,
      Math.round(draft.timeoutMs),
      draft.labels,
      'notBefore' in draft.when ? draft.when.notBefore : null,
      'delayMs' in draft.when ? draft.when.delayMs : 0,
    ],
  )
  return { id, duplicate: false, due: rows[0]?.due === true }
}

/** True when a message has become due and nobody handed it over yet. */
export const anyDue = async (sql: Sql): Promise<boolean> => {
  const { rows } = await sql.query<{ due: boolean }>(
    `select exists (select from courier.message where not queued and due_at <= now()) as due`,
  )
  return rows[0]?.due === true
}

/** Marks up to `limit` due messages as handed over; the caller adds their jobs in the same transaction. */
export const handOver = async (tx: Sql, limit: number) => {
  const { rows } = await tx.query<{ id: string; timeoutMs: number }>(
    `update courier.message set queued = true where id in (
       select id from courier.message where not queued and due_at <= now()
       order by due_at limit $1 for update skip locked
     ) returning id, timeout_ms as "timeoutMs"`,
    [limit],
  )
  return rows
}

/** Marks messages as being delivered and returns them; one that was cancelled meanwhile is missing from the answer. */
export const begin = async (sql: Sql, ids: readonly string[]): Promise<Message[]> => {
  const { rows } = await sql.query<Message>(
    `with begun as (
       update courier.message set state = 'ACTIVE' where id = any($1::uuid[]) returning *
     ), logged as (
       insert into courier.event_log (at, id, state, url, labels) select now(), id, 'ACTIVE', url, labels from begun
     )
     select ${columns} from begun`,
    [ids],
  )
  return rows
}

/** A delivered message leaves; nothing happens when it was cancelled while it was out. */
export const delivered = async (tx: Sql, id: string, status: number): Promise<void> => {
  await tx.query(
    `with gone as (delete from courier.message where id = $1 returning id, url, labels)
     insert into courier.event_log (at, id, state, url, labels, response_status)
     select now(), id, 'DELIVERED', url, labels, $2 from gone`,
    [id, status],
  )
}

export type Failure = {
  error: string
  status: number | undefined
  headers: Record<string, string>
  body: Uint8Array
}

/** A failed attempt: the message waits `delayMs` by the database's clock, unless it was cancelled while it was out. */
export const retryLater = async (tx: Sql, id: string, delayMs: number, failure: Failure): Promise<void> => {
  await tx.query(
    `with waiting as (
       update courier.message set state = 'RETRY', queued = false, retried = retried + 1,
         due_at = now() + $2::double precision * interval '1 millisecond'
       where id = $1 returning id, url, labels, due_at
     )
     insert into courier.event_log (at, id, state, url, labels, error, response_status, next_delivery_at)
     select now(), id, what.state, url, labels, what.error, $4::int, what.next
     from waiting, lateral (values (1, 'ERROR', $3::text, null), (2, 'RETRY', null, due_at)) as what(n, state, error, next)
     order by what.n`,
    [id, delayMs, failure.error, failure.status ?? null],
  )
}

/** The message while it is on its way. */
export const find = async (sql: Sql, id: string): Promise<Message | undefined> => {
  const { rows } = await sql.query<Message>(`select ${columns} from courier.message where id = $1`, [id])
  return rows[0]
}

/** Forgets messages that are on their way, and returns how many; an attempt that is already out cannot be called back. */
export const cancel = async (sql: Sql, { where, values }: Filter): Promise<number> => {
  const { rowCount } = await sql.query(
    `with gone as (delete from courier.message where ${where} returning id, url, labels)
     insert into courier.event_log (at, id, state, url, labels) select now(), id, 'CANCELED', url, labels from gone`,
    values,
  )
  return rowCount ?? 0
}

export type Load = { due: number; inFlight: number; scheduled: number; nextAt: Date | null }

/** What is under way, in all replicas together. */
export const readLoad = async (sql: Sql): Promise<Load> => {
  const { rows } = await sql.query<Load>(
    `select count(*) filter (where state <> 'ACTIVE' and (queued or due_at <= now()))::int as due,
            count(*) filter (where state = 'ACTIVE')::int as "inFlight",
            count(*) filter (where not queued and due_at > now())::int as scheduled,
            min(due_at) filter (where not queued and due_at > now()) as "nextAt"
     from courier.message`,
  )
  return rows[0] ?? { due: 0, inFlight: 0, scheduled: 0, nextAt: null }
}
