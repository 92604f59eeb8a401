import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Db } from '#shared/postgres/db'
import type { Account } from '../account.ts'
import { GRACE_SECONDS, SESSION_DAYS } from '../refresh-token.ts'

export type NewSession = {
  id: Id<'session'>
  account: Id<'account'>
  /** Hash of its first refresh token. */
  token: string
  /** Hash of the token the browser came with: the session it replaces ends. */
  replaces: string | null
}

/** What became of a refresh token that was presented. */
export type Rotation = {
  /** `rotated` its successor is new · `repeated` its successor was given before · `reused` it is long used: all is revoked. */
  verdict: 'rotated' | 'repeated' | 'reused'
  session: Id<'session'>
  account: Account
  /** How long the session lasts from now. */
  seconds: number
}

export const openSession = ({ id, account, token, replaces }: NewSession) => sql`
  with ended as (
    update auth.sessions set revoked_at = now()
    where id = (select session from auth.refresh_tokens where hash = ${replaces}::text) and revoked_at is null),
  opened as (
    insert into auth.sessions (id, account, current, rotated_at, created_at, expires_at)
    values (${id}, ${account}, ${token}, now(), now(), now() + make_interval(days => ${SESSION_DAYS}::integer))
    returning id)
  insert into auth.refresh_tokens (hash, session, issued_at) select ${token}, id, now() from opened`

// Sessions are kept a while after their end, so that an old token that turns up still tells whose it was.
const KEPT = sql`interval '7 days'`
const AT_ONCE = 1000

export type SessionStore = ReturnType<typeof sessionStore>

export const sessionStore = (db: Db) => ({
  open: async (session: NewSession) => {
    await db.rows(openSession(session))
  },

  /**
   * Puts `successor` in the place of `token` (both hashes). One statement: the session's row is locked first and read as it
   * is then, so of any number of callers one rotates and the others see that it has. Undefined when the token is unknown
   * or its session has ended.
   */
  rotate: async (token: string, successor: string) => {
    const [rotation] = await db.rows<Rotation>(sql`
      with asked as materialized (
        select s.id, s.account, s.expires_at, s.current = ${token} as is_current,
          s.previous = ${token} and s.rotated_at > now() - make_interval(secs => ${GRACE_SECONDS}::integer) as is_graced
        from auth.sessions s
        where s.id = (select session from auth.refresh_tokens where hash = ${token})
          and s.revoked_at is null and s.expires_at > now()
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
      select judged.verdict, judged.id as session,
        extract(epoch from judged.expires_at - now())::integer as seconds,
        jsonb_build_object('id', a.id, 'email', a.email, 'name', a.name, 'roles', a.roles) as account
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

  /** Deletes sessions that ended long ago, with their tokens; returns how many. */
  forget: async () => {
    const [gone] = await db.rows<{ count: number }>(sql`
      with gone as (
        delete from auth.sessions where id in (
          select id from auth.sessions where expires_at < now() - ${KEPT} order by expires_at limit ${AT_ONCE})
        returning 1)
      select count(*)::integer as count from gone`)
    return gone?.count ?? 0
  },
})
