import { type SQL, sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { LinkKind } from '#shared/messages/auth'
import type { Saying } from '#shared/messages/contracts'
import type { Db } from '#shared/postgres/db'
import { insertMessages, messageRows } from '#shared/postgres/outbox'
import type { Trace } from '#shared/trace'
import type { Account, SignUp } from '../account.ts'
import { CODE_MINUTES, GUESSES } from '../link.ts'
import { SCHEMA } from './accounts.ts'
import { accountOf } from './shape.ts'

export type NewLink = {
  id: Id<'link'>
  kind: LinkKind
  /** None for a sign-up. */
  account: Id<'account'> | null
  email: string
  expiresAt: Date
}

/** An account to be; `browser` is the SHA-256 of what the browser that asked was given. */
export type Pending = Omit<SignUp, 'password'> & { account: Id<'account'>; browser: string; passwordHash: string }

export type FoundLink = {
  id: Id<'link'>
  kind: LinkKind
  email: string
  /** Not used, and not too old. */
  good: boolean
  account: Account | null
  passwordHash: string | null
  pending: Pending | null
  now: Date
}

export const insertLink = ({ id, kind, account, email, expiresAt }: NewLink) => sql`
  insert into auth.links (id, kind, account, email, expires_at)
  values (${id}, ${kind}, ${account}, ${email}, ${expiresAt.toISOString()}::timestamptz)`

export const insertPending = (link: Id<'link'>, wanted: Pending) => sql`
  insert into auth.sign_ups (link, account, browser, email, name, language, time_zone, password_hash)
  values (${link}, ${wanted.account}, ${wanted.browser}, ${wanted.email}, ${wanted.name}, ${wanted.language},
    ${wanted.timeZone}, ${wanted.passwordHash})`

/** Uses a link up; raises `overtaken` when it is not good (any more). */
export const spendLink = (id: Id<'link'>) => sql`
  with used as (
    update auth.links set used_at = now() where id = ${id} and used_at is null and expires_at > now() returning id),
  forgotten as (delete from auth.sign_ups s using used where s.link = used.id)
  select auth.must_change((select count(*) from used))`

/** Ends what was mailed before: it went to an address, or for a password, that is the account's no more. */
export const dropLinks = (account: Id<'account'>, kinds: readonly LinkKind[]) => sql`
  update auth.links set used_at = now()
  where account = ${account} and used_at is null
    and kind in (select jsonb_array_elements_text(${JSON.stringify(kinds)}::jsonb))`

const pending = sql`jsonb_build_object('account', s.account, 'browser', s.browser, 'email', s.email, 'name', s.name,
  'language', s.language, 'timeZone', s.time_zone, 'passwordHash', s.password_hash)`

export type LinkStore = ReturnType<typeof linkStore>

export const linkStore = (db: Db) => {
  const one = async (where: SQL): Promise<FoundLink | undefined> => {
    const [row] = await db.rows<Omit<FoundLink, 'now'> & { now: string }>(sql`
      select l.id, l.kind, l.email, l.used_at is null and l.expires_at > now() as good, to_jsonb(now()) #>> '{}' as now,
        case when a.id is null then null else ${accountOf} end as account, a.password_hash as "passwordHash",
        case when s.link is null then null else ${pending} end as pending
      from auth.links l left join auth.accounts a on a.id = l.account left join auth.sign_ups s on s.link = l.id
      where ${where}`)
    return row && { ...row, now: new Date(row.now) }
  }

  return {
    find: (id: Id<'link'>) => one(sql`l.id = ${id}`),

    /** The sign-up that a browser asked for, by the SHA-256 of what it was given. */
    ofBrowser: (browser: string) => one(sql`s.browser = ${browser}`),

    /** Keeps an account to be, and tells the address of it. */
    keepPending: async (link: NewLink, wanted: Pending, says: readonly Saying[], trace: Trace) => {
      await db.batch((q) => [
        q.execute(insertLink(link)),
        q.execute(insertPending(link.id, wanted)),
        q.execute(insertMessages(SCHEMA, messageRows(wanted.account, 0, says, trace), sql`(select 1) as one`)),
      ])
    },

    /** Takes one of a code's few guesses and says the how manieth it is; undefined when none is left, or its time is over. */
    guess: async (id: Id<'link'>): Promise<number | undefined> => {
      const [taken] = await db.rows<{ guesses: number }>(sql`
        update auth.links set guesses = guesses + 1
        where id = ${id} and guesses < ${GUESSES} and used_at is null
          and created_at > now() - make_interval(mins => ${CODE_MINUTES}::integer)
        returning guesses`)
      return taken?.guesses
    },

    /** Deletes links that ended a day ago, with the accounts that were never made; returns how many. */
    forget: async (): Promise<number> => {
      const gone = await db.rows(sql`
        delete from auth.links where id in (
          select id from auth.links where expires_at < now() - interval '1 day' order by expires_at limit 1000)
        returning id`)
      return gone.length
    },
  }
}
