import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Db } from '#shared/postgres/db'

/**
 * Something that Stripe has to be asked about singly: a key of the ledger (`sale:ch_…`) that was not among Stripe's lines, a
 * line of Stripe's (`line:txn_…`) that nobody explains, a fee of ours (`fees:fee_…`) of which something went back.
 */
export type Doubt = {
  subject: string
  seller: Id<'account'> | null
  /** Stripe's account of that seller. */
  account: string | null
  notedAt: string
}

export const doubtStore = (db: Db) => ({
  note: async (subjects: readonly string[], seller: Id<'account'> | null) => {
    if (subjects.length === 0) return
    await db.rows(sql`
      insert into payments.doubts (subject, seller)
      select distinct value, ${seller} from jsonb_array_elements_text(${JSON.stringify(subjects)}::jsonb)
      on conflict (subject) do update set noted_at = now()`)
  },

  /** Those that may be looked at now, whoever has waited longest. */
  due: (limit: number): Promise<Doubt[]> =>
    db.rows<Doubt>(sql`
      select d.subject, d.seller, s.account, d.noted_at::text as "notedAt"
      from payments.doubts d left join payments.sellers s on s.seller = d.seller
      where d.look_at <= now() order by d.look_at limit ${limit}`),

  /** They are doubts no more; but what was noted again meanwhile stays. */
  clear: async (done: readonly Doubt[]) => {
    if (done.length === 0) return
    await db.rows(sql`
      delete from payments.doubts d
      using jsonb_to_recordset(${JSON.stringify(done)}::jsonb) as c(subject text, "notedAt" timestamptz)
      where d.subject = c.subject and d.noted_at = c."notedAt"`)
  },

  /** Stripe's lines have told what these keys were doubted for. */
  settle: async (keys: readonly string[]) => {
    if (keys.length === 0) return
    await db.rows(sql`
      delete from payments.doubts d
      where d.subject in (select jsonb_array_elements_text(${JSON.stringify(keys)}::jsonb))`)
  },

  /** Looks at them again in `delay` ms. */
  putOff: async (some: readonly Doubt[], delay: number) => {
    if (some.length === 0) return
    await db.rows(sql`
      update payments.doubts d set look_at = now() + make_interval(secs => ${delay / 1000}::float8)
      where d.subject in (select jsonb_array_elements_text(${JSON.stringify(some.map(({ subject }) => subject))}::jsonb))`)
  },

  /** Whether anything is open about a balance: the installation's own, or that of a seller, of which its lines tell as well. */
  any: async (seller: Id<'account'> | null): Promise<boolean> => {
    const [row] = await db.rows<{ any: boolean }>(sql`
      select exists (select from payments.doubts d where d.seller is null or d.seller = ${seller}) as any`)
    return row?.any ?? false
  },
})

export type DoubtStore = ReturnType<typeof doubtStore>
