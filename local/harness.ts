import { fileURLToPath } from 'node:url'
import { createTestHarness } from 'wrangler'
import { workerNames } from '#local/worker-vars'

/** The workers, running. */
export type Workers = {
  url: string
  /** What cron does in production, once. */
  sweep(): Promise<void>
  /** What the workers wrote to their logs, a line each. */
  logs(): string[]
  stop(): Promise<void>
}

const root = fileURLToPath(new URL('..', import.meta.url))

/**
 * Runs every worker in workerd inside this process through Wrangler's own harness, with the configurations of wrangler/.
 * The address is only known once they listen, and they need to know it: so they start, and are told.
 */
export const runInHarness = async (vars: (store: string) => Record<string, string>): Promise<Workers> => {
  const options = (store: string) => {
    const secrets = vars(store)
    return {
      root,
      workers: workerNames.map((name) => ({ configPath: `wrangler/${name}.jsonc`, secrets, vars: secrets })),
    }
  }
  const harness = createTestHarness(options('http://127.0.0.1'))
  const { url } = await harness.listen()
  await harness.update(options(url.origin))
  return {
    url: url.origin,
    sweep: async () => {
      await harness.getWorker('holdfast-gateway').scheduled({ cron: '* * * * *' })
    },
    logs: () => harness.getLogs().map((line) => line.message),
    stop: () => harness.close(),
  }
}
