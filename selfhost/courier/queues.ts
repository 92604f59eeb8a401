import * as z from 'zod'
import { Refusal } from '../refusal.ts'
import type { Sql } from './database.ts'
import { readName } from './flow-control.ts'
import { cancel } from './store.ts'

type Queue = {
  id: string
  createdAt: Date
  updatedAt: Date
  parallelism: number
  paused: boolean
  lag: number
}

const UpsertQueue = z.object({
  queueName: z.string(),
  parallelism: z.int().min(1).max(1000).default(1),
  paused: z.boolean().default(false),
})

const show = ({ id, createdAt, updatedAt, ...queue }: Queue) => ({
  name: id.slice('queue:'.length),
  createdAt: createdAt.getTime(),
  updatedAt: updatedAt.getTime(),
  ...queue,
})

const idOf = (name: string | undefined) => `queue:${readName('the name of a queue', name)}`

const QUEUE = `select id, created_at as "createdAt", updated_at as "updatedAt", parallelism, paused,
  (select count(*)::int from courier.message where lane = l.id and seq is not null) as lag from courier.lane l`

/** Every queue, by name; `lag` is how many messages are in it. */
export const list = async (sql: Sql) => {
  const { rows } = await sql.query<Queue>(`${QUEUE} where id like 'queue:%' order by id`)
  return rows.map(show)
}

export const get = async (sql: Sql, name: string) => {
  const { rows } = await sql.query<Queue>(`${QUEUE} where id = $1`, [idOf(name)])
  return rows[0] && show(rows[0])
}

/** Makes a queue or changes it. Throws `Refusal` 400 for what is wrong. */
export const upsert = async (sql: Sql, body: unknown): Promise<void> => {
  const parsed = UpsertQueue.safeParse(body)
  if (!parsed.success) throw new Refusal(400, `the queue is not as expected: ${z.prettifyError(parsed.error)}`)
  const { queueName, parallelism, paused } = parsed.data
  await sql.query(
    `insert into courier.lane (id, parallelism, period_ms, paused, pinned_parallelism, pinned_rate, window_count, created_at,
       updated_at)
     values ($1, $2, 1000, $3, false, false, 0, now(), now())
     on conflict (id) do update set parallelism = excluded.parallelism, paused = excluded.paused, updated_at = now(),
       next_at = now()`,
    [idOf(queueName), parallelism, paused],
  )
}

/** True when there is such a queue. What is out while it is paused is finished. */
export const setPaused = async (sql: Sql, name: string, paused: boolean): Promise<boolean> => {
  const { rowCount } = await sql.query(
    `update courier.lane set paused = $2, updated_at = now(), next_at = now() where id = $1`,
    [idOf(name), paused],
  )
  return rowCount === 1
}

/** Removes a queue and cancels what is in it; true when there was one. */
export const remove = async (tx: Sql, name: string): Promise<boolean> => {
  const id = idOf(name)
  // First the row: a publisher who comes meanwhile waits for it, and then makes the queue anew.
  const { rowCount } = await tx.query(`delete from courier.lane where id = $1`, [id])
  await cancel(tx, { where: 'lane = $1 and seq is not null', values: [id] })
  return rowCount === 1
}
