import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgSchema,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { currencies } from '#shared/money'
import {
  heardTable,
  id,
  idempotencyTable,
  inboxTable,
  instant,
  operatorActionsTable,
  outboxTable,
} from '#shared/postgres/columns'
import { accounts, transactionKinds } from '../ledger.ts'
import { paymentStates } from '../payment.ts'
import { sellerStates } from '../seller.ts'

// Not exported: drizzle-kit would write CREATE SCHEMA, which the migration ledger has already done.
const paymentsSchema = pgSchema('payments')

/** The money side of one order. */
export const payments = paymentsSchema.table(
  'payments',
  {
    id: id('payment').primaryKey(),
    order: id('order', 'order_id').notNull(),
    buyer: id('account'),
    amount: integer(),
    currency: text({ enum: currencies }),
    state: text({ enum: paymentStates }).notNull(),
    /** Which Checkout Session this is; a new one only after the last has expired. */
    attempt: integer().notNull().default(0),
    /** Fixed before Stripe is asked, so that asking again sends the very same words. */
    sessionExpiresAt: instant('session_expires_at'),
    session: text(),
    url: text(),
    intent: text(),
    /** The trace of whoever made the order: Stripe is given it, so it must be the same each time Stripe is asked. */
    traceparent: text(),
    /** Who gets the money; null for orders from before sellers were paid. */
    seller: id('account'),
    /** Fixed when the first session is opened, as Stripe is asked in the same words each time: our fee, in minor units… */
    fee: integer(),
    /** …and the seller's account with Stripe; null where the installation itself is paid. */
    destination: text(),
    /** From when on Stripe may be asked for a session: the place in the queue, while more want to pay than Stripe lets begin. */
    slotAt: instant('slot_at'),
    /** Stripe's charge, once there is one that was captured. */
    charge: text(),
    /** Counts the messages told about this payment. */
    version: integer().notNull().default(0),
    createdAt: instant('created_at').notNull().defaultNow(),
    changedAt: instant('changed_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('payments_order').on(t.order),
    uniqueIndex('payments_session').on(t.session),
    uniqueIndex('payments_intent').on(t.intent),
    index('payments_unsettled')
      .on(t.changedAt)
      .where(sql`state in ('opening', 'open', 'authorized', 'capturing', 'voiding', 'taken', 'returning')`),
  ],
)

/** What Stripe has told us, once each. Acknowledged when stored, applied from here. */
export const stripeEvents = paymentsSchema.table(
  'stripe_events',
  {
    id: text().primaryKey(),
    type: text().notNull(),
    /** The payment it is about, as our metadata on Stripe's object names it. */
    payment: id('payment'),
    intent: text(),
    session: text(),
    /** What else it is about, by Stripe's id: a refund, a dispute, an account, a payout. */
    object: text(),
    /** The connected account it happened in; null for the installation's own. */
    account: text(),
    receivedAt: instant('received_at').notNull().defaultNow(),
    appliedAt: instant('applied_at'),
  },
  (t) => [
    index('stripe_events_unapplied').on(t.receivedAt).where(sql`applied_at is null`),
    index('stripe_events_received_at').on(t.receivedAt),
  ],
)

/** Money on its way back. `asked` · `made` at Stripe · `failed` there, at once or days later. */
export const refunds = paymentsSchema.table(
  'refunds',
  {
    id: id('refund').primaryKey(),
    payment: id('payment').notNull(),
    order: id('order', 'order_id').notNull(),
    amount: integer().notNull(),
    currency: text({ enum: currencies }).notNull(),
    /** The intent it is paid back from: the payment's own, or one too many. */
    intent: text(),
    /** Why: an order's refund, or money that came too late by a way that cannot wait. */
    because: text({ enum: ['seller', 'operator', 'event-cancelled', 'late'] }).notNull(),
    attempt: integer().notNull().default(1),
    state: text({ enum: ['asked', 'made', 'failed'] }).notNull(),
    /** Stripe's id of the last attempt, once Stripe has taken it. */
    stripeRefund: text('stripe_refund'),
    /** Whether an attempt that failed later has already taken the seller's share and the fee back. */
    reversed: boolean().notNull().default(false),
    why: text(),
    askedAt: instant('asked_at').notNull().defaultNow(),
    changedAt: instant('changed_at').notNull().defaultNow(),
  },
  (t) => [
    index('refunds_payment').on(t.payment),
    uniqueIndex('refunds_stripe').on(t.stripeRefund),
    // Money that came too late goes back once, whoever notices it.
    uniqueIndex('refunds_late').on(t.intent).where(sql`because = 'late'`),
    index('refunds_failed').on(t.changedAt).where(sql`state = 'failed'`),
    index('refunds_asked').on(t.changedAt).where(sql`state = 'asked'`),
  ],
)

/** What buyers dispute with their banks, by Stripe's id. */
export const disputes = paymentsSchema.table(
  'disputes',
  {
    id: text().primaryKey(),
    payment: id('payment').notNull(),
    order: id('order', 'order_id').notNull(),
    seller: id('account'),
    amount: integer().notNull(),
    currency: text({ enum: currencies }).notNull(),
    reason: text().notNull(),
    state: text({ enum: ['open', 'won', 'lost'] }).notNull(),
    evidenceDueAt: instant('evidence_due_at'),
    openedAt: instant('opened_at').notNull(),
    closedAt: instant('closed_at'),
  },
  (t) => [
    index('disputes_payment').on(t.payment),
    index('disputes_seller').on(t.seller, t.openedAt),
    index('disputes_open').on(t.openedAt).where(sql`state = 'open'`),
  ],
)

/** Those who sell, and their accounts with Stripe. */
export const sellers = paymentsSchema.table(
  'sellers',
  {
    seller: id('account').primaryKey(),
    /** Stripe's connected account; null until the seller asks to be paid. */
    account: text(),
    /** `none` yet · `onboarding` begun · `enabled` · `restricted` by Stripe, which says what it wants. */
    state: text({ enum: sellerStates }).notNull(),
    /** Fixed before Stripe is asked for the account, so that asking again sends the very same words. */
    name: text().notNull(),
    country: text().notNull(),
    /** What Stripe still wants to know, in Stripe's words. */
    requirements: jsonb().$type<string[]>().notNull().default([]),
    /** Counts the messages told about this seller. */
    version: integer().notNull().default(0),
    /** Counts looks at Stripe… */
    looks: integer().notNull().default(0),
    /** …and this one saw what is written here: what an earlier look saw is not written over it. */
    seen: integer().notNull().default(0),
    checkedAt: instant('checked_at'),
    /** Up to when their balance at Stripe has been compared with the ledger, and when that was last done from far back. */
    comparedUntil: instant('compared_until'),
    recomparedAt: instant('recompared_at'),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('sellers_account').on(t.account),
    index('sellers_unfinished').on(t.checkedAt).where(sql`state in ('onboarding', 'restricted')`),
  ],
)

/** What the operator takes of each order; the last row counts, and payments keep the fee that was theirs. */
export const feeRates = paymentsSchema.table('fee_rates', {
  position: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  since: instant().notNull().defaultNow(),
  /** Hundredths of a per cent of an order's total. */
  basisPoints: integer('basis_points').notNull(),
  /** Minor units for each order, whatever its currency. */
  fixed: integer().notNull(),
  operator: id('account').notNull(),
})

/** When the next session may be asked of Stripe: one row, moved on by each who takes a place in the queue. */
export const meter = paymentsSchema.table('meter', {
  name: text().primaryKey(),
  nextAt: instant('next_at').notNull().defaultNow(),
  /** How many times slower than configured, since Stripe said last that it was too fast; that wears off (meter.sql). */
  slowness: doublePrecision().notNull().default(1),
  slowedAt: instant('slowed_at').notNull().defaultNow(),
})

/**
 * The ledger: double entry, append-only (drizzle/payments/ledger.sql sees to both). The lines of one `key` are one transaction
 * and add up to zero in its currency.
 */
export const ledger = paymentsSchema.table(
  'ledger',
  {
    position: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** What it comes from, once: `sale:ch_…`, `refund:re_…`. */
    key: text().notNull(),
    /** The transaction that this one takes back, or puts in its place; null where it is the first of its kind. */
    of: text(),
    kind: text({ enum: transactionKinds }).notNull(),
    account: text({ enum: accounts }).notNull(),
    seller: id('account'),
    order: id('order', 'order_id'),
    payment: id('payment'),
    currency: text({ enum: currencies }).notNull(),
    /** Minor units; what comes in is positive. */
    amount: bigint({ mode: 'number' }).notNull(),
    /** When it happened, by Stripe's clock where Stripe says. */
    at: instant().notNull(),
  },
  (t) => [
    uniqueIndex('ledger_once').on(t.key, t.account),
    index('ledger_seller').on(t.seller, t.position),
    index('ledger_payment').on(t.payment),
    index('ledger_at').on(t.at),
    index('ledger_of').on(t.of).where(sql`of is not null`),
  ],
)

/** Where our ledger and Stripe's books differed when they were last compared, and what was done about it. */
export const reconciliations = paymentsSchema.table(
  'reconciliations',
  {
    position: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant().notNull().defaultNow(),
    /** `latest`: what is new · `all`: once a day, everything of the last weeks anew; `begins` is where that starts. */
    pass: text({ enum: ['latest', 'all'] }).notNull(),
    begins: boolean().notNull().default(false),
    /** Everything of Stripe's up to this instant has been compared. */
    until: instant().notNull(),
    compared: integer().notNull(),
    differences: jsonb().$type<unknown[]>().notNull(),
    settled: boolean().notNull(),
  },
  (t) => [index('reconciliations_pass').on(t.pass, t.position)],
)

export const outbox = outboxTable(paymentsSchema)
export const inbox = inboxTable(paymentsSchema)
export const heard = heardTable(paymentsSchema)
export const idempotencyKeys = idempotencyTable(paymentsSchema)
export const operatorActions = operatorActionsTable(paymentsSchema)
