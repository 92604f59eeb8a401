import { sql } from 'drizzle-orm'
import type { Id } from '#shared/ids'
import type { LinkKind } from '#shared/messages/auth'
import type { Db } from '#shared/postgres/db'
import type { Account } from '../account.ts'
import type { Proved } from '../proved.ts'
import type { ShownPasskey } from './passkeys.ts'
import type { FactorStanding } from './second-factors.ts'

type When = string | null

/** All that is known of somebody; moments are ISO 8601. */
export type Known = {
  account: Pick<Account, 'id' | 'email' | 'name' | 'language' | 'timeZone' | 'roles'> & {
    emailVerifiedAt: When
    createdAt: string
  }
  sessions: {
    id: Id<'session'>
    device: string
    createdAt: string
    lastSeenAt: string
    confirmedAt: string
    proved: Proved
    expiresAt: string
    endedAt: When
  }[]
  devices: { device: string; firstSeenAt: string; lastSeenAt: string }[]
  passkeys: ShownPasskey[]
  secondFactor: FactorStanding | null
  links: { kind: LinkKind; email: string; createdAt: string; expiresAt: string; usedAt: When }[]
}

export type KnownStore = ReturnType<typeof knownStore>

/** All that is known of somebody, for themselves. */
export const knownStore = (db: Db) => ({
  /** As JSON; nothing in it opens anything, here or elsewhere. */
  of: async (account: Id<'account'>) => {
    const [row] = await db.rows<{ known: Known }>(sql`
      select jsonb_build_object(
        'account', jsonb_build_object('id', a.id, 'email', a.email, 'emailVerifiedAt', a.email_verified_at, 'name', a.name,
          'language', a.language, 'timeZone', a.time_zone, 'roles', a.roles, 'createdAt', a.created_at),
        'sessions', (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'device', s.device, 'createdAt', s.created_at,
          'lastSeenAt', s.rotated_at, 'confirmedAt', s.confirmed_at, 'proved', s.proved,
          'expiresAt', s.expires_at, 'endedAt', s.revoked_at)
          order by s.created_at), '[]') from auth.sessions s where s.account = a.id),
        'devices', (select coalesce(jsonb_agg(jsonb_build_object('device', d.device, 'firstSeenAt', d.first_seen_at,
          'lastSeenAt', d.last_seen_at) order by d.first_seen_at), '[]') from auth.devices d where d.account = a.id),
        'passkeys', (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'name', p.name, 'synced', p.synced,
          'createdAt', p.created_at, 'lastUsedAt', p.last_used_at) order by p.created_at), '[]')
          from auth.passkeys p where p.account = a.id),
        'secondFactor', (select jsonb_build_object('since', f.confirmed_at, 'recoveryCodesLeft',
          (select count(*) from auth.recovery_codes c where c.account = a.id and c.used_at is null))
          from auth.second_factors f where f.account = a.id and f.confirmed_at is not null),
        'links', (select coalesce(jsonb_agg(jsonb_build_object('kind', l.kind, 'email', l.email, 'createdAt', l.created_at,
          'expiresAt', l.expires_at, 'usedAt', l.used_at) order by l.created_at), '[]')
          from auth.links l where l.account = a.id)) as known
      from auth.accounts a where a.id = ${account}`)
    return row?.known
  },
})
