import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { experimental_readRawConfig } from 'wrangler'
import type { Settings } from './settings.ts'
import { root, type Target } from './target.ts'

type Service = { binding: string; service: string }

/** The part of a configuration in wrangler/ that differs from target to target. */
export type WorkerConfig = {
  name: string
  main: string
  vars: Record<string, string>
  secrets: { required: string[] }
  services?: Service[]
  assets?: { directory: string }
  placement?: { mode: string } | { region: string }
  routes?: { pattern: string; custom_domain: boolean }[]
  workers_dev?: boolean
  [rest: string]: unknown
}

export type Worker = {
  /** `auth`, `gateway` …: the folder under workers/. */
  name: string
  config: WorkerConfig
  /** Variables for which nothing is set and whose value in wrangler/ is only an example. */
  missing: string[]
}

const EXAMPLE = /\bholdfast\.(example|upstash\.io)\b|\bexample\.workers\.dev\b/
const REGION = /\.([a-z]+-[a-z]+-\d)\.(aws|azure)\.neon\.tech$/

/** The region that Neon's address of a database names, as Cloudflare's placement calls it. */
export const regionOf = (databaseUrl: string | undefined) => {
  const [, region, cloud] =
    REGION.exec(databaseUrl && URL.canParse(databaseUrl) ? new URL(databaseUrl).hostname : '') ?? []
  return region === undefined ? undefined : `${cloud}:${region}`
}

const folder = join(root, 'wrangler')
export const workerNames = () =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.jsonc'))
    .map((file) => file.slice(0, -'.jsonc'.length))
    .toSorted()

/** A worker's configuration for an environment, as written in wrangler/. */
export const readConfig = (name: string, env: Target['env']): WorkerConfig => {
  const { rawConfig } = experimental_readRawConfig({ config: join(folder, `${name}.jsonc`) })
  const { env: environments, $schema: _, ...top } = rawConfig as WorkerConfig & { env?: Record<string, object> }
  return { ...top, ...(env === 'preview' ? environments?.preview : {}) } as WorkerConfig
}

const isWorkersDev = (host: string) => host.endsWith('.workers.dev')

/** How people reach the gateway: by a domain of one's own, or by the one Cloudflare gives every account. */
const doorOf = (store: string | undefined) => {
  if (store === undefined || !URL.canParse(store)) return {}
  const { hostname } = new URL(store)
  return isWorkersDev(hostname)
    ? { workers_dev: true, routes: [] }
    : { workers_dev: false, routes: [{ pattern: hostname, custom_domain: true }] }
}

/** What wrangler/ says of a worker, with the target's names, the settings' values, and paths that hold from anywhere. */
export const resolveWorker = (name: string, target: Target, settings: Settings): Worker => {
  const config = readConfig(name, target.env)
  const vars = Object.fromEntries(Object.entries(config.vars).map(([key, value]) => [key, settings[key] ?? value]))
  const region = regionOf(settings.DATABASE_URL)
  const own = (service: string) => `${service.replace(/-preview$/, '')}${target.suffix}`
  return {
    name,
    missing: Object.keys(vars).filter((key) => EXAMPLE.test(vars[key] ?? '')),
    config: {
      ...config,
      name: own(config.name),
      main: join(folder, config.main),
      vars,
      ...(config.assets ? { assets: { ...config.assets, directory: join(folder, config.assets.directory) } } : {}),
      ...(config.services
        ? { services: config.services.map(({ binding, service }) => ({ binding, service: own(service) })) }
        : {}),
      ...(config.placement && region ? { placement: { region } } : {}),
      ...(config.routes ? doorOf(settings.PUBLIC_URL) : {}),
    },
  }
}

/** Every worker for a target, those that are called before those that call them. */
export const resolveWorkers = (target: Target, settings: Settings): Worker[] =>
  inOrder(workerNames().map((name) => resolveWorker(name, target, settings)))

/** Callees before callers; throws where workers call each other in a circle. */
export const inOrder = (workers: readonly Worker[]): Worker[] => {
  const ordered: Worker[] = []
  let left = [...workers]
  while (left.length > 0) {
    const waiting = new Set(left.map(({ config }) => config.name))
    const free = left.filter(({ config }) => !config.services?.some(({ service }) => waiting.has(service)))
    if (free.length === 0) throw new Error(`these workers call each other in a circle: ${[...waiting].join(', ')}`)
    ordered.push(...free)
    left = left.filter((worker) => !free.includes(worker))
  }
  return ordered
}
