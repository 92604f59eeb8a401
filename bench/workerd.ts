import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, root, type Service, startService } from './child.ts'

const execute = promisify(execFile)

const wrangler = join(root, 'node_modules', '.bin', 'wrangler')

/** The workerd that Wrangler would run, which may be newer than the one its libraries bring. */
const workerdPath = () => {
  const ofWrangler = createRequire(createRequire(import.meta.url).resolve('wrangler/package.json'))
  return join(dirname(ofWrangler.resolve('workerd/package.json')), 'bin', 'workerd')
}

const text = (value: string) => JSON.stringify(value)

/** The date the worker asks for, or workerd's own where that is earlier: it refuses dates it does not know yet. */
const compatibilityDate = async (config: string) => {
  const wanted = /"compatibility_date": "([\d-]+)"/.exec(await readFile(join(root, config), 'utf8'))?.[1]
  const { stdout } = await execute(workerdPath(), ['--version'])
  const known = /\d{4}-\d{2}-\d{2}/.exec(stdout)?.[0]
  if (!wanted || !known) throw new Error('no compatibility date')
  return [wanted, known].toSorted()[0] ?? known
}

/**
 * A worker in plain `workerd serve`, bundled as for production. Neither `wrangler dev` nor its harness: what they put in
 * front of a worker costs more than the worker. `gathers` gives it the objects in which holds for one event meet.
 */
export const startWorkerd = async (
  dir: string,
  config: string,
  vars: Record<string, string>,
  authPort: number,
  gathers = false,
): Promise<Service> => {
  const quiet = { ...process.env, WRANGLER_SEND_METRICS: 'false', NO_COLOR: '1' }
  await execute(wrangler, ['deploy', '--dry-run', '--outdir', dir, '--config', config], {
    cwd: root,
    env: quiet,
  })
  const port = await freePort()
  const bindings = Object.entries(vars).map(([name, value]) => `(name = ${text(name)}, text = ${text(value)})`)
  await writeFile(
    join(dir, 'config.capnp'),
    `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "worker", worker = .worker),
    (name = "auth", external = (address = "127.0.0.1:${authPort}", http = ())),
    (name = "internet", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "worker")],
);
const worker :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "index.js")],
  compatibilityDate = ${text(await compatibilityDate(config))},
  compatibilityFlags = ["nodejs_compat"],
  durableObjectNamespaces = [(className = "Gatherer", uniqueKey = "gatherer")],
  durableObjectStorage = (inMemory = void),
  bindings = [
    (name = "AUTH", service = "auth"),
    ${gathers ? '(name = "GATHERERS", durableObjectNamespace = "Gatherer"),' : ''}
    ${bindings.join(',\n    ')},
  ],
);
`,
  )
  return startService({ program: workerdPath(), args: ['serve', join(dir, 'config.capnp')] }, {}, port)
}
