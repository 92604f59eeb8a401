import { admin } from '#local/postgres'
import type { Heard } from './courier-receiver.ts'
import type { CourierWorld } from './courier-world.ts'

const BATCH = 100
const PUBLISHERS = 4
// Long enough for a bulk insert to be over before the first of them is due.
const AHEAD_SECONDS = 3

/** Puts messages into the courier's table as it would itself, due one after the other from `fromSeconds` from now on. */
const insertTimers = (
  { database, destination }: CourierWorld,
  count: number,
  fromSeconds: number,
  perSecond: number | 'together',
) =>
  admin(
    database,
    `insert into courier.message (id, url, method, headers, body, max_retries, timeout_ms, labels, created_at, due_at, state,
       retried)
     select gen_random_uuid(), $1, 'POST', '{"content-type":"text/plain"}',
       convert_to(i || ' ' || floor(extract(epoch from due) * 1000), 'UTF8'), 3, 60000, '{}', now(), due, 'CREATED', 0
     from generate_series(1, $2::int) i,
       lateral (select now() + make_interval(secs => $3 + i * $4::double precision) as due) d`,
    [destination, count, fromSeconds, perSecond === 'together' ? 0 : 1 / perSecond],
  )

/** Timers that nobody waits for: due in an hour and later. */
export const insertPending = async (world: CourierWorld, count: number) => {
  await insertTimers(world, count, 3600, 10)
}

const check = (heard: Heard, count: number) => {
  if (heard.forged > 0) throw new Error(`${heard.forged} signatures were not good`)
  if (heard.heard !== count) throw new Error(`${heard.heard} of ${count} were heard`)
  return heard
}

export type Row = {
  id: string
  /** Deliveries a second, signatures verified. */
  perSecond: number
  /** Milliseconds between due and heard. */
  late: Heard['late']
  repeated: number
}

const row = (id: string, count: number, heard: Heard, seconds = heard.seconds): Row => ({
  id,
  perSecond: count / seconds,
  late: check(heard, count).late,
  repeated: heard.repeated,
})

/** All due at the same moment: how fast they go out. */
export const drain = async (world: CourierWorld, count: number): Promise<Row> => {
  await world.reset()
  await insertTimers(world, count, AHEAD_SECONDS, 'together')
  return row('drain', count, await world.heard(count))
}

/** Published over HTTP in batches of a hundred by four publishers, and delivered at the same time. */
export const through = async (world: CourierWorld, count: number): Promise<Row> => {
  await world.reset()
  const begun = performance.now()
  let next = 0
  const publisher = async () => {
    while (next < count) {
      const from = next
      next += BATCH
      const due = Date.now()
      await world.publish(Array.from({ length: Math.min(BATCH, count - from) }, (_, i) => `${from + i} ${due}`))
    }
  }
  await Promise.all(Array.from({ length: PUBLISHERS }, publisher))
  const heard = await world.heard(count)
  return row('through', count, heard, (performance.now() - begun) / 1000)
}

/** Timers falling due at a steady rate: how late they are. */
export const steady = async (world: CourierWorld, perSecond: number, seconds: number): Promise<Row> => {
  const count = Math.round(perSecond * seconds)
  await world.reset()
  await insertTimers(world, count, AHEAD_SECONDS, perSecond)
  return row(`steady ${perSecond}/s`, count, await world.heard(count))
}
