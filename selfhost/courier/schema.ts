/*
 * The courier's tables, as steps that are never changed once they are released: a database remembers how many it has
 * taken. Timestamps are always written by name with the database's plain now(): a default would bind, once and for
 * all, to whatever now() meant to the session that made the table.
 */

const first = `
create table if not exists courier.message (
  id uuid primary key,
  url text not null,
  method text not null,
  headers jsonb not null,
  body bytea not null,
  max_retries int not null,
  retry_delay text,
  timeout_ms int not null,
  labels text[] not null,
  created_at timestamptz not null,
  due_at timestamptz not null,
  state text not null check (state in ('CREATED', 'ACTIVE', 'RETRY')),
  retried int not null
);

create table if not exists courier.dead_letter (
  seq bigint generated always as identity primary key,
  id uuid not null,
  url text not null,
  method text not null,
  headers jsonb not null,
  body bytea not null,
  max_retries int not null,
  retry_delay text,
  timeout_ms int not null,
  labels text[] not null,
  created_at timestamptz not null,
  due_at timestamptz not null,
  died_at timestamptz not null,
  error text not null,
  response_status int,
  response_headers jsonb,
  response_body bytea
);
create index if not exists dead_letter_message on courier.dead_letter (id);

create table if not exists courier.deduplication (
  id text primary key,
  message_id uuid not null,
  expires_at timestamptz not null
);
create index if not exists deduplication_expiry on courier.deduplication (expires_at);

create table if not exists courier.event_log (
  seq bigint generated always as identity primary key,
  at timestamptz not null,
  id uuid not null,
  state text not null,
  url text not null,
  labels text[] not null,
  next_delivery_at timestamptz,
  error text,
  response_status int
);
create index if not exists event_log_message on courier.event_log (id);
`

const claimsAndLanes = `
-- Claims were pg-boss's before; what was out when it went is taken up again.
drop schema if exists courier_jobs cascade;
drop index if exists courier.message_due;
alter table courier.message drop column if exists queued;
alter table courier.message
  -- Which replica is delivering it; null: none. (id, claims) names one claim.
  add column replica uuid,
  add column claims int not null default 0,
  -- 'queue:<name>' or 'key:<flow-control key>'; null: nothing holds it back but its time.
  add column lane text,
  -- Its place in a queue; null in no queue.
  add column seq bigint,
  add column topic_name text,
  add column endpoint_name text,
  add column callback jsonb,
  add column failure_callback jsonb;
-- What waits for its time is in none of the indexes that claiming reads, or beyond the point where it stops.
create index message_free on courier.message (due_at) where replica is null and lane is null;
create index message_waiting on courier.message (lane, due_at) where replica is null and lane is not null;
create index message_line on courier.message (lane, seq) where seq is not null;
create index message_claimed on courier.message (replica) where replica is not null;
create index message_claimed_lane on courier.message (lane) where replica is not null and lane is not null;
-- Rows live for two updates: dead ones must not pile up in front of the next due one.
alter table courier.message set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
  autovacuum_vacuum_cost_delay = 0);

alter table courier.dead_letter
  add column lane text,
  add column topic_name text,
  add column endpoint_name text,
  add column callback jsonb,
  add column failure_callback jsonb;

alter table courier.event_log
  add column lane text,
  add column topic_name text,
  add column endpoint_name text;
-- Rows come in the order of time, so a few bytes per block do what a tree would.
drop index if exists courier.event_log_at;
create index event_log_at on courier.event_log using brin (at);

create table courier.replica (
  id uuid primary key,
  -- Real time: a test that moves now() by an hour must not declare every replica dead.
  seen_at timestamptz not null
);

-- By twos: a callback takes the place just before its source.
create sequence courier.lane_seq increment by 2;

create table courier.lane (
  id text primary key,
  parallelism int,
  rate int,
  period_ms bigint not null,
  paused boolean not null,
  pinned_parallelism boolean not null,
  pinned_rate boolean not null,
  window_start timestamptz,
  window_count int not null,
  -- When to look into it next; null: not before something changes.
  next_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index lane_next on courier.lane (next_at) where next_at is not null;

create table courier.url_group (
  name text primary key,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create table courier.url_group_endpoint (
  group_name text not null references courier.url_group on delete cascade,
  url text not null,
  name text,
  seq bigint generated always as identity,
  primary key (group_name, url)
);
create unique index url_group_endpoint_name on courier.url_group_endpoint (group_name, name) where name is not null;

create table courier.signing_key (
  only_one boolean primary key check (only_one),
  current_key text not null,
  next_key text not null,
  -- What the configuration said when these keys began.
  configured text not null
);

-- Claims what is due in lanes for the replica \`me\`, up to \`most\` messages, and returns their ids. A lane's row is its lock,
-- so its limits hold across replicas; nobody waits here for anybody: what is locked is left for the next look.
create function courier.claim_lanes(me uuid, most int) returns setof uuid language plpgsql as $$
declare
  l courier.lane;
  room int;
  taken uuid[];
  look_at timestamptz;
begin
  for l in select * from courier.lane where next_at <= now() order by next_at limit 64 for update skip locked loop
    exit when most <= 0;
    room := 0;
    look_at := null;
    if l.paused then
      taken := '{}';
    elsif l.id like 'queue:%' then
      -- The first in line, as many as may be out at once. One that waits for its retry keeps its place.
      taken := array(
        select m.id from courier.message m
        where m.id in (select id from courier.message where lane = l.id and seq is not null order by seq limit l.parallelism)
          and m.replica is null and m.due_at <= now()
        order by m.seq limit most for update skip locked);
    else
      if l.window_start is null or now() >= l.window_start + l.period_ms * interval '1 millisecond' then
        l.window_start := null;
        l.window_count := 0;
      end if;
      room := least(most, l.rate - l.window_count, l.parallelism -
        (select count(*) from courier.message where lane = l.id and replica is not null));
      taken := array(
        select id from courier.message where lane = l.id and replica is null and due_at <= now()
        order by due_at limit greatest(room, 0) for update skip locked);
      if cardinality(taken) > 0 then
        l.window_start := coalesce(l.window_start, now());
        l.window_count := l.window_count + cardinality(taken);
      end if;
    end if;

    -- Not for nothing: a plan for no ids may use any index, and walks through all that waits to find none of them.
    if cardinality(taken) > 0 then
      with begun as (
        update courier.message set state = 'ACTIVE', replica = me, claims = claims + 1 where id = any(taken) returning *
      )
      insert into courier.event_log (at, id, state, url, labels, lane, topic_name, endpoint_name)
      select now(), b.id, 'ACTIVE', b.url, b.labels, b.lane, b.topic_name, b.endpoint_name from begun b order by b.seq;
    end if;
    most := most - cardinality(taken);

    if l.paused then
      look_at := null;
    elsif l.id like 'queue:%' then
      select min(due_at) into look_at
      from (select replica, due_at from courier.message where lane = l.id and seq is not null order by seq limit l.parallelism) line
      where replica is null;
    elsif l.rate is not null and l.window_count >= l.rate then
      look_at := l.window_start + l.period_ms * interval '1 millisecond';
    elsif room > cardinality(taken) or most <= 0 then
      select min(due_at) into look_at from courier.message where lane = l.id and replica is null;
    end if;
    -- Behind all others that are waiting to be looked into, so that none of them starves.
    update courier.lane set next_at = case when look_at is not null then greatest(look_at, now()) end,
      window_start = l.window_start, window_count = l.window_count
    where id = l.id;
    return query select unnest(taken);
  end loop;
end $$;
`

export const steps: readonly string[] = [first, claimsAndLanes]
