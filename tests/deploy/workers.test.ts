import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import { unstable_readConfig } from 'wrangler'
import { services } from '#shared/messages/envelope'
import { contractingIn } from '../../scripts/deploy/pending.ts'
import { complete } from '../../scripts/deploy/settings.ts'
import { readTarget, root } from '../../scripts/deploy/target.ts'
import { complaints } from '../../scripts/deploy/variables.ts'
import {
  inOrder,
  readConfig,
  regionOf,
  resolveWorkers,
  type Worker,
  workerNames,
} from '../../scripts/deploy/workers.ts'

const NEON = 'postgresql://owner:pw@ep-cool-rain-1234.eu-central-1.aws.neon.tech/neondb?sslmode=require'
const settings = complete({ PUBLIC_URL: 'https://shop.test', DATABASE_URL: NEON, ORDERS_DB_PASSWORD: 'p/w' })

/** A configuration as Wrangler reads it, with what it has to say against it. */
const read = (file: string, env?: string) => {
  const warned = vi.spyOn(console, 'warn').mockImplementation(() => {})
  try {
    const config = unstable_readConfig({ config: file, ...(env ? { env } : {}) }, { hideWarnings: false })
    // That there are environments and none was named is no fault of the file.
    const remarks = warned.mock.calls
      .map((call) => String(call[0]))
      .filter((said) => !said.includes('Multiple environments'))
    return { config, remarks }
  } finally {
    warned.mockRestore()
  }
}

const scratch = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-config-'))
  return {
    read: async (config: unknown) => {
      const file = join(folder, 'wrangler.json')
      await writeFile(file, JSON.stringify(config))
      return read(file)
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

test('control: a key that Wrangler does not know is remarked on, and a value it cannot use is refused', async () => {
  await using folder = await scratch()
  const { config } = resolveWorkers(readTarget(), settings)[0] as Worker
  expect((await folder.read({ ...config, observabilty: {} })).remarks.join()).toContain('observabilty')
  await expect(folder.read({ ...config, services: 'auth' })).rejects.toThrow(/services/)
})

test('every service is deployed, and nothing else', () => {
  expect(workerNames()).toEqual([...services, 'gateway'].toSorted())
})

describe.each(workerNames())('%s', (name) => {
  test.each(['production', 'preview'] as const)('is a configuration that Wrangler accepts, for %s', (env) => {
    const { config, remarks } = read(join(root, `wrangler/${name}.jsonc`), env === 'preview' ? env : undefined)
    expect(remarks).toEqual([])
    expect(config.name).toMatch(env === 'preview' ? /-preview$/ : new RegExp(`^holdfast-${name}$`))
    expect(existsSync(config.main ?? '')).toBe(true)
  })

  test.each([readTarget(), readTarget('preview', 'pr-12')])(
    'is one still as it is deployed, to $name',
    async (target) => {
      await using folder = await scratch()
      const worker = resolveWorkers(target, settings).find((one) => one.name === name)
      const { config, remarks } = await folder.read(worker?.config)
      expect(remarks).toEqual([])
      expect(config.name).toBe(`holdfast-${name}${target.suffix}`)
      expect(config.vars.PUBLIC_URL).toBe('https://shop.test')
      expect(existsSync(config.main ?? '')).toBe(true)
    },
  )

  test('has the same variables, secrets and bindings in a preview: none is inherited', () => {
    const [production, preview] = [readConfig(name, 'production'), readConfig(name, 'preview')]
    expect(Object.keys(preview.vars)).toEqual(Object.keys(production.vars))
    expect(preview.secrets).toEqual(production.secrets)
    expect(preview.services?.map(({ binding }) => binding)).toEqual(production.services?.map(({ binding }) => binding))
    for (const { service } of preview.services ?? []) expect(service).toMatch(/-preview$/)
  })

  test('stores no secret among its variables', () => {
    const { vars, secrets } = readConfig(name, 'production')
    expect(Object.keys(vars).filter((variable) => secrets.required.includes(variable))).toEqual([])
    // Whom to ask about passwords is no secret.
    const looksSecret = Object.keys(vars).filter((variable) =>
      /TOKEN|SECRET|PASSWORD(?!S_URL)|KEY|DATABASE/.test(variable),
    )
    expect(looksSecret).toEqual([])
  })

  test('is given a value, of the right shape but for what must be set, for all that its service reads', () => {
    const worker = resolveWorkers(readTarget(), settings).find((one) => one.name === name) as Worker
    const secret = new Set(worker.config.secrets.required)
    const others = complaints(worker, settings).filter(
      ({ variable }) => !secret.has(variable) && !worker.missing.includes(variable),
    )
    expect(others).toEqual([])
  })

  test('has no door of its own, unless it is the gateway, and tells what it does', () => {
    const { workers_dev, preview_urls, routes, observability } = readConfig(name, 'production')
    expect([workers_dev, preview_urls]).toEqual([false, false])
    expect(routes !== undefined).toBe(name === 'gateway')
    expect(observability).toMatchObject({ enabled: true })
  })
})

describe('a target', () => {
  test('of production: its own domain, and the database’s region', () => {
    const workers = resolveWorkers(readTarget(), settings)
    const gateway = workers.at(-1)?.config
    expect(gateway?.routes).toEqual([{ pattern: 'shop.test', custom_domain: true }])
    expect(gateway?.placement).toBeUndefined()
    const orders = workers.find(({ name }) => name === 'orders')?.config
    expect(orders?.placement).toEqual({ region: 'aws:eu-central-1' })
    expect(orders?.vars).toMatchObject({ MESSAGES_URL: 'https://shop.test/api/{service}/messages' })
  })

  test('on workers.dev needs no domain', () => {
    const at = complete({ PUBLIC_URL: 'https://holdfast-gateway.acme.workers.dev' })
    expect(resolveWorkers(readTarget(), at).at(-1)?.config).toMatchObject({ workers_dev: true, routes: [] })
  })

  test('of a pull request: every name its own, and no binding leads elsewhere', () => {
    const workers = resolveWorkers(readTarget('preview', 'pr-12'), settings)
    for (const { config } of workers) {
      expect(config.name).toMatch(/^holdfast-[a-z]+-pr-12$/)
      for (const { service } of config.services ?? []) expect(service).toMatch(/^holdfast-[a-z]+-pr-12$/)
    }
  })

  test.each([
    ['staging', undefined, /production or preview/],
    ['production', 'pr-12', /for previews/],
    ['preview', 'PR 12', /small letters/],
  ])('%s %s is none', (env, name, reason) => expect(() => readTarget(env, name)).toThrow(reason))

  test('callees come before callers, and a circle is told', () => {
    const worker = (name: string, ...calls: string[]) =>
      ({
        name,
        missing: [],
        config: { name, services: calls.map((service) => ({ binding: service, service })) },
      }) as unknown as Worker
    const names = inOrder([worker('a', 'b', 'c'), worker('b', 'c'), worker('c')]).map(({ name }) => name)
    expect(names).toEqual(['c', 'b', 'a'])
    expect(() => inOrder([worker('a', 'b'), worker('b', 'a')])).toThrow(/in a circle: a, b/)
  })
})

test('a role’s address follows from the owner’s, whatever is in the password', () => {
  const address = new URL(settings.ORDERS_DATABASE_URL ?? '')
  expect([address.username, decodeURIComponent(address.password), address.search]).toEqual([
    'orders',
    'p/w',
    '?sslmode=require',
  ])
  expect(regionOf('postgresql://u:p@db.example.org/x')).toBeUndefined()
})

describe('a migration that takes something away', () => {
  test.each([
    'ALTER TABLE "orders"."units" DROP COLUMN "seat"',
    'DROP TABLE "orders"."outbox"',
    'ALTER TABLE "orders"."units" RENAME COLUMN "a" TO "b"',
    'ALTER TABLE "orders"."units" ALTER COLUMN "a" SET DATA TYPE text',
    'ALTER TABLE "orders"."units" ALTER COLUMN "a" SET NOT NULL',
    'truncate orders.units',
  ])('is known: %s', (statement) => expect(contractingIn(statement)).toEqual([statement]))

  test.each([
    'ALTER TABLE "orders"."units" ADD COLUMN "a" text',
    'CREATE INDEX "a" ON "orders"."units" ("a") WHERE a is not null',
    'ALTER TABLE "orders"."units" ADD CONSTRAINT "c" CHECK (a is not null)',
    '-- drop table orders.units, some day\nCREATE TABLE "orders"."more" ("a" integer NOT NULL)',
  ])('is not: %s', (statement) => expect(contractingIn(statement)).toEqual([]))
})
