import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Db } from '#shared/postgres/db'
import type { Account } from '../account.ts'
import { accountOf } from './shape.ts'

export type Passkey = {
  id: Id<'passkey'>
  /** The credential's own id, base64url. */
  credential: string
  /** COSE, base64url. */
  publicKey: string
  counter: number
  transports: string[]
  synced: boolean
  name: string
}

/** What its owner sees of a passkey. */
export type ShownPasskey = {
  id: Id<'passkey'>
  name: string
  synced: boolean
  createdAt: string
  lastUsedAt: string | null
}

export const CHALLENGE_SECONDS = 5 * 60

export const insertPasskey = (account: Id<'account'>, made: Passkey) => sql`
  insert into auth.passkeys (id, account, credential, public_key, counter, transports, synced, name)
  values (${made.id}, ${account}, ${made.credential}, ${made.publicKey}, ${made.counter}::bigint,
    array(select jsonb_array_elements_text(${JSON.stringify(made.transports)}::jsonb)), ${made.synced}, ${made.name})`

/** Raises `overtaken` where the passkey is not this account's. */
export const deletePasskey = (account: Id<'account'>, id: Id<'passkey'>) => sql`
  with gone as (delete from auth.passkeys where id = ${id} and account = ${account} returning id)
  select auth.must_change((select count(*) from gone))`

export const deletePasskeys = (account: Id<'account'>) => sql`delete from auth.passkeys where account = ${account}`

/** Notes that a passkey was used; raises `overtaken` where it has counted further meanwhile, which a copy of it would do. */
export const usePasskey = ({ id, counter }: Passkey, now: { counter: number; synced: boolean }) => sql`
  with used as (
    update auth.passkeys set counter = ${now.counter}::bigint, synced = ${now.synced}, last_used_at = now()
    where id = ${id} and counter = ${counter}::bigint returning id)
  select auth.must_change((select count(*) from used))`

const whole = sql`jsonb_build_object('id', p.id, 'credential', p.credential, 'publicKey', p.public_key, 'counter', p.counter,
  'transports', p.transports, 'synced', p.synced, 'name', p.name)`

export type PasskeyStore = ReturnType<typeof passkeyStore>

export const passkeyStore = (db: Db) => ({
  /** Keeps a challenge for five minutes; `session` where a signed-in person asked. */
  challenge: async (challenge: string, session: Id<'session'> | null) => {
    await db.rows(sql`
      insert into auth.challenges (challenge, session, expires_at)
      values (${challenge}, ${session}, now() + make_interval(secs => ${CHALLENGE_SECONDS}::integer))`)
  },

  /** Takes a challenge away, whatever comes of it; false when there was none, it was too old, or somebody else's. */
  take: async (challenge: string, session: Id<'session'> | null): Promise<boolean> => {
    const [taken] = await db.rows<{ good: boolean }>(sql`
      delete from auth.challenges where challenge = ${challenge}
      returning expires_at > now() and session is not distinct from ${session}::text as good`)
    return taken?.good ?? false
  },

  list: async (account: Id<'account'>): Promise<ShownPasskey[]> => {
    const rows = await db.rows<{ shown: ShownPasskey }>(sql`
      select jsonb_build_object('id', p.id, 'name', p.name, 'synced', p.synced, 'createdAt', p.created_at,
        'lastUsedAt', p.last_used_at) as shown
      from auth.passkeys p where p.account = ${account} order by p.created_at, p.id`)
    return rows.map(({ shown }) => shown)
  },

  /** The credentials of an account, so that a device does not get a second one. */
  credentials: (account: Id<'account'>) =>
    db.rows<{ id: string; transports: string[] }>(
      sql`select p.credential as id, p.transports from auth.passkeys p where p.account = ${account}`,
    ),

  /** A passkey and whose it is, by the credential's id. */
  find: async (credential: string, device: string | null) => {
    const [found] = await db.rows<{ passkey: Passkey; account: Account; known: boolean }>(sql`
      select ${whole} as passkey, ${accountOf} as account,
        exists (select from auth.devices d where d.account = a.id and d.hash = ${device}::text) as known
      from auth.passkeys p join auth.accounts a on a.id = p.account where p.credential = ${credential}`)
    return found
  },

  /** Gives a passkey another name; false when the account has no such passkey. */
  rename: async (account: Id<'account'>, id: Id<'passkey'>, name: string): Promise<boolean> => {
    const named = await db.rows(
      sql`update auth.passkeys set name = ${name} where id = ${id} and account = ${account} returning id`,
    )
    return named.length === 1
  },

  /** Deletes challenges nobody answered; returns how many. */
  forget: async (): Promise<number> => {
    const gone = await db.rows(sql`
      delete from auth.challenges where challenge in (
        select challenge from auth.challenges where expires_at < now() order by expires_at limit 1000)
      returning challenge`)
    return gone.length
  },
})
