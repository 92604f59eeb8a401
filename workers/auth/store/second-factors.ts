import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { Db } from '#shared/postgres/db'
import type { Account } from '../account.ts'
import { accountOf } from './shape.ts'

/** How long a new secret waits for its first code, and a sign-in for the second step, in minutes. */
export const WAIT_MINUTES = 10

/** How many codes are looked at for one sign-in. */
export const CODE_GUESSES = 5

const wait = sql`make_interval(mins => ${WAIT_MINUTES}::integer)`

export type FactorStanding = { since: string; recoveryCodesLeft: number }

/** A sign-in whose password was right, for a browser that may be known to the account. */
export type BegunSignIn = { account: Account; known: boolean; now: Date }

/** Makes a secret that waits in place of one that waited before; raises `overtaken` where there is one in use. */
export const offerSecret = (account: Id<'account'>, sealed: string, session: Id<'session'>) => sql`
  with offered as (
    insert into auth.second_factors as f (account, secret, session, offered_at) values (${account}, ${sealed}, ${session}, now())
    on conflict (account) do update set secret = excluded.secret, session = excluded.session, offered_at = now()
    where f.confirmed_at is null
    returning account)
  select auth.must_change((select count(*) from offered))`

/** The secret that waited is in use from now on; raises `overtaken` where it is another, or in use already. */
export const confirmSecret = (account: Id<'account'>, sealed: string, step: number) => sql`
  with confirmed as (
    update auth.second_factors set confirmed_at = now(), last_step = ${step}::bigint
    where account = ${account} and secret = ${sealed} and confirmed_at is null returning account)
  select auth.must_change((select count(*) from confirmed))`

/** Raises `overtaken` where a code of this step or a later one was used meanwhile. */
export const spendStep = (account: Id<'account'>, step: number) => sql`
  with spent as (
    update auth.second_factors set last_step = ${step}::bigint
    where account = ${account} and confirmed_at is not null and last_step < ${step}::bigint returning account)
  select auth.must_change((select count(*) from spent))`

/** What takes a code away in the same write as what it opens. */
export type Spending = ReturnType<typeof spendStep>

/** Raises `overtaken` where it was used meanwhile. */
export const spendRecoveryCode = (account: Id<'account'>, hash: string) => sql`
  with spent as (
    update auth.recovery_codes set used_at = now()
    where account = ${account} and hash = ${hash} and used_at is null returning hash)
  select auth.must_change((select count(*) from spent))`

export const dropRecoveryCodes = (account: Id<'account'>) =>
  sql`delete from auth.recovery_codes where account = ${account}`

export const insertRecoveryCodes = (account: Id<'account'>, hashes: readonly string[]) => sql`
  insert into auth.recovery_codes (account, hash)
  select ${account}, hash from jsonb_array_elements_text(${JSON.stringify(hashes)}::jsonb) as hash`

/** Takes the second factor away, whatever stage it is at, with its recovery codes and the sign-ins that wait for it. */
export const dropSecondFactor = (account: Id<'account'>) => sql`
  with codes as (delete from auth.recovery_codes where account = ${account}),
  begun as (delete from auth.begun_sign_ins where account = ${account})
  delete from auth.second_factors where account = ${account}`

export const insertBegunSignIn = (account: Id<'account'>, hash: string) => sql`
  insert into auth.begun_sign_ins (hash, account, expires_at) values (${hash}, ${account}, now() + ${wait})`

/** Raises `overtaken` where it has been finished meanwhile. */
export const finishBegunSignIn = (hash: string) => sql`
  with finished as (delete from auth.begun_sign_ins where hash = ${hash} returning hash)
  select auth.must_change((select count(*) from finished))`

/** Ends the sign-ins whose password was right: it is not any more. */
export const dropBegunSignIns = (account: Id<'account'>) =>
  sql`delete from auth.begun_sign_ins where account = ${account}`

export type SecondFactorStore = ReturnType<typeof secondFactorStore>

export const secondFactorStore = (db: Db) => ({
  /** The sealed secret in use, the step used last, and what time it is; undefined where there is none. */
  find: async (account: Id<'account'>) => {
    const [row] = await db.rows<{ secret: string; lastStep: number; now: string }>(sql`
      select secret, last_step::integer as "lastStep", to_jsonb(now()) #>> '{}' as now
      from auth.second_factors where account = ${account} and confirmed_at is not null`)
    return row && { ...row, now: new Date(row.now) }
  },

  /** The sealed secret that waits for its first code, where this session asked for it. */
  offered: async (account: Id<'account'>, session: Id<'session'>) => {
    const [row] = await db.rows<{ secret: string; now: string }>(sql`
      select secret, to_jsonb(now()) #>> '{}' as now from auth.second_factors
      where account = ${account} and session = ${session} and confirmed_at is null and offered_at > now() - ${wait}`)
    return row && { ...row, now: new Date(row.now) }
  },

  standing: async (account: Id<'account'>): Promise<FactorStanding | undefined> => {
    const [row] = await db.rows<{ standing: FactorStanding }>(sql`
      select jsonb_build_object('since', f.confirmed_at, 'recoveryCodesLeft',
        (select count(*) from auth.recovery_codes c where c.account = f.account and c.used_at is null)) as standing
      from auth.second_factors f where f.account = ${account} and f.confirmed_at is not null`)
    return row?.standing
  },

  /** Whether an account has this recovery code, not used yet. */
  hasRecoveryCode: async (account: Id<'account'>, hash: string): Promise<boolean> => {
    const found = await db.rows(sql`
      select 1 from auth.recovery_codes where account = ${account} and hash = ${hash} and used_at is null`)
    return found.length === 1
  },

  /** A sign-in that waits for its second step, by the hash of its token, for a browser with this device token (its hash). */
  begun: async (hash: string, device: string | null): Promise<BegunSignIn | undefined> => {
    const [row] = await db.rows<{ account: Account; known: boolean; now: string }>(sql`
      select ${accountOf} as account, to_jsonb(now()) #>> '{}' as now,
        exists (select from auth.devices d where d.account = a.id and d.hash = ${device}::text) as known
      from auth.begun_sign_ins b join auth.accounts a on a.id = b.account
      where b.hash = ${hash} and b.expires_at > now()`)
    return row && { ...row, now: new Date(row.now) }
  },

  /** Takes one of a sign-in's few guesses and says the how manieth it is; undefined when none is left, or its time is over. */
  guess: async (hash: string): Promise<number | undefined> => {
    const [taken] = await db.rows<{ guesses: number }>(sql`
      update auth.begun_sign_ins set guesses = guesses + 1
      where hash = ${hash} and guesses < ${CODE_GUESSES} and expires_at > now() returning guesses`)
    return taken?.guesses
  },

  /** Some secrets that were sealed by another key than the one by whose name the sealed text begins. */
  sealedOtherwise: (newest: string) =>
    db.rows<{ account: Id<'account'>; secret: string }>(sql`
      select account, secret from auth.second_factors where split_part(secret, '.', 1) <> ${newest} limit 200`),

  /** Puts what was sealed anew in the place of what it was made from. */
  reseal: async (account: Id<'account'>, from: string, to: string) => {
    await db.rows(sql`update auth.second_factors set secret = ${to} where account = ${account} and secret = ${from}`)
  },

  /** Deletes sign-ins nobody finished and secrets nobody confirmed; returns how many. */
  forget: async (): Promise<number> => {
    const [gone] = await db.rows<{ count: number }>(sql`
      with begun as (
        delete from auth.begun_sign_ins where hash in (
          select hash from auth.begun_sign_ins where expires_at < now() order by expires_at limit 1000)
        returning 1),
      offered as (
        delete from auth.second_factors where confirmed_at is null and offered_at < now() - ${wait} returning 1)
      select ((select count(*) from begun) + (select count(*) from offered))::integer as count`)
    return gone?.count ?? 0
  },
})
