import type { ServiceDeps } from '#shared/http/service'
import { createVerifier } from '#shared/http/session'
import { createLog } from '#shared/log'
import type { Db } from '#shared/postgres/db'
import { createOutbox, type Outbox } from '#shared/postgres/outbox'
import { reachable } from '#shared/postgres/reachable'
import { createPublisher } from '#shared/qstash/publish'
import type { Config } from './env.ts'
import { type Catalogue, catalogue } from './store/catalogue.ts'
import { type EventStore, eventStore } from './store/events.ts'

export const SCHEMA = 'tickets'

/** All that tickets may touch. */
export type Deps = ServiceDeps & {
  db: Db
  schema: typeof SCHEMA
  events: EventStore
  catalogue: Catalogue
  outbox: Outbox
  internalToken: string
}

export const connect = (config: Config, db: Db): Deps => {
  const log = createLog({ service: 'tickets' })
  return {
    log,
    db,
    schema: SCHEMA,
    publicUrl: config.publicUrl,
    verify: createVerifier({ auth: config.auth, issuer: config.publicUrl }),
    events: eventStore(db),
    catalogue: catalogue(db),
    outbox: createOutbox({ db, schema: SCHEMA, publish: createPublisher(config.qstash), log }),
    internalToken: config.internalToken,
    ready: () => reachable(db, { schema: SCHEMA, name: 'events' }),
  }
}
