import { sql } from 'drizzle-orm'
import { index, integer, pgSchema, text, uniqueIndex } from 'drizzle-orm/pg-core'
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
import { paymentStates } from '../payment.ts'

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
    /** Counts the messages told about this payment. */
    version: integer().notNull().default(0),
    createdAt: instant('created_at').notNull().defaultNow(),
    changedAt: instant('changed_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('payments_order').on(t.order),
    uniqueIndex('payments_session').on(t.session),
    uniqueIndex('payments_intent').on(t.intent),
    index('payments_unsettled').on(t.changedAt).where(sql`state in ('opening', 'authorized', 'capturing', 'voiding')`),
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
    receivedAt: instant('received_at').notNull().defaultNow(),
    appliedAt: instant('applied_at'),
  },
  (t) => [
    index('stripe_events_unapplied').on(t.receivedAt).where(sql`applied_at is null`),
    index('stripe_events_received_at').on(t.receivedAt),
  ],
)

export const outbox = outboxTable(paymentsSchema)
export const inbox = inboxTable(paymentsSchema)
export const heard = heardTable(paymentsSchema)
export const idempotencyKeys = idempotencyTable(paymentsSchema)
export const operatorActions = operatorActionsTable(paymentsSchema)
