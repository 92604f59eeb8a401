import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Db } from '#shared/postgres/db'

/** What is kept of an event from Stripe: what it is about. Its contents are asked for again when it is applied. */
export type StripeEvent = {
  id: string
  type: string
  payment: Id<'payment'> | null
  intent: string | null
  session: string | null
}

export const stripeEventStore = (db: Db) => ({
  /** Keeps the event; false when it is there already. */
  keep: async (event: StripeEvent): Promise<boolean> => {
    const rows = await db.rows(sql`
      insert into payments.stripe_events (id, type, payment, intent, session)
      values (${event.id}, ${event.type}, ${event.payment}, ${event.intent}, ${event.session})
      on conflict (id) do nothing returning id`)
    return rows.length > 0
  },

  applied: async (id: string) => {
    await db.rows(sql`update payments.stripe_events set applied_at = now() where id = ${id}`)
  },

  /** Kept but not applied: whoever kept it died, or could not reach Stripe. */
  unapplied: (limit: number) =>
    db.rows<StripeEvent>(sql`
      select id, type, payment, intent, session from payments.stripe_events
      where applied_at is null and received_at < now() - interval '5 seconds' order by received_at limit ${limit}`),
})

export type StripeEventStore = ReturnType<typeof stripeEventStore>
