import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { createDatabase, dropDatabase } from '#local/database'
import { admin } from '#local/postgres'
import { complete, type Settings } from '../../scripts/deploy/settings.ts'
import { readTarget } from '../../scripts/deploy/target.ts'
import { resolveWorkers } from '../../scripts/deploy/workers.ts'
import { cloudflare } from '../../scripts/doctor/cloudflare.ts'
import { database } from '../../scripts/doctor/database.ts'
import type { Finding } from '../../scripts/doctor/finding.ts'
import { keys } from '../../scripts/doctor/keys.ts'
import { variables } from '../../scripts/doctor/variables.ts'
import { vendors } from '../../scripts/doctor/vendors.ts'
import { versions } from '../../scripts/doctor/versions.ts'
import { makeKeys } from '../../scripts/keys/make.ts'
import { standInPrograms } from './stand-in-programs.ts'
import { runScript, startSurroundings } from './world.ts'

let world: Awaited<ReturnType<typeof startSurroundings>>
let folder: string

beforeAll(async () => {
  world = await startSurroundings()
  folder = await mkdtemp(join(tmpdir(), 'holdfast-doctor-'))
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

/** Settings as people set them, with some of them changed or, where undefined, left out. */
const changed = (changes: Record<string, string | undefined>): Settings =>
  complete(
    Object.fromEntries(
      Object.entries({ ...world.settings, ...changes }).filter((entry): entry is [string, string] => Boolean(entry[1])),
    ),
  )

/** What is found wrong, as `about: what; mend`. */
const ills = (findings: readonly Finding[]) =>
  findings.filter(({ state }) => state === 'wrong').map(({ about, says, mend }) => `${about}: ${says}; ${mend}`)

type Changes = Parameters<typeof changed>[0]
const inVariables = (changes: Changes, target = readTarget()) => {
  const settings = changed(changes)
  return ills(variables(target, resolveWorkers(target, settings), settings))
}
const inKeys = (changes: Changes) => ills(keys(changed(changes)))
const inDatabase = async (changes: Changes = {}) => ills(await database(changed(changes)))
const inVendors = async (changes: Changes = {}) => ills(await vendors(changed(changes)))

test('a healthy installation is well', async () => {
  const { code, all } = await runScript('doctor', join(folder, 'healthy.env'), world.settings)
  expect(all).toContain('production is well.')
  expect(code).toBe(0)
})

test('a broken one is named, told how to be mended, ends with 1, and nothing secret is shown', async () => {
  const broken = { ...world.settings, QSTASH_TOKEN: 'a-token-of-somebody-else', ORDERS_DB_PASSWORD: 'not-the-password' }
  const { code, all } = await runScript('doctor', join(folder, 'broken.env'), broken)
  expect(code).toBe(1)
  expect(all).toMatch(/NO {2}qstash +does not accept QSTASH_TOKEN\n +> copy token and URL/)
  expect(all).toMatch(/NO {2}database of orders +the password is not the one the role has\n +> run bun run db:migrate/)
  expect(all).toContain('2 to mend before production can be deployed.')
  for (const [name, value] of Object.entries(broken)) {
    if (value && /PASSWORD|TOKEN|SECRET|KEY|DATABASE_URL/.test(name)) expect(all, name).not.toContain(value)
  }
})

test('a Node that Wrangler refuses is told', async () => {
  expect(ills(await versions('20.19.0'))).toEqual([expect.stringMatching(/^node: 20\.19\.0; Wrangler needs 22\.12/)])
})

test('whom Cloudflare does not know is told before deploying', async () => {
  const programs = await standInPrograms(folder)
  for (const [name, value] of Object.entries(programs.env)) vi.stubEnv(name, value)
  try {
    await programs.plan({ failing: 'whoami' })
    expect(await cloudflare({})).toMatchObject([{ state: 'todo', mend: expect.stringContaining('wrangler login') }])
    await programs.plan()
    expect(await cloudflare({})).toMatchObject([{ state: 'well' }])
  } finally {
    vi.unstubAllEnvs()
  }
})

describe('variables', () => {
  test('a missing one is named once, with those who need it and where it comes from', async () => {
    expect(inVariables({ INTERNAL_TOKEN: undefined })).toEqual([
      'INTERNAL_TOKEN: is missing (auth, notifications, orders, tickets, payments, gateway); made by `bun run keys`',
    ])
  })

  test('one that a service would not accept is named with the service’s own words', async () => {
    expect(inVariables({ REFRESH_KEY: 'short' })).toEqual([
      'REFRESH_KEY: must be base64url of 32 bytes or more (auth); made by `bun run keys`',
    ])
    expect(inVariables({ SIGN_INS_PER_MINUTE: 'many' })).toEqual([expect.stringMatching(/^SIGN_INS_PER_MINUTE: /)])
    expect(inVariables({ LEAKED_PASSWORDS_URL: 'yes' })).toEqual([
      expect.stringMatching(/^LEAKED_PASSWORDS_URL: .*; https:\/\/api\.pwnedpasswords\.com/),
    ])
  })

  test('SMTP, which no mail leaves the edge by, is said so with what to set instead', async () => {
    expect(inVariables({ MAIL_URL: 'smtp://user:word@mail.example.com:587' })).toEqual([
      'MAIL_URL: must be https://: SMTP is for Bun alone (notifications); https:// and the host of your mail provider’s API, or none; SMTP is for Kubernetes alone',
    ])
  })

  test('an example from wrangler/ is not taken for an answer', async () => {
    expect(inVariables({ PUBLIC_URL: undefined })).toEqual([expect.stringMatching(/^PUBLIC_URL: is missing/)])
  })

  test('an address without TLS, or with a path, is refused', async () => {
    expect(inVariables({ PUBLIC_URL: 'http://shop.test' })).toContainEqual(
      expect.stringMatching(/must begin with https/),
    )
    expect(inVariables({ PUBLIC_URL: 'https://shop.test/tickets' })).toContainEqual(expect.stringMatching(/an origin/))
  })

  test('a preview may not charge anybody', async () => {
    const found = inVariables({ STRIPE_SECRET_KEY: 'sk_live_1' }, readTarget('preview', 'pr-7'))
    expect(found).toContainEqual(expect.stringMatching(/pr-7 is a preview and must not charge anybody/))
  })
})

describe('keys', () => {
  const twoHalves = async () => {
    const [one, other] = await Promise.all([makeKeys(), makeKeys()])
    const [first, second] = [JSON.parse(one.SIGNING_KEYS ?? '')[0], JSON.parse(other.SIGNING_KEYS ?? '')[0]]
    return JSON.stringify([{ ...first, d: second.d }])
  }

  test('halves of two keys do not pass for one', async () => {
    expect(inKeys({ SIGNING_KEYS: await twoHalves() })).toEqual([
      expect.stringMatching(/^signing keys: the halves of key \S+ do not belong together; make new ones/),
    ])
  })

  test('keys that lost their quotes to a shell are recognised', async () => {
    expect(inKeys({ SIGNING_KEYS: '[{kty:OKP}]' })).toContainEqual(expect.stringMatching(/not JSON; did a shell/))
  })

  test.each(['whsec_…', 'whsec_12', 'sk_test_1'])('%s is no webhook secret', async (secret) => {
    expect(inKeys({ STRIPE_WEBHOOK_SECRET: secret })).toContainEqual(expect.stringMatching(/^webhook secret: /))
  })

  test('one secret for two doors is told', async () => {
    expect(inKeys({ INTERNAL_TOKEN: world.settings.REFRESH_KEY })).toEqual([
      expect.stringMatching(/^internal token: is the same as REFRESH_KEY/),
    ])
  })
})

describe('the database', () => {
  test('one that is not there', async () => {
    const away = 'postgresql://owner:a-secret-word@127.0.0.1:1/store'
    const found = await inDatabase({ DATABASE_URL: away, NEON_ENDPOINT: undefined })
    expect(found).toContainEqual(expect.stringMatching(/^database: its owner cannot log in: .*ECONNREFUSED/))
    expect(found.join()).not.toContain('a-secret-word')
  })

  test('an empty one is to be done, not wrong', async () => {
    const empty = await createDatabase(inject('postgres'))
    try {
      expect(await inDatabase({ DATABASE_URL: empty })).toEqual([])
      expect(await database(changed({ DATABASE_URL: empty }))).toContainEqual(
        expect.objectContaining({ about: 'migrations', state: 'todo' }),
      )
    } finally {
      await dropDatabase(inject('postgres'), empty)
    }
  })

  test('one that is behind is told by which migrations', async () => {
    const [last] = await admin<{ id: number; hash: string; created_at: string }>(
      world.database.url,
      'delete from orders.migrations where created_at = (select max(created_at) from orders.migrations) returning *',
    )
    try {
      expect(await inDatabase()).toEqual([
        expect.stringMatching(/^migrations: orders is behind by \d{4}_[a-z-]+; bun run deploy/),
      ])
    } finally {
      await admin(world.database.url, 'insert into orders.migrations (id, hash, created_at) values ($1, $2, $3)', [
        last?.id,
        last?.hash,
        last?.created_at,
      ])
    }
  })

  test('a service must not log in as the owner', async () => {
    expect(await inDatabase({ PAYMENTS_DATABASE_URL: world.database.url })).toEqual([
      expect.stringMatching(/^database of payments: the service would log in as the owner/),
    ])
  })
})

describe('the vendors', () => {
  test('a broker that signs with other keys', async () => {
    expect(await inVendors({ QSTASH_CURRENT_SIGNING_KEY: 'sig_of-another-region-altogether' })).toEqual([
      expect.stringMatching(/^qstash: signs with other keys/),
    ])
  })

  test('a broker that has rotated its keys since', async () => {
    const { QSTASH_CURRENT_SIGNING_KEY: current, QSTASH_NEXT_SIGNING_KEY: next } = world.settings
    await fetch(new URL('/v2/keys/rotate', world.courierUrl), {
      method: 'POST',
      headers: { authorization: `Bearer ${world.secrets.courier}` },
    })
    expect(await inVendors({ QSTASH_CURRENT_SIGNING_KEY: current, QSTASH_NEXT_SIGNING_KEY: next })).toEqual([
      expect.stringMatching(/^qstash: has rotated its keys; copy both signing keys again/),
    ])
  })

  test('a Redis that does not know the token, and one that is not there', async () => {
    expect(await inVendors({ UPSTASH_REDIS_REST_TOKEN: 'wrong' })).toContainEqual(
      expect.stringMatching(/^redis: cannot be/),
    )
    expect(await inVendors({ UPSTASH_REDIS_REST_URL: 'http://127.0.0.1:9' })).toContainEqual(
      expect.stringMatching(/^redis: cannot be/),
    )
  })

  test('a mail carrier that does not know the token, and one that is to write to nobody', async () => {
    expect(await inVendors({ MAIL_TOKEN: 're_nobody' })).toContainEqual(
      expect.stringMatching(/^mail: answers 403 invalid_api_key/),
    )
    expect(await inVendors({ MAIL_URL: 'smtp://mail.example.com:587' })).not.toContainEqual(
      expect.stringMatching(/^mail/),
    )
    expect(await inVendors({ MAIL_URL: 'none' })).not.toContainEqual(expect.stringMatching(/^mail/))
  })

  test('a Stripe that does not know the key', async () => {
    expect(await inVendors({ STRIPE_SECRET_KEY: 'sk_test_nobody' })).toContainEqual(
      expect.stringMatching(/^stripe: does not accept the key/),
    )
  })
})
