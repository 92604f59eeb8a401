import { type SQL, sql } from 'drizzle-orm'
import { type Id, newId } from '#shared/ids'
import type { Language } from '#shared/messages/auth'
import type { Db, Sql } from '#shared/postgres/db'
import type { Letter, MailKind, MailState, NewMail, Verdict } from '../mail.ts'

/** A mail that this process alone may send for now. */
export type Claimed = {
  id: Id<'mail'>
  kind: MailKind
  order: Id<'order'> | null
  letter: Letter
  attempts: number
  round: number
  email: string
  language: Language
  timeZone: string | null
}

/** By what a process knows that a mail is still its own to send. */
export type Claim = Pick<Claimed, 'id' | 'round' | 'attempts'>

/** A mail as an operator sees it. `to` is null once it is forgotten, or where nobody knows yet where it goes. */
export type ListedMail = {
  id: Id<'mail'>
  kind: MailKind
  about: string
  order: Id<'order'> | null
  state: MailState
  to: string | null
  attempts: number
  why: string | null
  createdAt: string
  dueAt: string
  closedAt: string | null
  /** Whether there is anything left of it that could be sent. */
  kept: boolean
}

/** What waits for somebody and what waits for its turn, by kind; what reached its carrier within a day. */
export type MailCounts = {
  refused: Partial<Record<MailKind, number>>
  due: Partial<Record<MailKind, number>>
  sentLastDay: number
}

/** How many mails one claim takes; a carrier's patience for all of them is less than the claim lasts. */
export const BATCH = 4
const CLAIM = sql.raw(`interval '2 minutes'`)

/** How long a mail waits for somebody to say where it goes. */
const PATIENCE = sql.raw(`interval '7 days'`)
/** How long it is kept what somebody was written. */
const KEPT = sql.raw(`interval '30 days'`)
/** Longer than this a mail should not wait, unless nobody knows where it goes. */
const LATE = sql.raw(`interval '10 minutes'`)
const AT_ONCE = 1000

const recipient = sql`left join notifications.recipients r on r.account = m.account`

const claims = (claimed: readonly Claim[]) => sql`
  jsonb_to_recordset(${JSON.stringify(claimed.map(({ id, round, attempts }) => ({ id, round, attempts })))}::jsonb)
    as c(id text, round integer, attempts integer)
  where m.id = c.id and m.state = 'due' and m.round = c.round and m.attempts = c.attempts`

const idsOf = (ids: readonly Id<'mail'>[]) =>
  sql`select value from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)`

export type MailStore = ReturnType<typeof mailStore>

export const mailStore = (db: Db) => {
  const counted = async (statement: SQL) => {
    const [row] = await db.rows<{ count: number }>(
      sql`with changed as (${statement} returning 1) select count(*)::integer as count from changed`,
    )
    return row?.count ?? 0
  }

  return {
    /** Writes mails, with the note that their message was heard. One that is there already is not written again. */
    write: async (mails: readonly NewMail[], hear: (q: Sql) => PromiseLike<unknown>) => {
      const rows = mails.map((mail) => ({ ...mail, id: newId('mail'), kind: mail.letter.kind }))
      await db.batch((q) => [
        hear(q),
        q.execute(sql`
          insert into notifications.mails (about, kind, id, account, email, language, "order", useless_at, letter)
          select m.about, m.kind, m.id, m.account, m.email, m.language, m."order", m."uselessAt", m.letter
          from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m(about text, kind text, id text, account text,
            email text, language text, "order" text, "uselessAt" timestamptz, letter jsonb)
          where not exists (
            select from notifications.recipients r where r.account = m.account and r.deleted_at is not null)
          on conflict (about, kind) do nothing`),
      ])
    },

    /** Takes mails that are due and whose address is known, for two minutes. Who else claims passes over them. */
    claim: async (): Promise<Claimed[]> => {
      const rows = await db.rows<{ mail: Claimed }>(sql`
        with due as materialized (
          select m.about, m.kind from notifications.mails m ${recipient}
          where m.state = 'due' and m.due_at <= now() and (m.claimed_until is null or m.claimed_until < now())
            and (m.useless_at is null or m.useless_at > now())
            and r.deleted_at is null and coalesce(m.email, r.email) is not null
          order by m.due_at limit ${BATCH} for update of m skip locked)
        update notifications.mails m set claimed_until = now() + ${CLAIM}, attempts = m.attempts + 1
        from due where m.about = due.about and m.kind = due.kind
        returning (select jsonb_build_object('id', m.id, 'kind', m.kind, 'order', m."order", 'letter', m.letter,
            'attempts', m.attempts, 'round', m.round, 'email', coalesce(m.email, r.email),
            'language', coalesce(m.language, r.language), 'timeZone', r.time_zone)
          from (select 1) one left join notifications.recipients r on r.account = m.account) as mail`)
      return rows.map(({ mail }) => mail)
    },

    /** Notes what became of a mail, unless the claim has lapsed and somebody else has it. */
    settle: async (claim: Claim, verdict: Verdict) => {
      const pause = verdict.state === 'due' ? verdict.pauseMs : 0
      await db.rows(sql`
        update notifications.mails m set state = ${verdict.state}, claimed_until = null,
          why = ${'why' in verdict ? verdict.why : null},
          due_at = now() + ${pause}::integer * interval '1 millisecond',
          closed_at = ${verdict.state === 'due' ? sql`null` : sql`now()`}
        from ${claims([claim])}`)
    },

    /** Gives back what was claimed and not tried. */
    release: async (claimed: readonly Claim[], pauseMs: number) => {
      await db.rows(sql`
        update notifications.mails m set claimed_until = null, attempts = m.attempts - 1,
          due_at = now() + ${pauseMs}::integer * interval '1 millisecond'
        from ${claims(claimed)}`)
    },

    /** Refused mails of which there is something left become due again, with the note of who decided it. */
    sendAgain: async (ids: readonly Id<'mail'>[], note: (q: Sql) => PromiseLike<unknown>) => {
      await db.batch((q) => [
        note(q),
        q.execute(sql`
          update notifications.mails set state = 'due', due_at = now(), attempts = 0, round = round + 1, closed_at = null
          where id in (${idsOf(ids)}) and state = 'refused' and letter is not null`),
      ])
    },

    /** Which of these were refused and can be sent again. */
    refused: async (ids: readonly Id<'mail'>[]): Promise<{ id: Id<'mail'>; kind: MailKind }[]> =>
      db.rows(sql`select m.id, m.kind from notifications.mails m
        where m.id in (${idsOf(ids)}) and m.state = 'refused' and m.letter is not null`),

    /** Mails in a state, and of a kind where one is given, the latest first. */
    list: async (
      { state, kind }: { state: MailState; kind?: MailKind | undefined },
      limit: number,
      before: Id<'mail'> | undefined,
    ): Promise<ListedMail[]> => {
      const rows = await db.rows<{ mail: ListedMail }>(sql`
        select jsonb_build_object('id', m.id, 'kind', m.kind, 'about', m.about, 'order', m."order", 'state', m.state,
          'to', coalesce(m.email, case when m.letter is not null then r.email end), 'attempts', m.attempts, 'why', m.why,
          'createdAt', m.created_at, 'dueAt', m.due_at, 'closedAt', m.closed_at, 'kept', m.letter is not null) as mail
        from notifications.mails m ${recipient}
        where m.state = ${state} ${kind ? sql`and m.kind = ${kind}` : sql``} ${before ? sql`and m.id < ${before}` : sql``}
        order by m.id desc limit ${limit}::integer`)
      return rows.map(({ mail }) => mail)
    },

    /**
     * Closes what cannot be sent any more, and forgets what was sent long enough ago: that there was a mail is kept, so that it
     * is not written again, and not what was in it. Returns how many of each.
     */
    tidy: async () => ({
      dropped: await counted(sql`
        update notifications.mails m set state = 'dropped', why = 'of no use any more', closed_at = now(), letter = null,
          email = null
        where m.state = 'due' and (m.useless_at <= now() or exists (
          select from notifications.recipients r where r.account = m.account and r.deleted_at is not null))`),
      unaddressed: await counted(sql`
        update notifications.mails m set state = 'refused', why = 'nobody said where it goes', closed_at = now()
        where m.state = 'due' and m.attempts = 0 and m.email is null and m.due_at < now() - ${PATIENCE} and not exists (
          select from notifications.recipients r where r.account = m.account and r.email is not null)`),
      forgotten: await counted(sql`
        update notifications.mails set letter = null, email = null, why = null where id in (
          select id from notifications.mails where letter is not null and closed_at < now() - ${KEPT}
          order by closed_at limit ${AT_ONCE})`),
    }),

    /** How many mails are not done with, by kind, and how many were in the last day. */
    counts: async (): Promise<MailCounts> => {
      const [row] = await db.rows<MailCounts>(sql`
        select coalesce(jsonb_object_agg(kind, refused) filter (where refused > 0), '{}') as refused,
          coalesce(jsonb_object_agg(kind, due) filter (where due > 0), '{}') as due,
          (select count(*)::integer from notifications.mails
            where letter is not null and closed_at > now() - interval '1 day' and state = 'sent') as "sentLastDay"
        from (select kind, count(*) filter (where state = 'due') as due, count(*) filter (where state = 'refused') as refused
          from notifications.mails where state = 'due' or (state = 'refused' and letter is not null) group by kind) open`)
      return row ?? { refused: {}, due: {}, sentLastDay: 0 }
    },

    /** How many mails were refused and wait for somebody, and how many have waited for too long to be sent. */
    standing: async (): Promise<{ refused: number; late: number }> => {
      const [row] = await db.rows<{ refused: number; late: number }>(sql`
        select (select count(*)::integer from notifications.mails where state = 'refused' and letter is not null) as refused,
          (select count(*)::integer from notifications.mails m ${recipient}
            where m.state = 'due' and m.created_at < now() - ${LATE} and coalesce(m.email, r.email) is not null) as late`)
      return row ?? { refused: 0, late: 0 }
    },
  }
}
