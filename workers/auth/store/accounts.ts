import { type SQL, sql } from 'drizzle-orm'
import { Problem } from '#shared/http/problem'
import type { Id } from '#shared/ids'
import type { Saying } from '#shared/messages/contracts'
import { type Db, type Sql, sqlError } from '#shared/postgres/db'
import { insertMessages, messageRows } from '#shared/postgres/outbox'
import type { Trace } from '#shared/trace'
import { type Account, emailKey } from '../account.ts'
import type { Proved } from '../proved.ts'
import { lasts } from './sessions.ts'
import { accountOf } from './shape.ts'

export const SCHEMA = 'auth'

/** How long after having proved who they are somebody may do what matters most, in minutes. */
export const RECENT_MINUTES = 10

/** What there is at an address; `known`: whether the browser that asks was signed in to it before. */
export type Looked = {
  now: Date
  account: Account | undefined
  passwordHash: string | undefined
  known: boolean
}

/** Whose session it is, and whether they have just proved who they are. */
export type Me = { account: Account; proved: Proved; recent: boolean; passwordHash: string; now: Date }

const verifiedAt = ({ emailVerified }: Account) =>
  emailVerified ? sql`coalesce(email_verified_at, now())` : sql`null::timestamptz`

const asOneTransaction = (statements: readonly SQL[]) => (q: Sql) => statements.map((statement) => q.execute(statement))

/** Raises `email-taken` where the unique index decided for somebody else. */
const orTaken = (error: unknown): never => {
  if (sqlError(error)?.constraint === 'accounts_email_key') throw new Problem('email-taken')
  throw error
}

export const setPassword = (account: Id<'account'>, hash: string) =>
  sql`update auth.accounts set password_hash = ${hash} where id = ${account}`

/** How many listen to accounts. One more: everybody there is will be told of once more, for whoever has just come. */
export const AUDIENCE = 2

/**
 * Of how many accounts one sweep tells somebody new. There is no hurry, and each is a message to each listener that the broker
 * counts: a thousand accounts take an hour, and what people wait for goes between.
 */
export const TOLD_A_SWEEP = 20

/** The same for those who are gone. One more: of all who left in the last weeks it is asked once more who knows. */
export const LEAVERS_AUDIENCE = 3

export type AccountStore = ReturnType<typeof accountStore>

export const accountStore = (db: Db) => ({
  /**
   * Writes a new account, what is told of it (its last messages up to `told`), and whatever else `also` writes. The unique
   * index decides who of several has the address: `email-taken`. Raises `overtaken` when this very account is there already.
   */
  create: async (
    { made, passwordHash, says }: { made: Account; passwordHash: string; says: readonly Saying[] },
    trace: Trace,
    also: readonly SQL[],
    /** What has to be had before the address is asked for. */
    first: readonly SQL[] = [],
  ) => {
    const rows = messageRows(made.id, made.told - says.length, says, trace)
    const written = sql`
      with made as (
        insert into auth.accounts as a (id, email, email_key, email_verified_at, name, language, time_zone, password_hash,
          roles, told, audience, created_at)
        values (${made.id}, ${made.email}, ${emailKey(made.email)}, ${made.emailVerified ? sql`now()` : null}, ${made.name},
          ${made.language}, ${made.timeZone}, ${passwordHash}, '{}', ${made.told}, ${AUDIENCE}, now())
        on conflict (id) do nothing
        returning id),
      tells as (${insertMessages(SCHEMA, rows, sql`made`)})
      select auth.must_change((select count(*) from made))`
    await db.batch(asOneTransaction([...first, written, ...also])).catch(orTaken)
  },

  /**
   * Writes what has become of an account, what is told of it, and whatever else `also` writes, all or nothing. Raises
   * `overtaken` when anything was told of it since it was read: what follows from an old reading is not to be done.
   */
  save: async (
    { before, after = before, says }: { before: Account; after?: Account; says: readonly Saying[] },
    trace: Trace,
    also: readonly SQL[] = [],
  ) => {
    const written = sql`
      with saved as (
        update auth.accounts set email = ${after.email}, email_key = ${emailKey(after.email)},
          email_verified_at = ${verifiedAt(after)}, name = ${after.name}, language = ${after.language},
          time_zone = ${after.timeZone}, told = ${before.told + says.length}
        where id = ${before.id} and told = ${before.told}
        returning id),
      tells as (${insertMessages(SCHEMA, messageRows(before.id, before.told, says, trace), sql`saved`)})
      select auth.must_change((select count(*) from saved))`
    await db.batch(asOneTransaction([written, ...also])).catch(orTaken)
  },

  /** Takes an account away with all that hangs on it; what remains is the message that says so. Raises `overtaken`. */
  remove: async (account: Account, trace: Trace) => {
    const says: Saying[] = [{ type: 'account.deleted', data: { account: account.id } }]
    await db.rows(sql`
      with gone as (delete from auth.accounts where id = ${account.id} and told = ${account.told} returning id),
      noted as (insert into auth.erasures (account, audience) select id, ${LEAVERS_AUDIENCE}::integer from gone),
      tells as (${insertMessages(SCHEMA, messageRows(account.id, account.told, says, trace), sql`gone`)})
      select auth.must_change((select count(*) from gone))`)
  },

  /** Looks for an address, for a browser with this device token (its hash). */
  byEmail: async (email: string, device: string | null): Promise<Looked> => {
    const [row] = await db.rows<{ now: string; account: Account | null; hash: string | null; known: boolean }>(sql`
      select to_jsonb(now()) #>> '{}' as now, case when a.id is null then null else ${accountOf} end as account,
        a.password_hash as hash,
        exists (select from auth.devices d where d.account = a.id and d.hash = ${device}::text) as known
      from (select 1) one left join auth.accounts a on a.email_key = ${emailKey(email)}`)
    if (!row) throw new Error('the database answered nothing')
    return {
      now: new Date(row.now),
      account: row.account ?? undefined,
      passwordHash: row.hash ?? undefined,
      known: row.known,
    }
  },

  /** The account behind a session that still lasts. */
  ofSession: async (session: Id<'session'>): Promise<Me | undefined> => {
    const [row] = await db.rows<Omit<Me, 'now'> & { now: string }>(sql`
      select to_jsonb(now()) #>> '{}' as now, ${accountOf} as account, a.password_hash as "passwordHash", s.proved,
        s.confirmed_at > now() - make_interval(mins => ${RECENT_MINUTES}::integer) as recent
      from auth.sessions s join auth.accounts a on a.id = s.account
      where s.id = ${session} and ${lasts}`)
    return row && { ...row, now: new Date(row.now) }
  },

  /**
   * Tells of accounts that are older than the messages, or than somebody who listens to them. As many as one sweep may, and the
   * next goes on where this one ended; returns how many.
   */
  tellUntold: async (): Promise<number> => {
    const told = await db.rows(sql`
      with untold as materialized (
        select id from auth.accounts where audience < ${AUDIENCE} order by audience, id limit ${TOLD_A_SWEEP}::integer
        for update skip locked),
      counted as (
        update auth.accounts a set told = told + 1, audience = ${AUDIENCE} from untold where a.id = untold.id returning a.*)
      insert into auth.outbox (id, type, aggregate, version, data)
      select 'mes_' || replace(gen_random_uuid()::text, '-', ''),
        case when told = 1 then 'account.registered' else 'account.changed' end, id, told, jsonb_build_object(
          'account', id, 'email', email, 'name', name, 'language', language, 'timeZone', time_zone)
      from counted returning position`)
    return told.length
  },

  /**
   * Has listeners asked once more about those who left while fewer listened, so that whoever has not heard is told; returns how
   * many. Not at once: a process of the version before, which knows of fewer, might still ask those and be content.
   */
  askAboutGone: async (): Promise<number> => {
    const asked = await db.rows(sql`
      with untold as materialized (
        select account from auth.erasures where audience < ${LEAVERS_AUDIENCE} order by audience, account
        limit ${TOLD_A_SWEEP}::integer for update skip locked),
      counted as (
        update auth.erasures e set audience = ${LEAVERS_AUDIENCE} from untold where e.account = untold.account
        returning e.account)
      update auth.outbox o set heard_at = null, ask_at = now() + interval '10 minutes' from counted
      where o.aggregate = counted.account and o.type = 'account.deleted' and o.published_at is not null
      returning o.position`)
    return asked.length
  },

  /**
   * Forgets what was said of people who are gone, once it was heard; that they are gone stays. Returns how many messages.
   * Looked at for as long as messages are kept, because what somebody has not heard yet may not be forgotten.
   */
  forgetGone: async (): Promise<number> => {
    const forgotten = await db.rows(sql`
      with over as (delete from auth.erasures where at < now() - interval '36 days')
      delete from auth.outbox o using auth.erasures e
      where o.aggregate = e.account and o.type <> 'account.deleted' and o.heard_at is not null
      returning o.position`)
    return forgotten.length
  },
})
