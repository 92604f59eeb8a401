import { sql } from 'drizzle-orm'

/** An account `a` as it is read. */
export const accountOf = sql`jsonb_build_object('id', a.id, 'email', a.email,
  'emailVerified', a.email_verified_at is not null, 'name', a.name, 'language', a.language, 'timeZone', a.time_zone,
  'roles', a.roles, 'told', a.told, 'passkeys', (select count(*) from auth.passkeys p where p.account = a.id),
  'secondFactor', exists (
    select from auth.second_factors f where f.account = a.id and f.confirmed_at is not null))`
