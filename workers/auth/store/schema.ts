import { sql } from 'drizzle-orm'
import { bigint, boolean, index, integer, pgSchema, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { heardTable, id, inboxTable, instant, outboxTable } from '#shared/postgres/columns'
import { languages, roles } from '../account.ts'
import { linkKinds } from '../link.ts'
import { proofs } from '../proved.ts'

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
    emailVerifiedAt: instant('email_verified_at'),
    name: text().notNull(),
    language: text({ enum: languages }).notNull().default('en'),
    timeZone: text('time_zone').notNull().default('UTC'),
    passwordHash: text('password_hash').notNull(),
    roles: text({ enum: roles }).array().notNull().default(sql`'{}'`),
    /** How many messages were told about it: the version of the last one, and what an older reading is known by. */
    told: integer().notNull().default(0),
    /** How many of those who listen to accounts were told of it (`AUDIENCE`): whoever came later is told by the sweep. */
    audience: integer().notNull().default(0),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (t) => [uniqueIndex('accounts_email_key').on(t.emailKey), index('accounts_untold').on(t.audience, t.id)],
)

const ofAccount = () =>
  id('account')
    .notNull()
    .references(() => accounts.id, { onDelete: 'cascade' })

/**
 * A signed-in browser: a chain of refresh tokens that lives and dies together. Its newest token and the one before it stand
 * here, in one row, so that one lock decides between any number of browsers' tabs that refresh at once.
 */
export const sessions = auth.table(
  'sessions',
  {
    id: id('session').primaryKey(),
    account: ofAccount(),
    /** SHA-256 of the token that may be used next. */
    current: text().notNull(),
    /** SHA-256 of the token used last. */
    previous: text(),
    rotatedAt: instant('rotated_at').notNull().defaultNow(),
    /** What it runs on, in words for its owner. */
    device: text().notNull().default(''),
    /** By what its owner has proved who they are; the most of it, where it was more than once. */
    proved: text({ enum: proofs }).notNull().default('password'),
    /** When its owner last proved who they are: by password, passkey, or a link just clicked. */
    confirmedAt: instant('confirmed_at').notNull().defaultNow(),
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

/** Browsers that an account was signed in from, by the SHA-256 of what their device cookie says. */
export const devices = auth.table(
  'devices',
  {
    account: ofAccount(),
    hash: text().notNull(),
    device: text().notNull(),
    firstSeenAt: instant('first_seen_at').notNull().defaultNow(),
    lastSeenAt: instant('last_seen_at').notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.account, t.hash] }), index('devices_last_seen_at').on(t.lastSeenAt)],
)

/** What a mail asks somebody to click, once. One without an account is for a sign-up. */
export const links = auth.table(
  'links',
  {
    id: id('link').primaryKey(),
    kind: text({ enum: linkKinds }).notNull(),
    account: id('account').references(() => accounts.id, { onDelete: 'cascade' }),
    email: text().notNull(),
    /** How often its code was guessed. */
    guesses: integer().notNull().default(0),
    createdAt: instant('created_at').notNull().defaultNow(),
    expiresAt: instant('expires_at').notNull(),
    usedAt: instant('used_at'),
  },
  (t) => [index('links_account').on(t.account), index('links_expires_at').on(t.expiresAt)],
)

/** An account to be, until its link is clicked or its code is typed. */
export const signUps = auth.table('sign_ups', {
  link: id('link')
    .primaryKey()
    .references(() => links.id, { onDelete: 'cascade' }),
  /** The id it will have; its first message was told already. */
  account: id('account').notNull(),
  /** SHA-256 of what the browser that asked was given: in it a click is enough, elsewhere the password is asked for. */
  browser: text().notNull().unique(),
  email: text().notNull(),
  name: text().notNull(),
  language: text({ enum: languages }).notNull(),
  timeZone: text('time_zone').notNull(),
  passwordHash: text('password_hash').notNull(),
})

export const passkeys = auth.table(
  'passkeys',
  {
    id: id('passkey').primaryKey(),
    account: ofAccount(),
    /** The credential's own id, base64url. */
    credential: text().notNull().unique(),
    /** COSE, base64url. */
    publicKey: text('public_key').notNull(),
    counter: bigint({ mode: 'number' }).notNull(),
    transports: text().array().notNull(),
    /** Whether it is kept in more places than one, as by a password manager. */
    synced: boolean().notNull(),
    name: text().notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    lastUsedAt: instant('last_used_at'),
  },
  (t) => [index('passkeys_account').on(t.account)],
)

/** What a passkey was asked to sign. Gone once it has been answered, rightly or wrongly. */
export const challenges = auth.table(
  'challenges',
  {
    challenge: text().primaryKey(),
    /** Whose new passkey it is for; none where somebody wants to sign in, who is not known yet. */
    session: id('session').references(() => sessions.id, { onDelete: 'cascade' }),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('challenges_session').on(t.session), index('challenges_expires_at').on(t.expiresAt)],
)

/** The secret that an account shares with an app which shows codes; at most one. */
export const secondFactors = auth.table(
  'second_factors',
  {
    account: ofAccount().primaryKey(),
    /** Sealed (seals.ts). */
    secret: text().notNull(),
    /** Which session asked for it: until the first code, it is that one's alone. */
    session: id('session').notNull(),
    offeredAt: instant('offered_at').notNull().defaultNow(),
    confirmedAt: instant('confirmed_at'),
    /** The newest time step of which a code was used: it and all before are over. */
    lastStep: bigint('last_step', { mode: 'number' }).notNull().default(0),
  },
  (t) => [index('second_factors_offered').on(t.offeredAt).where(sql`confirmed_at is null`)],
)

/** What lets in instead of a code, once each. */
export const recoveryCodes = auth.table(
  'recovery_codes',
  {
    account: ofAccount(),
    /** SHA-256 of the code. */
    hash: text().notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
    usedAt: instant('used_at'),
  },
  (t) => [primaryKey({ columns: [t.account, t.hash] })],
)

/** Sign-ins whose password was right, and that wait for a code. No session yet, and good for nothing else. */
export const begunSignIns = auth.table(
  'begun_sign_ins',
  {
    /** SHA-256 of what the browser was given. */
    hash: text().primaryKey(),
    account: ofAccount(),
    guesses: integer().notNull().default(0),
    expiresAt: instant('expires_at').notNull(),
  },
  (t) => [index('begun_sign_ins_account').on(t.account), index('begun_sign_ins_expires_at').on(t.expiresAt)],
)

/** Accounts that are gone, for as long as messages about them may still be lying about. */
export const erasures = auth.table(
  'erasures',
  {
    account: id('account').primaryKey(),
    at: instant('at').notNull().defaultNow(),
    /** How many were listening when it was told (`LEAVERS_AUDIENCE`): whoever came later is told by the sweep. */
    audience: integer().notNull().default(0),
  },
  (t) => [index('erasures_untold').on(t.audience, t.account)],
)

export const outbox = outboxTable(auth)
export const inbox = inboxTable(auth)
export const heard = heardTable(auth)
