import { sql } from 'drizzle-orm'
import { index, pgSchema, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { heardTable, id, inboxTable, instant, outboxTable } from '#shared/postgres/columns'

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
    roles: text().array().notNull().default(sql`'{}'`),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('accounts_email_key').on(t.emailKey)],
)

/** A signed-in browser: a family of refresh tokens that lives and dies together. */
export const sessions = auth.table(
  'sessions',
  {
    id: id('session').primaryKey(),
    account: id('account').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    revokedAt: instant('revoked_at'),
  },
  (t) => [index('sessions_account').on(t.account)],
)

/** One link of a family's chain; only its hash is kept. */
export const refreshTokens = auth.table(
  'refresh_tokens',
  {
    hash: text().primaryKey(),
    session: id('session').notNull(),
    issuedAt: instant('issued_at').notNull().defaultNow(),
    usedAt: instant('used_at'),
  },
  (t) => [index('refresh_tokens_session').on(t.session)],
)

export const outbox = outboxTable(auth)
export const inbox = inboxTable(auth)
export const heard = heardTable(auth)
