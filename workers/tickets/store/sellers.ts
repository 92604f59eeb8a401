import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Db, Sql } from '#shared/postgres/db'
import { NOBODY } from '../event.ts'
import type { Payouts } from '../offer.ts'

export type SellerStore = ReturnType<typeof sellerStore>

export const sellerStore = (db: Db) => ({
  /** Whether this seller can be paid, as payments last told it; one of whom nobody told cannot. */
  payoutsOf: async (seller: Id<'account'>): Promise<Payouts> => {
    const [row] = await db.rows<Payouts>(
      sql`select payouts as enabled, why from tickets.sellers where seller = ${seller}`,
    )
    return row ?? { enabled: false, why: null }
  },

  /** Notes what payments told, with the note that it was heard. Raises `duplicate`, `early` or `stale`. */
  put: async (seller: Id<'account'>, { enabled, why }: Payouts, hear: (q: Sql) => PromiseLike<unknown>) => {
    await db.batch((q) => [
      hear(q),
      q.execute(sql`
        insert into tickets.sellers (seller, payouts, why) values (${seller}, ${enabled}, ${why})
        on conflict (seller) do update set payouts = excluded.payouts, why = excluded.why`),
    ])
  },

  /**
   * Notes that a seller is gone, with the note that it was heard: their drafts are nobody's any more, and what is over does not
   * say who it was. What they still sell is for `withdrawAll` to end.
   */
  forget: async (seller: Id<'account'>, hear: (q: Sql) => PromiseLike<unknown>) => {
    await db.batch((q) => [
      hear(q),
      q.execute(sql`
        with gone as (
          insert into tickets.sellers (seller, payouts, gone_at) values (${seller}, false, now())
          on conflict (seller) do update set payouts = false, why = null, gone_at = now()),
        drafts as (delete from tickets.events where seller = ${seller} and status = 'draft')
        update tickets.events set seller_name = ${NOBODY}, version = version + 1
        where seller = ${seller} and status <> 'draft' and (status = 'cancelled' or starts_at <= now())`),
    ])
  },
})
