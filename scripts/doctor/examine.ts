import { complete, type Settings } from '../deploy/settings.ts'
import type { Target } from '../deploy/target.ts'
import { resolveWorkers } from '../deploy/workers.ts'
import { cloudflare } from './cloudflare.ts'
import { database } from './database.ts'
import type { Finding } from './finding.ts'
import { keys } from './keys.ts'
import { variables } from './variables.ts'
import { vendors } from './vendors.ts'
import { versions } from './versions.ts'

// Names whose values may stand in an error that somebody else worded.
const SECRET = /(PASSWORD|TOKEN|SECRET|KEYS?|DATABASE_URL)$/

const withoutSecrets = (settings: Settings) => {
  const secrets = Object.entries(settings).flatMap(([name, value]) =>
    SECRET.test(name) && value.length > 7 ? [value] : [],
  )
  const clean = (text: string) => secrets.reduce((left, secret) => left.replaceAll(secret, '…'), text)
  return (finding: Finding): Finding => ({ ...finding, says: clean(finding.says) })
}

/** Looks at everything a deployment needs, and changes nothing but a key of ten seconds in Redis. */
export const examine = async (target: Target, set: Settings): Promise<Finding[]> => {
  const settings = complete(set)
  const workers = resolveWorkers(target, settings)
  const [programs, account, data, others] = await Promise.all([
    versions(),
    cloudflare(settings),
    database(settings),
    vendors(settings),
  ])
  const all = [...programs, ...variables(target, workers, settings), ...keys(settings), ...account, ...data, ...others]
  return all.map(withoutSecrets(settings))
}
