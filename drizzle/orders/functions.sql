-- The hold engine. Everything about time is the database's now(); everything about stock is decided under row locks here.

-- An order as the service reads it: the row, its event, and the clock that the row must be judged by.
create or replace function orders.view_order(o orders.orders)
returns jsonb language sql stable as $$
  select jsonb_build_object(
    'id', o.id, 'buyer', o.buyer, 'state', o.state, 'because', o.because, 'lines', o.lines, 'amount', o.amount,
    'currency', o.currency, 'heldAt', o.held_at, 'expiresAt', o.expires_at, 'extensions', o.extensions,
    'payment', o.payment, 'closedAt', o.closed_at, 'version', o.version, 'now', now(),
    'event', (select jsonb_build_object('id', e.id, 'title', e.title, 'venue', e.venue, 'city', e.city,
                'startsAt', e.starts_at, 'timeZone', e.time_zone)
              from orders.events e where e.id = o.event))
$$;

-- Gives back what lapsed holds of a ticket type still occupy, at most enough for p_wanted units: the orders that lost them
-- become released(expired) and say so, in this very statement. An order that somebody else is changing is passed over for
-- the next one: many who come at once for many lapsed units must not all look at the oldest.
create or replace function orders.reclaim(p_type text, p_wanted integer)
returns integer language plpgsql as $$
declare
  lost text[];
begin
  with lapsed as materialized (
    select o.id
    from orders.units u join orders.orders o on o.id = u.order_id
    where u.ticket_type = p_type and u.state = 'held' and u.held_until <= now()
      and o.state = 'held' and o.expires_at <= now()
    order by u.held_until
    limit p_wanted
    for update of o skip locked),
  released as (
    update orders.orders o
    set state = 'released', because = 'expired', closed_at = now(), version = o.version + 1
    where o.id in (select id from lapsed)
    returning o.id, o.version),
  told as (
    insert into orders.outbox (id, type, aggregate, version, data)
    select 'mes_' || replace(uuidv7()::text, '-', ''), 'order.released', r.id, r.version,
      jsonb_build_object('order', r.id, 'because', 'expired')
    from released r)
  select array_agg(id) into lost from released;
  if lost is null then
    return 0;
  end if;
  update orders.units set state = 'free', order_id = null, held_until = null where order_id = any (lost);
  return cardinality(lost);
end
$$;

-- Takes p_quantity free units of a type for an order, all or none; true when they were taken.
-- The pick starts at a random rank and wraps round once, so that buyers do not queue for the same rows. SKIP LOCKED sees rows
-- of a neighbour who may yet roll back as taken; so before "no" is said it looks once more, if there is anything to look at.
create or replace function orders.take(p_type text, p_quantity integer, p_order text, p_until timestamptz)
returns boolean language plpgsql as $$
declare
  picked bigint[];
  start_at real := random();
  tries integer := 0;
begin
  loop
    select coalesce(array_agg(id), '{}') into picked from (
      select id from orders.units
      where ticket_type = p_type and state = 'free' and rank >= start_at
      order by rank limit p_quantity for update skip locked) ahead;
    if cardinality(picked) < p_quantity then
      select picked || coalesce(array_agg(id), '{}') into picked from (
        select id from orders.units
        where ticket_type = p_type and state = 'free' and rank < start_at
        order by rank limit p_quantity - cardinality(picked) for update skip locked) behind;
    end if;
    if cardinality(picked) = p_quantity then
      update orders.units set state = 'held', order_id = p_order, held_until = p_until where id = any (picked);
      return true;
    end if;
    if orders.reclaim(p_type, p_quantity - cardinality(picked)) > 0 then
      continue;
    end if;
    tries := tries + 1;
    -- Each half by its own index; as one condition with "or" it would read every unit of a sold-out event for every "no".
    if tries > 2 or not exists (
      select from (
        select from orders.units where ticket_type = p_type and state = 'free'
        union all
        select from orders.units where ticket_type = p_type and state = 'held' and held_until <= now()) there
      offset p_quantity - 1) then
      return false;
    end if;
    perform pg_sleep(0.02);
  end loop;
end
$$;

-- One request for a hold: {order, message, buyer, event, items: [{ticketType, quantity}], key, fingerprint, traceparent}.
-- Answers {outcome: held|replayed, order} or {outcome: key-reused|not-found|not-on-sale|limit-exceeded|sold-out, …}.
create or replace function orders.hold_one(r jsonb)
returns jsonb language plpgsql as $$
declare
  existing orders.orders;
  held orders.orders;
  event orders.events;
  item record;
  until timestamptz;
  total bigint;
  frozen jsonb;
  -- Nobody may lock up an event by opening one hold after another.
  max_open constant integer := 5;
begin
  -- One buyer's requests for one event wait for each other, so that limits hold when they come all at once, and a request
  -- that comes twice finds what the first has done. Nobody else waits.
  perform pg_advisory_xact_lock(hashtextextended((r->>'buyer') || (r->>'event'), 0));
  select * into existing from orders.orders where buyer = r->>'buyer' and idempotency_key = r->>'key';
  if found then
    if existing.fingerprint <> r->>'fingerprint' then
      return jsonb_build_object('outcome', 'key-reused');
    end if;
    return jsonb_build_object('outcome', 'replayed', 'order', orders.view_order(existing));
  end if;

  select * into event from orders.events where id = r->>'event';
  if not found then
    return jsonb_build_object('outcome', 'not-found');
  end if;

  if (select count(*) from orders.orders o where o.buyer = r->>'buyer' and o.event = r->>'event'
      and o.state = 'held' and o.expires_at > now()) >= max_open then
    return jsonb_build_object('outcome', 'limit-exceeded', 'detail',
      format('You already have %s holds for this event; pay for one or let one go first', max_open));
  end if;

  for item in
    select wanted."ticketType", wanted.quantity, t.id, t.name, t.max_per_order, t.on_sale, t.event,
      t.sales_start_at, t.sales_end_at
    from jsonb_to_recordset(r->'items') as wanted("ticketType" text, quantity integer)
    left join orders.ticket_types t on t.id = wanted."ticketType"
  loop
    if item.id is null or item.event <> event.id then
      return jsonb_build_object('outcome', 'not-found', 'ticketType', item."ticketType");
    elsif not item.on_sale or event.starts_at <= now()
      or item.sales_start_at > now() or item.sales_end_at <= now() then
      return jsonb_build_object('outcome', 'not-on-sale', 'ticketType', item.id);
    elsif item.quantity > item.max_per_order then
      return jsonb_build_object('outcome', 'limit-exceeded', 'ticketType', item.id, 'detail',
        format('At most %s of "%s" go into one order', item.max_per_order, item.name));
    end if;
  end loop;

  until := now() + make_interval(mins => event.hold_minutes);
  select sum(t.price::bigint * wanted.quantity),
    jsonb_agg(jsonb_build_object('ticketType', t.id, 'name', t.name, 'quantity', wanted.quantity, 'price', t.price)
      order by t.id)
  into total, frozen
  from jsonb_to_recordset(r->'items') as wanted("ticketType" text, quantity integer)
  join orders.ticket_types t on t.id = wanted."ticketType";

  begin
    insert into orders.orders (id, buyer, event, state, lines, amount, currency, expires_at, idempotency_key, fingerprint)
    values (r->>'order', r->>'buyer', event.id, 'held', frozen, total, event.currency, until, r->>'key', r->>'fingerprint')
    returning * into held;
    -- Always in the same order, so that two orders for the same types cannot wait for each other in a circle.
    for item in select line->>'ticketType' as id, (line->>'quantity')::integer as quantity
      from jsonb_array_elements(frozen) line
    loop
      if not orders.take(item.id, item.quantity, held.id, until) then
        raise exception 'sold out' using errcode = 'HF005', detail = item.id;
      end if;
    end loop;
    insert into orders.outbox (id, type, aggregate, version, traceparent, data)
    values (r->>'message', 'order.held', held.id, held.version, r->>'traceparent', jsonb_build_object('order', held.id,
      'buyer', held.buyer, 'event', held.event, 'amount', held.amount, 'currency', held.currency, 'expiresAt', held.expires_at));
  exception
    when sqlstate 'HF005' then
      declare
        which text;
      begin
        get stacked diagnostics which = pg_exception_detail;
        return jsonb_build_object('outcome', 'sold-out', 'ticketType', which);
      end;
    when unique_violation then
      -- The same key at the same moment, from another connection, and that one was first.
      select * into existing from orders.orders where buyer = r->>'buyer' and idempotency_key = r->>'key';
      if not found then
        raise;
      elsif existing.fingerprint <> r->>'fingerprint' then
        return jsonb_build_object('outcome', 'key-reused');
      end if;
      return jsonb_build_object('outcome', 'replayed', 'order', orders.view_order(existing));
  end;
  return jsonb_build_object('outcome', 'held', 'order', orders.view_order(held));
end
$$;

-- Holds for 1..N requests in one call; an answer each, in order. Each request is all or nothing for itself. They are carried
-- out in the order of their buyers, so that two calls for the same buyers cannot wait for each other in a circle.
create or replace function orders.hold(requests jsonb)
returns jsonb language sql as $$
  with sorted as materialized (
    select value, ordinality from jsonb_array_elements(requests) with ordinality
    order by value->>'buyer', value->>'event', ordinality),
  answered as materialized (select orders.hold_one(value) as answer, ordinality from sorted)
  select coalesce(jsonb_agg(answer order by ordinality), '[]') from answered
$$;

-- Brings what is on sale up to date from one message of tickets. More units are added at once; fewer are taken away only
-- while they are free. Sold and held ones are never touched.
create or replace function orders.put_on_sale(e jsonb)
returns void language plpgsql as $$
declare
  t record;
  there bigint;
begin
  insert into orders.events (id, seller, title, venue, city, starts_at, time_zone, currency, hold_minutes)
  values (e->>'event', e->>'seller', e->>'title', e->>'venue', e->>'city', (e->>'startsAt')::timestamptz,
    e->>'timeZone', e->>'currency', (e->>'holdMinutes')::integer)
  on conflict (id) do update set title = excluded.title, venue = excluded.venue, city = excluded.city,
    starts_at = excluded.starts_at, time_zone = excluded.time_zone, hold_minutes = excluded.hold_minutes;

  update orders.ticket_types set on_sale = false
  where event = e->>'event'
    and id not in (select value->>'id' from jsonb_array_elements(e->'ticketTypes'));

  for t in
    select * from jsonb_to_recordset(e->'ticketTypes') as x(id text, name text, price integer, quantity integer,
      "maxPerOrder" integer, "salesStartAt" timestamptz, "salesEndAt" timestamptz)
  loop
    insert into orders.ticket_types (id, event, name, price, quantity, max_per_order, sales_start_at, sales_end_at)
    values (t.id, e->>'event', t.name, t.price, t.quantity, t."maxPerOrder", t."salesStartAt", t."salesEndAt")
    on conflict (id) do update set name = excluded.name, price = excluded.price, quantity = excluded.quantity,
      max_per_order = excluded.max_per_order, sales_start_at = excluded.sales_start_at,
      sales_end_at = excluded.sales_end_at, on_sale = true;
    select count(*) into there from orders.units where ticket_type = t.id;
    if there < t.quantity then
      insert into orders.units (ticket_type) select t.id from generate_series(1, t.quantity - there);
    elsif there > t.quantity then
      delete from orders.units where id in (
        select id from orders.units where ticket_type = t.id and state = 'free'
        order by rank limit there - t.quantity for update skip locked);
    end if;
  end loop;
end
$$;
