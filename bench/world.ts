import { rmSync } from 'node:fs'
import { chmod, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '#drizzle/migrate'
import { createDatabase } from '#local/database'
import { startPostgres } from '#local/postgres'
import { makeSecrets } from '#local/secrets'
import { workerVars } from '#local/worker-vars'
import { publicKeys, type SigningKey } from '#workers/auth/access-token'
import { writeBuyers, writeSessions } from './buyers.ts'
import { type Service, startService } from './child.ts'
import { makeTables } from './stand-in-stock.ts'
import { startWorkerd } from './workerd.ts'

/** What people would type; nobody listens there, and nobody asks. */
const STORE = 'http://holdfast.test'
const UNUSED = 'http://127.0.0.1:9'
const BOUNDLESS = { requests: 1_000_000_000, signIns: 1_000_000_000 }

/** Makes what it is asked for when it is asked for it first. */
const once = <T>(make: () => Promise<T>) => {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

/**
 * A durable PostgreSQL of its own and, as far as the chosen rows need them, the services as processes around it. Each engine
 * has a database of its own, so that none tidies up after another while that is measured.
 */
export const startWorld = async () => {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-bench-'))
  // The server may run as another user than we do.
  await chmod(dir, 0o755)
  process.once('exit', () => rmSync(dir, { recursive: true, force: true, maxRetries: 5 }))
  const secrets = await makeSecrets()
  const postgres = await startPostgres({ dir: join(dir, 'postgres'), password: secrets.postgres })
  const services: Service[] = []
  const keep = async (starting: Promise<Service>) => {
    const service = await starting
    services.push(service)
    return service
  }

  const migrated = (name: string) =>
    once(async () => {
      const database = await createDatabase(postgres.url(), name)
      await migrate(database, secrets.roles)
      return database
    })
  const databases = { floor: migrated('floor'), past: migrated('past'), bun: migrated('bun'), edge: migrated('edge') }
  const standInDatabase = once(async () => {
    const database = await createDatabase(postgres.url(), 'stand_ins')
    await makeTables(database)
    return database
  })

  const jwks = JSON.stringify(publicKeys(JSON.parse(secrets.tokenKeys) as SigningKey[]))
  const outside = once(() => keep(startService({ runtime: 'bun', file: 'bench/outside.ts' }, { JWKS: jwks })))
  const neon = once(() =>
    keep(startService({ runtime: 'node', file: 'bench/neon-endpoint.ts' }, { POSTGRES_PORT: String(postgres.port) })),
  )
  const vars = async (database: string, neonUrl: string) =>
    workerVars(
      secrets,
      {
        store: STORE,
        database,
        neon: neonUrl,
        courier: (await outside()).url,
        redis: UNUSED,
        stripe: UNUSED,
        mail: UNUSED,
      },
      BOUNDLESS,
    )
  const onBun = (service: string) =>
    once(async () => {
      const env = { ...(await vars(await databases.bun(), UNUSED)), AUTH: (await outside()).url }
      return keep(startService({ runtime: 'bun', file: `workers/${service}/bun.ts` }, env))
    })

  return {
    databases,
    standInDatabase,
    outside,
    bun: { orders: onBun('orders'), tickets: onBun('tickets') },
    workerd: once(async () => {
      const env = await vars(await databases.edge(), (await neon()).url)
      return keep(startWorkerd(join(dir, 'orders'), 'wrangler/orders.jsonc', env, (await outside()).port))
    }),
    workerdGathered: once(async () => {
      const env = await vars(await databases.edge(), (await neon()).url)
      return keep(
        startWorkerd(join(dir, 'orders-gathered'), 'wrangler/orders.jsonc', env, (await outside()).port, true),
      )
    }),
    standIns: once(async () => {
      const env = {
        DATABASE_URL: await standInDatabase(),
        SESSION_SECRET: secrets.internal,
        BROKER: (await outside()).url,
      }
      return keep(startService({ runtime: 'node', file: 'bench/stand-ins.ts' }, env))
    }),
    buyers: once(async () => {
      const file = join(dir, 'buyers.txt')
      await writeBuyers(file, secrets.tokenKeys, STORE)
      return file
    }),
    sessions: once(async () => {
      const file = join(dir, 'sessions.txt')
      await writeSessions(file, secrets.internal)
      return file
    }),
    stop: once(async () => {
      for (const service of services.toReversed()) await service.stop()
      await postgres.stop()
    }),
  }
}

export type World = Awaited<ReturnType<typeof startWorld>>
