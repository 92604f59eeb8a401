import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Hono } from 'hono'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Served, serve } from '#local/serve'
import { command } from '../../scripts/deploy/command.ts'

/*
 * Stands in for the parts of Neon's API (v2: branches, connection_uri) and of Stripe's (webhook_endpoints) that a preview
 * uses, by their API references. Left out: everything else, paging, and that making a branch takes its time.
 */
const createVendors = () => {
  const branches = new Map([
    ['br-main', 'main'],
    ['br-preview', 'preview'],
  ])
  const parents: Record<string, string> = {}
  const webhooks = new Map<string, string>()
  const app = new Hono()
    .use('/api/v2/*', async (c, next) => {
      if (c.req.header('authorization') !== 'Bearer neon-key') return c.json({ message: 'no' }, 401)
      return next()
    })
    .get('/api/v2/projects/store/branches', (c) => {
      const search = c.req.query('search') ?? ''
      const found = [...branches].filter(([, name]) => name.includes(search))
      return c.json({ branches: found.map(([id, name]) => ({ id, name })) })
    })
    .post('/api/v2/projects/store/branches', async (c) => {
      const { branch } = await c.req.json()
      const id = `br-${branch.name}`
      branches.set(id, branch.name)
      parents[branch.name] = branch.parent_id
      return c.json({ branch: { id, name: branch.name } }, 201)
    })
    .delete('/api/v2/projects/store/branches/:id', (c) => {
      branches.delete(c.req.param('id'))
      return c.json({})
    })
    .get('/api/v2/projects/store/connection_uri', (c) =>
      c.json({ uri: `postgresql://${c.req.query('role_name')}:pw@${c.req.query('branch_id')}.neon.test/neondb` }),
    )
    .get('/v1/webhook_endpoints', (c) =>
      c.json({
        object: 'list',
        has_more: false,
        url: '/v1/webhook_endpoints',
        data: [...webhooks].map(([id, url]) => ({ id, url })),
      }),
    )
    .post('/v1/webhook_endpoints', async (c) => {
      const url = new URLSearchParams(await c.req.text()).get('url') ?? ''
      const id = `we_${webhooks.size + 1}_${Math.random()}`
      webhooks.set(id, url)
      return c.json({ id, url, secret: `whsec_of_${id}` })
    })
    .delete('/v1/webhook_endpoints/:id', (c) => {
      webhooks.delete(c.req.param('id'))
      return c.json({ id: c.req.param('id'), deleted: true })
    })
  return { app, branches, parents, webhooks }
}

let vendors: ReturnType<typeof createVendors>
let served: Served
let folder: string
let file: string

beforeEach(async () => {
  vendors = createVendors()
  served = await serve(vendors.app.fetch)
  folder = await mkdtemp(join(tmpdir(), 'holdfast-preview-'))
  file = join(folder, 'github.env')
  await writeFile(file, '')
})
afterEach(async () => {
  await served.stop()
  await rm(folder, { recursive: true, force: true })
})

const preview = (options: string[], changes: Record<string, string> = {}) =>
  command(process.execPath, ['scripts/preview.ts', ...options], {
    env: {
      ...{
        NEON_API_KEY: 'neon-key',
        NEON_PROJECT_ID: 'store',
        NEON_PREVIEW_PARENT: 'preview',
        NEON_API_URL: served.url,
      },
      ...{ STRIPE_SECRET_KEY: 'sk_test_1', STRIPE_API_URL: served.url, WORKERS_SUBDOMAIN: 'acme', GITHUB_ENV: file },
      ...changes,
    },
  })

const WEBHOOK = 'https://holdfast-gateway-pr-12.acme.workers.dev/api/payments/webhooks/stripe'

test('a preview gets a branch of the parent it is told, and a webhook; twice is once; closing leaves nothing', async () => {
  expect((await preview(['open', 'pr-12'])).code).toBe(0)
  const again = await preview(['open', 'pr-12'])
  expect(again.code).toBe(0)
  expect(vendors.parents).toEqual({ 'pr-12': 'br-preview' })
  expect([...vendors.webhooks.values()]).toEqual([WEBHOOK])
  const [id] = [...vendors.webhooks.keys()]
  const told = (await readFile(file, 'utf8')).trim().split('\n').slice(-3)
  expect(told).toEqual([
    'DATABASE_URL=postgresql://neondb_owner:pw@br-pr-12.neon.test/neondb',
    `STRIPE_WEBHOOK_SECRET=whsec_of_${id}`,
    'PUBLIC_URL=https://holdfast-gateway-pr-12.acme.workers.dev',
  ])
  expect(again.all).toContain(`::add-mask::whsec_of_${id}`)

  expect((await preview(['close', 'pr-12'])).code).toBe(0)
  expect([...vendors.branches.values()]).toEqual(['main', 'preview'])
  expect(vendors.webhooks.size).toBe(0)
})

test('a live key, a parent that is not there, and a key that Neon does not know are refused, and nothing is made', async () => {
  expect(await preview(['open', 'pr-12'], { STRIPE_SECRET_KEY: 'sk_live_1' })).toMatchObject({
    code: 1,
    all: expect.stringContaining('STRIPE_SECRET_KEY: must be a test key'),
  })
  expect((await preview(['open', 'pr-12'], { NEON_PREVIEW_PARENT: 'gone' })).all).toContain('there is no branch gone')
  expect((await preview(['open', 'pr-12'], { NEON_API_KEY: 'else' })).all).toContain('Neon answered 401')
  expect(vendors.branches.size).toBe(2)
  expect(vendors.webhooks.size).toBe(0)
})
