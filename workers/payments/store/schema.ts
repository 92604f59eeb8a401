import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  smallint,
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
    /** How often sweeps have failed at this state of it, and when one tries again. */
    tries: integer().notNull().default(0),
    tryAt: instant('try_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('payments_order').on(t.order),
    uniqueIndex('payments_session').on(t.session),
    uniqueIndex('payments_intent').on(t.intent),
    index('payments_unsettled')
      .on(t.changedAt)
      .where(sql`state in ('opening', 'open', 'authorized', 'capturing', 'voiding', 'taken', 'returning')`),
    index('payments_unrecorded').on(t.changedAt).where(sql`state = 'closed' and session is null`),
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
    /** How often sweeps have failed to apply it, and when one tries again. */
    tries: integer().notNull().default(0),
    tryAt: instant('try_at').notNull().defaultNow(),
  },
  (t) => [
    index('stripe_events_unapplied').on(t.tryAt).where(sql`applied_at is null`),
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
    /** The seller keeps their share of it: nothing is taken back from them, and the installation pays for it alone. */
    atOwnExpense: boolean('at_own_expense').notNull().default(false),
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
    /** How far a comparison from far back has come that is not at its end, and when we last tried. */
    recomparingUntil: instant('recomparing_until'),
    comparedAt: instant('compared_at'),
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

/**
 * What the lines of the ledger add up to, kept by the trigger that sees each of them (drizzle/payments/ledger.sql). Spread over
 * a few rows, so that sales at the same moment seldom wait for each other.
 */
export const ledgerBalances = paymentsSchema.table(
  'ledger_balances',
  {
    account: text({ enum: accounts }).notNull(),
    /** Whose, where the account is that of the sellers; empty otherwise. */
    seller: text().notNull(),
    currency: text({ enum: currencies }).notNull(),
    slot: smallint().notNull(),
    amount: bigint({ mode: 'number' }).notNull(),
    lines: bigint({ mode: 'number' }).notNull(),
    /** When the latest of them happened. */
    movedAt: instant('moved_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.account, t.seller, t.currency, t.slot] })],
)

/**
 * What Stripe has to be asked about singly before the books are the same: keys of ours that were not among its lines
 * (`sale:ch_…`), lines that nobody explains (`line:txn_…`), fees that went back (`fees:fee_…`).
 */
export const doubts = paymentsSchema.table(
  'doubts',
  {
    subject: text().primaryKey(),
    /** Whose balance at Stripe it is about; null: the installation's. */
    seller: id('account'),
    notedAt: instant('noted_at').notNull().defaultNow(),
    lookAt: instant('look_at').notNull().defaultNow(),
  },
  (t) => [index('doubts_look').on(t.lookAt), index('doubts_seller').on(t.seller)],
)

/** The account at Stripe that the ledger mirrors: one row, written by the first comparison. */
export const stripeAccount = paymentsSchema.table('stripe_account', {
  one: boolean().primaryKey().default(true),
  account: text().notNull(),
  live: boolean().notNull(),
  /** From when on its lines are in the ledger one by one; what was in its balance by then is there as one sum. */
  beginsAt: instant('begins_at').notNull(),
  /** When the ledger took over what was in its balance before. */
  openedAt: instant('opened_at'),
  /** When it was last said that the key is that of another account. */
  toldAt: instant('told_at'),
})

/** What has been said of a balance (`platform`, or an account of Stripe's), so that it is said once. */
export const balancesTold = paymentsSchema.table(
  'balances_told',
  {
    holder: text().notNull(),
    currency: text().notNull(),
    /** By how much Stripe had more than we (minor units) when they were last compared. */
    apart: bigint({ mode: 'number' }).notNull().default(0),
    /** Money in it was changed from or into another currency: the sums say nothing. */
    converted: boolean().notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.holder, t.currency] })],
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
