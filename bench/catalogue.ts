import { admin } from '#local/postgres'
import { numbered } from './ids.ts'

/** Events on show, with three ticket types each, for the rows that only read. */
export const putOnShow = async (database: string, events: number) => {
  for (const statement of [
    'truncate tickets.events, tickets.ticket_types',
    `insert into tickets.events (id, seller, seller_name, title, description, venue, city, starts_at, time_zone, currency,
       hold_minutes, status, published_at, told, idempotency_key, fingerprint)
     select ${numbered('evt', 'n')}, ${numbered('acc', '1')}, 'Seller', 'Event ' || n, repeat('What to expect. ', 20),
       'Hall ' || n % 50, 'City ' || n % 20, now() + make_interval(days => 1 + n % 300), 'Europe/Berlin', 'eur', 15,
       'published', now(), 1, 'key-' || n, '' from generate_series(1, ${events}) n`,
    `insert into tickets.ticket_types (id, event, position, name, price, quantity, max_per_order)
     select ${numbered('typ', '(n - 1) * 3 + k')}, ${numbered('evt', 'n')}, k - 1, 'Type ' || k, 4500 * k, 200, 10
     from generate_series(1, ${events}) n, generate_series(1, 3) k`,
    'vacuum analyze tickets.events',
    'vacuum analyze tickets.ticket_types',
  ])
    await admin(database, statement)
}
