import { uuidv7 } from 'uuidv7'
import type { Sql } from './database.ts'
import type { Filter } from './filters.ts'
import { enterLanes, stirLanes, toLaneId } from './lane.ts'
import { type Draft, MESSAGE_COLUMNS, type Message } from './message.ts'

const DEDUPLICATION_WINDOW = `interval '10 minutes'`

// Every "is it due" compares with plain now(), the database's clock and nobody else's.

export type Stored = { id: string; duplicate: boolean }

type Named = { draft: Draft; id: string }

/** Those whose deduplication id is free; the others are put into `stored` with the message that has theirs. */
const deduplicate = async (tx: Sql, named: readonly Named[], stored: Map<Draft, Stored>): Promise<Named[]> => {
  const first = new Map<string, Named>()
  const later: [Draft, Named][] = []
  for (const one of named) {
    const key = one.draft.deduplicationId
    const same = key === undefined ? undefined : first.get(key)
    if (same) later.push([one.draft, same])
    else if (key !== undefined) first.set(key, one)
  }
  // Everybody takes ids in the same order, so that two publishers cannot wait for each other; and whoever comes second waits
  // here for the first one's transaction, so two can never both win.
  const keys = [...first.keys()].sort()
  const { rows } = await tx.query<{ id: string; messageId: string }>(
    `with taken as (
       insert into courier.deduplication as d (id, message_id, expires_at)
       select id, message_id, now() + ${DEDUPLICATION_WINDOW} from unnest($1::text[], $2::uuid[]) as g(id, message_id)
       on conflict (id) do update set
         message_id = case when d.expires_at <= now() then excluded.message_id else d.message_id end,
         expires_at = case when d.expires_at <= now() then excluded.expires_at else d.expires_at end
       returning id, message_id
     ) select id, message_id as "messageId" from taken`,
    [keys, keys.map((key) => first.get(key)?.id)],
  )
  const holders = new Map(rows.map(({ id, messageId }) => [id, messageId]))
  for (const [key, { draft, id }] of first) {
    const holder = holders.get(key) ?? id
    if (holder !== id) stored.set(draft, { id: holder, duplicate: true })
  }
  for (const [draft, { draft: same, id }] of later)
    stored.set(draft, { id: stored.get(same)?.id ?? id, duplicate: true })
  return named.filter(({ draft }) => !stored.has(draft))
}

const insertRows = async (tx: Sql, named: readonly Named[]): Promise<void> => {
  const column = (read: (draft: Draft) => unknown) => named.map(({ draft }) => read(draft))
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value))
  await tx.query(
    `with stored as (
       insert into courier.message (id, url, method, headers, body, max_retries, retry_delay, timeout_ms, labels, created_at,
         due_at, state, retried, lane, seq, topic_name, endpoint_name, callback, failure_callback)
       select id, url, method, headers, body, max_retries, retry_delay, timeout_ms,
         array(select jsonb_array_elements_text(labels)), now(),
         coalesce(to_timestamp(not_before), now() + delay_ms * interval '1 millisecond'), 'CREATED', 0,
         lane, case when lane like 'queue:%' then coalesce(seq, nextval('courier.lane_seq')) end,
         topic_name, endpoint_name, callback, failure_callback
       from (
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::jsonb[], $5::bytea[], $6::int[], $7::text[], $8::int[],
           $9::jsonb[], $10::double precision[], $11::double precision[], $12::text[], $13::bigint[], $14::text[],
           $15::text[], $16::jsonb[], $17::jsonb[]) with ordinality
           as g(id, url, method, headers, body, max_retries, retry_delay, timeout_ms, labels, not_before, delay_ms, lane, seq,
             topic_name, endpoint_name, callback, failure_callback, n)
         order by n
       ) given
       returning id, url, labels, due_at, lane, topic_name, endpoint_name
     )
     insert into courier.event_log (at, id, state, url, labels, next_delivery_at, lane, topic_name, endpoint_name)
     select now(), id, 'CREATED', url, labels, due_at, lane, topic_name, endpoint_name from stored`,
    [
      named.map(({ id }) => id),
      column((draft) => draft.url),
      column((draft) => draft.method),
      column((draft) => JSON.stringify(draft.headers)),
      column((draft) => draft.body),
      column((draft) => draft.maxRetries),
      column((draft) => draft.retryDelay),
      column((draft) => Math.round(draft.timeoutMs)),
      column((draft) => JSON.stringify(draft.labels)),
      column((draft) => ('notBefore' in draft.when ? draft.when.notBefore : null)),
      column((draft) => ('delayMs' in draft.when ? draft.when.delayMs : null)),
      column((draft) => draft.lane && toLaneId(draft.lane)),
      column((draft) => draft.seq ?? null),
      column((draft) => draft.topicName),
      column((draft) => draft.endpointName),
      column((draft) => json(draft.callback)),
      column((draft) => json(draft.failureCallback)),
    ],
  )
}

/** True when storing these takes more than one statement, and so a transaction. */
export const needsTransaction = (drafts: readonly Draft[]) =>
  drafts.some(({ deduplicationId, lane }) => deduplicationId !== undefined || lane !== null)

/** Stores messages, or finds those that already carry their deduplication ids. */
export const insert = async (tx: Sql, drafts: readonly Draft[]): Promise<Map<Draft, Stored>> => {
  const stored = new Map<Draft, Stored>()
  const named = drafts.map((draft) => ({ draft, id: uuidv7() }))
  const deduplicated = named.some(({ draft }) => draft.deduplicationId !== undefined)
  const fresh = deduplicated ? await deduplicate(tx, named, stored) : named
  if (fresh.length === 0) return stored
  await enterLanes(
    tx,
    fresh.flatMap(({ draft }) => draft.lane ?? []),
  )
  await insertRows(tx, fresh)
  for (const { draft, id } of fresh) stored.set(draft, { id, duplicate: false })
  return stored
}

/** The message while it is on its way. */
export const find = async (sql: Sql, id: string) => {
  const { rows } = await sql.query<Omit<Message, 'state' | 'retried' | 'seq'>>(
    `select ${MESSAGE_COLUMNS} from courier.message where id = $1`,
    [id],
  )
  return rows[0]
}

/** Forgets messages that are on their way, and returns how many; an attempt that is already out cannot be called back. */
export const cancel = async (tx: Sql, { where, values }: Filter): Promise<number> => {
  const { rows } = await tx.query<{ cancelled: number; lanes: string[] | null }>(
    `with gone as (
       delete from courier.message where ${where} returning id, url, labels, lane, topic_name, endpoint_name
     ), logged as (
       insert into courier.event_log (at, id, state, url, labels, lane, topic_name, endpoint_name)
       select now(), id, 'CANCELED', url, labels, lane, topic_name, endpoint_name from gone
     )
     select count(*)::int as cancelled, array_agg(distinct lane) as lanes from gone`,
    values,
  )
  await stirLanes(tx, rows[0]?.lanes ?? [])
  return rows[0]?.cancelled ?? 0
}
