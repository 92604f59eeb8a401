import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createTestHarness } from 'wrangler'
import { openDoor } from '#local/door'
import { type WorkerName, workerNames } from '#local/worker-vars'

/** The workers, running. */
export type Workers = {
  url: string
  /** What cron does in production, once. */
  sweep(): Promise<void>
  /** What the workers wrote to their logs, a line each. */
  logs(): string[]
  stop(): Promise<void>
}

/** Configurations to run instead of those in wrangler/, by worker, each with the folder it was bundled to. */
export type Configs = Partial<Record<WorkerName, { config: string; bundle: string }>>

const prebuilt = (folder: string | undefined) => (folder ? { prebuiltWorkerDir: folder } : {})

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Runs every worker in workerd inside this process through Wrangler's own harness, with the configurations of wrangler/.
 * `bundles` is a folder of workers bundled before, one folder each; without it they are bundled now, those of `configs` apart.
 */
export const runInHarness = async (
  vars: (store: string) => Record<string, string>,
  bundles?: string,
  configs: Configs = {},
  host = '127.0.0.1',
): Promise<Workers> => {
  const door = await openDoor(host)
  const secrets = vars(door.url)
  const harness = createTestHarness({
    root,
    workers: workerNames.map((name) => ({
      configPath: configs[name]?.config ?? `wrangler/${name}.jsonc`,
      secrets,
      vars: secrets,
      ...prebuilt(configs[name]?.bundle ?? (bundles && join(bundles, name))),
    })),
  })
  const stop = async () => {
    await harness.close()
    await door.stop()
  }
  try {
    const { url } = await harness.listen()
    door.lead(Number(url.port))
    return {
      url: door.url,
      sweep: async () => {
        await harness.getWorker('holdfast-gateway').scheduled({ cron: '* * * * *' })
      },
      logs: () => harness.getLogs().map((line) => line.message),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}
