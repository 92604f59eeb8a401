import { sql } from 'drizzle-orm'
import { index, integer, jsonb, pgSchema, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import {
  heardTable,
  id,
  idempotencyTable,
  inboxTable,
  instant,
  operatorActionsTable,
  outboxTable,
} from '#shared/postgres/columns'
import { type Letter, languages, mailKinds, mailStates } from '../mail.ts'

// Not exported: drizzle-kit would write CREATE SCHEMA, which the migration ledger has already done.
const notifications = pgSchema('notifications')

/** To whom an account's mail goes, as auth last told it. Of one that is gone nothing stays but that it is. */
export const recipients = notifications.table('recipients', {
  account: id('account').primaryKey(),
  /** The version of the message that told it: what was told before changes nothing. */
  version: integer().notNull(),
  email: text(),
  language: text({ enum: languages }),
  timeZone: text('time_zone'),
  deletedAt: instant('deleted_at'),
})

/**
 * What people are written: one row for everything that somebody is told once. What it is about and its kind are its key,
 * whatever it is that comes twice. `email` is given where a mail goes to an address; else it goes to the account's.
 */
export const mails = notifications.table(
  'mails',
  {
    about: text().notNull(),
    kind: text({ enum: mailKinds }).notNull(),
    /** The carrier's key for it, and what an operator names it by. */
    id: id('mail').notNull(),
    state: text({ enum: mailStates }).notNull().default('due'),
    account: id('account'),
    email: text(),
    language: text({ enum: languages }),
    /** What it says, in no language; null once it is forgotten. */
    letter: jsonb().$type<Letter>(),
    /** The order it is about, so that its story can be told. */
    order: text(),
    createdAt: instant('created_at').notNull().defaultNow(),
    /** Whoever gets it later than this can do nothing with it. */
    uselessAt: instant('useless_at'),
    /** Not before this instant is it tried (again). */
    dueAt: instant('due_at').notNull().defaultNow(),
    attempts: integer().notNull().default(0),
    /** How often an operator had it sent again: a carrier would take the same key for the same mail. */
    round: integer().notNull().default(0),
    claimedUntil: instant('claimed_until'),
    /** Why it was not sent the last time. */
    why: text(),
    closedAt: instant('closed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.about, t.kind] }),
    uniqueIndex('mails_id').on(t.id),
    index('mails_due').on(t.dueAt).where(sql`state = 'due'`),
    index('mails_state').on(t.state, t.id),
    index('mails_kind').on(t.state, t.kind, t.id),
    index('mails_account').on(t.account).where(sql`letter is not null`),
    index('mails_closed_at').on(t.closedAt).where(sql`letter is not null`),
  ],
)

export const outbox = outboxTable(notifications)
export const inbox = inboxTable(notifications)
export const heard = heardTable(notifications)
export const idempotencyKeys = idempotencyTable(notifications)
export const operatorActions = operatorActionsTable(notifications)
