import { admin } from '#local/postgres'
import { numbered } from './ids.ts'

/** What is on sale when a run begins. */
export type Sale = {
  /** Events of one ticket type each, and how many units each type has. */
  events: number
  units: number
  /** Every unit is somebody's: sold long ago, or held with half of the holds over. */
  taken?: 'sold' | 'half-lapsed'
  /** Units are seats, in rows of so many. */
  seatsInRow?: number
  /** How many one buyer may have of an event. */
  maxPerPerson?: number
}

const run = async (database: string, statements: string[]) => {
  for (const statement of statements) await admin(database, statement)
}

const SEEDED = ['events', 'ticket_types', 'units', 'seat_rows']
const EVERYTHING = [...SEEDED, 'orders', 'outbox'].map((table) => `orders.${table}`).join(', ')

const onSale = ({ events, units, seatsInRow, maxPerPerson }: Sale) => [
  `insert into orders.events (id, seller, title, venue, city, starts_at, time_zone, currency, hold_minutes, max_per_person)
   select ${numbered('evt', 'n')}, ${numbered('acc', '1')}, 'Event ' || n, 'Hall ' || n % 50, 'City ' || n % 20,
     now() + interval '30 days', 'Europe/Berlin', 'eur', 15, ${maxPerPerson ?? 'null'} from generate_series(1, ${events}) n`,
  `insert into orders.ticket_types (id, event, name, price, quantity, stocked, max_per_order)
   select ${numbered('typ', 'n')}, ${numbered('evt', 'n')}, 'Standing', 4500, ${units}, ${units}, 10 from generate_series(1, ${events}) n`,
  ...(seatsInRow
    ? [
        'update orders.ticket_types set seated = true',
        `select orders.put_seats(${numbered('typ', 'n')}, (
           select jsonb_agg(jsonb_build_object('section', 'Hall', 'row', r::text, 'first', 1, 'last', ${seatsInRow}) order by r)
           from generate_series(1, ${units / seatsInRow}) r)) from generate_series(1, ${events}) n`,
      ]
    : [
        `insert into orders.units (ticket_type)
         select ${numbered('typ', 'n')} from generate_series(1, ${events}) n, generate_series(1, ${units})`,
      ]),
]

const order = (n: string, state: string, expires: string, event: string, type: string, name: string, unit: string) => `
  insert into orders.orders (id, buyer, event, state, lines, units, amount, currency, held_at, expires_at, idempotency_key, fingerprint)
  select ${numbered('ord', n)}, ${numbered('acc', n)}, ${event}, '${state}',
    jsonb_build_array(jsonb_build_object('ticketType', ${type}, 'name', '${name}', 'quantity', 1, 'price', 4500)),
    array[${unit}], 4500, 'eur', now() - interval '20 minutes', ${expires}, 'key-' || ${n}, ''`

const halves = `now() + case when u.id % 2 = 0 then interval '10 minutes' else interval '-5 minutes' end`

const everyUnit = (state: string, expires: string) => [
  `${order('u.id', state, expires, numbered('evt', '1'), 'u.ticket_type', 'Standing', 'u.id')} from orders.units u`,
  `update orders.units set order_id = ${numbered('ord', 'id')}`,
]

const taken = { sold: everyUnit('paid', 'now()'), 'half-lapsed': everyUnit('held', halves) }

const settle = (tables: string[]) => [...tables.map((table) => `vacuum analyze orders.${table}`), 'checkpoint']

/** Puts a fresh sale into an orders database. Whatever was there is gone, and so is its wear. */
export const putOnSale = (database: string, sale: Sale) =>
  run(database, [
    `truncate ${EVERYTHING} restart identity`,
    ...onSale(sale),
    ...(sale.taken ? taken[sale.taken] : []),
    // Not what is still empty: PostgreSQL would remember that it is, and plan for it long after it has been filled.
    ...settle(sale.taken ? [...SEEDED, 'orders'] : SEEDED),
  ])

/** A million orders of the past, paid, with their units; `renewSale` leaves them alone. */
export const putPast = (database: string, orders: number) =>
  run(database, [
    `insert into orders.units (ticket_type, order_id)
     select ${numbered('typ', '1000000 + n % 1000')}, ${numbered('ord', 'n')} from generate_series(1, ${orders}) n`,
    `${order('u.n', 'paid', 'now()', numbered('evt', '1000000 + u.n % 1000'), 'u.ticket_type', 'Past', 'u.id')}
     from (select id, ticket_type, row_number() over (order by id) as n from orders.units where order_id is not null) u`,
  ])

/** As `putOnSale`, beside what was sold before. */
export const renewSale = (database: string, sale: Sale) =>
  run(database, [
    'truncate orders.events, orders.ticket_types, orders.seat_rows, orders.outbox',
    `delete from orders.units u where not exists (select from orders.orders o where o.id = u.order_id and o.state = 'paid')`,
    `delete from orders.orders where state = 'held'`,
    ...onSale(sale),
    ...settle([...SEEDED, 'orders']),
  ])

export type Books = { oversold: number; untold: number }

/**
 * What the books say after a run. Oversold: units that orders in force have been promised and do not own (a unit has one
 * owner, so what two were promised one of them lacks), and units that nobody put on sale.
 */
export const readBooks = async (database: string): Promise<Books> => {
  const [row] = await admin<Books>(
    database,
    `with promised as (
       select o.id, (select sum((line->>'quantity')::int) from jsonb_array_elements(o.lines) line) as units
       from orders.orders o
       where o.state in ('confirmed', 'paid') or (o.state = 'held' and o.expires_at > now())),
     owned as (select order_id, count(*) as units from orders.units where order_id is not null group by order_id),
     there as (select ticket_type, count(*) as units from orders.units group by ticket_type)
     select
       ((select coalesce(sum(greatest(p.units - coalesce(o.units, 0), 0)), 0)
         from promised p left join owned o on o.order_id = p.id)
       + (select coalesce(sum(greatest(u.units - t.quantity, 0)), 0)
          from there u join orders.ticket_types t on t.id = u.ticket_type))::int as oversold,
       (select count(*) from orders.outbox where published_at is null)::int as untold`,
  )
  // Whoever still publishes would take part in the next row.
  await admin(database, 'truncate orders.outbox')
  return row ?? { oversold: 0, untold: 0 }
}
