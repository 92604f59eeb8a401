import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Money } from '#shared/money'
import type { Db, Sql } from '#shared/postgres/db'
import { insertMessages, messageRows } from '#shared/postgres/outbox'
import type { Trace } from '#shared/trace'
import type { Transaction } from '../ledger.ts'
import { type Change, type Payment, transitions } from '../payment.ts'
import type { Terms } from '../terms.ts'
import { insertTransactions } from './ledger.ts'

const SCHEMA = 'payments'

/** How long until something is tried again that has failed `tries` times at one place: not so long that anybody waits for it. */
export const putOffBy = sql`least(interval '2 minutes', interval '15 seconds' * power(2, least(tries, 8)))`

/** Where money is half-way: somebody died, or a message was lost. */
const isStuck = sql`p.state in ('authorized', 'capturing', 'voiding', 'taken', 'returning')
  and p.changed_at < now() - interval '30 seconds'`

/** As long as Stripe may take over a capture before somebody should look at it. */
const CAPTURE_LATE = sql`interval '15 minutes'`

type PaymentRow = Omit<Payment, 'sessionExpiresAt' | 'slotAt'> & {
  sessionExpiresAt: string | null
  slotAt: string | null
}

const shape = sql`jsonb_build_object('id', p.id, 'order', p.order_id, 'buyer', p.buyer, 'amount', p.amount,
  'currency', p.currency, 'state', p.state, 'attempt', p.attempt, 'sessionExpiresAt', p.session_expires_at,
  'session', p.session, 'url', p.url, 'intent', p.intent, 'traceparent', p.traceparent, 'seller', p.seller, 'fee', p.fee,
  'destination', p.destination, 'slotAt', p.slot_at, 'charge', p.charge, 'version', p.version) as payment`

const instant = (text: string | null) => (text === null ? null : new Date(text))

const read = (row: PaymentRow): Payment => ({
  ...row,
  sessionExpiresAt: instant(row.sessionExpiresAt),
  slotAt: instant(row.slotAt),
})

// Stripe wants at least thirty minutes from when it hears of the session; the half minute is for getting there.
const SESSION_LIFE = sql`date_trunc('second', now()) + interval '30 minutes 30 seconds'`

/** A statement that goes with a decision: what the same transaction writes beside it. */
export type Write = (q: Sql) => PromiseLike<unknown>

/** The lines of the ledger that go with a decision; nothing, where there are none. */
export const posting = (transactions: readonly Transaction[]): Write[] =>
  transactions.length === 0 ? [] : [(q) => q.execute(insertTransactions(transactions))]

export type Expected = {
  id: Id<'payment'>
  order: Id<'order'>
  buyer: Id<'account'>
  seller: Id<'account'> | null
  price: Money
  traceparent: string
}

/** How a session is asked for: on which terms, in a queue that moves at `rate` a second, and not after `before`. */
export type Claim = Terms & { rate: number; before: Date }

/** A payment as it is, and the clock by which that was read. */
export type Timed = { payment: Payment; now: Date }

const moveOn = (before: Payment, { payment, says }: Change, trace: Trace) => {
  if (payment.state !== before.state && !transitions[before.state].includes(payment.state)) {
    throw new Error(`no transition from ${before.state} to ${payment.state}`)
  }
  return sql`
    with moved as (
      update payments.payments set state = ${payment.state}, session = ${payment.session}, url = ${payment.url},
        intent = ${payment.intent}, charge = ${payment.charge}, version = ${before.version + says.length}, changed_at = now(),
        tries = 0, try_at = now()
      where id = ${before.id} and state = ${before.state} and version = ${before.version}
      returning id),
    told as (${insertMessages(SCHEMA, messageRows(before.id, before.version, says, trace), sql`moved`)})
    select payments.must_change((select count(*) from moved))`
}

export const paymentStore = (db: Db) => {
  const timed = async (query: ReturnType<typeof sql>): Promise<Timed | undefined> => {
    const [row] = await db.rows<{ payment: PaymentRow; now: string }>(query)
    return row && { payment: read(row.payment), now: new Date(row.now) }
  }
  const one = async (query: ReturnType<typeof sql>) => {
    const [row] = await db.rows<{ payment: PaymentRow }>(query)
    return row && read(row.payment)
  }
  const many = async (query: ReturnType<typeof sql>) =>
    (await db.rows<{ payment: PaymentRow }>(query)).map((row) => read(row.payment))

  return {
    find: (id: Id<'payment'>) => one(sql`select ${shape} from payments.payments p where p.id = ${id}`),
    findByOrder: (order: Id<'order'>) => one(sql`select ${shape} from payments.payments p where p.order_id = ${order}`),
    findByIntent: (intent: string) => one(sql`select ${shape} from payments.payments p where p.intent = ${intent}`),
    findOwn: (order: Id<'order'>, buyer: Id<'account'>) =>
      timed(sql`select ${shape}, to_jsonb(now()) as now from payments.payments p
        where p.order_id = ${order} and p.buyer = ${buyer}`),

    /** What time it is, by the clock that deadlines go by. */
    clock: async (): Promise<Date> => {
      const [row] = await db.rows<{ now: string }>(sql`select to_jsonb(now()) as now`)
      return new Date(row?.now ?? Number.NaN)
    },

    /** Stuck half-way; those that were never tried come before those that failed. */
    stuck: (limit: number) =>
      many(sql`select ${shape} from payments.payments p
        where ${isStuck} and p.try_at <= now() order by p.try_at limit ${limit}`),

    /** How many are stuck, and of how many the order has been waiting for its money for long. */
    standing: async (): Promise<{ stuck: number; capturesLate: number }> => {
      const [row] = await db.rows<{ stuck: number; capturesLate: number }>(sql`
        select count(*)::integer as stuck, (count(*) filter (
          where p.state = 'capturing' and p.changed_at < now() - ${CAPTURE_LATE}))::integer as "capturesLate"
        from payments.payments p where ${isStuck}`)
      return row ?? { stuck: 0, capturesLate: 0 }
    },

    /** It could not be gone on with: the others come first. */
    putOff: async ({ id, state }: Payment) => {
      await db.rows(sql`update payments.payments set tries = tries + 1, try_at = now() + ${putOffBy}
        where id = ${id} and state = ${state}`)
    },

    /** Open although their sessions have run out: nobody told us what became of them. */
    overdue: (limit: number) =>
      many(sql`select ${shape} from payments.payments p
        where p.state = 'open' and p.session_expires_at < now() - interval '1 minute' and p.changed_at < now() - interval '1 minute'
          and p.try_at <= now()
        order by p.try_at limit ${limit}`),

    /** Closed while a session was being made that nobody wrote down, and that may still be open at Stripe. */
    unrecorded: (limit: number) =>
      db.rows<{ id: Id<'payment'> }>(sql`select p.id from payments.payments p
        where p.state = 'closed' and p.session is null and p.intent is null and p.session_expires_at > now()
          and p.changed_at between now() - interval '31 minutes' and now() - interval '30 seconds' limit ${limit}`),

    /** Which of these payments wait for money, as far as we know: an intent of theirs would be news. */
    waiting: (ids: readonly Id<'payment'>[]) =>
      db.rows<{ id: Id<'payment'> }>(sql`select p.id from payments.payments p
        join jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb) as asked(id) on asked.id = p.id
        where p.state in ('awaited', 'opening', 'open', 'closed')`),

    /** Notes that an order will want paying. */
    expect: async (
      { id, order, buyer, seller, price, traceparent }: Expected,
      hear: (q: Sql) => PromiseLike<unknown>,
    ) => {
      await db.batch((q) => [
        hear(q),
        q.execute(sql`
          insert into payments.payments as p (id, order_id, buyer, seller, amount, currency, state, traceparent)
          values (${id}, ${order}, ${buyer}, ${seller}, ${price.amount}, ${price.currency}, 'awaited', ${traceparent})
          on conflict (order_id) do update set seller = excluded.seller where p.seller is null`),
      ])
    },

    /**
     * Claims the making of the order's Checkout Session (drizzle/payments/meter.sql): what is `awaited` becomes `opening`, or
     * gets a place in the queue. Any other state is returned as it is; undefined when the queue is longer than the hold.
     */
    claim: ({ id, order, buyer, seller, price, traceparent }: Expected, { fee, destination, rate, before }: Claim) =>
      timed(sql`
        select ${shape}, to_jsonb(now()) as now
        from payments.claim_checkout(${id}, ${order}, ${buyer}, ${price.amount}::integer, ${price.currency}, ${traceparent},
          ${seller}, ${fee}::integer, ${destination}, ${rate}::double precision, ${before.toISOString()}::timestamptz) as p
        where p.id is not null`),

    /** Stripe turned an attempt away because it is asked too fast: that one has no place any more, and all go slower. */
    queueAgain: async ({ id, attempt }: Payment) => {
      await db.rows(sql`select payments.queue_again(${id}, ${attempt}::integer)`)
    },

    /** A new attempt at opening, because the last one's session would now end too soon for Stripe. */
    reopen: async (before: Payment): Promise<Payment | undefined> =>
      one(sql`
        update payments.payments p set attempt = p.attempt + 1, session_expires_at = ${SESSION_LIFE}
        where p.id = ${before.id} and p.state = 'opening' and p.attempt = ${before.attempt} returning ${shape}`),

    /** The session is there. Undefined when the payment is no longer `opening`: somebody else opened or closed it. */
    opened: async (before: Payment, session: string, url: string): Promise<Payment | undefined> =>
      one(sql`
        update payments.payments p set state = 'open', session = ${session}, url = ${url}, changed_at = now(),
          tries = 0, try_at = now()
        where p.id = ${before.id} and p.state = 'opening' and p.attempt = ${before.attempt} returning ${shape}`),

    /**
     * Writes a decision, with the note that its message was heard where there is one, and with what else belongs to it.
     * Raises `overtaken`.
     */
    save: async (
      before: Payment,
      change: Change | undefined,
      trace: Trace,
      hear?: Write,
      ...also: readonly Write[]
    ): Promise<Payment> => {
      if (!hear && !change && also.length === 0) return before
      await db.batch((q) => [
        ...(hear ? [hear(q)] : []),
        ...(change ? [q.execute(moveOn(before, change, trace))] : []),
        ...also.map((write) => write(q)),
      ])
      return change ? { ...change.payment, version: before.version + change.says.length } : before
    },
  }
}

export type PaymentStore = ReturnType<typeof paymentStore>
