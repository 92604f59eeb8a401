import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { migrate } from '#drizzle/migrate'
import { startBacking } from '#local/backing'
import { layOut, memoryOf, remove, startContainer } from '#local/container'
import { createDatabase } from '#local/database'
import { buildPages } from '#local/pages'
import { startPostgres } from '#local/postgres'
import { startRedis } from '#local/redis'
import { makeSecrets } from '#local/secrets'
import { workerVars } from '#local/worker-vars'
import { images } from './images.ts'

// `bun run image-content`: makes what is in each image without a container engine, and prints how large it is, how long each
// service takes from start to ready, and how much memory it has when nobody asks for anything. docs/deploy-kubernetes.md.

const IDLE_MS = 5000
const PORT = 18_080

const sizeOf = async (path: string): Promise<number> => {
  const entry = await stat(path)
  if (!entry.isDirectory()) return entry.size
  const below = await readdir(path)
  return (await Promise.all(below.map((name) => sizeOf(join(path, name))))).reduce((sum, size) => sum + size, 0)
}

const answers = (path: string) =>
  fetch(`http://127.0.0.1:${PORT}${path}`).then(
    ({ ok }) => ok,
    () => false,
  )

const untilReady = async (path: string, gone: Promise<unknown>) => {
  let ended = false
  void gone.then(() => {
    ended = true
  })
  while (!ended && !(await answers(path))) await setTimeout(5)
  if (ended) throw new Error('it ended before it was ready')
}

const megabytes = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`

const dir = await mkdtemp(join(tmpdir(), 'holdfast-images-'))
await chmod(dir, 0o755)
const closers = [() => rm(dir, { recursive: true, force: true })]
try {
  await buildPages()
  closers.push(() => remove(join(dir, 'images')))
  const layout = await layOut(join(dir, 'images'), Object.keys(images))
  const secrets = await makeSecrets()
  const server = await startPostgres({
    dir: join(dir, 'data'),
    password: randomBytes(8).toString('hex'),
    volatile: true,
  })
  closers.push(() => server.stop())
  const database = await createDatabase(server.url())
  await migrate(database, secrets.roles)
  const redis = await startRedis()
  closers.push(() => redis.stop())
  const backing = await startBacking({ database, secrets })
  closers.push(() => backing.stop())

  const store = `http://127.0.0.1:${PORT}`
  const { NEON_ENDPOINT: _, ...vars } = workerVars(
    secrets,
    { ...backing.addresses, store },
    { requests: 600, signIns: 20 },
  )
  const peers = { AUTH: store, TICKETS: store, ORDERS: store, PAYMENTS: store, NOTIFICATIONS: store }
  const host = { PORT: String(PORT), HOST: '127.0.0.1' }
  const signing = { SIGNING_KEY_CURRENT: secrets.signing.current, SIGNING_KEY_NEXT: secrets.signing.next }
  const own: Record<string, Record<string, string>> = {
    gateway: { PAGES: '/app/web', PROXIES: '1' },
    courier: { DATABASE_URL: database, TOKEN: secrets.courier, ...signing, ALLOW: store },
    'redis-bridge': { REDIS_URL: redis.url, TOKEN: secrets.redis },
  }
  console.log(`Bun itself: ${megabytes(await sizeOf(layout.bun))}`)
  console.log('image         content   start to ready   idle memory (its own)')
  for (const image of Object.keys(images)) {
    const size = megabytes(await sizeOf(layout.app(image))).padStart(8)
    if (image === 'migrate') {
      console.log(`${image.padEnd(12)} ${size}   a job`)
      continue
    }
    const started = performance.now()
    const env = { ...vars, ...peers, ...own[image], ...host }
    const container = startContainer(layout, { name: image, image, args: ['/app/main.js'], env })
    closers.push(async () => container.signal('SIGKILL'))
    // The gateway is ready when all services are, and here there is one process at a time.
    const path = image === 'gateway' ? '/livez' : '/readyz'
    await untilReady(path, container.ended)
    const took = `${Math.round(performance.now() - started)} ms`
    await setTimeout(IDLE_MS)
    const { resident, own: alone } = await memoryOf(container.pid)
    console.log(
      `${image.padEnd(12)} ${size}   ${took.padStart(8)} ${path}   ${megabytes(resident)} (${megabytes(alone)})`,
    )
    container.signal('SIGTERM')
    const code = await container.ended
    if (code !== 0) throw new Error(`${image} ended with ${code}: ${container.logs()}`)
  }
} finally {
  for (const close of closers.toReversed()) await close()
}
