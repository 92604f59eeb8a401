import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

// What is in each image beside Bun itself, made the same way by the Containerfile, by scripts/image-content.ts and by tests/k8s.

const root = resolve(import.meta.dirname, '..')

type Image = {
  /** Each entry becomes one file of this name, with everything it imports. */
  bundles: Record<string, string>
  /** Folders and files to take along, by the name they get. */
  files?: () => Record<string, string>
}

/** The SQL that migrations are made of: numbered steps with their journal, and the functions beside them. */
const sql = () =>
  Object.fromEntries(
    readdirSync(join(root, 'drizzle'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.name.endsWith('.sql'))
      .map(({ name }) => [name, `drizzle/${name}`]),
  )

export const images: Record<string, Image> = {
  gateway: {
    bundles: { 'main.js': 'workers/gateway/bun.ts', 'sweep.js': 'workers/gateway/sweep-once.ts' },
    files: () => ({ web: 'dist/web' }),
  },
  auth: { bundles: { 'main.js': 'workers/auth/bun.ts' } },
  tickets: { bundles: { 'main.js': 'workers/tickets/bun.ts' } },
  orders: { bundles: { 'main.js': 'workers/orders/bun.ts' } },
  payments: { bundles: { 'main.js': 'workers/payments/bun.ts' } },
  notifications: { bundles: { 'main.js': 'workers/notifications/bun.ts' } },
  courier: { bundles: { 'main.js': 'selfhost/courier/bun.ts' } },
  'redis-bridge': { bundles: { 'main.js': 'selfhost/redis-bridge/bun.ts' } },
  migrate: { bundles: { 'main.js': 'drizzle/db-migrate.ts' }, files: sql },
}

/**
 * Puts the content of an image's `/app` into `folder`, with the Bun at `bun`. Pages have to be built before (`build:web`).
 * Throws with the bundler's words when something cannot be bundled.
 */
export const buildImage = (name: string, folder: string, bun: string) => {
  const image = images[name]
  if (!image) throw new Error(`there is no image ${name}; there are ${Object.keys(images).join(', ')}`)
  mkdirSync(folder, { recursive: true })
  for (const [file, entry] of Object.entries(image.bundles))
    execFileSync(bun, ['build', '--target=bun', '--outfile', join(folder, file), entry], { cwd: root, stdio: 'pipe' })
  for (const [file, from] of Object.entries(image.files?.() ?? {}))
    cpSync(join(root, from), join(folder, file), { recursive: true })
}
