import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { V4WorkerOptions } from 'miniflare'
import { openDoor } from '#local/door'
import { type WorkerName, workerNames } from '#local/worker-vars'

// An import would read all of it twice, the first time only for the names of its exports.
const { convertV4MiniflareOptions, Miniflare } = createRequire(import.meta.url)(
  'miniflare',
) as typeof import('miniflare')

/** The workers, running. */
export type Workers = {
  url: string
  /** What cron does in production, once. */
  sweep(): Promise<void>
  /** What the workers wrote to their logs, a line each. */
  logs(): string[]
  stop(): Promise<void>
}

/** A worker's configuration as `bundle` wrote it down: all but the code, and the variables and secrets it asks for. */
export type Described = { options: Omit<V4WorkerOptions, 'modules'>; variables: string[] }

/** Folders of workers to run instead of those in `bundles`. */
export type Bundles = Partial<Record<WorkerName, string>>

const SWEEP = 'http://workers/cdn-cgi/local/scheduled?cron=*+*+*+*+*&format=json'

/** A worker takes what its configuration asks for, and no more: so it goes in production. */
const read = async (dir: string, vars: Record<string, string>) => {
  const { options, variables } = JSON.parse(await readFile(join(dir, 'worker.json'), 'utf8')) as Described
  return {
    ...options,
    modulesRoot: dir,
    modules: [{ type: 'ESModule', path: join(dir, 'index.js') }],
    bindings: Object.fromEntries(Object.entries(vars).filter(([name]) => variables.includes(name))),
  } as V4WorkerOptions
}

/**
 * Runs every worker in one workerd, with the configurations of wrangler/ as `bundle` found them in the folders of `bundles`,
 * one for each worker.
 */
export const runInHarness = async (
  vars: (store: string) => Record<string, string>,
  bundles: string,
  instead: Bundles = {},
  host = '127.0.0.1',
): Promise<Workers> => {
  const door = await openDoor(host)
  const given = vars(door.url)
  const logs: string[] = []
  const workers = await Promise.all(workerNames.map((name) => read(instead[name] ?? join(bundles, name), given)))
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      host: '127.0.0.1',
      workers,
      // Where the visitor is would be asked of the internet.
      cf: false,
      unsafeTriggerHandlers: true,
      logRequests: false,
      handleStructuredLogs: ({ message }) => logs.push(message),
    }),
  )
  const stop = async () => {
    await miniflare.dispose()
    await door.stop()
  }
  try {
    door.lead(Number((await miniflare.ready).port))
    return {
      url: door.url,
      sweep: async () => {
        const answer = await miniflare.dispatchFetch(SWEEP, { headers: { 'MF-Route-Override': 'holdfast-gateway' } })
        await answer.arrayBuffer()
      },
      logs: () => logs,
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
