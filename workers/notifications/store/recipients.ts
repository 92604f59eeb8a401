import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Language } from '#shared/messages/auth'
import type { Db, Sql } from '#shared/postgres/db'

/** Where an account's mail goes, and in which language. */
export type Recipient = { account: Id<'account'>; email: string; language: Language; timeZone: string }

type Hear = (q: Sql) => PromiseLike<unknown>

export type RecipientStore = ReturnType<typeof recipientStore>

export const recipientStore = (db: Db) => ({
  /** Notes what auth told, with the note that it was heard. What was told before, or is told of somebody gone, changes nothing. */
  put: async ({ account, email, language, timeZone }: Recipient, version: number, hear: Hear) => {
    await db.batch((q) => [
      hear(q),
      q.execute(sql`
        insert into notifications.recipients as r (account, version, email, language, time_zone)
        values (${account}, ${version}::integer, ${email}, ${language}, ${timeZone})
        on conflict (account) do update set version = excluded.version, email = excluded.email,
          language = excluded.language, time_zone = excluded.time_zone
        where r.version < excluded.version and r.deleted_at is null`),
    ])
  },

  /** Forgets a person, and what they were written and would have been; that they are gone is kept, for what comes late. */
  erase: async (account: Id<'account'>, version: number, hear: Hear) => {
    await db.batch((q) => [
      hear(q),
      q.execute(sql`
        insert into notifications.recipients (account, version, deleted_at) values (${account}, ${version}::integer, now())
        on conflict (account) do update set version = excluded.version, email = null, language = null, time_zone = null,
          deleted_at = now()`),
      q.execute(sql`
        update notifications.mails set letter = null, email = null, why = null,
          state = case when state = 'due' then 'dropped' else state end, closed_at = coalesce(closed_at, now())
        where account = ${account} and letter is not null`),
    ])
  },
})
