-- The hold engine. Everything about time is the database's now(); everything about stock is decided under row locks here.

create or replace function orders.view_refund(r orders.refunds)
returns jsonb language sql stable as $$
  select jsonb_build_object('id', r.id, 'because', r.because, 'reason', r.reason, 'amount', r.amount, 'units', to_jsonb(r.units),
    'restock', r.restock, 'state', r.state, 'attempt', r.attempt, 'why', r.why, 'askedAt', r.asked_at,
    'changedAt', r.changed_at, 'freedAt', r.freed_at, 'key', r.key)
$$;

-- An order as the service reads it: the row with its units and refunds, its event, and the clock that it must be judged by.
-- Units are in the order of its lines; one that was given back may be there no more, and has no place but in that order.
create or replace function orders.view_order(o orders.orders)
returns jsonb language sql stable as $$
  select jsonb_build_object(
    'id', o.id, 'buyer', o.buyer, 'state', o.state, 'because', o.because, 'lines', o.lines, 'amount', o.amount,
    'currency', o.currency, 'heldAt', o.held_at, 'expiresAt', o.expires_at, 'extensions', o.extensions,
    'payment', o.payment, 'closedAt', o.closed_at, 'retaken', o.retaken, 'frozenAt', o.frozen_at, 'lost', o.lost, 'version', o.version,
    'now', now(),
    'event', (select jsonb_build_object('id', e.id, 'seller', e.seller, 'title', e.title, 'venue', e.venue, 'city', e.city,
                'startsAt', e.starts_at, 'timeZone', e.time_zone,
                'cancelled', case when e.cancelled_at is not null then coalesce(e.cancel_reason, '') end)
              from orders.events e where e.id = o.event),
    'units', (select jsonb_agg(jsonb_build_object('id', own.id, 'seat',
                case when u.seat is not null then jsonb_build_object('section', r.section, 'row', r.name, 'seat', u.seat) end,
                'admittedAt', case when o.state in ('paid', 'refunded') then (select a.at from orders.admissions a
                  where a.unit = own.id and a.order_id = o.id and a.undone_at is null) end)
                order by own.n)
              from unnest(o.units) with ordinality own(id, n)
              left join orders.units u on u.id = own.id
              left join orders.seat_rows r on r.ticket_type = u.ticket_type and r.number = u.seat_row),
    'refunds', case when o.state in ('paid', 'refunded') then coalesce(
      (select jsonb_agg(orders.view_refund(r) order by r.id) from orders.refunds r where r.order_id = o.id), '[]') else '[]' end)
$$;

-- What is told of an order to those who write to its buyer; as OrderSubject in shared/messages/orders.ts.
create or replace function orders.subject_of(o orders.orders)
returns jsonb language sql stable as $$
  select jsonb_build_object('buyer', o.buyer, 'event', e.id, 'title', e.title, 'venue', e.venue, 'city', e.city,
    'startsAt', e.starts_at, 'timeZone', e.time_zone,
    'cancelled', case when e.cancelled_at is not null then coalesce(e.cancel_reason, '') end)
  from orders.events e where e.id = o.event
$$;

-- Ends holds of which the caller knows, by a lock, that they are over: their units are free again, and they become released(expired) and say
-- so, in this very statement. Returns how many orders lost their units.
create or replace function orders.end_lapsed(p_orders text[])
returns integer language plpgsql as $$
declare
  lost integer;
begin
  if cardinality(p_orders) = 0 then
    return 0;
  end if;
  with released as (
    update orders.orders o
    set state = 'released', because = 'expired', closed_at = now(), version = o.version + 1
    where o.id = any (p_orders)
    returning o.id, o.version, o.units),
  freed as (
    update orders.units u set order_id = null
    from released r cross join lateral unnest(r.units) as gone(id) where u.id = gone.id),
  told as (
    insert into orders.outbox (id, type, aggregate, version, data)
    select 'mes_' || replace(uuidv7()::text, '-', ''), 'order.released', r.id, r.version,
      jsonb_build_object('order', r.id, 'because', 'expired')
    from released r)
  select count(*) into lost from released;
  -- For whoever answers this call: there is more to tell than what it asked for.
  perform set_config('holdfast.more', 'true', true);
  return lost;
end
$$;

-- Whether holds of others were ended on the way, so that messages about them wait to be published.
create or replace function orders.more_to_tell()
returns boolean language sql stable as $$
  select coalesce(current_setting('holdfast.more', true), '') = 'true'
$$;

-- Whoever asks for a hold again got no answer, so whoever was to publish its message may be gone: anybody may from now on.
create or replace function orders.let_anybody_tell(p_orders text[])
returns void language sql as $$
  update orders.outbox set claimed_until = null
  where aggregate = any (p_orders) and type = 'order.held' and published_at is null and claimed_until is not null
$$;

-- Gives back what lapsed holds of a ticket type still occupy, at most enough for p_wanted units. An order that somebody else is
-- changing is passed over. Returns how many orders lost their units.
create or replace function orders.reclaim(p_type text, p_wanted integer)
returns integer language plpgsql as $$
begin
  return orders.end_lapsed(array(
    select o.id
    from orders.orders o
    where o.state = 'held' and o.expires_at <= now()
      and o.event = (select t.event from orders.ticket_types t where t.id = p_type)
      and o.lines @> jsonb_build_array(jsonb_build_object('ticketType', p_type))
    order by o.expires_at
    limit p_wanted
    for update skip locked));
end
$$;

-- Takes units off sale that a lowered quantity has no room for, as far as they are free by now; those that were held or sold
-- when the seller lowered it are taken when they come back, before anybody can have them again.
create or replace function orders.trim(p_type text)
returns void language plpgsql as $$
declare
  surplus integer;
begin
  select t.stocked - t.quantity into surplus
  from orders.ticket_types t where t.id = p_type and t.stocked > t.quantity for update;
  if surplus is null then
    return;
  end if;
  with gone as (
    delete from orders.units where id in (
      select id from orders.units where ticket_type = p_type and order_id is null
      order by rank limit surplus for update skip locked)
    returning id)
  update orders.ticket_types set stocked = stocked - (select count(*) from gone) where id = p_type;
end
$$;

-- Locks up to p_wanted free units of a type and returns their ids; fewer when there are not so many to be had now.
-- The pick starts at a random rank and wraps round once, so that buyers do not queue for the same rows.
create or replace function orders.pick(p_type text, p_wanted integer)
returns bigint[] language plpgsql as $$
declare
  picked bigint[];
  start_at real := random();
begin
  if exists (select from orders.ticket_types t where t.id = p_type and t.stocked > t.quantity) then
    -- What lapsed comes back first, so that it is taken off sale and not sold again.
    perform orders.reclaim(p_type, (select t.stocked - t.quantity from orders.ticket_types t where t.id = p_type));
    perform orders.trim(p_type);
  end if;
  picked := array(
    select id from orders.units
    where ticket_type = p_type and order_id is null and rank >= start_at
    order by rank limit p_wanted for update skip locked);
  if cardinality(picked) < p_wanted then
    picked := picked || array(
      select id from orders.units
      where ticket_type = p_type and order_id is null and rank < start_at
      order by rank limit p_wanted - cardinality(picked) for update skip locked);
  end if;
  if cardinality(picked) < p_wanted and orders.reclaim(p_type, p_wanted - cardinality(picked)) > 0 then
    picked := picked || array(
      select id from orders.units
      where ticket_type = p_type and order_id is null and id <> all (picked)
      order by rank limit p_wanted - cardinality(picked) for update skip locked);
  end if;
  return picked;
end
$$;

-- Why a type cannot give p_wanted units: `again` while somebody else is deciding over enough of them (SKIP LOCKED sees rows of
-- a neighbour who may yet roll back as taken), `sold-out` when there are not so many to decide over.
create or replace function orders.shortage(p_type text, p_wanted integer)
returns text language sql as $$
  select case when
    (select count(*) from (
      select from orders.units where ticket_type = p_type and order_id is null limit p_wanted) free)
    + (select coalesce(sum((line->>'quantity')::integer), 0)
       from (
         select o.lines from orders.orders o
         where o.state = 'held' and o.expires_at <= now()
           and o.event = (select t.event from orders.ticket_types t where t.id = p_type)
           and o.lines @> jsonb_build_array(jsonb_build_object('ticketType', p_type))
         limit p_wanted) lapsed
       cross join lateral jsonb_array_elements(lapsed.lines) line
       where line->>'ticketType' = p_type)
    >= p_wanted then 'again' else 'sold-out' end
$$;

-- Why the buyer may not have this, in words; the same for one and for many.
create or replace function orders.too_many(p_open integer)
returns text language sql immutable as $$
  select format('You already have %s holds for this event; pay for one or let one go first', p_open)
$$;

-- When a buyer of so many holds may have another one: who has let go of too many for one event within an hour waits until the
-- oldest of these is an hour old. p_let_go: when the hold was let go that is one too many, counted from the last one back.
create or replace function orders.cooling(p_let_go timestamptz)
returns jsonb language sql stable as $$
  select jsonb_build_object('outcome', 'cooling-down', 'seconds',
    ceil(extract(epoch from p_let_go + interval '1 hour' - now()))::integer)
$$;

-- How many tickets of an event a buyer has: on hold, being paid and paid, less what was given back and is theirs no more. Where
-- that is more than p_room, their holds that are over are ended, and count no more: until it is ended, such a hold may still be
-- paid, or extended by who began to in time, and its tickets would come on top of those that are given now. Null while somebody
-- else is changing one of them: then ask again. Called under the lock of this buyer and event.
create or replace function orders.tickets_of(p_buyer text, p_event text, p_room integer)
returns integer language plpgsql as $$
declare
  has integer;
  lapsed text[];
begin
  for attempt in 1 .. 2 loop
    select coalesce(sum(cardinality(b.units)), 0) - coalesce(sum(gone.units), 0),
      coalesce(array_agg(b.id) filter (where b.state = 'held' and b.expires_at <= now()), '{}')
    into has, lapsed
    from (select * from orders.orders b where b.buyer = p_buyer offset 0) b
    left join lateral (
      select sum(cardinality(r.units)) as units from orders.refunds r
      where b.state = 'paid' and r.order_id = b.id and r.freed_at is not null) gone on true
    where b.event = p_event and b.state in ('held', 'confirmed', 'paid');
    exit when has <= p_room or cardinality(lapsed) = 0;
    if attempt = 2 then
      return null;
    end if;
    perform orders.end_lapsed(array(
      select o.id from orders.orders o
      where o.id = any (lapsed) and o.state = 'held' and o.expires_at <= now() for update skip locked));
  end loop;
  return has;
end
$$;

-- Why the buyer may not have so many more, and how many they have.
create or replace function orders.beyond_person(p_limit integer, p_has integer)
returns jsonb language sql immutable as $$
  select jsonb_build_object('outcome', 'limit-per-person', 'limit', p_limit, 'has', p_has)
$$;

create or replace function orders.too_large(p_limit integer, p_name text)
returns text language sql immutable as $$
  select format('At most %s of "%s" go into one order', p_limit, p_name)
$$;

-- One request for one type: what orders.hold does, in the few small statements that it comes to when nobody travels along.
-- On the edge every request is such a one. tests/stories/holds.test.ts holds the two to the same answers.
create or replace function orders.hold_one(r jsonb)
returns jsonb language plpgsql as $$
declare
  max_open constant integer := 5;
  max_let_go constant integer := 10;
  buyer_id constant text := r->>'buyer';
  event_id constant text := r->>'event';
  wanted_type constant text := r->'items'->0->>'ticketType';
  wanted constant integer := (r->'items'->0->>'quantity')::integer;
  locked text;
  seen record;
  picked bigint[];
  start_at real := random();
  line jsonb;
  ends timestamptz;
  held record;
  has integer;
begin
  locked := pg_advisory_xact_lock(hashtextextended(buyer_id || event_id, 0));

  select e.id, e.seller, e.currency, e.hold_minutes, e.title, e.venue, e.city, e.starts_at, e.time_zone,
    e.cancelled_at is not null as cancelled, e.max_per_person, t.id as type, t.event, t.name, t.price, t.max_per_order, t.seated, t.stocked > t.quantity as surplus,
    t.on_sale and e.starts_at > now() and (t.sales_start_at is null or t.sales_start_at <= now())
      and (t.sales_end_at is null or t.sales_end_at > now()) as open,
    o.id as before, o.fingerprint, had.holds, had.tickets, had.let_go
  into seen
  from (select) one
  left join orders.events e on e.id = event_id
  left join orders.ticket_types t on t.id = wanted_type
  left join orders.orders o on o.buyer = buyer_id and o.idempotency_key = r->>'key'
  -- What the buyer has and had of this event, in one look at their orders.
  cross join lateral (
    select count(*) filter (where b.state = 'held' and b.expires_at > now()) as holds,
      -- More than they have, if anything: who stays within the limit even so need not be counted in earnest.
      coalesce(sum(cardinality(b.units))
        filter (where e.max_per_person is not null and b.state in ('held', 'confirmed', 'paid')), 0) as tickets,
      (array_agg(least(b.closed_at, b.expires_at) order by least(b.closed_at, b.expires_at) desc)
        filter (where b.because in ('expired', 'cancelled') or b.state = 'held' and b.expires_at <= now()))[max_let_go] as let_go
    from (select * from orders.orders b where b.buyer = buyer_id offset 0) b where b.event = event_id) had;

  if seen.before is not null then
    if seen.fingerprint <> r->>'fingerprint' then
      return jsonb_build_object('outcome', 'key-reused');
    end if;
    perform orders.let_anybody_tell(array[seen.before]);
    return jsonb_build_object('outcome', 'replayed', 'order',
      (select orders.view_order(o) from orders.orders o where o.id = seen.before));
  elsif seen.id is null then
    return jsonb_build_object('outcome', 'not-found');
  elsif seen.type is null or seen.event <> seen.id then
    return jsonb_build_object('outcome', 'not-found', 'ticketType', wanted_type);
  elsif seen.cancelled then
    return jsonb_build_object('outcome', 'event-cancelled');
  elsif not seen.open then
    return jsonb_build_object('outcome', 'not-on-sale', 'ticketType', wanted_type);
  elsif wanted > seen.max_per_order then
    return jsonb_build_object('outcome', 'limit-exceeded', 'ticketType', wanted_type,
      'detail', orders.too_large(seen.max_per_order, seen.name));
  elsif seen.holds >= max_open then
    return jsonb_build_object('outcome', 'limit-exceeded', 'detail', orders.too_many(max_open));
  elsif seen.let_go > now() - interval '1 hour' then
    return orders.cooling(seen.let_go);
  elsif r->'items'->0 ? 'seats' and not seen.seated then
    return jsonb_build_object('outcome', 'not-seated', 'ticketType', wanted_type);
  elsif seen.tickets + wanted > seen.max_per_person then
    has := orders.tickets_of(buyer_id, event_id, seen.max_per_person - wanted);
    if has is null then
      return jsonb_build_object('outcome', 'again');
    elsif has + wanted > seen.max_per_person then
      return orders.beyond_person(seen.max_per_person, has);
    end if;
  end if;

  if seen.seated then
    picked := orders.pick_seats(wanted_type, r->'items'->0, '{}');
    if cardinality(picked) < wanted then
      return orders.seat_shortage(wanted_type, r->'items'->0, picked) || jsonb_build_object('ticketType', wanted_type);
    end if;
  elsif not seen.surplus then
    picked := array(
      select id from orders.units
      where ticket_type = wanted_type and order_id is null and rank >= start_at
      order by rank limit wanted for update skip locked);
  end if;
  if picked is null or cardinality(picked) < wanted then
    picked := orders.pick(wanted_type, wanted);
    if cardinality(picked) < wanted then
      return jsonb_build_object('outcome', orders.shortage(wanted_type, wanted), 'ticketType', wanted_type);
    end if;
  end if;

  line := jsonb_build_object('ticketType', wanted_type, 'name', seen.name, 'quantity', wanted, 'price', seen.price);
  if seen.seated then
    line := line || jsonb_build_object('seats', orders.seat_names(picked));
  end if;
  ends := now() + make_interval(mins => seen.hold_minutes);
  with taken as (
    update orders.units set order_id = r->>'order' where id = any (picked)),
  told as (
    insert into orders.outbox (id, type, aggregate, version, traceparent, attempts, claimed_until, data)
    values (r->>'message', 'order.held', r->>'order', 1, r->>'traceparent', 1, now() + interval '5 seconds',
      jsonb_build_object('order', r->>'order', 'buyer', buyer_id, 'event', event_id, 'seller', seen.seller,
        'amount', seen.price * wanted, 'currency', seen.currency, 'expiresAt', ends))
    returning position)
  insert into orders.orders
    (id, buyer, event, state, lines, units, amount, currency, expires_at, idempotency_key, fingerprint)
  values (r->>'order', buyer_id, event_id, 'held', jsonb_build_array(line), picked, seen.price * wanted, seen.currency, ends, r->>'key', r->>'fingerprint')
  returning *, (select position from told) as message_position into held;

  return jsonb_build_object('outcome', 'held', 'position', held.message_position, 'more', orders.more_to_tell(), 'order', jsonb_build_object(
    'id', held.id, 'buyer', held.buyer, 'state', held.state, 'because', held.because, 'lines', held.lines,
    'amount', held.amount, 'currency', held.currency, 'heldAt', held.held_at, 'expiresAt', held.expires_at,
    'extensions', held.extensions, 'payment', held.payment, 'closedAt', held.closed_at, 'version', held.version, 'now', now(),
    'event', jsonb_build_object('id', seen.id, 'seller', seen.seller, 'title', seen.title, 'venue', seen.venue, 'city', seen.city,
      'startsAt', seen.starts_at, 'timeZone', seen.time_zone)));
end
$$;

-- Holds for 1..N requests in one call; an answer each, in order, all or nothing for each request by itself.
-- A request: {order, message, buyer, event, items, key, fingerprint, traceparent}; an item: {ticketType, quantity}, for seats
-- with names also {seats: [{section, row, seat}]} or {together: boolean}.
-- An answer: {outcome: held, order, position, more}, where `position` is that of the message in the outbox, which is the
-- caller's to publish in the next five seconds, and `more` says that messages about others wait as well;
-- {outcome: replayed, order}; or {outcome: key-reused|not-found|event-cancelled|not-on-sale|not-seated|limit-exceeded|
-- limit-per-person|sold-out|seats-taken|not-together|cooling-down|again, ticketType?, detail?, seats?, seconds?, limit?, has?};
-- `again` asks to be asked once more, in a moment.
-- Raises unique_violation when a request's key is being used by another call in this moment: then too, ask again.
create or replace function orders.hold(requests jsonb)
returns jsonb language plpgsql as $$
declare
  -- Nobody may lock up an event by opening one hold after another.
  max_open constant integer := 5;
  -- Nor by taking and dropping the same tickets again and again.
  max_let_go constant integer := 10;
  request jsonb[];
  let_go timestamptz[];
  -- Where there is a limit for a person: what it is, how much the request wants in all, and those before it that travel along.
  most integer[];
  wants integer[];
  before integer[];
  has integer[];
  outcome text[];
  detail text[];
  -- What the missing seats come to, where seats were asked for.
  shortage jsonb[];
  -- One type whose units are all alike: picked for all requests of the type together.
  single boolean[];
  type_of text[];
  quantity integer[];
  wanted record;
  picked bigint[];
  used integer;
  i integer;
  -- What was won: a unit each, and whose it is now; and where in there each request's own units begin, and how many they are.
  unit_ids bigint[] := '{}';
  owners text[] := '{}';
  first_unit integer[];
  unit_count integer[];
  held jsonb;
  moved bigint;
begin
  if jsonb_array_length(requests) = 1 and jsonb_array_length(requests->0->'items') = 1 then
    return jsonb_build_array(orders.hold_one(requests->0));
  end if;

  -- One buyer's requests for one event wait for each other, so that limits hold when they come all at once. Nobody else
  -- waits. Always in the same order, so that two calls cannot wait for each other in a circle.
  perform pg_advisory_xact_lock(locks.key) from (
    select distinct hashtextextended((value->>'buyer') || (value->>'event'), 0) as key
    from jsonb_array_elements(requests) order by 1) locks;

  -- What each request comes to before any unit is touched.
  with asked as (
    select r.ordinality as n, r.value as request, r.value->>'buyer' as buyer, r.value->>'event' as event,
      r.value->>'key' as key, jsonb_array_length(r.value->'items') = 1 as single,
      r.value->'items'->0->>'ticketType' as type, (r.value->'items'->0->>'quantity')::integer as quantity,
      r.value->'items'->0 ? 'seats' as named
    from jsonb_array_elements(requests) with ordinality r),
  judged as (
    select a.*, coalesce(t.seated, false) as seated,
      case
        when o.id is not null then
          case when o.fingerprint = a.request->>'fingerprint' then 'replayed' else 'key-reused' end
        when e.id is null then 'not-found'
        when e.cancelled_at is not null and (not a.single or t.event = e.id) then 'event-cancelled'
        when not a.single then coalesce(bad.outcome, 'wanted')
        when t.id is null or t.event <> e.id then 'not-found'
        when not t.on_sale or e.starts_at <= now() or t.sales_start_at > now() or t.sales_end_at <= now() then 'not-on-sale'
        when a.quantity > t.max_per_order then 'limit-exceeded'
        when a.named and not t.seated then 'not-seated'
        else 'wanted'
      end as outcome, e.max_per_person,
      case when e.max_per_person is not null then
        (select sum((item->>'quantity')::integer)::integer from jsonb_array_elements(a.request->'items') item) end as wants,
      case when o.id is not null then o.id when a.single then a.type else bad.detail end as detail
    from asked a
    -- "offset 0" makes each a look-up by key, one for each request. Left to itself, the planner, who knows nothing of the size
    -- of tables in the first minute of a sale, reads all orders there are beside a batch.
    left join lateral (select o.id, o.fingerprint from orders.orders o
      where o.buyer = a.buyer and o.idempotency_key = a.key offset 0) o on true
    left join lateral (select e.id, e.starts_at, e.cancelled_at, e.max_per_person from orders.events e where e.id = a.event offset 0) e on true
    left join lateral (select t.* from orders.ticket_types t where t.id = a.type offset 0) t on true
    -- Of several types, the first that stands in the way.
    left join lateral (
      select v.outcome, v.detail
      from rows from (jsonb_to_recordset(a.request->'items') as ("ticketType" text, quantity integer, seats jsonb))
        with ordinality as item("ticketType", quantity, seats, n)
      left join orders.ticket_types t on t.id = item."ticketType"
      cross join lateral (values
        (1, 'not-found', t.id is null or t.event <> e.id, item."ticketType"),
        (2, 'not-on-sale', not t.on_sale or e.starts_at <= now() or t.sales_start_at > now() or t.sales_end_at <= now(),
          item."ticketType"),
        (3, 'limit-exceeded', item.quantity > t.max_per_order, item."ticketType"),
        (4, 'not-seated', item.seats is not null and not t.seated, item."ticketType")
      ) as v(rank, outcome, applies, detail)
      where v.applies
      order by v.rank, item.n limit 1) bad on not a.single),
  counted as (
    select j.*,
      row_number() over (partition by j.buyer, j.key order by j.n) as nth_of_key,
      count(*) filter (where j.outcome = 'wanted') over earlier as before,
      coalesce(sum(j.wants) filter (where j.outcome = 'wanted') over earlier, 0)::integer as wanted_before,
      had.open, had.tickets, had.let_go
    from judged j
    cross join lateral (
      select count(*) filter (where b.state = 'held' and b.expires_at > now()) as open,
        coalesce(sum(cardinality(b.units))
          filter (where j.max_per_person is not null and b.state in ('held', 'confirmed', 'paid')), 0) as tickets,
        (array_agg(least(b.closed_at, b.expires_at) order by least(b.closed_at, b.expires_at) desc)
          filter (where b.because in ('expired', 'cancelled') or b.state = 'held' and b.expires_at <= now()))[max_let_go] as let_go
      from (select * from orders.orders b where b.buyer = j.buyer offset 0) b where b.event = j.event) had
    window earlier as (partition by j.buyer, j.event order by j.n rows between unbounded preceding and 1 preceding))
  select array_agg(c.request order by c.n), array_agg(c.single and not c.seated order by c.n), array_agg(c.type order by c.n),
    array_agg(c.quantity order by c.n), array_agg(c.detail order by c.n),
    array_agg(case
      when c.outcome <> 'wanted' then c.outcome
      -- The same request twice in one call: the first is answered now, the other finds that answer when it asks again.
      when c.nth_of_key > 1 then 'again'
      when c.open + c.before >= max_open then 'too-many-holds'
      when c.let_go > now() - interval '1 hour' then 'cooling-down'
      when c.tickets + c.wanted_before + c.wants > c.max_per_person then 'near-limit'
      else 'wanted' end order by c.n), array_agg(c.let_go order by c.n),
    array_agg(c.max_per_person order by c.n), array_agg(c.wants order by c.n), array_agg(c.wanted_before order by c.n)
  into request, single, type_of, quantity, detail, outcome, let_go, most, wants, before
  from counted c;
  first_unit := array_fill(0, array[cardinality(request)]);
  unit_count := first_unit;

  -- Who may be beyond the limit for a person is counted in earnest.
  for i in select w.n from unnest(outcome) with ordinality as w(outcome, n) where w.outcome = 'near-limit' order by w.n loop
    has[i] := orders.tickets_of(request[i]->>'buyer', request[i]->>'event', most[i] - before[i] - wants[i]);
    outcome[i] := case
      when has[i] + wants[i] > most[i] then 'limit-per-person'
      -- Those before it may get nothing, and then it is within the limit.
      when has[i] is null or has[i] + before[i] + wants[i] > most[i] then 'again'
      else 'wanted' end;
  end loop;

  -- Units for all requests of one type at once, types always in the same order.
  for wanted in
    select w.type, sum(w.quantity)::integer as total, array_agg(w.n::integer order by w.n) as members
    from unnest(type_of, quantity, outcome, single) with ordinality as w(type, quantity, outcome, single, n)
    where w.outcome = 'wanted' and w.single
    group by w.type order by w.type
  loop
    picked := orders.pick(wanted.type, wanted.total);
    used := 0;
    foreach i in array wanted.members loop
      -- Not by a running sum: a large request that does not fit leaves what there is to smaller ones behind it.
      if used + quantity[i] <= cardinality(picked) then
        first_unit[i] := cardinality(unit_ids) + 1;
        unit_count[i] := quantity[i];
        unit_ids := unit_ids || picked[used + 1 : used + quantity[i]];
        owners := owners || array_fill(request[i]->>'order', array[quantity[i]]);
        used := used + quantity[i];
        outcome[i] := 'held';
      else
        outcome[i] := 'short';
        detail[i] := wanted.type;
      end if;
    end loop;
  end loop;

  -- Requests for several types or for seats, one after another: each takes all it wants or nothing.
  for i in select w.n from unnest(outcome, single) with ordinality as w(outcome, single, n)
    where w.outcome = 'wanted' and not w.single order by w.n
  loop
    declare
      mine bigint[] := '{}';
    begin
      for wanted in
        select t.id as type, (item->>'quantity')::integer as quantity, t.seated, item
        from jsonb_array_elements(request[i]->'items') item
        cross join lateral (select t.id, t.seated from orders.ticket_types t where t.id = item->>'ticketType' offset 0) t
        order by 1
      loop
        if wanted.seated then
          picked := orders.pick_seats(wanted.type, wanted.item, unit_ids);
        else
          -- More than it needs is locked, because what was given to the requests before it is not written yet.
          picked := array(
            select p.id from unnest(orders.pick(wanted.type, wanted.quantity + cardinality(unit_ids))) p(id)
            where p.id <> all (unit_ids) limit wanted.quantity);
        end if;
        if cardinality(picked) < wanted.quantity then
          outcome[i] := 'short';
          detail[i] := wanted.type;
          quantity[i] := wanted.quantity;
          shortage[i] := case when wanted.seated then orders.seat_shortage(wanted.type, wanted.item, picked) end;
          exit;
        end if;
        mine := mine || picked;
      end loop;
      if outcome[i] = 'wanted' then
        outcome[i] := 'held';
        first_unit[i] := cardinality(unit_ids) + 1;
        unit_count[i] := cardinality(mine);
        unit_ids := unit_ids || mine;
        owners := owners || array_fill(request[i]->>'order', array[cardinality(mine)]);
      end if;
    end;
  end loop;

  -- Everything that was won, in one statement: units, orders with their price frozen, messages.
  if cardinality(unit_ids) > 0 then
    with taken as (
      update orders.units u set order_id = g.order_id
      from unnest(unit_ids, owners) as g(id, order_id) where u.id = g.id
      returning u.id),
    won as materialized (
      select w.r, w.r->>'order' as id, w.r->>'buyer' as buyer, unit_ids[w.first : w.first + w.count - 1] as units,
        l.lines, l.amount, e.*, now() + make_interval(mins => e.hold_minutes) as ends
      from unnest(request, outcome, single, type_of, quantity, first_unit, unit_count)
        as w(r, outcome, single, type, quantity, first, count)
      cross join lateral (
        select e.id as event, e.seller, e.currency, e.hold_minutes, jsonb_build_object('id', e.id, 'seller', e.seller,
          'title', e.title, 'venue', e.venue, 'city', e.city, 'startsAt', e.starts_at, 'timeZone', e.time_zone) as shown
        from orders.events e where e.id = w.r->>'event' offset 0) e
      cross join lateral (
        select jsonb_build_array(jsonb_build_object('ticketType', t.id, 'name', t.name, 'quantity', w.quantity, 'price', t.price))
            as lines, t.price::bigint * w.quantity as amount
        from orders.ticket_types t where w.single and t.id = w.type
        union all
        select jsonb_agg(jsonb_build_object('ticketType', t.id, 'name', t.name, 'quantity', item.quantity, 'price', t.price)
            || case when t.seated then jsonb_build_object('seats', orders.seat_names(array(
                 select u.id from orders.units u
                 where u.id = any (unit_ids[w.first : w.first + w.count - 1]) and u.ticket_type = t.id)))
               else '{}' end
            order by t.id), sum(t.price::bigint * item.quantity)
        from jsonb_to_recordset(w.r->'items') as item("ticketType" text, quantity integer)
        cross join lateral (select * from orders.ticket_types t where t.id = item."ticketType" offset 0) t
        where not w.single having not w.single) l
      where w.outcome = 'held'),
    written as (
      insert into orders.orders
        (id, buyer, event, state, lines, units, amount, currency, expires_at, idempotency_key, fingerprint)
      select w.id, w.buyer, w.event, 'held', w.lines, w.units, w.amount, w.currency, w.ends, w.r->>'key', w.r->>'fingerprint'
      from won w),
    told as (
      insert into orders.outbox (id, type, aggregate, version, traceparent, attempts, claimed_until, data)
      select w.r->>'message', 'order.held', w.id, 1, w.r->>'traceparent', 1, now() + interval '5 seconds',
        jsonb_build_object('order', w.id, 'buyer', w.buyer, 'event', w.event, 'seller', w.seller, 'amount', w.amount,
          'currency', w.currency, 'expiresAt', w.ends)
      from won w
      returning aggregate, position)
    -- As orders.view_order has it; a call of it for each row costs a tenth of the hold.
    select jsonb_object_agg(w.id, jsonb_build_object('outcome', 'held', 'position', t.position, 'more', orders.more_to_tell(), 'order', jsonb_build_object(
      'id', w.id, 'buyer', w.buyer, 'state', 'held', 'because', null, 'lines', w.lines, 'amount', w.amount,
      'currency', w.currency, 'heldAt', now(), 'expiresAt', w.ends, 'extensions', 0, 'payment', null, 'closedAt', null,
      'version', 1, 'now', now(), 'event', w.shown))), (select count(*) from taken)
    into held, moved from won w join told t on t.aggregate = w.id;
    -- A type that several requests of this call want is picked from several times, and a seller may lower its quantity in
    -- between: then a later pick has taken off sale what an earlier one was given. The requests are asked again one by one.
    if moved < cardinality(unit_ids) then
      raise exception 'units went off sale meanwhile' using errcode = 'integrity_constraint_violation';
    end if;
  end if;

  if 'replayed' = any (outcome) then
    perform orders.let_anybody_tell(array(
      select w.detail from unnest(outcome, detail) as w(outcome, detail) where w.outcome = 'replayed'));
  end if;

  return (
    select jsonb_agg(case w.outcome
      when 'held' then held->(request[w.n]->>'order')
      when 'replayed' then jsonb_build_object('outcome', 'replayed', 'order',
        (select orders.view_order(o) from orders.orders o where o.id = w.detail))
      when 'short' then coalesce(shortage[w.n], jsonb_build_object('outcome', orders.shortage(w.detail, quantity[w.n])))
        || jsonb_build_object('ticketType', w.detail)
      when 'too-many-holds' then jsonb_build_object('outcome', 'limit-exceeded', 'detail', orders.too_many(max_open))
      when 'cooling-down' then orders.cooling(let_go[w.n])
      when 'limit-per-person' then orders.beyond_person(most[w.n], has[w.n])
      when 'limit-exceeded' then jsonb_build_object('outcome', 'limit-exceeded', 'ticketType', w.detail, 'detail',
        (select orders.too_large(t.max_per_order, t.name) from orders.ticket_types t where t.id = w.detail))
      else jsonb_strip_nulls(jsonb_build_object('outcome', w.outcome, 'ticketType',
        case when w.outcome in ('not-found', 'not-on-sale', 'not-seated') then w.detail end))
      end order by w.n)
    from unnest(outcome, detail) with ordinality as w(outcome, detail, n));
end
$$;

-- Brings what is on sale up to date from one message of tickets. More units are added at once; fewer are taken away only
-- while they are free. Sold and held ones are never touched.
create or replace function orders.put_on_sale(e jsonb)
returns void language plpgsql as $$
declare
  t record;
  there bigint;
begin
  insert into orders.events (id, seller, title, venue, city, starts_at, time_zone, currency, hold_minutes, max_per_person)
  values (e->>'event', e->>'seller', e->>'title', e->>'venue', e->>'city', (e->>'startsAt')::timestamptz,
    e->>'timeZone', e->>'currency', (e->>'holdMinutes')::integer, (e->>'maxPerPerson')::integer)
  on conflict (id) do update set title = excluded.title, venue = excluded.venue, city = excluded.city,
    starts_at = excluded.starts_at, time_zone = excluded.time_zone, hold_minutes = excluded.hold_minutes,
    max_per_person = excluded.max_per_person;
  -- Whatever is said about it: what was cancelled is not on sale again.
  if exists (select from orders.events c where c.id = e->>'event' and c.cancelled_at is not null) then
    return;
  end if;

  update orders.ticket_types set on_sale = false
  where event = e->>'event'
    and id not in (select value->>'id' from jsonb_array_elements(e->'ticketTypes'));

  for t in
    select * from jsonb_to_recordset(e->'ticketTypes') as x(id text, name text, price integer, quantity integer,
      "maxPerOrder" integer, "salesStartAt" timestamptz, "salesEndAt" timestamptz, seats jsonb)
  loop
    insert into orders.ticket_types (id, event, name, price, quantity, max_per_order, sales_start_at, sales_end_at, seated)
    values (t.id, e->>'event', t.name, t.price, t.quantity, t."maxPerOrder", t."salesStartAt", t."salesEndAt",
      coalesce(jsonb_typeof(t.seats) = 'array', false))
    on conflict (id) do update set name = excluded.name, price = excluded.price, quantity = excluded.quantity,
      max_per_order = excluded.max_per_order, sales_start_at = excluded.sales_start_at,
      sales_end_at = excluded.sales_end_at, on_sale = true;
    select stocked into there from orders.ticket_types where id = t.id for update;
    if (select seated from orders.ticket_types where id = t.id) then
      perform orders.put_seats(t.id, t.seats);
      update orders.ticket_types set stocked = t.quantity where id = t.id;
    elsif there < t.quantity then
      insert into orders.units (ticket_type) select t.id from generate_series(1, t.quantity - there);
      update orders.ticket_types set stocked = t.quantity where id = t.id;
    else
      perform orders.trim(t.id);
    end if;
  end loop;
end
$$;
