import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { makeSecrets } from '#local/secrets'

// `bun run k8s:secrets <overlay>`: writes k8s/overlays/<overlay>/secrets/*.env, one file for each Secret, which git does not see.
// What can be made up is made up; what others gave you comes from the environment. A file that is there is left as it is.
// `--json` prints them all, for a place where secrets are kept; from there they come back as KUBERNETES_SECRETS.

/** What only others can give, by the name of its Secret: from the environment, by these names. */
const Given = {
  stripe: z.object({
    STRIPE_SECRET_KEY: z.string().regex(/^(sk|rk)_/, 'must be a secret key of Stripe (sk_…)'),
    STRIPE_WEBHOOK_SECRET: z.string().startsWith('whsec_'),
  }),
  mail: z.object({
    MAIL_URL: z.string('is missing: https://api.resend.com, smtp://…, or none where nobody is to be written to').min(1),
    // SMTP has its own in the address.
    MAIL_TOKEN: z.string().min(1).default('none'),
  }),
  backup: z.object({ ACCESS_KEY_ID: z.string().min(1), SECRET_ACCESS_KEY: z.string().min(1) }),
}

type Values = Record<string, string>

const Kept = z.record(z.string(), z.record(z.string(), z.string().min(1)))

const made = async (): Promise<Record<string, Values>> => {
  const secrets = await makeSecrets()
  const password = () => randomBytes(18).toString('hex')
  return {
    'database-passwords': Object.fromEntries([
      ...Object.entries(secrets.roles).map(([role, value]) => [`${role.toUpperCase()}_DB_PASSWORD`, value]),
      ['COURIER_DB_PASSWORD', password()],
    ]),
    tokens: { SIGNING_KEYS: secrets.tokenKeys, REFRESH_KEY: secrets.refreshKey },
    links: { LINK_SECRET: secrets.linkSecret },
    internal: { INTERNAL_TOKEN: secrets.internal },
    broker: {
      QSTASH_TOKEN: secrets.courier,
      QSTASH_CURRENT_SIGNING_KEY: secrets.signing.current,
      QSTASH_NEXT_SIGNING_KEY: secrets.signing.next,
    },
    redis: { UPSTASH_REDIS_REST_TOKEN: secrets.redis, VALKEY_PASSWORD: password() },
  }
}

/**
 * Writes what is missing into `dir`/secrets, for the Secrets that the kustomization in `dir` generates from there.
 * KUBERNETES_SECRETS, where given, is JSON with all of them by name. Returns the names of the files written; throws with every variable that is missing, before anything is written.
 */
export const writeSecrets = async (dir: string, given: Record<string, string | undefined>): Promise<string[]> => {
  const kustomization = readFileSync(join(dir, 'kustomization.yaml'), 'utf8')
  const wanted = [...kustomization.matchAll(/- secrets\/([\w-]+)\.env/g)].map(([, name = '']) => name)
  const missing = wanted.filter((name) => !existsSync(join(dir, 'secrets', `${name}.env`)))
  const kept = given.KUBERNETES_SECRETS ? Kept.parse(JSON.parse(given.KUBERNETES_SECRETS)) : {}
  const lost = given.KUBERNETES_SECRETS ? missing.filter((name) => !(name in kept)) : []
  // Where some are kept, making up the others would lock the store out of what it has.
  if (lost.length > 0) throw new Error(`KUBERNETES_SECRETS has no ${lost.join(', ')}`)
  const values = { ...(await made()), ...kept }
  const wrong: string[] = []
  for (const name of missing) {
    if (!(name in Given) || name in kept) continue
    const parsed = Given[name as keyof typeof Given].safeParse(given)
    if (parsed.success) values[name] = parsed.data
    else wrong.push(...parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`))
  }
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
  mkdirSync(join(dir, 'secrets'), { recursive: true, mode: 0o700 })
  for (const name of missing) {
    const lines = Object.entries(values[name] ?? {}).map(([key, value]) => `${key}=${value}\n`)
    if (lines.length === 0) throw new Error(`nobody knows what belongs into the secret ${name}`)
    writeFileSync(join(dir, 'secrets', `${name}.env`), lines.join(''), { mode: 0o600 })
  }
  return missing
}

/** All secrets of the overlay in `dir`, as JSON. */
const asJson = (dir: string) => {
  const entries = readdirSync(join(dir, 'secrets')).map((file) => {
    const lines = readFileSync(join(dir, 'secrets', file), 'utf8')
      .trim()
      .split('\n')
    const pairs = lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)])
    return [file.replace('.env', ''), Object.fromEntries(pairs)]
  })
  return JSON.stringify(Object.fromEntries(entries))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [overlay = 'local', option] = process.argv.slice(2)
  const dir = resolve(import.meta.dirname, '../k8s/overlays', overlay)
  try {
    const written = await writeSecrets(dir, process.env)
    if (option === '--json') console.log(asJson(dir))
    else console.log(written.length > 0 ? `written: ${written.join(', ')}` : 'nothing was missing')
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
