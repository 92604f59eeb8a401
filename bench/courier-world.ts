import { randomBytes } from 'node:crypto'
import { rmSync } from 'node:fs'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { createDatabase } from '#local/database'
import { admin, startPostgres } from '#local/postgres'
import { startService } from './child.ts'
import type { Heard } from './courier-receiver.ts'

const STALLED_MS = 60_000

/** A durable PostgreSQL of its own, the courier and a receiver as processes on Bun. */
export const startCourierWorld = async (replicas: number) => {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-bench-'))
  // The server may run as another user than we do.
  await chmod(dir, 0o755)
  process.once('exit', () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }))
  const postgres = await startPostgres({ dir: join(dir, 'postgres'), password: randomBytes(12).toString('hex') })
  const database = await createDatabase(postgres.url(), 'courier')
  const [current, next, token] = ['c', 'n', 't'].map((name) => `${name}_${randomBytes(24).toString('base64url')}`)
  const keys = { current: current ?? '', next: next ?? '' }
  const receiver = await startService(
    { runtime: 'bun', file: 'bench/courier-receiver.ts' },
    { CURRENT: keys.current, NEXT: keys.next },
  )
  const env = {
    DATABASE_URL: database,
    TOKEN: token ?? '',
    SIGNING_KEY_CURRENT: keys.current,
    SIGNING_KEY_NEXT: keys.next,
    ALLOW: receiver.url,
  }
  const couriers = await Promise.all(
    Array.from({ length: replicas }, () => startService({ runtime: 'bun', file: 'selfhost/courier/bun.ts' }, env)),
  )

  const report = async (): Promise<Heard> => (await fetch(`${receiver.url}/report`)).json() as Promise<Heard>

  return {
    database,
    /** Where messages go. */
    destination: `${receiver.url}/hear`,
    reset: () => fetch(`${receiver.url}/reset`),
    /** Waits until so many messages were heard; throws when no more come for a minute. */
    heard: async (count: number): Promise<Heard> => {
      let last = { heard: -1, at: performance.now() }
      for (;;) {
        const now = await report()
        if (now.heard >= count) return now
        if (now.heard > last.heard) last = { heard: now.heard, at: performance.now() }
        if (performance.now() - last.at > STALLED_MS) throw new Error(`only ${now.heard} of ${count} were heard`)
        await setTimeout(100)
      }
    },
    /** Publishes over HTTP, as a service would: the courier's answer means that all of them are stored. */
    publish: async (bodies: readonly string[]) => {
      const batch = bodies.map((body) => ({ destination: `${receiver.url}/hear`, body }))
      const answer = await fetch(`${couriers[0]?.url}/v2/batch`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify(batch),
      })
      if (answer.status !== 200) throw new Error(`the courier answered ${answer.status}: ${await answer.text()}`)
      await answer.arrayBuffer()
    },
    /** What was written before must not be paid for by what is measured next. */
    tidy: async () => {
      await admin(database, 'vacuum (analyze) courier.message, courier.event_log')
      await admin(database, 'checkpoint')
    },
    stop: async () => {
      for (const service of [...couriers, receiver]) await service.stop()
      await postgres.stop()
    },
  }
}

export type CourierWorld = Awaited<ReturnType<typeof startCourierWorld>>
