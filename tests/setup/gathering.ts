import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Configs } from '#local/harness'
import { startNetwork } from './network.ts'

const root = resolve(import.meta.dirname, '../..')

/** The configuration of orders with its two lines about gatherers switched on, as it tells people to do. */
const switchedOn = async (main: string) => {
  const written = await readFile(join(root, 'wrangler/orders.jsonc'), 'utf8')
  const on = written.replaceAll(/^ {2}\/\/ (?=")/gm, '  ')
  if (!on.includes('\n  "durable_objects"') || !on.includes('\n  "migrations"'))
    throw new Error('no lines to switch on')
  return on.replace(/"main": "[^"]+"/, `"main": ${JSON.stringify(join(root, main))}`)
}

/** A store in which holds for one event meet. `main` is the entry of orders, from the top folder. */
export const startGathering = async (main = 'workers/orders/index.ts') => {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-gathering-'))
  try {
    const configs: Configs = { orders: join(dir, 'orders.jsonc') }
    await writeFile(join(dir, 'orders.jsonc'), await switchedOn(main))
    return await startNetwork({ configs })
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
