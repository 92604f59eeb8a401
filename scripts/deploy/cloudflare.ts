import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { command, type Said, type Say } from './command.ts'
import type { Settings } from './settings.ts'
import { secretsOf } from './variables.ts'
import type { Worker } from './workers.ts'

/** What Wrangler needs to know who asks; it knows by itself where somebody has logged in. */
const account = (settings: Settings): Record<string, string> =>
  Object.fromEntries(Object.entries(settings).filter(([name]) => name.startsWith('CLOUDFLARE_')))

/** Writes the configuration that is deployed, for Wrangler and for whoever wants to look at it. No secret is in it. */
const writeConfig = async (worker: Worker, folder: string) => {
  await mkdir(folder, { recursive: true })
  const file = join(folder, `${worker.name}.json`)
  await writeFile(file, `${JSON.stringify(worker.config, null, 2)}\n`)
  return file
}

export const isLoggedIn = async (settings: Settings) =>
  (await command('wrangler', ['whoami', '--json'], { env: account(settings) })).code === 0

const Stored = z.array(z.object({ name: z.string() }))

/** Names of the secrets that are stored with a worker already; none where there is no such worker yet. */
export const storedSecrets = async ({ config }: Worker, settings: Settings): Promise<string[]> => {
  const said = await command('wrangler', ['secret', 'list', '--name', config.name, '--format', 'json'], {
    env: account(settings),
  })
  return said.code === 0 ? Stored.parse(JSON.parse(said.out)).map(({ name }) => name) : []
}

/** Uploads a worker together with the secrets that are set here; others that are stored with it stay. */
export const upload = async (
  worker: Worker,
  { settings, folder, message, say }: { settings: Settings; folder: string; message: string; say: Say },
): Promise<Said> => {
  const config = await writeConfig(worker, folder)
  const secrets = join(folder, `${worker.name}.secrets.json`)
  try {
    await writeFile(secrets, JSON.stringify(secretsOf(worker, settings)), { mode: 0o600 })
    const options = ['deploy', '--config', config, '--secrets-file', secrets, '--message', message]
    return await command('wrangler', options, { env: account(settings), say })
  } finally {
    await rm(secrets, { force: true })
  }
}

/** Bundles a worker and says what would be uploaded. */
export const rehearse = async (worker: Worker, folder: string): Promise<Said> => {
  const config = await writeConfig(worker, folder)
  return command('wrangler', ['deploy', '--dry-run', '--config', config, '--outdir', join(folder, worker.name)])
}

/** Puts the version before this one back. The database stays as it is: migrations only ever add. */
export const rollBack = ({ config }: Worker, settings: Settings, say: Say): Promise<Said> =>
  command('wrangler', ['rollback', '--name', config.name, '--yes', '--message', 'bun run deploy --rollback'], {
    env: account(settings),
    say,
  })

export const remove = ({ config }: Worker, settings: Settings, say: Say): Promise<Said> =>
  command('wrangler', ['delete', config.name, '--force'], { env: account(settings), say })
