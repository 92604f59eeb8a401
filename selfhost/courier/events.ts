import type { Sql } from './database.ts'
import type { Filter } from './filters.ts'
import { toMessageId } from './message.ts'

type Event = {
  seq: string
  at: Date
  id: string
  state: string
  url: string
  labels: string[]
  nextDeliveryAt: Date | null
  error: string | null
  responseStatus: number | null
}

/** One page of what happened, newest first; times in Unix milliseconds, `cursor` absent on the last page. */
export const list = async (
  sql: Sql,
  { where, values }: Filter,
  { count, before }: { count: number; before: string },
) => {
  const { rows } = await sql.query<Event>(
    `select seq, at, id, state, url, labels, next_delivery_at as "nextDeliveryAt", error,
       response_status as "responseStatus"
     from courier.event_log where ${where} and seq < $${values.length + 1}
     order by seq desc limit $${values.length + 2}`,
    [...values, before, count + 1],
  )
  const page = rows.slice(0, count)
  const last = page.at(-1)
  const events = page.map((event) => ({
    time: event.at.getTime(),
    messageId: toMessageId(event.id),
    state: event.state,
    url: event.url,
    ...(event.labels.length > 0 && { label: event.labels[0], labels: event.labels }),
    ...(event.nextDeliveryAt && { nextDeliveryTime: event.nextDeliveryAt.getTime() }),
    ...(event.error !== null && { error: event.error }),
    ...(event.responseStatus !== null && { responseStatus: event.responseStatus }),
  }))
  return { events, ...(rows.length > count && last && { cursor: last.seq }) }
}

const RETENTION = { events: `interval '7 days'`, deadLetters: `interval '30 days'` }

/** Drops what nobody will ask for any more: old events, lapsed deduplication ids, dead letters of last month. */
export const forget = async (sql: Sql): Promise<void> => {
  await sql.query(`delete from courier.event_log where at < now() - ${RETENTION.events}`)
  await sql.query(`delete from courier.deduplication where expires_at < now()`)
  await sql.query(`delete from courier.dead_letter where died_at < now() - ${RETENTION.deadLetters}`)
}
