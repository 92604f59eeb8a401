import type { Restless } from '../aftermath.ts'
import type { Promised, Reply, Told } from '../record.ts'
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

const orders = `select id, buyer, event, state, because, amount, currency, units::text[] as units, payment, version,
  (select sum((line->>'quantity')::int) from jsonb_array_elements(lines) line)::int as quantity,
  expires_at <= clock.now() as expired, expires_at < clock.now() - interval '60 seconds' as overdue
  from orders.orders order by id`
const types = (schema: string) =>
  `select id, event, price, quantity, ${schema === 'orders' ? 'stocked' : 'quantity as stocked'}, max_per_order as max, name
   from ${schema}.ticket_types order by id`
const said = (schema: string) =>
  `select id, type, aggregate, version, published_at is not null as published, '${schema}' as by from ${schema}.outbox
   order by position`
const heard = (schema: string) => `select message_id as id from ${schema}.inbox`

/** Where the books of a run are: the database, Stripe, the broker, and what people remember. */
export type Source = {
  store: Pick<Store, 'rows'>
  till: { stripe: Pick<Till['stripe'], 'books'> }
  bus: { deadLetters(): readonly { to: string; id: string; status: number | undefined }[] }
  record: { replies: readonly Reply[]; told: readonly Told[]; promised: readonly Promised[] }
}

/** All that there is to be held against each other when a run is over. */
export const readBooks = async ({ store, till, record, bus }: Source, restless: Restless) => {
  const ids = async (schema: string) => new Set((await store.rows<{ id: string }>(heard(schema))).map(({ id }) => id))
  const stripe = till.stripe.books()
  return {
    orders: await store.rows<OrderRow>(orders),
    payments: await store.rows<PaymentRow>(
      `select id, order_id as "order", state, amount, currency, intent, version from payments.payments order by id`,
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
    heard: { orders: await ids('orders'), payments: await ids('payments') } as {
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
    restless,
  }
}

export type Books = Awaited<ReturnType<typeof readBooks>>

/** What is wrong, a line each; empty when all is well. */
export type Invariant = (books: Books) => string[]
