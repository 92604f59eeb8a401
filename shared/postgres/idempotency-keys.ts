import { sql } from 'drizzle-orm'
import type { Db } from '#shared/postgres/db'

/** The first answer to a request, as far as a replay needs it. */
export type KeptAnswer = { status: number; body: string; headers: Record<string, string> }

export type Claim = { claimed: true } | { claimed: false; fingerprint: string; answer: KeptAnswer | undefined }

type Row = {
  claimed: boolean
  fingerprint: string | null
  status: number | null
  body: string | null
  headers: Record<string, string> | null
}

/** First answers by account and Idempotency-Key, in the schema's own `idempotency_keys`. */
export const idempotencyKeys = (db: Db, schema: string) => {
  const keys = sql`${sql.identifier(schema)}.idempotency_keys`
  return {
    /** Claims a key for this request, or says who has it. A claim that was never answered lapses after a minute. */
    claim: async (account: string, key: string, fingerprint: string): Promise<Claim> => {
      const [row] = await db.rows<Row>(sql`
        with mine as (
          insert into ${keys} as k (account, key, fingerprint) values (${account}, ${key}, ${fingerprint})
          on conflict (account, key) do update set claimed_at = now()
            where k.status is null and k.claimed_at < now() - interval '1 minute' and k.fingerprint = excluded.fingerprint
          returning true as claimed)
        select coalesce((select claimed from mine), false) as claimed, k.fingerprint, k.status, k.body, k.headers
        from (select 1) one left join ${keys} k on k.account = ${account} and k.key = ${key}`)
      if (!row || row.claimed) return { claimed: true }
      const { status, body, headers } = row
      const answer = status === null ? undefined : { status, body: body ?? '', headers: headers ?? {} }
      // A row that this snapshot does not see yet was written in this very moment, by a request that still runs.
      return { claimed: false, fingerprint: row.fingerprint ?? fingerprint, answer }
    },

    keep: async (account: string, key: string, { status, body, headers }: KeptAnswer) => {
      await db.rows(sql`update ${keys} set status = ${status}, body = ${body}, headers = ${JSON.stringify(headers)}::jsonb
        where account = ${account} and key = ${key}`)
    },

    forget: async (): Promise<number> => {
      const gone = await db.rows(sql`delete from ${keys} where (account, key) in (
        select account, key from ${keys} where claimed_at < now() - interval '1 day' limit 1000) returning key`)
      return gone.length
    },

    /** Nothing was decided: the key is free again. */
    release: async (account: string, key: string) => {
      await db.rows(sql`delete from ${keys} where account = ${account} and key = ${key} and status is null`)
    },
  }
}
