import type { ServiceDeps } from '#shared/http/service'
import { createVerifier } from '#shared/http/session'
import { createLog, type Log } from '#shared/log'
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
import { type AdmissionStore, admissionStore } from './store/admissions.ts'
import { type BuyerStore, buyerStore } from './store/buyers.ts'
import { type HoldAll, type HoldOne, holdAlone } from './store/hold-queue.ts'
import { type OrderStore, orderStore } from './store/orders.ts'
import { type RefundStore, refundStore } from './store/refunds.ts'
import { type ReportStore, reportStore } from './store/reports.ts'
import { type ResendStore, resendStore } from './store/resends.ts'
import { type SaleStore, saleStore } from './store/sale.ts'
import { type SalesStore, salesStore } from './store/sales.ts'

export const SCHEMA = 'orders'

/** All that orders may touch. */
export type Deps = ServiceDeps & {
  db: Db
  schema: typeof SCHEMA
  orders: OrderStore
  /** One request for a hold; how it travels to the database is the runtime's affair. */
  hold: HoldOne
  sale: SaleStore
  reports: ReportStore
  refunds: RefundStore
  admissions: AdmissionStore
  sales: SalesStore
  buyers: BuyerStore
  resends: ResendStore
  outbox: Outbox
  confirm: Confirm
  metrics: Metrics
  redeliver: Redeliver
  deadLetters: DeadLetters
  receiver: ReceiverConfig
  internalToken: string
  availabilityMs: number
}

const counted =
  (hold: HoldOne, metrics: Metrics): HoldOne =>
  async (request) => {
    const answer = await hold(request)
    metrics.count('holdfast_holds_total', 1, { outcome: answer.outcome })
    return answer
  }

/** `carry` says how requests for holds travel: alone, by event on the edge where that is switched on, or together on Bun. */
export const connect = (config: Config, db: Db, carry: (holdAll: HoldAll, log: Log) => HoldOne = holdAlone): Deps => {
  const log = createLog({ service: 'orders' })
  const metrics = createMetrics(SCHEMA)
  const publish = createPublisher(config.qstash)
  const ask = createAskHeard({ destination: config.qstash.destination, token: config.internalToken })
  const orders = orderStore(db)
  return {
    log,
    db,
    schema: SCHEMA,
    publicUrl: config.publicUrl,
    verify: createVerifier({ auth: config.auth, issuer: config.publicUrl }),
    orders,
    hold: counted(carry(orders.hold, log), metrics),
    sale: saleStore(db),
    reports: reportStore(db),
    refunds: refundStore(db),
    admissions: admissionStore(db),
    sales: salesStore(db),
    buyers: buyerStore(db),
    resends: resendStore(db),
    outbox: createOutbox({ db, schema: SCHEMA, publish, log }),
    confirm: createConfirm({ db, schema: SCHEMA, publish, ask, log }),
    metrics,
    redeliver: createRedeliver(config.qstash, 'orders', log),
    deadLetters: createDeadLetters(config.qstash, 'orders'),
    receiver: { keys: config.receiverKeys, url: destinationOf(config.qstash.destination, 'orders') },
    internalToken: config.internalToken,
    availabilityMs: config.availabilityMs,
    ready: () => reachable(db, { schema: SCHEMA, name: 'orders' }),
  }
}
