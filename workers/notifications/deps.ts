import type { ServiceDeps } from '#shared/http/service'
import { createVerifier } from '#shared/http/session'
import { createLinks } from '#shared/links'
import { createLog } from '#shared/log'
import { createMetrics, type Metrics } from '#shared/metrics'
import { type Confirm, createConfirm } from '#shared/postgres/confirm'
import type { Db } from '#shared/postgres/db'
import { createOutbox, type Outbox } from '#shared/postgres/outbox'
import { reachable } from '#shared/postgres/reachable'
import { createDeadLetters, type DeadLetters } from '#shared/qstash/dead-letters'
import { createAskHeard } from '#shared/qstash/heard'
import { createPublisher, destinationOf } from '#shared/qstash/publish'
import type { ReceiverConfig } from '#shared/qstash/receive'
import { createRedeliver, type Redeliver } from '#shared/qstash/redeliver'
import type { Carrier } from './carrier.ts'
import type { Config } from './env.ts'
import type { Sender } from './letters/compose.ts'
import type { MailTarget } from './mail-config.ts'
import { type MailStore, mailStore } from './store/mails.ts'
import { type RecipientStore, recipientStore } from './store/recipients.ts'

export const SCHEMA = 'notifications'

/** All that notifications may touch. */
export type Deps = ServiceDeps & {
  db: Db
  schema: typeof SCHEMA
  mails: MailStore
  recipients: RecipientStore
  carrier: Carrier
  sender: Sender
  outbox: Outbox
  confirm: Confirm
  metrics: Metrics
  redeliver: Redeliver
  deadLetters: DeadLetters
  receiver: ReceiverConfig
  internalToken: string
}

/** `carry` says how mail leaves: by HTTP on the edge, by SMTP as well on Bun. */
export const connect = (config: Config, db: Db, carry: (target: MailTarget) => Carrier): Deps => {
  const log = createLog({ service: SCHEMA })
  const metrics = createMetrics(SCHEMA)
  const publish = createPublisher(config.qstash)
  const ask = createAskHeard({ destination: config.qstash.destination, token: config.internalToken })
  return {
    log,
    db,
    schema: SCHEMA,
    publicUrl: config.publicUrl,
    verify: createVerifier({ auth: config.auth, issuer: config.publicUrl }),
    mails: mailStore(db),
    recipients: recipientStore(db),
    carrier: carry(config.mail),
    sender: { publicUrl: config.publicUrl, links: createLinks(config.linkSecret) },
    outbox: createOutbox({ db, schema: SCHEMA, publish, log }),
    confirm: createConfirm({ db, schema: SCHEMA, publish, ask, log }),
    metrics,
    redeliver: createRedeliver(config.qstash, SCHEMA, log),
    deadLetters: createDeadLetters(config.qstash, SCHEMA),
    receiver: { keys: config.receiverKeys, url: destinationOf(config.qstash.destination, SCHEMA) },
    internalToken: config.internalToken,
    ready: () => reachable(db, { schema: SCHEMA, name: 'mails' }),
  }
}
