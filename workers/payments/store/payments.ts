import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Money } from '#shared/money'
import type { Db, Sql } from '#shared/postgres/db'
import { insertMessages, messageRows } from '#shared/postgres/outbox'
import type { Trace } from '#shared/trace'
import { type Change, type Payment, transitions } from '../payment.ts'

const SCHEMA = 'payments'

type PaymentRow = Omit<Payment, 'sessionExpiresAt'> & { sessionExpiresAt: string | null }

const shape = sql`jsonb_build_object('id', p.id, 'order', p.order_id, 'buyer', p.buyer, 'amount', p.amount,
  'currency', p.currency, 'state', p.state, 'attempt', p.attempt, 'sessionExpiresAt', p.session_expires_at,
  'session', p.session, 'url', p.url, 'intent', p.intent, 'traceparent', p.traceparent, 'version', p.version) as payment`

const read = (row: PaymentRow): Payment => ({
  ...row,
  sessionExpiresAt: row.sessionExpiresAt === null ? null : new Date(row.sessionExpiresAt),
})

// Stripe wants at least thirty minutes from when it hears of the session; the half minute is for getting there.
const SESSION_LIFE = sql`date_trunc('second', now()) + interval '30 minutes 30 seconds'`

export type Expected = {
  id: Id<'payment'>
  order: Id<'order'>
  buyer: Id<'account'>
  price: Money
  traceparent: string
}

const moveOn = (before: Payment, { payment, says }: Change, trace: Trace) => {
  if (payment.state !== before.state && !transitions[before.state].includes(payment.state)) {
    throw new Error(`no transition from ${before.state} to ${payment.state}`)
  }
  return sql`
    with moved as (
      update payments.payments set state = ${payment.state}, session = ${payment.session}, url = ${payment.url},
        intent = ${payment.intent}, version = ${before.version + says.length}, changed_at = now()
      where id = ${before.id} and state = ${before.state} and version = ${before.version}
      returning id),
    told as (${insertMessages(SCHEMA, messageRows(before.id, before.version, says, trace), sql`moved`)})
    select payments.must_change((select count(*) from moved))`
}

export const paymentStore = (db: Db) => {
  const one = async (query: ReturnType<typeof sql>) => {
    const [row] = await db.rows<{ payment: PaymentRow }>(query)
    return row && read(row.payment)
  }
  const many = async (query: ReturnType<typeof sql>) =>
    (await db.rows<{ payment: PaymentRow }>(query)).map((row) => read(row.payment))

  return {
    find: (id: Id<'payment'>) => one(sql`select ${shape} from payments.payments p where p.id = ${id}`),
    findByOrder: (order: Id<'order'>) => one(sql`select ${shape} from payments.payments p where p.order_id = ${order}`),
    findOwn: (order: Id<'order'>, buyer: Id<'account'>) =>
      one(sql`select ${shape} from payments.payments p where p.order_id = ${order} and p.buyer = ${buyer}`),

    /** Stuck half-way: somebody died, or a message was lost. */
    stuck: (limit: number) =>
      many(sql`select ${shape} from payments.payments p
        where p.state in ('authorized', 'capturing', 'voiding') and p.changed_at < now() - interval '30 seconds'
        order by p.changed_at limit ${limit}`),

    /** Notes that an order will want paying. */
    expect: async ({ id, order, buyer, price, traceparent }: Expected, hear: (q: Sql) => PromiseLike<unknown>) => {
      await db.batch((q) => [
        hear(q),
        q.execute(sql`
          insert into payments.payments (id, order_id, buyer, amount, currency, state, traceparent)
          values (${id}, ${order}, ${buyer}, ${price.amount}, ${price.currency}, 'awaited', ${traceparent})
          on conflict (order_id) do nothing`),
      ])
    },

    /**
     * Claims the making of the order's Checkout Session: `awaited` (or nothing) becomes `opening`, with the attempt and the
     * session's end fixed, so that everybody who asks Stripe asks in the same words. Any other state is returned as it is.
     */
    open: async ({ id, order, buyer, price, traceparent }: Expected): Promise<Payment> => {
      const payment = await one(sql`
        insert into payments.payments as p
          (id, order_id, buyer, amount, currency, state, attempt, session_expires_at, traceparent)
        values (${id}, ${order}, ${buyer}, ${price.amount}, ${price.currency}, 'opening', 1, ${SESSION_LIFE}, ${traceparent})
        on conflict (order_id) do update set
          state = case when p.state = 'awaited' then 'opening' else p.state end,
          attempt = case when p.state = 'awaited' then p.attempt + 1 else p.attempt end,
          session_expires_at = case when p.state = 'awaited' then excluded.session_expires_at else p.session_expires_at end
        returning ${shape}`)
      if (!payment) throw new Error('the payment was not written')
      return payment
    },

    /** A new attempt at opening, because the last one's session would now end too soon for Stripe. */
    reopen: async (before: Payment): Promise<Payment | undefined> =>
      one(sql`
        update payments.payments p set attempt = p.attempt + 1, session_expires_at = ${SESSION_LIFE}
        where p.id = ${before.id} and p.state = 'opening' and p.attempt = ${before.attempt} returning ${shape}`),

    /** The session is there. Undefined when the payment is no longer `opening`: somebody else opened or closed it. */
    opened: async (before: Payment, session: string, url: string): Promise<Payment | undefined> =>
      one(sql`
        update payments.payments p set state = 'open', session = ${session}, url = ${url}, changed_at = now()
        where p.id = ${before.id} and p.state = 'opening' and p.attempt = ${before.attempt} returning ${shape}`),

    /** Writes a decision, with the note that its message was heard where there is one. Raises `overtaken`. */
    save: async (
      before: Payment,
      change: Change | undefined,
      trace: Trace,
      hear?: (q: Sql) => PromiseLike<unknown>,
    ) => {
      await db.batch((q) => [...(hear ? [hear(q)] : []), ...(change ? [q.execute(moveOn(before, change, trace))] : [])])
      return change ? { ...change.payment, version: before.version + change.says.length } : before
    },
  }
}

export type PaymentStore = ReturnType<typeof paymentStore>
