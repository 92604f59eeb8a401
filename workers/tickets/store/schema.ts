import { isNotNull } from 'drizzle-orm'
import {
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
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
import type { AccessFeature } from '../access-features.ts'
import { pictureTypes } from '../picture.ts'

// Not exported: drizzle-kit would write CREATE SCHEMA, which the migration ledger has already done.
const tickets = pgSchema('tickets')

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })

/** Pictures, each known by its digest; those that no event shows are forgotten a day after they were sent. */
export const pictures = tickets.table(
  'pictures',
  {
    id: text().primaryKey(),
    type: text({ enum: pictureTypes }).notNull(),
    width: integer().notNull(),
    height: integer().notNull(),
    bytes: bytea().notNull(),
    sentAt: instant('sent_at').notNull().defaultNow(),
  },
  (t) => [index('pictures_sent_at').on(t.sentAt)],
)

/** Who sent a picture when: what an hour's limit is counted from. */
export const picturesSent = tickets.table(
  'pictures_sent',
  { account: id('account').notNull(), at: instant('at').notNull().defaultNow() },
  (t) => [index('pictures_sent_account').on(t.account, t.at)],
)

/** Of whom a picture is that is kept: what one account may have kept is counted from it. Goes with the picture. */
export const pictureSenders = tickets.table(
  'picture_senders',
  {
    account: id('account').notNull(),
    picture: text()
      .notNull()
      .references(() => pictures.id, { onDelete: 'cascade' }),
  },
  (t) => [primaryKey({ columns: [t.account, t.picture] }), index('picture_senders_picture').on(t.picture)],
)

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
    access: text().notNull().default(''),
    accessFeatures: jsonb('access_features').$type<readonly AccessFeature[]>().notNull().default([]),
    /** Large and small; both, with words, or none. */
    picture: text().references(() => pictures.id),
    pictureSmall: text('picture_small').references(() => pictures.id),
    pictureAlt: text('picture_alt'),
    status: text({ enum: ['draft', 'published', 'cancelled'] }).notNull(),
    /** Counts edits; what ETag shows and If-Match compares. */
    version: integer().notNull().default(1),
    /** Counts the messages told about this event; a draft has told none. */
    told: integer().notNull().default(0),
    createdAt: instant('created_at').notNull().defaultNow(),
    publishedAt: instant('published_at'),
    cancelledAt: instant('cancelled_at'),
    /** Since when it is not sold any more, because its seller is gone. */
    withdrawnAt: instant('withdrawn_at'),
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
    index('events_picture').on(t.picture).where(isNotNull(t.picture)),
    index('events_picture_small').on(t.pictureSmall).where(isNotNull(t.pictureSmall)),
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
    description: text().notNull().default(''),
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

/** Who can be paid, as payments last told it; a seller nobody told of cannot. And who is gone, as auth told it. */
export const sellers = tickets.table(
  'sellers',
  {
    seller: id('account').primaryKey(),
    payouts: boolean().notNull(),
    why: text(),
    goneAt: instant('gone_at'),
  },
  (t) => [index('sellers_gone').on(t.seller).where(isNotNull(t.goneAt))],
)

export const outbox = outboxTable(tickets)
export const inbox = inboxTable(tickets)
export const heard = heardTable(tickets)
export const idempotencyKeys = idempotencyTable(tickets)
export const operatorActions = operatorActionsTable(tickets)
