import { admin } from '#local/postgres'
import type { Books } from './stock.ts'

/** How many tickets each sale of the stand-ins has: few, so that counting them stays cheap. */
const STOCK = 100
const SALES = 20_000

export const makeTables = (database: string) =>
  admin(
    database,
    `create schema bench;
     create table bench.tickets (id integer primary key, available integer not null);
     create table bench.orders (id bigint primary key generated always as identity, ticket integer not null,
       buyer integer not null, created_at timestamptz not null default now());
     create index on bench.orders (ticket)`,
  )

export const putTicketsOnSale = async (database: string) => {
  await admin(database, 'truncate bench.tickets, bench.orders restart identity')
  await admin(database, `insert into bench.tickets select n, ${STOCK} from generate_series(1, ${SALES}) n`)
  await admin(database, 'vacuum analyze bench.tickets')
  await admin(database, 'vacuum analyze bench.orders')
  await admin(database, 'checkpoint')
}

/** Orders that were accepted beyond what there was. */
export const readStandInBooks = async (database: string): Promise<Books> => {
  const [row] = await admin<{ oversold: number }>(
    database,
    `select coalesce(sum(greatest(sold - ${STOCK}, 0)), 0)::int as oversold
     from (select count(*) as sold from bench.orders group by ticket) per`,
  )
  return { oversold: row?.oversold ?? 0, untold: 0 }
}
