import * as z from 'zod'
import { PeerEnv } from '#shared/http/peer'
import { LinkSecret } from '#shared/links'
import { OptionalUrl } from '#shared/optional-url'
import { MailConfig, SelfHostedMailConfig } from './mail-config.ts'

const Common = z.object({
  NOTIFICATIONS_DATABASE_URL: z.url(),
  NEON_ENDPOINT: OptionalUrl,
  /** Where links in mails lead. */
  PUBLIC_URL: z.url(),
  MESSAGES_URL: z.string().includes('{service}'),
  QSTASH_URL: z.url(),
  QSTASH_TOKEN: z.string().min(1),
  QSTASH_CURRENT_SIGNING_KEY: z.string().min(16),
  QSTASH_NEXT_SIGNING_KEY: z.string().min(16),
  INTERNAL_TOKEN: z.string().min(32),
  LINK_SECRET: LinkSecret,
  AUTH: PeerEnv,
})

const configOf = ({ mail, ...env }: z.output<typeof Common> & { mail: z.output<typeof SelfHostedMailConfig> }) => ({
  databaseUrl: env.NOTIFICATIONS_DATABASE_URL,
  endpoint: env.NEON_ENDPOINT,
  publicUrl: env.PUBLIC_URL,
  qstash: { url: env.QSTASH_URL, token: env.QSTASH_TOKEN, destination: env.MESSAGES_URL },
  receiverKeys: { current: env.QSTASH_CURRENT_SIGNING_KEY, next: env.QSTASH_NEXT_SIGNING_KEY },
  internalToken: env.INTERNAL_TOKEN,
  linkSecret: env.LINK_SECRET,
  auth: env.AUTH,
  mail,
})

/** What must be configured. There is no default for a secret: what is missing does not start. */
export const Env = z
  .intersection(
    Common,
    MailConfig.transform((mail) => ({ mail })),
  )
  .transform(configOf)

/** The same where mail may leave by SMTP as well. */
export const SelfHostedEnv = z
  .intersection(
    Common,
    SelfHostedMailConfig.transform((mail) => ({ mail })),
  )
  .transform(configOf)

export type Config = ReturnType<typeof configOf>
