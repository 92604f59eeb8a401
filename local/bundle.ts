import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Described } from '#local/harness'
import { workerNames } from '#local/worker-vars'

const root = fileURLToPath(new URL('..', import.meta.url))

const upload = async (config: string, dir: string) => {
  const options = ['deploy', '--dry-run', '--config', config, '--outdir', dir]
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

const describe = async (config: string): Promise<Described> => {
  // Fifteen megabytes, for those who bundle alone.
  const { unstable_getMiniflareWorkerOptions, unstable_readConfig } = await import('wrangler')
  const { secrets, ...read } = unstable_readConfig({ config: resolve(root, config) })
  const { bindings, modulesRules, ...options } = unstable_getMiniflareWorkerOptions(read).workerOptions
  return {
    options: { ...options, name: read.name },
    variables: [...Object.keys(read.vars), ...(secrets?.required ?? [])],
  }
}

/** Bundles the worker that a configuration describes to `dir`, as it would be uploaded, and writes down how to run it. */
export const bundle = async (config: string, dir: string) => {
  await upload(config, dir)
  await writeFile(join(dir, 'worker.json'), JSON.stringify(await describe(config)))
}

/** Bundles every worker, for networks to start from: to one folder each in `dir`. */
export const bundleAll = async (dir: string) => {
  const names = [...workerNames]
  // Two at a time: there are two cores.
  const lane = async () => {
    for (let name = names.shift(); name !== undefined; name = names.shift())
      await bundle(`wrangler/${name}.jsonc`, join(dir, name))
  }
  await Promise.all([lane(), lane()])
  return dir
}
