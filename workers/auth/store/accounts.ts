import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import { Problem } from '#shared/http/problem'
import type { Id } from '#shared/ids'
import { type Db, sqlError } from '#shared/postgres/db'
import { type Account, emailKey } from '../account.ts'
import { accounts, sessions } from './schema.ts'
import { type NewSession, openSession } from './sessions.ts'

const account = { id: accounts.id, email: accounts.email, name: accounts.name, roles: accounts.roles }

export type AccountStore = ReturnType<typeof accountStore>

export const accountStore = (db: Db) => ({
  /** Writes the account and its first session. The unique index decides who of several has the address: `email-taken`. */
  create: async (made: Account, passwordHash: string, session: NewSession) => {
    try {
      await db.batch((q) => [
        q.insert(accounts).values({ ...made, emailKey: emailKey(made.email), passwordHash }),
        q.execute(openSession(session)),
      ])
    } catch (error) {
      if (sqlError(error)?.code === '23505') throw new Problem('email-taken')
      throw error
    }
  },

  byEmail: async (email: string) => {
    const [found] = await db.one((q) =>
      q
        .select({ account, passwordHash: accounts.passwordHash })
        .from(accounts)
        .where(eq(accounts.emailKey, emailKey(email))),
    )
    return found
  },

  /** The account behind a session that still lasts. */
  ofSession: async (session: Id<'session'>): Promise<Account | undefined> => {
    const lasts = and(isNull(sessions.revokedAt), gt(sessions.expiresAt, sql`now()`))
    const [found] = await db.one((q) =>
      q
        .select(account)
        .from(sessions)
        .innerJoin(accounts, eq(accounts.id, sessions.account))
        .where(and(eq(sessions.id, session), lasts)),
    )
    return found
  },
})
