import { isNull, sql } from 'drizzle-orm'
import { bigint, index, integer, jsonb, type PgSchema, primaryKey, text, timestamp } from 'drizzle-orm/pg-core'
import type { Id, Kind } from '#shared/ids'

/** An instant, in UTC, read as a `Date`. */
export const instant = (name?: string) =>
  name ? timestamp(name, { withTimezone: true, mode: 'date' }) : timestamp({ withTimezone: true, mode: 'date' })

/** An id of one kind, stored as it is written. */
export const id = <K extends Kind>(_kind: K, name?: string) => (name ? text(name) : text()).$type<Id<K>>()

/**
 * Messages this service has to tell, written in the same statement as what they tell about.
 * `published_at` is set once the broker has taken them; `claimed_until` keeps two publishers from taking the same rows.
 * `heard_at` is set once everybody who listens has said so; until then they are asked, and told again (decision 13).
 */
export const outboxTable = (schema: PgSchema) =>
  schema.table(
    'outbox',
    {
      /** The order in which messages were written, and the row's key: a number is the cheapest index there is. */
      position: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
      id: text().notNull(),
      type: text().notNull(),
      aggregate: text().notNull(),
      version: integer().notNull(),
      occurredAt: instant('occurred_at').notNull().defaultNow(),
      traceparent: text(),
      data: jsonb().notNull(),
      attempts: integer().notNull().default(0),
      claimedUntil: instant('claimed_until'),
      publishedAt: instant('published_at'),
      /** Not before this instant are the listeners asked; who asks moves it on, so that two do not ask about the same rows. */
      askAt: instant('ask_at').notNull().defaultNow(),
      /** How often it was published again because somebody had not heard it. */
      resent: integer().notNull().default(0),
      heardAt: instant('heard_at'),
    },
    (t) => [
      index('outbox_unpublished').on(t.position).where(isNull(t.publishedAt)),
      index('outbox_unheard').on(t.askAt).where(sql`published_at is not null and heard_at is null`),
      // For an operator who looks for something. Only what has been heard is entered, by the sweep that was told so: neither a
      // hold nor publishing pays for them. What has not been heard is the last minute, and soon looked through.
      index('outbox_aggregate').on(t.aggregate).where(sql`heard_at is not null`),
      index('outbox_trace').on(sql`substr(traceparent, 4, 32)`).where(sql`heard_at is not null`),
      index('outbox_order')
        .on(sql`(data ->> 'order')`)
        .where(sql`heard_at is not null and data ->> 'order' <> aggregate`),
    ],
  )

/** Messages this service has heard; their ids are kept so that hearing twice is noticed. */
export const inboxTable = (schema: PgSchema) =>
  schema.table(
    'inbox',
    {
      messageId: text('message_id').primaryKey(),
      type: text().notNull(),
      aggregate: text().notNull(),
      version: integer().notNull(),
      heardAt: instant('heard_at').notNull().defaultNow(),
    },
    (t) => [index('inbox_heard_at').on(t.heardAt)],
  )

/** How far this service has followed each aggregate of another. */
export const heardTable = (schema: PgSchema) =>
  schema.table('heard', { aggregate: text().primaryKey(), version: integer().notNull() })

/** What operators did by hand, to messages and to refunds: who, when, what and why. Never changed, never deleted. */
export const operatorActionsTable = (schema: PgSchema) =>
  schema.table(
    'operator_actions',
    {
      position: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
      at: instant('at').notNull().defaultNow(),
      operator: id('account').notNull(),
      operatorName: text('operator_name').notNull(),
      action: text({
        enum: ['replay', 'discard', 'refund', 'retry-refund', 'bear-refund', 'settle-refund', 'set-fee', 'send-again'],
      }).notNull(),
      /** The message's id and type as far as it has them, and the dead letter, or the refund, it was. */
      message: text(),
      type: text(),
      letter: text().notNull(),
      reason: text().notNull(),
    },
    (t) => [index('operator_actions_message').on(t.message)],
  )

/** First answers to mutations, by who asked and the Idempotency-Key they sent. */
export const idempotencyTable = (schema: PgSchema) =>
  schema.table(
    'idempotency_keys',
    {
      account: text().notNull(),
      key: text().notNull(),
      fingerprint: text().notNull(),
      claimedAt: instant('claimed_at').notNull().defaultNow(),
      status: integer(),
      body: text(),
      headers: jsonb().$type<Record<string, string>>(),
    },
    (t) => [primaryKey({ columns: [t.account, t.key] }), index('idempotency_keys_claimed_at').on(t.claimedAt)],
  )
