import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Db } from '#shared/postgres/db'
import { insertMessages, messageRows } from '#shared/postgres/outbox'
import type { Trace } from '#shared/trace'
import type { Seller, SellerChange } from '../seller.ts'

const SCHEMA = 'payments'

const shape = sql`jsonb_build_object('seller', s.seller, 'account', s.account, 'state', s.state, 'name', s.name,
  'country', s.country, 'begunAt', s.created_at, 'requirements', s.requirements, 'version', s.version, 'looks', s.looks) as seller`

// Whoever opens their page sees what Stripe says now, unless somebody has just asked; who can be paid is asked about less often.
const STALE = sql`case s.state when 'enabled' then interval '10 minutes' else interval '3 seconds' end`

// The longer somebody takes over it, the less often they are asked about: every minute at first, and once an hour in the end.
const UNFINISHED = sql`least(interval '1 hour', greatest(interval '1 minute', (now() - s.created_at) / 20))`

const LOOK = sql`looks = s.looks + 1, checked_at = now()`

export const sellerStore = (db: Db) => {
  const many = async (query: ReturnType<typeof sql>) =>
    (await db.rows<{ seller: Seller }>(query)).map((row) => row.seller)
  const one = async (query: ReturnType<typeof sql>) => (await many(query))[0]

  return {
    find: (seller: Id<'account'>) => one(sql`select ${shape} from payments.sellers s where s.seller = ${seller}`),

    /** Somebody asks to be paid. Asking again, or in another tab, changes nothing of what was said first. */
    begin: async (seller: Id<'account'>, { name, country }: Pick<Seller, 'name' | 'country'>): Promise<Seller> => {
      await db.rows(sql`
        insert into payments.sellers (seller, state, name, country) values (${seller}, 'none', ${name}, ${country})
        on conflict (seller) do nothing`)
      const begun = await one(sql`select ${shape} from payments.sellers s where s.seller = ${seller}`)
      if (!begun) throw new Error('a seller who was just written down is not there')
      return begun
    },

    /** Stripe makes no account of these words: others may be tried, or the same ones anew. */
    forgetWords: async ({ seller, begunAt }: Pick<Seller, 'seller' | 'begunAt'>) => {
      await db.rows(sql`
        delete from payments.sellers where seller = ${seller} and created_at = ${begunAt}::timestamptz and account is null`)
    },

    /** Stripe has made the account; false when it was made of words that are forgotten. */
    attach: async (seller: Id<'account'>, account: string): Promise<boolean> => {
      await db.rows(sql`
        update payments.sellers set account = ${account}, state = 'onboarding'
        where seller = ${seller} and account is null and state = 'none'`)
      const attached = await one(sql`select ${shape} from payments.sellers s where s.seller = ${seller}`)
      return attached?.account === account
    },

    /** Begins a look at Stripe for the seller of this account; undefined for an account that is nobody's. */
    look: (account: string) =>
      one(sql`update payments.sellers s set ${LOOK} where s.account = ${account} returning ${shape}`),

    /** The same, unless somebody has looked so lately that it would be for nothing. */
    lookIfStale: (seller: Id<'account'>) =>
      one(sql`
        update payments.sellers s set ${LOOK}
        where s.seller = ${seller} and s.account is not null and (s.checked_at is null or s.checked_at < now() - ${STALE})
        returning ${shape}`),

    /** The same for those of whom we may have missed something, the longest unseen first. */
    lookAtUnfinished: (limit: number) =>
      many(sql`
        with due as materialized (
          select s.seller from payments.sellers s
          where s.state in ('onboarding', 'restricted') and s.account is not null
            and (s.checked_at is null or s.checked_at < now() - ${UNFINISHED})
          order by s.checked_at nulls first limit ${limit} for update skip locked)
        update payments.sellers s set ${LOOK} from due where s.seller = due.seller returning ${shape}`),

    /**
     * Writes what a look saw. What a later look has seen stands, and that is as good; false when an earlier one was written
     * meanwhile that changed what this one was compared with.
     */
    save: async (seen: Seller, { state, requirements, says }: SellerChange, trace: Trace): Promise<boolean> => {
      const saved = await db.rows(sql`
        with moved as (
          update payments.sellers set state = ${state}, requirements = ${JSON.stringify(requirements)}::jsonb,
            version = ${seen.version + says.length}, seen = ${seen.looks}
          where seller = ${seen.seller} and seen < ${seen.looks} and version = ${seen.version} and state = ${seen.state}
          returning seller),
        told as (${insertMessages(SCHEMA, messageRows(seen.seller, seen.version, says, trace), sql`moved`)})
        select seller from moved`)
      if (saved.length === 1) return true
      const later = await db.rows(sql`
        select from payments.sellers where seller = ${seen.seller} and seen > ${seen.looks}`)
      return later.length === 1
    },
  }
}

export type SellerStore = ReturnType<typeof sellerStore>
