import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

const newest = async (path: string): Promise<number> => {
  const entry = await stat(path).catch(() => undefined)
  if (!entry) return 0
  if (!entry.isDirectory()) return entry.mtimeMs
  const below = await readdir(path)
  return Math.max(0, ...(await Promise.all(below.map((name) => newest(join(path, name))))))
}

/** Builds the pages into dist/web when what they are made of is newer than what is there. Returns whether it built. */
export const buildPages = async (): Promise<boolean> => {
  const built = await stat(join(root, 'dist/web/index.html')).catch(() => undefined)
  const sources = Math.max(...(await Promise.all(['web', 'bun.lock'].map((name) => newest(join(root, name))))))
  if (built && built.mtimeMs > sources) return false

  const child = spawn(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--config', 'web/vite.config.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk
    })
  }
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`the pages could not be built:\n${said}`)
  return true
}
