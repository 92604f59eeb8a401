import type { Sql } from './database.ts'
import type { Filter, Page } from './filters.ts'
import { type Message, showOrigin, toMessageId } from './message.ts'

type Event = Pick<Message, 'id' | 'url' | 'labels' | 'lane' | 'topicName' | 'endpointName'> & {
  seq: string
  at: Date
  state: string
  nextDeliveryAt: Date | null
  error: string | null
  responseStatus: number | null
}

/** One page of what happened, newest first; times in Unix milliseconds, `cursor` absent on the last page. */
export const list = async (sql: Sql, { where, values }: Filter, { count, before }: Page) => {
  const { rows } = await sql.query<Event>(
    `select seq, at, id, state, url, labels, lane, topic_name as "topicName", endpoint_name as "endpointName",
       next_delivery_at as "nextDeliveryAt", error, response_status as "responseStatus"
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
    ...showOrigin(event),
    ...(event.nextDeliveryAt && { nextDeliveryTime: event.nextDeliveryAt.getTime() }),
    ...(event.error !== null && { error: event.error }),
    ...(event.responseStatus !== null && { responseStatus: event.responseStatus }),
  }))
  return { events, ...(rows.length > count && last && { cursor: last.seq }) }
}
