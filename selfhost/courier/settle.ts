import type pg from 'pg'
import { callbackDrafts } from './callback.ts'
import { type Sql, transaction } from './database.ts'
import { bury } from './dead-letters.ts'
import { stirLanes } from './lane.ts'
import { type Buried, OURS, type Result, type Retried } from './result.ts'
import { insert } from './store.ts'

const deliver = async (tx: Sql, results: readonly Result[]): Promise<string[]> => {
  const { rows } = await tx.query<{ id: string }>(
    `with given as (select * from unnest($1::uuid[], $2::int[], $3::int[]) as g(id, claims, status)),
     gone as (
       delete from courier.message m using given g where ${OURS}
       returning m.id, m.url, m.labels, m.lane, m.topic_name, m.endpoint_name, g.status
     ), logged as (
       insert into courier.event_log (at, id, state, url, labels, response_status, lane, topic_name, endpoint_name)
       select now(), id, 'DELIVERED', url, labels, status, lane, topic_name, endpoint_name from gone
     )
     select id from gone`,
    [
      results.map(({ message }) => message.id),
      results.map(({ message }) => message.claims),
      results.map(({ outcome }) => outcome.response?.status ?? null),
    ],
  )
  return rows.map(({ id }) => id)
}

/** They wait by the database's clock. */
const retryLater = async (tx: Sql, results: readonly Retried[]): Promise<string[]> => {
  const { rows } = await tx.query<{ id: string }>(
    `with given as (
       select * from unnest($1::uuid[], $2::int[], $3::double precision[], $4::text[], $5::int[])
         as g(id, claims, delay_ms, error, status)
     ), waiting as (
       update courier.message m set state = 'RETRY', replica = null, retried = retried + 1,
         due_at = now() + g.delay_ms * interval '1 millisecond'
       from given g where ${OURS}
       returning m.id, m.url, m.labels, m.lane, m.topic_name, m.endpoint_name, m.due_at, g.error, g.status
     ), logged as (
       insert into courier.event_log (at, id, state, url, labels, error, response_status, next_delivery_at, lane,
         topic_name, endpoint_name)
       select now(), id, what.state, url, labels, what.error, status, what.next, lane, topic_name, endpoint_name
       from waiting w, lateral (values (1, 'ERROR', w.error, null), (2, 'RETRY', null, w.due_at)) as what(n, state, error, next)
       order by id, what.n
     )
     select id from waiting`,
    [
      results.map(({ message }) => message.id),
      results.map(({ message }) => message.claims),
      results.map(({ next }) => next),
      results.map(({ outcome }) => outcome.error),
      results.map(({ outcome }) => outcome.response?.status ?? null),
    ],
  )
  return rows.map(({ id }) => id)
}

const isDelivered = ({ outcome }: Result) => outcome.kind === 'delivered'
const isRetried = (result: Result): result is Retried => result.outcome.kind === 'failed' && result.next !== 'never'
const isBuried = (result: Result): result is Buried => result.outcome.kind === 'failed' && result.next === 'never'

const simple = ({ message, outcome }: Result) =>
  outcome.kind === 'delivered' && message.lane === null && message.callback === null

/**
 * Records what came of the claims, and in the same transaction makes the callbacks that were asked for. Returns the ids of
 * those that were still ours. Recording the same twice is harmless.
 */
export const settle = async (pool: pg.Pool, results: readonly Result[]): Promise<Set<string>> => {
  if (results.every(simple)) return new Set(await deliver(pool, results))
  return transaction(pool, async (tx) => {
    const delivered = results.filter(isDelivered)
    const retried = results.filter(isRetried)
    const buried = results.filter(isBuried)
    const dlqIds = buried.length > 0 ? await bury(tx, buried) : new Map<string, string>()
    const ours = new Set([
      ...(delivered.length > 0 ? await deliver(tx, delivered) : []),
      ...(retried.length > 0 ? await retryLater(tx, retried) : []),
      ...dlqIds.keys(),
    ])
    const news = results.filter(({ message }) => ours.has(message.id))
    const callbacks = news.flatMap((result) => callbackDrafts(result, dlqIds.get(result.message.id)))
    if (callbacks.length > 0) await insert(tx, callbacks)
    await stirLanes(
      tx,
      news.map(({ message }) => message.lane),
    )
    return ours
  })
}
