import { Refusal } from '../refusal.ts'
import { fromMessageId } from './message.ts'

const PAGING = ['count', 'cursor', 'order', 'orderBy']

/** Every value of a parameter, whether it was repeated or joined by commas. */
const split = (values: string[]) => values.flatMap((value) => value.split(',')).filter((value) => value !== '')

const NO_UUID = '00000000-0000-0000-0000-000000000000'

const toMoments = (values: string[]) =>
  values.map((value) => {
    if (!/^\d{1,15}$/.test(value)) throw new Refusal(400, `${value} is not a time in Unix milliseconds`)
    return Number(value) / 1000
  })

type Condition = { sql: (placeholder: string) => string; read: (values: string[]) => unknown }

const conditions = (time: string): Record<string, Condition> => ({
  messageIds: {
    sql: (p) => `id = any(${p}::uuid[])`,
    read: (values) => split(values).map((id) => fromMessageId(id) ?? NO_UUID),
  },
  dlqIds: {
    sql: (p) => `seq = any(${p}::bigint[])`,
    read: (values) => split(values).map((id) => /^dlq_(\d{1,18})$/.exec(id)?.[1] ?? '0'),
  },
  label: { sql: (p) => `labels && ${p}::text[]`, read: split },
  state: { sql: (p) => `state = any(${p}::text[])`, read: split },
  // An address may hold a comma, so it is never split.
  url: { sql: (p) => `url = any(${p}::text[])`, read: (values) => values },
  host: { sql: (p) => `substring(url from '^https?://([^/?#]+)') = any(${p}::text[])`, read: split },
  fromDate: { sql: (p) => `${time} >= to_timestamp(${p}::double precision)`, read: (v) => toMoments(v)[0] },
  toDate: { sql: (p) => `${time} <= to_timestamp(${p}::double precision)`, read: (v) => toMoments(v)[0] },
})

export type Filter = { where: string; values: unknown[] }

/**
 * The `where` for a list or bulk call: values of one filter are alternatives, different filters must all hold.
 * `known` names the filters this table can answer; any other one is refused with 400, since ignoring a filter of a
 * bulk delete would delete more than was asked. `time` is the column that `fromDate` and `toDate` look at.
 */
export const readFilter = (query: URLSearchParams, known: readonly string[], time: string): Filter => {
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

/** `count` (default 100, at most 1000) and `cursor` (the last `seq` seen) of a list that goes from new to old. */
export const readPage = (query: URLSearchParams): { count: number; before: string } => {
  const count = query.get('count') ?? '100'
  const cursor = query.get('cursor') || '9223372036854775807'
  if (!/^\d{1,6}$/.test(count) || count === '0') throw new Refusal(400, 'count must be a whole number above 0')
  if (!/^\d{1,19}$/.test(cursor)) throw new Refusal(400, 'cursor must be one that an earlier answer gave')
  return { count: Math.min(Number(count), 1000), before: cursor }
}
