import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { makeSecrets } from '#local/secrets'
import { readSmtpAddress } from '#workers/notifications/smtp-address'

// `bun run k8s:secrets <overlay>`: writes k8s/overlays/<overlay>/secrets/*.env, one file for each Secret, which git does not see.
// What can be made up is made up; what others gave you comes from the environment. Of a file that is there nothing is changed; keys
// that are new since it was written are added at its end.
// `--json` prints them all, for a place where secrets are kept; from there they come back as KUBERNETES_SECRETS.

/** Whatever mail may leave by, as the service will read it: what is wrong with an address for SMTP is said here. */
const MailUrl = z
  .string('is missing: https://api.resend.com, smtps://…, or none where nobody is to be written to')
  .min(1)
  .superRefine((url, context) => {
    if (!/^smtps?:/.test(url)) return
    const read = URL.canParse(url) ? readSmtpAddress(url) : 'must be smtps://user:password@host:465'
    if (typeof read === 'string') context.addIssue({ code: 'custom', message: read })
  })

/** What only others can give, by the name of its Secret: from the environment, by these names. */
const Given = {
  stripe: z.object({
    STRIPE_SECRET_KEY: z.string().regex(/^(sk|rk)_/, 'must be a secret key of Stripe (sk_…)'),
    STRIPE_WEBHOOK_SECRET: z.string().startsWith('whsec_'),
  }),
  mail: z.object({
    MAIL_URL: MailUrl,
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

const isGiven = (name: string): name is keyof typeof Given => name in Given

/** Which keys a Secret has to have. */
const keysOf = (name: string, secrets: Record<string, Values>) =>
  Object.keys(isGiven(name) ? Given[name].shape : (secrets[name] ?? {}))

/** The pairs in a file that kustomize makes a Secret from. */
const read = (file: string): Values => {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
}

/** Behind what is there, of which not a byte is changed. */
const append = (file: string, values: Values) => {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : ''
  const lines = Object.entries(values).map(([key, value]) => `${key}=${value}\n`)
  const gap = before === '' || before.endsWith('\n') ? '' : '\n'
  writeFileSync(file, `${before}${gap}${lines.join('')}`, { mode: 0o600 })
}

/** `mail` where a whole file was written, `tokens: REFRESH_KEY` where a key was added to one. */
type Written = string

/**
 * Writes what is missing into `dir`/secrets, for the Secrets that the kustomization in `dir` generates from there: whole files, and
 * in those that are there the keys they lack. KUBERNETES_SECRETS, where given, is JSON with all of them by name. Returns what was
 * written; throws with every variable that is missing, before anything is written.
 */
export const writeSecrets = async (dir: string, given: Record<string, string | undefined>): Promise<Written[]> => {
  const kustomization = readFileSync(join(dir, 'kustomization.yaml'), 'utf8')
  const wanted = [...kustomization.matchAll(/- secrets\/([\w-]+)\.env/g)].map(([, name = '']) => name)
  const kept = given.KUBERNETES_SECRETS ? Kept.parse(JSON.parse(given.KUBERNETES_SECRETS)) : undefined
  const secrets = await made()
  const lacking = wanted.flatMap((name) => {
    const file = join(dir, 'secrets', `${name}.env`)
    const isNew = !existsSync(file)
    const there = isNew ? {} : read(file)
    const keys = keysOf(name, secrets)
    if (keys.length === 0) throw new Error(`nobody knows what belongs into the secret ${name}`)
    const missing = keys.filter((key) => !(key in there))
    return missing.length > 0 ? [{ name, file, isNew, missing }] : []
  })

  const wrong: string[] = []
  const lost: string[] = []
  const take = (name: string, key: string): string => {
    if (kept) {
      // Where some are kept, making up the others would lock the store out of what it has, and be other ones the next time.
      const value = kept[name]?.[key]
      if (value === undefined) lost.push(name in kept ? `${name}: ${key}` : name)
      return value ?? ''
    }
    if (!isGiven(name)) return secrets[name]?.[key] ?? ''
    const shape: Record<string, z.ZodType<string>> = Given[name].shape
    const parsed = shape[key]?.safeParse(given[key])
    if (parsed?.success) return parsed.data
    wrong.push(...(parsed?.error.issues ?? []).map(({ message }) => `${key}: ${message}`))
    return ''
  }
  const writing = lacking.map(({ missing, ...at }) => ({
    ...at,
    values: Object.fromEntries(missing.map((key) => [key, take(at.name, key)])),
  }))
  if (lost.length > 0) throw new Error(`KUBERNETES_SECRETS has no ${[...new Set(lost)].join(', ')}`)
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
  mkdirSync(join(dir, 'secrets'), { recursive: true, mode: 0o700 })
  for (const { file, values } of writing) append(file, values)
  return writing.map(({ name, isNew, values }) => (isNew ? name : `${name}: ${Object.keys(values).join(', ')}`))
}

/** All secrets of the overlay in `dir`, by name. */
export const secretsIn = (dir: string): Record<string, Values> => {
  const entries = readdirSync(join(dir, 'secrets')).map((file) => [
    file.replace('.env', ''),
    read(join(dir, 'secrets', file)),
  ])
  return Object.fromEntries(entries)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [overlay = 'local', option] = process.argv.slice(2)
  const dir = resolve(import.meta.dirname, '../k8s/overlays', overlay)
  try {
    const written = await writeSecrets(dir, process.env)
    if (option === '--json') console.log(JSON.stringify(secretsIn(dir)))
    else console.log(written.length > 0 ? `written: ${written.join('; ')}` : 'nothing was missing')
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
