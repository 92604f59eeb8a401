import type Stripe from 'stripe'
import type { Peer } from '#shared/http/peer'
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
import { createStripeClient } from '#shared/stripe/client'
import type { Config } from './env.ts'
import { type DisputeViews, disputeViews } from './store/dispute-views.ts'
import { type DisputeStore, disputeStore } from './store/disputes.ts'
import { type DoubtStore, doubtStore } from './store/doubts.ts'
import { type FeeRateStore, feeRateStore } from './store/fee-rates.ts'
import { type LedgerViews, ledgerViews } from './store/ledger-views.ts'
import { type PaymentStore, paymentStore } from './store/payments.ts'
import { type ReconciliationStore, reconciliationStore } from './store/reconciliations.ts'
import { type RefundStore, refundStore } from './store/refunds.ts'
import { type SellerStore, sellerStore } from './store/sellers.ts'
import { type StripeBookStore, stripeBookStore } from './store/stripe-books.ts'
import { type StripeEventStore, stripeEventStore } from './store/stripe-events.ts'
import { createTerms } from './store/terms.ts'
import type { TermsOf } from './terms.ts'

export const SCHEMA = 'payments'

/** All that payments may touch. */
export type Deps = ServiceDeps & {
  db: Db
  schema: typeof SCHEMA
  payments: PaymentStore
  stripeEvents: StripeEventStore
  refunds: RefundStore
  disputes: DisputeStore
  disputeViews: DisputeViews
  ledger: LedgerViews
  feeRates: FeeRateStore
  reconciliations: ReconciliationStore
  doubts: DoubtStore
  stripeBooks: StripeBookStore
  sellers: SellerStore
  terms: TermsOf
  stripe: Stripe
  /** Any of which may have signed what Stripe tells us. */
  webhookSecrets: readonly string[]
  /** Whether this installation's key moves real money. */
  live: boolean
  /** Whether sellers are paid to accounts of their own. */
  connect: boolean
  /** Where sellers are who do not say (ISO 3166-1 alpha-2); null: they have to. */
  country: string | null
  methods: 'manual' | 'all'
  checkoutsPerSecond: number
  orders: Peer
  outbox: Outbox
  confirm: Confirm
  metrics: Metrics
  redeliver: Redeliver
  deadLetters: DeadLetters
  receiver: ReceiverConfig
  internalToken: string
}

export const connect = (config: Config, db: Db): Deps => {
  const log = createLog({ service: 'payments' })
  const metrics = createMetrics(SCHEMA)
  const publish = createPublisher(config.qstash)
  const ask = createAskHeard({ destination: config.qstash.destination, token: config.internalToken })
  const [sellers, feeRates] = [sellerStore(db), feeRateStore(db)]
  return {
    log,
    db,
    schema: SCHEMA,
    publicUrl: config.publicUrl,
    verify: createVerifier({ auth: config.auth, issuer: config.publicUrl }),
    payments: paymentStore(db),
    stripeEvents: stripeEventStore(db),
    refunds: refundStore(db),
    disputes: disputeStore(db),
    disputeViews: disputeViews(db),
    ledger: ledgerViews(db),
    reconciliations: reconciliationStore(db),
    doubts: doubtStore(db),
    stripeBooks: stripeBookStore(db),
    sellers,
    feeRates,
    terms: createTerms({ connect: config.connect, sellers, feeRates }),
    stripe: createStripeClient(config.stripe),
    webhookSecrets: config.webhookSecrets,
    live: config.live,
    connect: config.connect,
    country: config.country,
    methods: config.methods,
    checkoutsPerSecond: config.checkoutsPerSecond,
    orders: config.orders,
    outbox: createOutbox({ db, schema: SCHEMA, publish, log }),
    confirm: createConfirm({ db, schema: SCHEMA, publish, ask, log }),
    metrics,
    redeliver: createRedeliver(config.qstash, 'payments', log),
    deadLetters: createDeadLetters(config.qstash, 'payments'),
    receiver: { keys: config.receiverKeys, url: destinationOf(config.qstash.destination, 'payments') },
    internalToken: config.internalToken,
    ready: () => reachable(db, { schema: SCHEMA, name: 'payments' }),
  }
}
