import type { ServiceDeps } from '#shared/http/service'
import { createVerifier } from '#shared/http/session'
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
import type { Config } from './env.ts'
import { type Catalogue, catalogue } from './store/catalogue.ts'
import { type EventStore, eventStore } from './store/events.ts'
import { type PictureStore, pictureStore } from './store/pictures.ts'
import { type SellerStore, sellerStore } from './store/sellers.ts'

export const SCHEMA = 'tickets'

/** All that tickets may touch. */
export type Deps = ServiceDeps & {
  db: Db
  schema: typeof SCHEMA
  events: EventStore
  catalogue: Catalogue
  sellers: SellerStore
  pictures: PictureStore
  /** Whether sellers are paid to accounts of their own. */
  connect: boolean
  outbox: Outbox
  confirm: Confirm
  metrics: Metrics
  redeliver: Redeliver
  deadLetters: DeadLetters
  receiver: ReceiverConfig
  internalToken: string
}

export const connect = (config: Config, db: Db): Deps => {
  const log = createLog({ service: 'tickets' })
  const metrics = createMetrics(SCHEMA)
  const publish = createPublisher(config.qstash)
  const ask = createAskHeard({ destination: config.qstash.destination, token: config.internalToken })
  return {
    log,
    db,
    schema: SCHEMA,
    publicUrl: config.publicUrl,
    verify: createVerifier({ auth: config.auth, issuer: config.publicUrl }),
    events: eventStore(db),
    catalogue: catalogue(db),
    sellers: sellerStore(db),
    pictures: pictureStore(db),
    connect: config.connect,
    outbox: createOutbox({ db, schema: SCHEMA, publish, log }),
    confirm: createConfirm({ db, schema: SCHEMA, publish, ask, log }),
    metrics,
    redeliver: createRedeliver(config.qstash, 'tickets', log),
    deadLetters: createDeadLetters(config.qstash, 'tickets'),
    receiver: { keys: config.receiverKeys, url: destinationOf(config.qstash.destination, 'tickets') },
    internalToken: config.internalToken,
    ready: () => reachable(db, { schema: SCHEMA, name: 'events' }),
  }
}
