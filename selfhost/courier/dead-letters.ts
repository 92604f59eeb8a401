import { uuidv7 } from 'uuidv7'
import type { Sql } from './database.ts'
import type { Filter, Page } from './filters.ts'
import { reenterLanes } from './lane.ts'
import { MESSAGE_COLUMNS, type Message, showBody, showHeaders, showMessage } from './message.ts'
import { type Buried, OURS } from './result.ts'

const KEPT = `url, method, headers, body, max_retries, retry_delay, timeout_ms, labels, lane, topic_name, endpoint_name,
  callback, failure_callback`

type DeadLetter = Omit<Message, 'state' | 'retried' | 'seq'> & {
  dlqSeq: string
  responseStatus: number | null
  responseHeaders: Record<string, string> | null
  responseBody: Buffer | null
}

// A thousand of the biggest would be gigabytes.
const MAX_PAGE_BYTES = 16 * 1024 * 1024

const toDlqId = (seq: string) => `dlq_${seq}`

/** Messages that are given up move to the dead-letter queue. Returns their ids there by message, of those that were ours. */
export const bury = async (tx: Sql, results: readonly Buried[]): Promise<Map<string, string>> => {
  const { rows } = await tx.query<{ id: string; seq: string }>(
    `with given as (
       select * from unnest($1::uuid[], $2::int[], $3::text[], $4::int[], $5::jsonb[], $6::bytea[])
         as g(id, claims, error, status, response_headers, response_body)
     ), gone as (
       delete from courier.message m using given g where ${OURS}
       returning m.*, g.error, g.status, g.response_headers, g.response_body
     ), buried as (
       insert into courier.dead_letter (id, created_at, due_at, ${KEPT}, died_at, error, response_status, response_headers,
         response_body)
       select id, created_at, due_at, ${KEPT}, now(), error, status, response_headers, response_body from gone
       returning id, seq
     ), logged as (
       insert into courier.event_log (at, id, state, url, labels, error, response_status, lane, topic_name, endpoint_name)
       select now(), id, what.state, url, labels, error, status, lane, topic_name, endpoint_name
       from gone, lateral (values (1, 'ERROR'), (2, 'FAILED')) as what(n, state) order by id, what.n
     )
     select id, seq from buried`,
    [
      results.map(({ message }) => message.id),
      results.map(({ message }) => message.claims),
      results.map(({ outcome }) => outcome.error),
      results.map(({ outcome }) => outcome.response?.status ?? null),
      results.map(({ outcome }) => JSON.stringify(outcome.response?.headers ?? {})),
      results.map(({ outcome }) => outcome.response?.body ?? new Uint8Array()),
    ],
  )
  return new Map(rows.map(({ id, seq }) => [id, toDlqId(seq)]))
}

const show = (letter: DeadLetter) => ({
  ...showMessage(letter),
  dlqId: toDlqId(letter.dlqSeq),
  ...(letter.responseStatus !== null && { responseStatus: letter.responseStatus }),
  responseHeader: showHeaders(letter.responseHeaders ?? {}),
  ...showBody('responseBody', letter.responseBody ?? Buffer.alloc(0)),
})

/** One page of dead letters, newest first, shorter than asked for when they are big; `cursor` is absent on the last page. */
export const list = async (sql: Sql, { where, values }: Filter, { count, before }: Page) => {
  const { rows } = await sql.query<DeadLetter & { found: number }>(
    `select seq as "dlqSeq", ${MESSAGE_COLUMNS}, response_status as "responseStatus",
       response_headers as "responseHeaders", response_body as "responseBody", found
     from (
       select *, count(*) over ()::int as found,
         sum(octet_length(body) + octet_length(response_body)) over (order by seq desc rows unbounded preceding exclude current row)
           as bytes_before
       from (
         select * from courier.dead_letter where ${where} and seq < $${values.length + 1}
         order by seq desc limit $${values.length + 2}
       ) picked
     ) measured
     where coalesce(bytes_before, 0) < ${MAX_PAGE_BYTES}
     order by "dlqSeq" desc`,
    [...values, before, count + 1],
  )
  const page = rows.slice(0, count)
  const last = page.at(-1)
  return { messages: page.map(show), ...(last && last.found > page.length && { cursor: last.dlqSeq }) }
}

const picked = ({ where, values }: Filter, { count, before }: Page) => ({
  sql: `select seq from courier.dead_letter where ${where} and seq < $${values.length + 1}
        order by seq desc limit $${values.length + 2} for update`,
  values: [...values, before, count],
})

const toCursor = (seqs: string[], count: number) => {
  const oldest = seqs.map(BigInt).reduce<bigint | undefined>((a, b) => (a === undefined || b < a ? b : a), undefined)
  // A full page may have more behind it; the next call finds out.
  return seqs.length === count && oldest !== undefined ? { cursor: String(oldest) } : {}
}

/** Throws up to `count` dead letters away. */
export const discard = async (sql: Sql, filter: Filter, page: Page) => {
  const pick = picked(filter, page)
  const { rows } = await sql.query<{ seq: string }>(
    `delete from courier.dead_letter where seq in (${pick.sql}) returning seq`,
    pick.values,
  )
  const seqs = rows.map(({ seq }) => seq)
  return { deleted: seqs.length, ...toCursor(seqs, page.count) }
}

/** Sends up to `count` dead letters again, oldest first, each as a new message that is due at once; returns their ids. */
export const revive = async (tx: Sql, filter: Filter, page: Page) => {
  const pick = picked(filter, page)
  const { rows } = await tx.query<{ seq: string; lane: string | null }>(
    `select seq, lane from courier.dead_letter where seq in (${pick.sql}) order by seq`,
    pick.values,
  )
  const revived = rows.map((letter) => ({ ...letter, id: uuidv7() }))
  await reenterLanes(
    tx,
    revived.map(({ lane }) => lane),
  )
  await tx.query(
    `with fresh as (select * from unnest($1::bigint[], $2::uuid[]) as f(letter, fresh_id)),
     gone as (delete from courier.dead_letter d using fresh f where d.seq = f.letter returning d.*, f.fresh_id),
     stored as (
       insert into courier.message (id, ${KEPT}, created_at, due_at, state, retried, seq)
       select fresh_id, ${KEPT}, now(), now(), 'CREATED', 0,
         case when lane like 'queue:%' then nextval('courier.lane_seq') end
       from (select * from gone order by seq) ordered
       returning id, url, labels, lane, topic_name, endpoint_name
     )
     insert into courier.event_log (at, id, state, url, labels, lane, topic_name, endpoint_name)
     select now(), id, 'CREATED', url, labels, lane, topic_name, endpoint_name from stored`,
    [revived.map(({ seq }) => seq), revived.map(({ id }) => id)],
  )
  return {
    ids: revived.map(({ id }) => id),
    ...toCursor(
      revived.map(({ seq }) => seq),
      page.count,
    ),
  }
}
