import { neon, neonConfig } from '@neondatabase/serverless'
import type { BatchItem } from 'drizzle-orm/batch'
import { drizzle } from 'drizzle-orm/neon-http'
import { type Db, orAway, type Sql } from '#shared/postgres/db'

/**
 * PostgreSQL through Neon's SQL over HTTP: a statement or a batch is one request, and nothing is kept between them.
 * `endpoint` replaces Neon's own address (self-made gateways, local development). Neon's driver keeps it globally, which
 * is right for us: an isolate talks to one endpoint.
 */
export const connectNeon = ({ databaseUrl, endpoint }: { databaseUrl: string; endpoint?: string | undefined }): Db => {
  if (endpoint) neonConfig.fetchEndpoint = endpoint
  const db = drizzle(neon(databaseUrl))
  // The two drivers differ only in what `execute` resolves to; the port reads `.rows`, which both have.
  const sql = db as unknown as Sql
  return {
    one: async (build) => orAway(build(sql)),
    batch: async (build) => {
      const [first, ...rest] = build(sql) as unknown as BatchItem<'pg'>[]
      return (first ? await orAway(db.batch([first, ...rest])) : []) as never
    },
    rows: async <Row>(statement: Parameters<Db['rows']>[0]) => (await orAway(db.execute(statement))).rows as Row[],
    close: async () => {},
  }
}
