import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgSchema,
  primaryKey,
  real,
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
import type { Line } from '../order.ts'

// Not exported: drizzle-kit would write CREATE SCHEMA, which the migration ledger has already done.
const ordersSchema = pgSchema('orders')

/** What is on sale, as tickets last told it. */
export const events = ordersSchema.table(
  'events',
  {
    id: id('event').primaryKey(),
    seller: id('account').notNull(),
    title: text().notNull(),
    venue: text().notNull(),
    city: text().notNull(),
    startsAt: instant('starts_at').notNull(),
    timeZone: text('time_zone').notNull(),
    currency: text({ enum: currencies }).notNull(),
    holdMinutes: integer('hold_minutes').notNull(),
    /** How many tickets one buyer may have of it in all; null where that is not limited. */
    maxPerPerson: integer('max_per_person'),
    /** Set once it does not take place: nothing is on sale any more, and whoever paid is paid back. */
    cancelledAt: instant('cancelled_at'),
    /** What its seller says to the buyers about why. */
    cancelReason: text('cancel_reason'),
    /** Set once nobody is left to be asked a refund for; until then every sweep looks. */
    paidBackAt: instant('paid_back_at'),
  },
  (t) => [
    index('events_seller').on(t.seller),
    index('events_to_pay_back').on(t.cancelledAt).where(sql`cancelled_at is not null and paid_back_at is null`),
  ],
)

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
    /** How many units there are: the quantity, unless some could not be taken away because they were not free. */
    stocked: integer().notNull().default(0),
    /** False once the seller has taken the type off; its sold units stay. */
    onSale: boolean('on_sale').notNull().default(true),
    /** Whether its units are seats with names. Once seated, always seated. */
    seated: boolean().notNull().default(false),
  },
  (t) => [index('ticket_types_event').on(t.event)],
)

/** The rows of a seated type. A row that the seller took away has no seats on sale: `last` is before `first`. */
export const seatRows = ordersSchema.table(
  'seat_rows',
  {
    ticketType: id('ticketType', 'ticket_type').notNull(),
    /** What its units call it; stays the same when rows are put in another order. */
    number: integer().notNull(),
    /** Its place among the rows of its type, best first. */
    position: integer().notNull(),
    section: text().notNull(),
    name: text().notNull(),
    first: integer().notNull(),
    last: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.ticketType, t.number] }),
    uniqueIndex('seat_rows_name').on(t.ticketType, t.section, t.name),
  ],
)

/** One admission, one row. Free while it belongs to no order; what has become of it is its order's state, and only that. */
export const units = ordersSchema.table(
  'units',
  {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    ticketType: id('ticketType', 'ticket_type').notNull(),
    /**
     * A random place in the queue of free units, so that buyers do not all reach for the same one; for a seat the place of its
     * row, best first.
     */
    rank: real().notNull().default(sql`random()`),
    order: id('order', 'order_id'),
    /** Which seat it is, in which row of `seat_rows`; null where nobody has a place of their own. */
    seatRow: integer('seat_row'),
    seat: integer(),
    /** A seat that the seller took away while it was held or sold: when it comes back, nobody gets it. */
    withdrawn: boolean().notNull().default(false),
  },
  (t) => [
    // For units without a seat the only index beside the key. Holding one takes it out of here and enters it nowhere else; and
    // the planner, who knows nothing of a type that was put on sale a minute ago, has no worse one to choose.
    index('units_free').on(t.ticketType, t.rank).where(sql`order_id is null`),
    uniqueIndex('units_seat').on(t.ticketType, t.seatRow, t.seat).where(sql`seat is not null`),
    index('units_seats_free')
      .on(t.ticketType, t.rank, t.seat)
      .where(sql`order_id is null and seat is not null and not withdrawn`),
    check('units_seat_and_row', sql`(seat is null) = (seat_row is null)`),
  ],
)

export const orders = ordersSchema.table(
  'orders',
  {
    id: id('order').primaryKey(),
    buyer: id('account').notNull(),
    event: id('event').notNull(),
    state: text({ enum: ['held', 'confirmed', 'paid', 'released', 'refunded'] }).notNull(),
    because: text({ enum: ['expired', 'cancelled', 'declined', 'capture-failed', 'event-cancelled'] }),
    /** What was held and at which price; frozen. */
    lines: jsonb().$type<Line[]>().notNull(),
    /** Which units are its own, for as long as it has any; kept when they are released, as history. */
    units: bigint({ mode: 'number' }).array().notNull(),
    amount: integer().notNull(),
    currency: text({ enum: currencies }).notNull(),
    heldAt: instant('held_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    extensions: integer().notNull().default(0),
    payment: id('payment'),
    closedAt: instant('closed_at'),
    /** It had lapsed when the money came, and got its units after all: the `same`, or as many that are `equal`. */
    retaken: text({ enum: ['same', 'equal'] }),
    /** Since when a dispute over its payment keeps its passes from being good for anything. */
    frozenAt: instant('frozen_at'),
    /** What banks have given back over disputes that the store has lost, in minor units. */
    lost: integer().notNull().default(0),
    /** Counts the messages told about this order; every change tells one, so it also guards compare-and-set. */
    version: integer().notNull().default(1),
    idempotencyKey: text('idempotency_key').notNull(),
    fingerprint: text().notNull(),
  },
  (t) => [
    // Also finds a buyer's orders; there are never so many that sorting them would cost what another index does.
    uniqueIndex('orders_idempotency_key').on(t.buyer, t.idempotencyKey),
    index('orders_held').on(t.event, t.expiresAt).where(sql`state = 'held'`),
    // What a seller looks through, and what a cancelled event has to pay back. A hold enters nothing here.
    index('orders_sold').on(t.event, t.id).where(sql`state in ('confirmed', 'paid', 'refunded')`),
    check('orders_because', sql`(state = 'released') = (because is not null)`),
    check('orders_amount', sql`amount >= 0`),
  ],
)

/** Money that goes back for an order. What it is for is given up when it is asked for, and free once the money is on its way. */
export const refunds = ordersSchema.table(
  'refunds',
  {
    id: id('refund').primaryKey(),
    order: id('order', 'order_id').notNull(),
    because: text({ enum: ['seller', 'operator', 'event-cancelled'] }).notNull(),
    /** What whoever decided it says to the buyer. */
    reason: text().notNull(),
    amount: integer().notNull(),
    /** Which of the order's units it is for; none where money goes back and the tickets stay. */
    units: bigint({ mode: 'number' }).array().notNull(),
    /** What becomes of those units: anybody may have them, or nobody. */
    restock: text({ enum: ['on-sale', 'withdrawn'] }).notNull(),
    /** `asked` of payments · `done`: the money is on its way · `failed`: it did not get there · `settled` in another way. */
    state: text({ enum: ['asked', 'done', 'failed', 'settled'] }).notNull(),
    attempt: integer().notNull().default(1),
    why: text(),
    askedAt: instant('asked_at').notNull().defaultNow(),
    changedAt: instant('changed_at').notNull().defaultNow(),
    /** Since when its units are the buyer's no more: the money is on its way, be it that it comes back later. */
    freedAt: instant('freed_at'),
    /** The account and key it was asked for with: asking again after an answer was lost finds it, instead of paying twice. */
    key: text(),
  },
  (t) => [
    index('refunds_order').on(t.order),
    index('refunds_failed').on(t.id).where(sql`state = 'failed'`),
    check('refunds_amount', sql`amount >= 0`),
  ],
)

/** What opens the door for one unit of a paid order; a unit that is sold again gets another. */
export const passes = ordersSchema.table(
  'passes',
  {
    /** Fifteen letters from chance (orders.new_pass), without the one that people's typing is checked by. */
    code: text().primaryKey(),
    order: id('order', 'order_id').notNull(),
    unit: bigint({ mode: 'number' }).notNull(),
  },
  (t) => [uniqueIndex('passes_unit').on(t.order, t.unit)],
)

/** Somebody was let in with a pass, at `at`; or was not after all, since `undoneAt`. Nothing of it is ever removed. */
export const admissions = ordersSchema.table(
  'admissions',
  {
    id: id('admission').primaryKey(),
    event: id('event').notNull(),
    order: id('order', 'order_id').notNull(),
    unit: bigint({ mode: 'number' }).notNull(),
    at: instant().notNull().defaultNow(),
    by: id('account').notNull(),
    /** Asking again after an answer was lost finds it, instead of a ticket that was used already. */
    key: text().notNull(),
    undoneAt: instant('undone_at'),
    undoneBy: id('account', 'undone_by'),
  },
  (t) => [
    // The guard: a place is taken once, whoever scans, and whichever order it belongs to.
    uniqueIndex('admissions_inside').on(t.unit).where(sql`undone_at is null`),
    uniqueIndex('admissions_key').on(t.by, t.key),
    index('admissions_event').on(t.event, t.id),
    check('admissions_undone', sql`(undone_at is null) = (undone_by is null)`),
  ],
)

/** What people are called, as auth last told it, for those who sell to them. Of one who is gone nothing stays but that. */
export const buyers = ordersSchema.table('buyers', {
  account: id('account').primaryKey(),
  /** The version of the message that told it: what was told before changes nothing. */
  version: integer().notNull(),
  name: text(),
  goneAt: instant('gone_at'),
})

/** The words of their names (buyer.ts), by the beginnings of which they are found. */
export const buyerWords = ordersSchema.table(
  'buyer_words',
  { account: id('account').notNull(), word: text().notNull() },
  (t) => [
    primaryKey({ columns: [t.account, t.word] }),
    index('buyer_words_word').on(t.word.op('text_pattern_ops'), t.account),
  ],
)

/** That an order's tickets were asked for by mail once more. */
export const resends = ordersSchema.table(
  'resends',
  {
    id: id('resend').primaryKey(),
    order: id('order', 'order_id').notNull(),
    by: text({ enum: ['buyer', 'seller'] }).notNull(),
    askedAt: instant('asked_at').notNull().defaultNow(),
  },
  (t) => [index('resends_order').on(t.order, t.askedAt)],
)

export const outbox = outboxTable(ordersSchema)
export const inbox = inboxTable(ordersSchema)
export const heard = heardTable(ordersSchema)
export const idempotencyKeys = idempotencyTable(ordersSchema)
export const operatorActions = operatorActionsTable(ordersSchema)
