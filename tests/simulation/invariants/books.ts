import type { Restless } from '../aftermath.ts'
import type { Promised, Reply, Shown, Told } from '../record.ts'
import type { Store } from '../store.ts'
import type { Till } from '../till.ts'

export type OrderRow = {
  id: string
  buyer: string
  event: string
  state: string
  because: string | null
  amount: number
  currency: string
  units: string[]
  quantity: number
  payment: string | null
  retaken: string | null
  frozen: boolean
  /** Its event does not take place. */
  off: boolean
  version: number
  expired: boolean
  overdue: boolean
}
export type PaymentRow = {
  id: string
  order: string
  state: string
  amount: number
  currency: string
  intent: string | null
  version: number
}
/** Money that goes back for an order, as orders has it; `freed`: its units are the buyer's no more. */
export type RefundRow = {
  id: string
  order: string
  amount: number
  units: string[]
  restock: 'on-sale' | 'withdrawn'
  state: 'asked' | 'done' | 'failed' | 'settled'
  freed: boolean
  key: string | null
}
/** The same as payments has it, with those that no order asked for (`late`). */
export type MadeRow = {
  id: string
  order: string
  amount: number
  because: string
  state: string
  intent: string | null
}
export type DisputeRow = { id: string; order: string; state: 'open' | 'won' | 'lost' }
export type LedgerRow = { account: string; stripe: string | null; currency: string; amount: number }
/** Something that comparing the ledger with Stripe's books has found. */
export type Difference = {
  key: string
  what: string
  currency: string
  ours: number | null
  stripes: number | null
  /** It was found when nothing went wrong any more. */
  calmly: boolean
}
export type Unit = { id: string; type: string; order: string | null }
export type TypeRow = {
  id: string
  event: string
  price: number
  quantity: number
  stocked: number
  max: number
  name: string
}
export type Message = { id: string; type: string; aggregate: string; version: number; published: boolean; by: string }
export type Move = {
  kind: string
  id: string
  was: string | null
  is: string
  versionWas: number | null
  version: number
}

const orders = `select id, buyer, event, state, because, amount, currency, units::text[] as units, payment, retaken, version,
  frozen_at is not null as frozen,
  exists (select from orders.events e where e.id = event and e.cancelled_at is not null) as off,
  (select sum((line->>'quantity')::int) from jsonb_array_elements(lines) line)::int as quantity,
  expires_at <= clock.now() as expired, expires_at < clock.now() - interval '60 seconds' as overdue
  from orders.orders order by id`
const types = (schema: string) =>
  `select id, event, price, quantity, ${schema === 'orders' ? 'stocked' : 'quantity as stocked'}, max_per_order as max, name
   from ${schema}.ticket_types order by id`
const said = (schema: string) =>
  `select id, type, aggregate, version, published_at is not null as published, '${schema}' as by from ${schema}.outbox
   order by position`
const ledger = `
  select l.account, s.account as stripe, lower(l.currency) as currency, sum(l.amount)::float8 as amount
  from payments.ledger l left join payments.sellers s on s.seller = l.seller and l.account = 'sellers' group by 1, 2, 3`
const crooked = `select key from payments.ledger group by key having sum(amount) <> 0 or count(*) <> 2`
const heard = (schema: string) => `select message_id as id from ${schema}.inbox`

/** Where the books of a run are: the database, Stripe, the broker, and what people remember. */
export type Source = {
  /** Since when nothing goes wrong any more, in milliseconds; where that is known. */
  calmSince?: number | undefined
  store: Pick<Store, 'rows'>
  till: { stripe: Pick<Till['stripe'], 'books'> }
  bus: { deadLetters(): readonly { to: string; id: string; status: number | undefined }[] }
  record: {
    replies: readonly Reply[]
    told: readonly Told[]
    promised: readonly Promised[]
    shown: ReadonlyMap<string, Shown>
    sellers: ReadonlySet<string>
  }
}

/** All that there is to be held against each other when a run is over. */
export const readBooks = async ({ store, till, record, bus, calmSince }: Source, restless: Restless) => {
  const ids = async (schema: string) => new Set((await store.rows<{ id: string }>(heard(schema))).map(({ id }) => id))
  const stripe = till.stripe.books()
  return {
    orders: await store.rows<OrderRow>(orders),
    payments: await store.rows<PaymentRow>(
      `select id, order_id as "order", state, amount, currency, intent, version from payments.payments order by id`,
    ),
    refunds: await store.rows<RefundRow>(
      `select id, order_id as "order", amount, units::text[] as units, restock, state, freed_at is not null as freed, key
       from orders.refunds order by id`,
    ),
    made: await store.rows<MadeRow>(
      `select id, order_id as "order", amount, because, state, intent from payments.refunds order by id`,
    ),
    disputes: await store.rows<DisputeRow>(
      `select id, order_id as "order", state from payments.disputes order by opened_at, id`,
    ),
    ledger: await store.rows<LedgerRow>(ledger),
    crooked: await store.rows<{ key: string }>(crooked),
    differences: await store.rows<Difference>(
      `select d.*, r.at >= to_timestamp(${(calmSince ?? 1e14) / 1000}) as calmly
       from payments.reconciliations r
       cross join jsonb_to_recordset(r.differences) as d(key text, what text, currency text, ours integer, stripes integer)
       order by r.position`,
    ),
    units: await store.rows<Unit>(
      `select id::text, ticket_type as type, order_id as "order" from orders.units order by id`,
    ),
    types: await store.rows<TypeRow>(types('orders')),
    listed: await store.rows<TypeRow>(
      `select t.* from (${types('tickets')}) t join tickets.events e on e.id = t.event where e.status = 'published' order by t.id`,
    ),
    said: [
      ...(await store.rows<Message>(said('tickets'))),
      ...(await store.rows<Message>(said('orders'))),
      ...(await store.rows<Message>(said('payments'))),
    ],
    heard: { tickets: await ids('tickets'), orders: await ids('orders'), payments: await ids('payments') } as {
      [service: string]: ReadonlySet<string>
    },
    followed: [
      ...(await store.rows<{ by: string; aggregate: string; version: number }>(
        `select 'orders' as by, aggregate, version from orders.heard union all
         select 'payments', aggregate, version from payments.heard`,
      )),
    ],
    moves: await store.rows<Move>(
      `select kind, id, was, is_now as "is", version_was as "versionWas", version from clock.moves order by seq`,
    ),
    unapplied: await store.rows<{ id: string; type: string }>(
      `select id, type from payments.stripe_events where applied_at is null`,
    ),
    deadLetters: bus.deadLetters(),
    stripe,
    replies: record.replies,
    told: record.told,
    promised: record.promised,
    shown: record.shown,
    sellers: record.sellers,
    restless,
  }
}

export type Books = Awaited<ReturnType<typeof readBooks>>

/** What is wrong, a line each; empty when all is well. */
export type Invariant = (books: Books) => string[]
