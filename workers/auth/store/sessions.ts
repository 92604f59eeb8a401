import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Db } from '#shared/postgres/db'
import type { Account } from '../account.ts'
import { isTwoFactors, type Proved } from '../proved.ts'
import { GRACE_SECONDS, IDLE_DAYS, SESSION_DAYS } from '../refresh-token.ts'
import { accountOf } from './shape.ts'

export type NewSession = {
  id: Id<'session'>
  account: Id<'account'>
  /** Hash of its first refresh token. */
  token: string
  /** Hash of the token the browser came with: the session it replaces ends. */
  replaces: string | null
  /** What it runs on, in words, and the hash of the browser's device token. */
  device: string
  deviceHash: string
  proved: Proved
}

/** A session as its owner sees it. `place` is not looked up: where somebody is, is not asked. */
export type ShownSession = {
  id: Id<'session'>
  device: string
  place: null
  createdAt: string
  lastSeenAt: string
  current: boolean
}

const IDLE = sql`make_interval(days => ${IDLE_DAYS}::integer)`

/** Whether a session `s` has not ended: by its owner, by its age, or because it was not used. */
export const lasts = sql`s.revoked_at is null and s.expires_at > now() and s.rotated_at > now() - ${IDLE}`

/** What became of a refresh token that was presented. */
export type Rotation = {
  /** `rotated` its successor is new · `repeated` its successor was given before · `reused` it is long used: all is revoked. */
  verdict: 'rotated' | 'repeated' | 'reused'
  session: Id<'session'>
  account: Account
  proved: Proved
  /** How long the session lasts from now. */
  seconds: number
}

/** Ends the sessions of an account, all or all but one. */
export const endSessions = (account: Id<'account'>, except: Id<'session'> | null = null) => sql`
  update auth.sessions set revoked_at = now()
  where account = ${account} and revoked_at is null and id is distinct from ${except}::text`

/** Its owner has just proved who they are. What was proved once stays proved: a password later on takes nothing away. */
export const confirmSession = (id: Id<'session'>, by: Proved) => sql`
  update auth.sessions set confirmed_at = now(), proved = ${isTwoFactors(by) ? by : sql`proved`}
  where id = ${id} and revoked_at is null`

export const openSession = ({ id, account, token, replaces, device, deviceHash, proved }: NewSession) => sql`
  with ended as (
    update auth.sessions set revoked_at = now()
    where id = (select session from auth.refresh_tokens where hash = ${replaces}::text) and revoked_at is null),
  opened as (
    insert into auth.sessions (id, account, current, device, proved, rotated_at, confirmed_at, created_at,
      expires_at)
    values (${id}, ${account}, ${token}, ${device}, ${proved}, now(), now(), now(),
      now() + make_interval(days => ${SESSION_DAYS}::integer))
    returning id),
  seen as (
    insert into auth.devices (account, hash, device) values (${account}, ${deviceHash}, ${device})
    on conflict (account, hash) do update set device = excluded.device, last_seen_at = now())
  insert into auth.refresh_tokens (hash, session, issued_at) select ${token}, id, now() from opened`

// Sessions are kept a while after their end, so that an old token that turns up still tells whose it was.
const KEPT = sql`interval '7 days'`
const AT_ONCE = 1000

// As long as a browser keeps a cookie.
const DEVICE_KEPT = sql`interval '400 days'`

export type SessionStore = ReturnType<typeof sessionStore>

export const sessionStore = (db: Db) => ({
  /**
   * Puts `successor` in the place of `token` (both hashes). One statement: the session's row is locked first and read as it
   * is then, so of any number of callers one rotates and the others see that it has. Undefined when the token is unknown
   * or its session has ended.
   */
  rotate: async (token: string, successor: string) => {
    const [rotation] = await db.rows<Rotation>(sql`
      with asked as materialized (
        select s.id, s.account, s.proved, s.expires_at, s.current = ${token} as is_current,
          s.previous = ${token} and s.rotated_at > now() - make_interval(secs => ${GRACE_SECONDS}::integer) as is_graced
        from auth.sessions s
        where s.id = (select session from auth.refresh_tokens where hash = ${token})
          and ${lasts}
        for update),
      judged as materialized (
        select *, case when is_current then 'rotated' when is_graced then 'repeated' else 'reused' end as verdict from asked),
      rotated as (
        update auth.sessions s set previous = s.current, current = ${successor}, rotated_at = now()
        from judged where s.id = judged.id and judged.verdict = 'rotated'
        returning s.id),
      chained as (
        insert into auth.refresh_tokens (hash, session, issued_at) select ${successor}, id, now() from rotated),
      revoked as (
        update auth.sessions s set revoked_at = now() from judged where s.id = judged.id and judged.verdict = 'reused')
      select judged.verdict, judged.id as session, judged.proved,
        extract(epoch from judged.expires_at - now())::integer as seconds,
        ${accountOf} as account
      from judged join auth.accounts a on a.id = judged.account`)
    return rotation
  },

  /** Ends the session of a refresh token (its hash) or of an access token (its id), whichever the browser still has. */
  revoke: async (token: string | null, session: Id<'session'> | null) => {
    await db.rows(sql`
      update auth.sessions set revoked_at = now()
      where revoked_at is null
        and (id = ${session}::text or id = (select session from auth.refresh_tokens where hash = ${token}::text))`)
  },

  /** What is signed in to an account now, used last first. */
  list: async (account: Id<'account'>, current: Id<'session'>): Promise<ShownSession[]> => {
    const rows = await db.rows<{ shown: ShownSession }>(sql`
      select jsonb_build_object('id', s.id, 'device', s.device, 'place', null, 'createdAt', s.created_at,
        'lastSeenAt', s.rotated_at, 'current', s.id = ${current}) as shown
      from auth.sessions s where s.account = ${account} and ${lasts} order by s.rotated_at desc, s.id`)
    return rows.map(({ shown }) => shown)
  },

  /** Ends one of an account's sessions; false when it has none of this id that lasts. */
  end: async (account: Id<'account'>, id: Id<'session'>): Promise<boolean> => {
    const ended = await db.rows(sql`
      update auth.sessions s set revoked_at = now() where s.id = ${id} and s.account = ${account} and ${lasts}
      returning s.id`)
    return ended.length === 1
  },

  /** Ends all of an account's sessions, but for one perhaps; returns how many. */
  endAll: async (account: Id<'account'>, except: Id<'session'> | null = null): Promise<number> =>
    (await db.rows(sql`${endSessions(account, except)} returning id`)).length,

  /** Notes that its owner has just proved who they are. */
  confirm: async (id: Id<'session'>, by: Proved) => {
    await db.rows(confirmSession(id, by))
  },

  /** Deletes sessions that ended long ago with their tokens, and browsers not seen for as long as they keep a cookie; returns how many. */
  forget: async () => {
    const [gone] = await db.rows<{ count: number }>(sql`
      with gone as (
        delete from auth.sessions where id in (
          select id from auth.sessions where expires_at < now() - ${KEPT} order by expires_at limit ${AT_ONCE})
        returning 1),
      unseen as (
        delete from auth.devices where (account, hash) in (
          select account, hash from auth.devices where last_seen_at < now() - ${DEVICE_KEPT} order by last_seen_at
          limit ${AT_ONCE})
        returning 1)
      select ((select count(*) from gone) + (select count(*) from unseen))::integer as count`)
    return gone?.count ?? 0
  },
})
