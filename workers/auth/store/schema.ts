import { sql } from 'drizzle-orm'
import { index, pgSchema, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { heardTable, id, inboxTable, instant, outboxTable } from '#shared/postgres/columns'
import { roles } from '../account.ts'

// Not exported: drizzle-kit would write CREATE SCHEMA, which the migration ledger has already done.
const auth = pgSchema('auth')

export const accounts = auth.table(
  'accounts',
  {
    id: id('account').primaryKey(),
    /** As typed, for showing. */
    email: text().notNull(),
    /** As compared: trimmed, normalised, lower case. */
    emailKey: text('email_key').notNull(),
    name: text().notNull(),
    passwordHash: text('password_hash').notNull(),
    roles: text({ enum: roles }).array().notNull().default(sql`'{}'`),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('accounts_email_key').on(t.emailKey)],
)

/**
 * A signed-in browser: a chain of refresh tokens that lives and dies together. Its newest token and the one before it stand
 * here, in one row, so that one lock decides between any number of browsers' tabs that refresh at once.
 */
export const sessions = auth.table(
  'sessions',
  {
    id: id('session').primaryKey(),
    account: id('account')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** SHA-256 of the token that may be used next. */
    current: text().notNull(),
    /** SHA-256 of the token used last. */
    previous: text(),
    rotatedAt: instant('rotated_at').notNull().defaultNow(),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (t) => [index('sessions_account').on(t.account), index('sessions_expires_at').on(t.expiresAt)],
)

/** Every token a chain has had, by its SHA-256, so that an old one that turns up again is known for what it is. */
export const refreshTokens = auth.table(
  'refresh_tokens',
  {
    hash: text().primaryKey(),
    session: id('session')
      .notNull()
      .references(() => sessions.id, { onDelete: 'cascade' }),
    issuedAt: instant('issued_at').notNull().defaultNow(),
  },
  (t) => [index('refresh_tokens_session').on(t.session)],
)

export const outbox = outboxTable(auth)
export const inbox = inboxTable(auth)
export const heard = heardTable(auth)
