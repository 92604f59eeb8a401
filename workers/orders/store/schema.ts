import { sql } from 'drizzle-orm'
import { bigint, boolean, check, index, integer, jsonb, pgSchema, real, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { Id } from '#shared/ids'
import { currencies } from '#shared/money'
import { heardTable, id, idempotencyTable, inboxTable, instant, outboxTable } from '#shared/postgres/columns'

// Not exported: drizzle-kit would write CREATE SCHEMA, which the migration ledger has already done.
const ordersSchema = pgSchema('orders')

/** What is on sale, as tickets last told it. */
export const events = ordersSchema.table('events', {
  id: id('event').primaryKey(),
  seller: id('account').notNull(),
  title: text().notNull(),
  venue: text().notNull(),
  city: text().notNull(),
  startsAt: instant('starts_at').notNull(),
  timeZone: text('time_zone').notNull(),
  currency: text({ enum: currencies }).notNull(),
  holdMinutes: integer('hold_minutes').notNull(),
})

export const ticketTypes = ordersSchema.table(
  'ticket_types',
  {
    id: id('ticketType').primaryKey(),
    event: id('event').notNull(),
    name: text().notNull(),
    price: integer().notNull(),
    quantity: integer().notNull(),
    maxPerOrder: integer('max_per_order').notNull(),
    salesStartAt: instant('sales_start_at'),
    salesEndAt: instant('sales_end_at'),
    /** False once the seller has taken the type off; its sold units stay. */
    onSale: boolean('on_sale').notNull().default(true),
  },
  (t) => [index('ticket_types_event').on(t.event)],
)

/** One admission, one row. `order_id` and `held_until` say whose it is and until when. */
export const units = ordersSchema.table(
  'units',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    ticketType: id('ticketType', 'ticket_type').notNull(),
    /** A random place in the queue of free units, so that buyers do not all reach for the same row. */
    rank: real().notNull().default(sql`random()`),
    state: text({ enum: ['free', 'held', 'confirmed', 'sold'] })
      .notNull()
      .default('free'),
    order: id('order', 'order_id'),
    heldUntil: instant('held_until'),
  },
  (t) => [
    index('units_free').on(t.ticketType, t.rank).where(sql`state = 'free'`),
    index('units_held').on(t.ticketType, t.heldUntil).where(sql`state = 'held'`),
    index('units_order').on(t.order).where(sql`order_id is not null`),
    // A unit is somebody's exactly when it is not free: no half-states.
    check('units_owner', sql`(state = 'free') = (order_id is null)`),
    check('units_held_until', sql`(state = 'held') = (held_until is not null)`),
  ],
)

export type OrderLine = { ticketType: Id<'ticketType'>; name: string; quantity: number; price: number }

export const orders = ordersSchema.table(
  'orders',
  {
    id: id('order').primaryKey(),
    buyer: id('account').notNull(),
    event: id('event').notNull(),
    state: text({ enum: ['held', 'confirmed', 'paid', 'released', 'refunded'] }).notNull(),
    because: text({ enum: ['expired', 'cancelled', 'declined', 'capture-failed'] }),
    /** What was held and at which price; frozen. */
    lines: jsonb().$type<OrderLine[]>().notNull(),
    amount: integer().notNull(),
    currency: text({ enum: currencies }).notNull(),
    heldAt: instant('held_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    extensions: integer().notNull().default(0),
    payment: id('payment'),
    closedAt: instant('closed_at'),
    /** Counts the messages told about this order; every change tells one, so it also guards compare-and-set. */
    version: integer().notNull().default(1),
    idempotencyKey: text('idempotency_key').notNull(),
    fingerprint: text().notNull(),
  },
  (t) => [
    uniqueIndex('orders_idempotency_key').on(t.buyer, t.idempotencyKey),
    index('orders_buyer').on(t.buyer, t.id),
    index('orders_lapsing').on(t.expiresAt).where(sql`state = 'held'`),
    check('orders_because', sql`(state = 'released') = (because is not null)`),
    check('orders_amount', sql`amount >= 0`),
  ],
)

export const outbox = outboxTable(ordersSchema)
export const inbox = inboxTable(ordersSchema)
export const heard = heardTable(ordersSchema)
export const idempotencyKeys = idempotencyTable(ordersSchema)
