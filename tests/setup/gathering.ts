import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll } from 'vitest'
import { bundle } from '#local/bundle'
import type { Bundles } from '#local/harness'
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

const made: string[] = []
afterAll(async () => {
  for (const dir of made.splice(0)) await rm(dir, { recursive: true, force: true })
})

const bundleOnce = async (main: string) => {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-gathering-'))
  made.push(dir)
  const [config, orders] = [join(dir, 'orders.jsonc'), join(dir, 'bundle')] as const
  await writeFile(config, await switchedOn(main))
  await bundle(config, orders)
  return { orders } satisfies Bundles
}
const bundled = new Map<string, ReturnType<typeof bundleOnce>>()

/** A store in which holds for one event meet. `main` is the entry of orders, from the top folder; bundled once for a file. */
export const startGathering = async (main = 'workers/orders/index.ts') => {
  const instead = bundled.get(main) ?? bundleOnce(main)
  bundled.set(main, instead)
  return startNetwork({ instead: await instead })
}
