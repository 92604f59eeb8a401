import { admin } from '#local/postgres'

/**
 * Lets a test move the database's clock. `now()` is what every deadline goes by, and it is an ordinary function: here one of
 * the same name stands in front of it on the search path. The services' SQL is not touched and does not know.
 */
export const installClock = async (database: string) => {
  await admin(
    database,
    `create schema clock;
     create table clock.ahead (by interval not null);
     insert into clock.ahead values (interval '0');
     create function clock.now() returns timestamptz language sql stable as
       $$ select pg_catalog.now() + (select by from clock.ahead) $$;
     grant usage on schema clock to public;
     grant select on clock.ahead to public`,
  )
  await goByClock(database)
}

/** What a copy of a database with such a clock does not inherit: that it goes by it. */
export const goByClock = (database: string) =>
  admin(database, `alter database "${new URL(database).pathname.slice(1)}" set search_path = clock, pg_catalog, public`)

export const moveClock = (database: string, ms: number) =>
  admin(database, `update clock.ahead set by = by + make_interval(secs => $1)`, [ms / 1000])
