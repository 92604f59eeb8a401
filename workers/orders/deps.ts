import type { ServiceDeps } from '#shared/http/service'
import { createVerifier } from '#shared/http/session'
import { createLog, type Log } from '#shared/log'
import type { Db } from '#shared/postgres/db'
import { createOutbox, type Outbox } from '#shared/postgres/outbox'
import { reachable } from '#shared/postgres/reachable'
import { createPublisher, destinationOf } from '#shared/qstash/publish'
import type { ReceiverConfig } from '#shared/qstash/receive'
import { createRedeliver, type Redeliver } from '#shared/qstash/redeliver'
import type { Config } from './env.ts'
import { type HoldAll, type HoldOne, holdAlone } from './store/hold-queue.ts'
import { type OrderStore, orderStore } from './store/orders.ts'
import { type SaleStore, saleStore } from './store/sale.ts'

export const SCHEMA = 'orders'

/** All that orders may touch. */
export type Deps = ServiceDeps & {
  db: Db
  schema: typeof SCHEMA
  orders: OrderStore
  /** One request for a hold; how it travels to the database is the runtime's affair. */
  hold: HoldOne
  sale: SaleStore
  outbox: Outbox
  redeliver: Redeliver
  receiver: ReceiverConfig
  internalToken: string
  availabilityMs: number
}

/** `carry` says how requests for holds travel: alone, by event on the edge where that is switched on, or together on Bun. */
export const connect = (config: Config, db: Db, carry: (holdAll: HoldAll, log: Log) => HoldOne = holdAlone): Deps => {
  const log = createLog({ service: 'orders' })
  const orders = orderStore(db)
  return {
    log,
    db,
    schema: SCHEMA,
    publicUrl: config.publicUrl,
    verify: createVerifier({ auth: config.auth, issuer: config.publicUrl }),
    orders,
    hold: carry(orders.hold, log),
    sale: saleStore(db),
    outbox: createOutbox({ db, schema: SCHEMA, publish: createPublisher(config.qstash), log }),
    redeliver: createRedeliver(config.qstash, 'orders', log),
    receiver: { keys: config.receiverKeys, url: destinationOf(config.qstash.destination, 'orders') },
    internalToken: config.internalToken,
    availabilityMs: config.availabilityMs,
    ready: () => reachable(db, { schema: SCHEMA, name: 'orders' }),
  }
}
