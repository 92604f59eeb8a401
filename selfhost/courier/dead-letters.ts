import { uuidv7 } from 'uuidv7'
import type { Sql } from './database.ts'
import type { Filter } from './filters.ts'
import { type Message, showBody, showHeaders, showMessage } from './message.ts'
import type { Failure } from './store.ts'

const MESSAGE = 'id, url, method, headers, body, max_retries, retry_delay, timeout_ms, labels, created_at, due_at'

type DeadLetter = Omit<Message, 'state' | 'retried'> & {
  seq: string
  responseStatus: number | null
  responseHeaders: Record<string, string> | null
  responseBody: Buffer | null
}

/** A message that is given up moves to the dead-letter queue; nothing happens when it was cancelled while it was out. */
export const bury = async (tx: Sql, id: string, { error, status, headers, body }: Failure): Promise<void> => {
  await tx.query(
    `with gone as (delete from courier.message where id = $1 returning ${MESSAGE}),
     buried as (
       insert into courier.dead_letter (${MESSAGE}, died_at, error, response_status, response_headers, response_body)
       select ${MESSAGE}, now(), $2, $3, $4, $5 from gone
     )
     insert into courier.event_log (at, id, state, url, labels, error, response_status)
     select now(), id, what.state, url, labels, $2, $3
     from gone, lateral (values (1, 'ERROR'), (2, 'FAILED')) as what(n, state) order by what.n`,
    [id, error, status ?? null, JSON.stringify(headers), body],
  )
}

const show = (letter: DeadLetter) => ({
  ...showMessage(letter),
  dlqId: `dlq_${letter.seq}`,
  ...(letter.responseStatus !== null && { responseStatus: letter.responseStatus }),
  responseHeader: showHeaders(letter.responseHeaders ?? {}),
  ...showBody('responseBody', letter.responseBody ?? Buffer.alloc(0)),
})

/** One page of dead letters, newest first; `cursor` is absent on the last page. */
export const list = async (
  sql: Sql,
  { where, values }: Filter,
  { count, before }: { count: number; before: string },
) => {
  const { rows } = await sql.query<DeadLetter>(
    `select seq, id, url, method, headers, body, max_retries as "maxRetries", retry_delay as "retryDelay",
       timeout_ms as "timeoutMs", labels, due_at as "dueAt", created_at as "createdAt",
       response_status as "responseStatus", response_headers as "responseHeaders", response_body as "responseBody"
     from courier.dead_letter where ${where} and seq < $${values.length + 1}
     order by seq desc limit $${values.length + 2}`,
    [...values, before, count + 1],
  )
  const page = rows.slice(0, count)
  const last = page.at(-1)
  return { messages: page.map(show), ...(rows.length > count && last && { cursor: last.seq }) }
}

const picked = ({ where, values }: Filter, { count, before }: { count: number; before: string }) => ({
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
export const discard = async (sql: Sql, filter: Filter, page: { count: number; before: string }) => {
  const pick = picked(filter, page)
  const { rows } = await sql.query<{ seq: string }>(
    `delete from courier.dead_letter where seq in (${pick.sql}) returning seq`,
    pick.values,
  )
  const seqs = rows.map(({ seq }) => seq)
  return { deleted: seqs.length, ...toCursor(seqs, page.count) }
}

/** Sends up to `count` dead letters again, each as a new message that is due at once; the caller adds their jobs. */
export const revive = async (tx: Sql, filter: Filter, page: { count: number; before: string }) => {
  const pick = picked(filter, page)
  const { rows: letters } = await tx.query<{ seq: string; timeoutMs: number }>(
    `select seq, timeout_ms as "timeoutMs" from courier.dead_letter where seq in (${pick.sql}) order by seq`,
    pick.values,
  )
  const revived = letters.map((letter) => ({ ...letter, id: uuidv7() }))
  await tx.query(
    `with fresh as (select * from unnest($1::bigint[], $2::uuid[]) as f(seq, fresh_id)),
     gone as (delete from courier.dead_letter d using fresh f where d.seq = f.seq returning d.*, f.fresh_id),
     stored as (
       insert into courier.message (id, url, method, headers, body, max_retries, retry_delay, timeout_ms, labels,
         created_at, due_at, state, retried, queued)
       select fresh_id, url, method, headers, body, max_retries, retry_delay, timeout_ms, labels,
         now(), now(), 'CREATED', 0, true from gone
       returning id, url, labels
     )
     insert into courier.event_log (at, id, state, url, labels) select now(), id, 'CREATED', url, labels from stored`,
    [revived.map(({ seq }) => seq), revived.map(({ id }) => id)],
  )
  return {
    messages: revived,
    ...toCursor(
      letters.map(({ seq }) => seq),
      page.count,
    ),
  }
}
