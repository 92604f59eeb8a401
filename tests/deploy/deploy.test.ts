import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest'
import { createDatabase, dropDatabase } from '#local/database'
import type { Network } from '#local/network'
import { admin } from '#local/postgres'
import { deploy as run } from '../../scripts/deploy/run.ts'
import type { Settings } from '../../scripts/deploy/settings.ts'
import { look } from '../../scripts/deploy/smoke.ts'
import { writeKeys } from '../../scripts/keys/write.ts'
import { startNetwork } from '../setup/network.ts'
import { standInPrograms } from './stand-in-programs.ts'
import { runScript, settingsOf } from './world.ts'

// Only Cloudflare is a stand-in: the database that is migrated and the store that is looked at are real.

let network: Network
let folder: string
let programs: Awaited<ReturnType<typeof standInPrograms>>
let settings: Settings

beforeAll(async () => {
  network = await startNetwork()
  folder = await mkdtemp(join(tmpdir(), 'holdfast-deploy-'))
  programs = await standInPrograms(folder)
  for (const [name, value] of Object.entries(programs.env)) vi.stubEnv(name, value)
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await network[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const settingsFor = (database: string) => settingsOf({ vars: network.vars, database, passwords: network.secrets.roles })

beforeEach(async () => {
  settings = await settingsFor(network.database)
  await programs.plan()
})

/** An empty database takes the place of the store's own. */
const withEmptyDatabase = async () => {
  const database = await createDatabase(inject('postgres'))
  settings = await settingsFor(database)
  return {
    tables: async () =>
      (
        await admin<{ name: string }>(database, `select tablename as name from pg_tables where schemaname = 'orders'`)
      ).map(({ name }) => name),
    [Symbol.asyncDispose]: () => dropDatabase(inject('postgres'), database),
  }
}

const file = () => join(folder, 'store.env')

const deploy = async (...options: string[]) => {
  await writeFile(file(), writeKeys(settings, 'env'), { mode: 0o600 })
  let all = ''
  const code = await run(['--settings', file(), '--patience', '0', ...options], (text) => {
    all += text
  })
  return { code, all }
}

/** What was done, by the worker or the command, in order. */
const done = async () =>
  (await programs.calls())
    .filter(({ options }) => options[0] !== 'whoami')
    .map(({ program, options, config }) => config?.name ?? `${program} ${options[0]}`)

const WORKERS = [
  'holdfast-auth',
  'holdfast-notifications',
  'holdfast-orders',
  'holdfast-tickets',
  'holdfast-payments',
  'holdfast-gateway',
]

describe('a deployment', () => {
  test('builds the pages, migrates, deploys callees before callers, and looks at the store', async () => {
    await using database = await withEmptyDatabase()
    const { code, all } = await deploy()
    expect(all).toContain(`${network.url} is up to date.`)
    expect(code).toBe(0)
    expect(await done()).toEqual(['vite build', ...WORKERS])
    expect(await database.tables()).toContain('units')
    expect(all).toContain('ok  every service is ready')
    expect(all.indexOf('orders: 4 migrations')).toBeLessThan(all.indexOf('> auth:'))

    // Each worker gets its own secrets and no other, and none of them is left behind.
    const calls = (await programs.calls()).filter(({ config }) => config)
    const secrets = Object.fromEntries(
      calls.map(({ config, secrets: given }) => [config?.name, Object.keys(given ?? {})]),
    )
    expect(secrets['holdfast-gateway']).toEqual(['UPSTASH_REDIS_REST_TOKEN', 'INTERNAL_TOKEN'])
    expect(secrets['holdfast-auth']).toEqual([
      ...['AUTH_DATABASE_URL', 'SIGNING_KEYS', 'REFRESH_KEY', 'LINK_SECRET'],
      ...['QSTASH_TOKEN', 'UPSTASH_REDIS_REST_TOKEN', 'INTERNAL_TOKEN'],
    ])
    for (const { config } of calls) expect(JSON.stringify(config)).not.toContain(network.secrets.internal)
    await expect(access(join(folder, 'deploy/production/auth.secrets.json'))).rejects.toThrow()
    expect(all).not.toContain(network.secrets.internal)
  })

  test('stops where something fails, and goes on from there', async () => {
    await programs.plan({ failing: 'holdfast-tickets' })
    const first = await deploy()
    expect(first.code).toBe(1)
    expect(first.all).toContain('Stopped at tickets: it ended with 1')
    expect(await done()).toEqual(['vite build', ...WORKERS.slice(0, 4)])

    await programs.plan()
    const second = await deploy()
    expect(second.all).toContain('= migrate: done before')
    expect(second.code).toBe(0)
    expect(await done()).toEqual(['holdfast-tickets', 'holdfast-payments', 'holdfast-gateway'])
  })

  test('of other settings begins anew', async () => {
    await programs.plan({ failing: 'holdfast-auth' })
    await deploy()
    settings = { ...settings, REQUESTS_PER_MINUTE: '7' }
    await programs.plan()
    await deploy()
    expect(await done()).toEqual(['vite build', ...WORKERS])
    const gateway = (await programs.calls()).find(({ config }) => config?.name === 'holdfast-gateway')
    expect(gateway?.config?.vars.REQUESTS_PER_MINUTE).toBe('7')
  })

  test('whose store does not answer as it should has failed, and says how', async () => {
    settings = { ...settings, PUBLIC_URL: 'http://127.0.0.1:9' }
    const { code, all } = await deploy()
    expect(code).toBe(1)
    expect(all).toContain('NO  every service is ready')
    expect(all).toContain('Stopped at smoke')
    expect(all).toContain('bun run deploy --rollback')
  })
})

describe('refused', () => {
  test('is what lacks something, before anything is changed', async () => {
    await using database = await withEmptyDatabase()
    const { STRIPE_SECRET_KEY: _, INTERNAL_TOKEN: __, ...rest } = settings
    settings = rest
    const { code, all } = await deploy()
    expect(code).toBe(1)
    expect(all).toContain('lacking: STRIPE_SECRET_KEY is missing (payments)')
    expect(all).toContain(
      'lacking: INTERNAL_TOKEN is missing (auth, notifications, orders, tickets, payments, gateway)',
    )
    expect(all).toContain('Nothing was changed.')
    expect(await done()).toEqual([])
    expect(await database.tables()).toEqual([])
  })

  test('is not what Cloudflare has stored already', async () => {
    const { STRIPE_SECRET_KEY: _, ...rest } = settings
    settings = rest
    await programs.plan({ stored: ['STRIPE_SECRET_KEY'] })
    expect((await deploy()).code).toBe(0)
    const payments = (await programs.calls()).find(({ config }) => config?.name === 'holdfast-payments')
    expect(payments?.secrets).not.toHaveProperty('STRIPE_SECRET_KEY')
  })

  test('is whom Cloudflare does not know', async () => {
    await programs.plan({ failing: 'whoami' })
    const { code, all } = await deploy()
    expect(code).toBe(1)
    expect(all).toContain('lacking: Cloudflare does not know you')
    expect(await done()).toEqual([])
  })
})

describe('without deploying', () => {
  test('a dry run says all of it and does none of it', async () => {
    await using database = await withEmptyDatabase()
    const { code, all } = await deploy('--dry-run', '--env', 'preview', '--name', 'pr-12')
    expect(code).toBe(0)
    expect(all).toMatch(/gateway +deploy holdfast-gateway-pr-12/)
    expect(all).toContain('orders: 0000_init, 0001_named-seats')
    const calls = (await programs.calls()).filter(({ config }) => config)
    expect(calls.map(({ options }) => options.includes('--dry-run'))).toEqual(WORKERS.map(() => true))
    expect(calls.flatMap(({ config }) => config?.services ?? []).every(({ service }) => /-pr-12$/.test(service))).toBe(
      true,
    )
    expect(await database.tables()).toEqual([])
  })

  test('going back begins with the callers, and touches only what an unfinished deployment has reached', async () => {
    await programs.plan({ failing: 'holdfast-tickets' })
    await deploy()
    await programs.plan()
    expect((await deploy('--rollback')).code).toBe(0)
    expect((await programs.calls()).map(({ options }) => options[2])).toEqual(WORKERS.slice(0, 3).toReversed())

    await programs.plan()
    expect((await deploy('--rollback')).all).toContain('nothing was put back')
    expect(await done()).toEqual([])
  })

  test('all can be put back by name, going on where one cannot', async () => {
    await programs.plan({ failing: 'rollback' })
    expect((await deploy('--rollback', '--all')).code).toBe(1)
    expect((await programs.calls()).map(({ options }) => options[2])).toEqual(WORKERS.toReversed())
  })

  test('only previews can be taken away', async () => {
    await expect(deploy('--remove')).rejects.toThrow('only previews are removed')
    expect(await done()).toEqual([])
    expect((await deploy('--remove', '--env', 'preview', '--name', 'pr-12')).code).toBe(0)
    expect((await programs.calls()).map(({ options }) => options[1])).toEqual(
      WORKERS.toReversed().map((name) => `${name}-pr-12`),
    )
  })
})

test('the smoke test finds nothing wrong with a store that is well, and everything with one that is none', async () => {
  expect((await look(network.url)).filter(({ wrong }) => wrong !== undefined)).toEqual([])
  const nobody = await look('http://127.0.0.1:9')
  expect(nobody.every(({ wrong }) => wrong !== undefined)).toBe(true)
})

test('as a program it ends with 1 and the reason where it will not', async () => {
  const { code, all } = await runScript('deploy', file(), { PUBLIC_URL: 'https://shop.test' }, [], programs.env)
  expect(all).toContain('lacking: DATABASE_URL is missing (migrations)')
  expect(code).toBe(1)
})
