import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { workerNames } from '../../local/worker-vars.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folder with every worker as `wrangler deploy` would upload it; one folder each. */
    workers: string
  }
}

const root = resolve(import.meta.dirname, '../..')

/** Bundles the worker that a configuration describes, as it would be uploaded. */
export const bundle = async (config: string, outdir: string) => {
  const options = ['deploy', '--dry-run', '--config', config, '--outdir', outdir]
  const child = spawn(process.execPath, ['node_modules/wrangler/bin/wrangler.js', ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1' },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk
    })
  }
  const [code] = await once(child, 'close')
  if (code !== 0) throw new Error(`${config} cannot be deployed:\n${said}`)
}

/** Bundles every worker once for the whole run, so that a story's network starts in a second. */
export default async (project: TestProject) => {
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-workers-'))
  const names = [...workerNames]
  // Two at a time: there are two cores.
  const lane = async () => {
    for (let name = names.shift(); name !== undefined; name = names.shift())
      await bundle(`wrangler/${name}.jsonc`, join(dir, name))
  }
  await Promise.all([lane(), lane()])
  project.provide('workers', dir)
  return () => rm(dir, { recursive: true, force: true })
}
