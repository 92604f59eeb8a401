import { misplaced, wrongVariables } from '../deploy/plan.ts'
import type { Settings } from '../deploy/settings.ts'
import type { Target } from '../deploy/target.ts'
import type { Worker } from '../deploy/workers.ts'
import { type Finding, well, wrong } from './finding.ts'

const KEYS = 'made by `bun run keys`'

/** Where each comes from. */
const SOURCES: [RegExp, string][] = [
  [/^PUBLIC_URL$/, 'the address people will use, https:// and no path'],
  [/^DATABASE_URL$/, 'Neon, Connect, with the owner’s role and without connection pooling'],
  [/^\w+_DB_PASSWORD$/, KEYS],
  [/^\w+_DATABASE_URL$/, 'follows from DATABASE_URL and the password; leave it out'],
  [/^MESSAGES_URL$/, 'follows from PUBLIC_URL; leave it out'],
  [/^QSTASH_/, 'Upstash console, QStash: all of them are on one page, and belong to one region'],
  [/^UPSTASH_REDIS_/, 'Upstash console, Redis, your database, REST API'],
  [/^MAIL_URL$/, 'https:// and the host of your mail provider’s API, or none; SMTP is for Kubernetes alone'],
  [/^MAIL_TOKEN$/, 'Resend, API Keys, with permission to send; not needed where MAIL_URL is none'],
  [/^MAIL_FROM$/, 'a sender at a domain that your mail provider has verified: Name <address>'],
  [/^STRIPE_SECRET_KEY$/, 'Stripe dashboard, Developers, API keys'],
  [/^STRIPE_WEBHOOK_SECRET$/, 'Stripe dashboard, Webhooks, your endpoint, Signing secret'],
  [/^LEAKED_PASSWORDS_URL$/, 'https://api.pwnedpasswords.com, or a mirror of it; empty, and nobody is asked'],
  [/^OPERATORS_NEED$/, 'second-factor, or password where who runs the store may do so with a password alone'],
  [/^(SIGNING_KEYS|REFRESH_KEY|LINK_SECRET|INTERNAL_TOKEN)$/, KEYS],
]
const sourceOf = (variable: string) =>
  SOURCES.find(([name]) => name.test(variable))?.[1] ?? 'see the worker’s configuration in wrangler/'

/** Every variable, as the services themselves will read it. */
export const variables = (target: Target, workers: readonly Worker[], settings: Settings): Finding[] => {
  const findings = [
    ...wrongVariables(workers, settings).map(({ variable, wrong: what, workers: of }) =>
      wrong(variable, `${what} (${of.join(', ')})`, sourceOf(variable)),
    ),
    ...misplaced(target, settings).map((line) => wrong(line.split(' ')[0] ?? '', line, `change it for ${target.name}`)),
  ]
  const count = new Set(workers.flatMap(({ config }) => [...Object.keys(config.vars), ...config.secrets.required])).size
  return findings.length === 0
    ? [well('variables', `${count} are set and accepted by ${workers.length} services`)]
    : findings
}
