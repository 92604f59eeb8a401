import { Refusal } from '../refusal.ts'
import { fromMessageId } from './message.ts'

const PAGING = ['count', 'cursor', 'order', 'orderBy']

export type Table = 'message' | 'dead_letter' | 'event_log'

const ORIGIN = ['messageIds', 'messageId', 'label', 'url', 'host', 'path', 'topicName', 'queueName', 'flowControlKey']

// By what each table can be filtered, and the column that `fromDate` and `toDate` look at.
const tables: Record<Table, { known: string[]; time: string }> = {
  message: { known: [...ORIGIN, 'fromDate', 'toDate'], time: 'created_at' },
  dead_letter: { known: [...ORIGIN, 'fromDate', 'toDate', 'dlqIds', 'responseStatus'], time: 'died_at' },
  event_log: { known: [...ORIGIN, 'fromDate', 'toDate', 'state'], time: 'at' },
}

/** Every value of a parameter, whether it was repeated or joined by commas. */
const split = (values: string[]) => values.flatMap((value) => value.split(',')).filter((value) => value !== '')

const NO_UUID = '00000000-0000-0000-0000-000000000000'

const toIds = (values: string[]) => split(values).map((id) => fromMessageId(id) ?? NO_UUID)

const toMoment = ([value = '']: string[]) => {
  if (!/^\d{1,15}$/.test(value)) throw new Refusal(400, `${value} is not a time in Unix milliseconds`)
  return Number(value) / 1000
}

const toStatuses = (values: string[]) =>
  split(values).map((value) => {
    if (!/^\d{1,4}$/.test(value)) throw new Refusal(400, `${value} is not a status`)
    return Number(value)
  })

const IN_PROGRESS = ['ACTIVE', 'RETRY', 'ERROR']

type Condition = { sql: (placeholder: string) => string; read: (values: string[]) => unknown }

const oneOf = (expression: string, read: Condition['read'] = split, type = 'text'): Condition => ({
  sql: (p) => `${expression} = any(${p}::${type}[])`,
  read,
})

const conditions = (time: string): Record<string, Condition> => ({
  messageIds: oneOf('id', toIds, 'uuid'),
  messageId: oneOf('id', toIds, 'uuid'),
  dlqIds: oneOf('seq', (values) => split(values).map((id) => /^dlq_(\d{1,18})$/.exec(id)?.[1] ?? '0'), 'bigint'),
  label: { sql: (p) => `labels && ${p}::text[]`, read: split },
  state: oneOf('state', (values) => split(values).flatMap((state) => (state === 'IN_PROGRESS' ? IN_PROGRESS : state))),
  // An address or a path may hold a comma, so it is never split.
  url: oneOf('url', (values) => values),
  host: oneOf(`substring(url from '^https?://([^/?#]+)')`),
  path: oneOf(`coalesce(substring(url from '^https?://[^/?#]+(/[^?#]*)'), '/')`, (values) => values),
  topicName: oneOf('topic_name'),
  queueName: oneOf('lane', (values) => split(values).map((name) => `queue:${name}`)),
  flowControlKey: oneOf('lane', (values) => values.map((name) => `key:${name}`)),
  responseStatus: oneOf('response_status', toStatuses, 'int'),
  fromDate: { sql: (p) => `${time} >= to_timestamp(${p}::double precision)`, read: toMoment },
  toDate: { sql: (p) => `${time} <= to_timestamp(${p}::double precision)`, read: toMoment },
})

export type Filter = { where: string; values: unknown[] }

/**
 * The `where` for a list or bulk call: values of one filter are alternatives, different filters must all hold. A filter that
 * the table cannot answer is refused with 400, since ignoring a filter of a bulk delete would delete more than was asked.
 */
export const readFilter = (query: URLSearchParams, table: Table): Filter => {
  const { known, time } = tables[table]
  const all = conditions(time)
  const values: unknown[] = []
  const parts = ['true']
  for (const name of new Set(query.keys())) {
    if (PAGING.includes(name)) continue
    const condition = known.includes(name) ? all[name] : undefined
    if (!condition) throw new Refusal(400, `cannot filter by ${name}`)
    values.push(condition.read(query.getAll(name)))
    parts.push(condition.sql(`$${values.length}`))
  }
  return { where: parts.join(' and '), values }
}

/** The filter for one row of a table by its public id. */
export const only = (name: 'messageIds' | 'dlqIds', id: string, table: Table): Filter =>
  readFilter(new URLSearchParams({ [name]: id }), table)

export type Page = { count: number; before: string }

/** `count` (default 100, at most 1000) and `cursor` (the last `seq` seen) of a list that goes from new to old. */
export const readPage = (query: URLSearchParams): Page => {
  const count = query.get('count') ?? '100'
  const cursor = query.get('cursor') || '9223372036854775807'
  if (!/^\d{1,6}$/.test(count) || count === '0') throw new Refusal(400, 'count must be a whole number above 0')
  if (!/^\d{1,19}$/.test(cursor)) throw new Refusal(400, 'cursor must be one that an earlier answer gave')
  return { count: Math.min(Number(count), 1000), before: cursor }
}

export const FIRST_PAGE: Page = readPage(new URLSearchParams())
