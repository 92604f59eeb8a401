import { type SQL, sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Db, Sql } from '#shared/postgres/db'
import { wordsOf } from '../buyer.ts'

type Hear = (q: Sql) => PromiseLike<unknown>

/** What somebody is called; nothing else that auth tells of them is kept here. */
type Named = { account: Id<'account'>; name: string }

const list = (words: readonly string[]) =>
  sql`jsonb_array_elements_text(${JSON.stringify(words)}::jsonb) as wanted(word)`

// Bytes alone decide, whatever the database's language, and so the index does for every prefix. No text begins after this one.
const begins = (prefix: string) => sql`w.word ~>=~ ${prefix} and w.word ~<~ ${`${prefix}\u{10FFFF}`}`

/** Accounts with a word that begins so; the same one may come twice. */
export const accountsWith = (prefix: string) => sql`select w.account from orders.buyer_words w where ${begins(prefix)}`

/** Whether every word is the beginning of one of an account's. */
export const isNamed = (account: SQL, words: readonly string[]) =>
  sql.join(
    words.map(
      (word) => sql`exists (select from orders.buyer_words w where w.account = ${account} and ${begins(word)})`,
    ),
    sql` and `,
  )

export const buyerStore = (db: Db) => ({
  /** Notes what auth told, with the note that it was heard. What was told before, or is told of somebody gone, changes nothing. */
  put: async ({ account, name }: Named, version: number, hear: Hear) => {
    const words = wordsOf(name)
    // The row is locked by the first of these: the words are those of whoever wrote it last.
    const isLast = sql`exists (
      select from orders.buyers b where b.account = ${account} and b.version = ${version}::integer and b.gone_at is null)`
    await db.batch((q) => [
      hear(q),
      q.execute(sql`
        insert into orders.buyers as b (account, version, name) values (${account}, ${version}::integer, ${name})
        on conflict (account) do update set version = excluded.version, name = excluded.name
        where b.version < excluded.version and b.gone_at is null`),
      q.execute(sql`
        delete from orders.buyer_words w
        where w.account = ${account} and w.word not in (select word from ${list(words)}) and ${isLast}`),
      q.execute(sql`
        insert into orders.buyer_words (account, word) select ${account}, word from ${list(words)} where ${isLast}
        on conflict do nothing`),
    ])
  },

  /** Forgets what somebody was called; that they are gone is kept, for what comes late. */
  erase: async (account: Id<'account'>, version: number, hear: Hear) => {
    await db.batch((q) => [
      hear(q),
      q.execute(sql`
        insert into orders.buyers (account, version, gone_at) values (${account}, ${version}::integer, now())
        on conflict (account) do update set version = excluded.version, name = null, gone_at = now()`),
      q.execute(sql`delete from orders.buyer_words where account = ${account}`),
    ])
  },
})

export type BuyerStore = ReturnType<typeof buyerStore>
