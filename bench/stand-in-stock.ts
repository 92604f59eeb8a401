import { admin } from '#local/postgres'
import type { Books } from './stock.ts'

/** Tickets on sale: in one sale everybody wants, or in many small ones that are taken one after another. */
export type Tickets = { sales: number; each: number }

export const makeTables = (database: string) =>
  admin(
    database,
    `create schema bench;
     create table bench.tickets (id integer primary key, quantity integer not null, available integer not null);
     create table bench.orders (id bigint primary key generated always as identity, ticket integer not null,
       buyer integer not null, created_at timestamptz not null default now());
     create index on bench.orders (ticket)`,
  )

export const putTicketsOnSale = async (database: string, { sales, each }: Tickets) => {
  await admin(database, 'truncate bench.tickets, bench.orders restart identity')
  await admin(
    database,
    `insert into bench.tickets (id, quantity, available) select n, ${each}, ${each} from generate_series(1, ${sales}) n`,
  )
  await admin(database, 'vacuum analyze bench.tickets')
  await admin(database, 'vacuum analyze bench.orders')
  await admin(database, 'checkpoint')
}

/** Orders that were accepted beyond what there was. */
export const readStandInBooks = async (database: string): Promise<Books> => {
  const [row] = await admin<{ oversold: number }>(
    database,
    // Two who read the same number both sell and count down once: whoever counts down sells later what was not counted down.
    `select coalesce(sum(greatest(0, o.sold - case when t.available < t.quantity then t.quantity - t.available
       else t.quantity end)), 0)::int as oversold
     from bench.tickets t join (select ticket, count(*) as sold from bench.orders group by ticket) o on o.ticket = t.id`,
  )
  return { oversold: row?.oversold ?? 0, untold: 0 }
}
