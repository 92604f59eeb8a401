import { boolean, index, integer, jsonb, pgSchema, text, uniqueIndex } from 'drizzle-orm/pg-core'
import type { SeatRow } from '#shared/messages/tickets'
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

// Not exported: drizzle-kit would write CREATE SCHEMA, which the migration ledger has already done.
const tickets = pgSchema('tickets')

export const events = tickets.table(
  'events',
  {
    id: id('event').primaryKey(),
    seller: id('account').notNull(),
    sellerName: text('seller_name').notNull(),
    title: text().notNull(),
    description: text().notNull(),
    venue: text().notNull(),
    city: text().notNull(),
    startsAt: instant('starts_at').notNull(),
    timeZone: text('time_zone').notNull(),
    currency: text({ enum: currencies }).notNull(),
    holdMinutes: integer('hold_minutes').notNull(),
    /** How many tickets one person may have of it in all; null where that is not limited. */
    maxPerPerson: integer('max_per_person'),
    refundPolicy: text('refund_policy').notNull().default(''),
    status: text({ enum: ['draft', 'published', 'cancelled'] }).notNull(),
    /** Counts edits; what ETag shows and If-Match compares. */
    version: integer().notNull().default(1),
    /** Counts the messages told about this event; a draft has told none. */
    told: integer().notNull().default(0),
    createdAt: instant('created_at').notNull().defaultNow(),
    publishedAt: instant('published_at'),
    cancelledAt: instant('cancelled_at'),
    /** What the seller tells the buyers about why. */
    cancelReason: text('cancel_reason'),
    /** The key it was made with: asking again after an answer was lost finds it, instead of making another. */
    idempotencyKey: text('idempotency_key').notNull(),
    fingerprint: text().notNull(),
  },
  (t) => [
    uniqueIndex('events_idempotency_key').on(t.seller, t.idempotencyKey),
    index('events_soonest').on(t.status, t.startsAt, t.id),
    index('events_city').on(t.status, t.city, t.startsAt, t.id),
    index('events_newest').on(t.status, t.publishedAt, t.id),
    index('events_seller').on(t.seller, t.id),
  ],
)

export const ticketTypes = tickets.table(
  'ticket_types',
  {
    id: id('ticketType').primaryKey(),
    event: id('event')
      .notNull()
      .references(() => events.id, { onDelete: 'cascade' }),
    position: integer().notNull(),
    name: text().notNull(),
    /** Minor units of the event's currency. */
    price: integer().notNull(),
    quantity: integer().notNull(),
    maxPerOrder: integer('max_per_order').notNull(),
    salesStartAt: instant('sales_start_at'),
    salesEndAt: instant('sales_end_at'),
    /** The rows, best first; always read and written as the one list they are. */
    seats: jsonb().$type<readonly SeatRow[]>(),
  },
  (t) => [index('ticket_types_event').on(t.event)],
)

/** Who can be paid, as payments last told it; a seller nobody told of cannot. */
export const sellers = tickets.table('sellers', {
  seller: id('account').primaryKey(),
  payouts: boolean().notNull(),
  why: text(),
})

export const outbox = outboxTable(tickets)
export const inbox = inboxTable(tickets)
export const heard = heardTable(tickets)
export const idempotencyKeys = idempotencyTable(tickets)
export const operatorActions = operatorActionsTable(tickets)
