import { sql } from 'drizzle-orm'
import type { Db } from '#shared/postgres/db'

/** What has been said of a balance: by how much Stripe had more than we, and whether its sums mean anything. */
export type Told = { currency: string; apart: number; converted: boolean }

export const stripeBookStore = (db: Db) => ({
  /** Whether the ledger mirrors this account of Stripe's. The first that is asked about is the one, from `back` ms ago on. */
  isOurs: async (account: string, live: boolean, back: number): Promise<boolean> => {
    await db.rows(sql`
      insert into payments.stripe_account (account, live, begins_at)
      values (${account}, ${live}, now() - make_interval(secs => ${back / 1000}::float8)) on conflict do nothing`)
    const rows = await db.rows(sql`
      select from payments.stripe_account where account = ${account} and live = ${live}`)
    return rows.length === 1
  },

  /** Whether it is to be said (again) that the key is another account's: once a day. */
  tellsOther: async (): Promise<boolean> => {
    const rows = await db.rows(sql`
      update payments.stripe_account set told_at = now()
      where told_at is null or told_at < now() - interval '1 day' returning one`)
    return rows.length === 1
  },

  /** Whether the ledger has taken over what was in the installation's balance before it. */
  isOpened: async (): Promise<boolean> => {
    const rows = await db.rows(sql`select from payments.stripe_account where opened_at is not null`)
    return rows.length === 1
  },

  opened: async () => {
    await db.rows(sql`update payments.stripe_account set opened_at = now() where opened_at is null`)
  },

  told: (holder: string) =>
    db.rows<Told>(sql`
      select currency, apart::float8 as apart, converted from payments.balances_told where holder = ${holder}`),

  /** Whether that was new: who says the same at the same moment says it once. */
  tell: async (holder: string, currency: string, apart: number): Promise<boolean> => {
    const rows = await db.rows(sql`
      insert into payments.balances_told as b (holder, currency, apart) values (${holder}, ${currency}, ${apart})
      on conflict (holder, currency) do update set apart = excluded.apart where b.apart <> excluded.apart
      returning holder`)
    return rows.length === 1
  },

  /** Whether it was not known that money in this currency is changed from or into another. */
  noteConverted: async (holder: string, currency: string): Promise<boolean> => {
    const rows = await db.rows(sql`
      insert into payments.balances_told as b (holder, currency, converted) values (${holder}, ${currency}, true)
      on conflict (holder, currency) do update set converted = true where not b.converted returning holder`)
    return rows.length === 1
  },

  /** Whether some balance is known to differ. */
  isApart: async (): Promise<boolean> => {
    const rows = await db.rows(sql`select from payments.balances_told where apart <> 0 limit 1`)
    return rows.length === 1
  },
})

export type StripeBookStore = ReturnType<typeof stripeBookStore>
