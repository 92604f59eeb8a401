import { migrate } from '#drizzle/migrate'
import { type Backing, closeAll, startBacking } from '#local/backing'
import { installClock, moveClock } from '#local/clock'
import { createDatabase, dropDatabase } from '#local/database'
import { type OnBun, runOnBun } from '#local/on-bun'
import { admin } from '#local/postgres'
import { makeSecrets, rolePasswords, type Secrets } from '#local/secrets'
import { serve } from '#local/serve'
import { workerVars } from '#local/worker-vars'
import { noteMoves } from './store.ts'

export const killable = ['auth', 'tickets', 'orders', 'payments', 'notifications'] as const
export type Killable = (typeof killable)[number]

/** The whole store as processes of its own, on Bun, behind one address, with the real courier and the real PostgreSQL. */
export type Town = {
  url: string
  secrets: Secrets
  database: string
  stripe: Backing['stripe']
  mail: Backing['mail']
  /** SIGKILL, and a new start. */
  kill(name: Killable): Promise<void>
  advance(ms: number): Promise<void>
  /** What a CronJob does: every service sweeps. */
  sweep(): Promise<void>
  logs(): string
  stop(): Promise<void>
}

const LIMITS = { requests: 1_000_000, signIns: 1_000_000 }

export const startTown = async (postgres: string): Promise<Town> => {
  const closers: (() => Promise<unknown>)[] = []
  try {
    const ahead = { ms: 0 }
    const secrets = { ...(await makeSecrets()), roles: rolePasswords(postgres) }
    const database = await createDatabase(postgres)
    closers.push(() => dropDatabase(postgres, database))
    await installClock(database)
    await migrate(database, secrets.roles)
    await admin(database, noteMoves)

    const backing = await startBacking({
      ...{ database, secrets, stripeRate: Number.POSITIVE_INFINITY, now: () => Date.now() + ahead.ms },
    })
    closers.push(() => backing.stop())

    const houses = new Map<Killable, OnBun>()
    const away = () => new Response(null, { status: 503, headers: { 'retry-after': '1' } })
    // The way of the gateway, without its limits: whoever is not there now answers 503.
    const door = await serve(async (request) => {
      const { pathname, search } = new URL(request.url)
      const house = houses.get(pathname.split('/')[2] as Killable)
      if (!house) return away()
      const body = ['GET', 'HEAD'].includes(request.method) ? null : await request.arrayBuffer()
      const { method, headers } = request
      return fetch(`${house.url}${pathname}${search}`, { method, headers, body, redirect: 'manual' }).catch(away)
    })
    closers.push(() => door.stop())
    const vars = {
      ...workerVars(secrets, { ...backing.addresses, store: door.url }, LIMITS),
      AUTH: door.url,
      ORDERS: door.url,
    }

    let logs = ''
    const start = async (name: Killable) => {
      houses.set(name, await runOnBun(`workers/${name}/bun.ts`, vars))
    }
    closers.push(() => Promise.all([...houses.values()].map((house) => house.kill())))
    await Promise.all(killable.map(start))
    await backing.open(door.url)

    return {
      url: door.url,
      ...{ secrets, database, stripe: backing.stripe, mail: backing.mail },
      kill: async (name) => {
        const house = houses.get(name)
        houses.delete(name)
        await house?.kill()
        logs += house?.logs() ?? ''
        await start(name)
      },
      advance: async (ms) => {
        ahead.ms += ms
        await moveClock(database, ms)
        backing.stripe.wake()
      },
      sweep: async () => {
        const headers = { authorization: `Bearer ${secrets.internal}` }
        await Promise.all(
          [...houses.values()].map(({ url }) => fetch(`${url}/internal/sweep`, { method: 'POST', headers })),
        )
      },
      logs: () => logs + [...houses.values()].map((house) => house.logs()).join(''),
      stop: () => closeAll(closers),
    }
  } catch (error) {
    await closeAll(closers).catch(() => {})
    throw error
  }
}
