import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleAll } from '#local/bundle'
import { Network } from '#local/network'
import { buildPages } from '#local/pages'
import { admin, startPostgres } from '#local/postgres'
import { people, seed } from '#local/seed'
import { Chromium } from '../tests/browser/chromium.ts'

/** A store of its own with everybody and everything that `npm start` knows, and a browser in front of it. `await using` ends both. */
export const openStore = async () => {
  // Wrangler asks Cloudflare about the visitor's place at start; nothing here needs the answer.
  Object.assign(process.env, { CLOUDFLARE_CF_FETCH_ENABLED: 'false', WRANGLER_SEND_METRICS: 'false' })
  await using parts = new AsyncDisposableStack()
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-store-'))
  parts.defer(() => rm(dir, { recursive: true, force: true }))
  // Root lends the server to an unprivileged user, who has to get in.
  await chmod(dir, 0o755)
  await buildPages()

  const postgres = await startPostgres({
    dir: join(dir, 'data'),
    password: randomBytes(12).toString('hex'),
    volatile: true,
  })
  parts.defer(() => postgres.stop())
  const bundles = await bundleAll(join(dir, 'workers'))
  const network = parts.use(await Network.start({ postgres: postgres.url(), bundles }))
  await seed(network.url)
  await admin(network.database, `update auth.accounts set roles = '{operator}' where email_key = $1`, [
    people.operator.email,
  ])
  await network.settle()
  const chromium = parts.use(await Chromium.start())
  const kept = parts.move()
  return { network, chromium, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
