import { writeFile } from 'node:fs/promises'
import { schemas } from '#drizzle/migrate'
import { closeAll, startBacking } from '#local/backing'
import { makeSecrets } from '#local/secrets'
import { workerVars } from '#local/worker-vars'
import { command } from '../../scripts/deploy/command.ts'
import type { Settings } from '../../scripts/deploy/settings.ts'
import { makeKeys, passwordName } from '../../scripts/keys/make.ts'
import { writeKeys } from '../../scripts/keys/write.ts'
import { testDatabase } from '../setup/service.ts'

/** The variables with which a service's role logs in, which follow from others and are left out of what people set. */
const FOLLOWS = new Set([...schemas.map((schema) => `${schema.toUpperCase()}_DATABASE_URL`), 'MESSAGES_URL'])

type Sources = { vars: Record<string, string>; database: string; passwords: Record<(typeof schemas)[number], string> }

/** What somebody who deploys would have set, from the variables of a local world. */
export const settingsOf = async ({ vars, database, passwords }: Sources): Promise<Settings> => ({
  ...Object.fromEntries(Object.entries(vars).filter(([name]) => !FOLLOWS.has(name))),
  ...Object.fromEntries(schemas.map((schema) => [passwordName(schema), passwords[schema]])),
  SIGNING_KEYS: (await makeKeys()).SIGNING_KEYS ?? '',
  DATABASE_URL: database,
})

/** What stands behind a store, on loopback, and the settings that lead there. No worker runs. */
export const startSurroundings = async () => {
  const database = await testDatabase()
  const closers: (() => Promise<unknown>)[] = [() => database[Symbol.asyncDispose]()]
  const secrets = { ...(await makeSecrets()), roles: database.passwords }
  const backing = await startBacking({ database: database.url, secrets })
  closers.push(() => backing.stop())
  const store = 'http://127.0.0.1:9'
  await backing.open(store)
  const vars = workerVars(secrets, { ...backing.addresses, store }, { requests: 1000, signIns: 100 })
  const settings = await settingsOf({ vars, database: database.url, passwords: database.passwords })
  return {
    ...{ database, secrets, settings, courierUrl: backing.addresses.courier },
    [Symbol.asyncDispose]: () => closeAll(closers),
  }
}

/** Runs one of our programs as people do, with an env file of these settings and nothing else from this process but PATH. */
export const runScript = async (script: string, file: string, settings: Settings, options: string[] = [], env = {}) => {
  await writeFile(file, writeKeys(settings, 'env'), { mode: 0o600 })
  return command(process.execPath, [`scripts/${script}.ts`, '--settings', file, ...options], { env })
}
