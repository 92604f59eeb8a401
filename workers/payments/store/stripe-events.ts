import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Db } from '#shared/postgres/db'
import { KEPT } from '#shared/postgres/forget'
import { putOffBy } from './payments.ts'

/** What is kept of an event from Stripe: what it is about. Its contents are asked for again when it is applied. */
export type StripeEvent = {
  id: string
  type: string
  payment: Id<'payment'> | null
  intent: string | null
  session: string | null
  /** What else it is about, by Stripe's id: a refund, a dispute, an account, a payout. */
  object: string | null
  /** The connected account it happened in; null for the installation's own. */
  account: string | null
}

export const stripeEventStore = (db: Db) => ({
  /** Keeps the event; false when it is there already. */
  keep: async (event: StripeEvent): Promise<boolean> => {
    const rows = await db.rows(sql`
      insert into payments.stripe_events (id, type, payment, intent, session, object, account)
      values (${event.id}, ${event.type}, ${event.payment}, ${event.intent}, ${event.session}, ${event.object},
        ${event.account})
      on conflict (id) do nothing returning id`)
    return rows.length > 0
  },

  /** Keeps these events, all of them or none; returns those that were not there yet. */
  keepAll: (events: readonly StripeEvent[]) =>
    db.rows<StripeEvent>(sql`
      insert into payments.stripe_events (id, type, payment, intent, session, object, account)
      select id, type, payment, intent, session, object, account from jsonb_to_recordset(${JSON.stringify(events)}::jsonb)
        as e(id text, type text, payment text, intent text, session text, object text, account text)
      on conflict (id) do nothing returning id, type, payment, intent, session, object, account`),

  /** Which of these events are not kept. */
  missing: async (ids: readonly string[]): Promise<ReadonlySet<string>> => {
    const rows = await db.rows<{ id: string }>(sql`
      select told.id from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) as told(id)
      where not exists (select from payments.stripe_events e where e.id = told.id)`)
    return new Set(rows.map(({ id }) => id))
  },

  applied: async (id: string) => {
    await db.rows(sql`update payments.stripe_events set applied_at = now() where id = ${id}`)
  },

  /** It could not be applied: the others come first. */
  putOff: async (id: string) => {
    await db.rows(sql`update payments.stripe_events set tries = tries + 1, try_at = now() + ${putOffBy}
      where id = ${id} and applied_at is null`)
  },

  /** Forgets events applied more than 35 days ago, which Stripe itself no longer lists; returns how many. */
  forget: async (): Promise<number> => {
    const gone = await db.rows(sql`
      delete from payments.stripe_events where id in (
        select id from payments.stripe_events where received_at < now() - ${KEPT} and applied_at is not null
        order by received_at limit 1000) returning id`)
    return gone.length
  },

  /** Kept but not applied: whoever kept it died, or could not reach Stripe. What was never tried comes before what failed. */
  unapplied: (limit: number) =>
    db.rows<StripeEvent>(sql`
      select id, type, payment, intent, session, object, account from payments.stripe_events
      where applied_at is null and received_at < now() - interval '5 seconds' and try_at <= now()
      order by try_at limit ${limit}`),
})

export type StripeEventStore = ReturnType<typeof stripeEventStore>
