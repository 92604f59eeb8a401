-- What a cancelled event leaves behind: holds that end, and buyers who are paid back.

-- Takes an event off sale for good, in the one statement that everything else follows from. Again it changes nothing.
create or replace function orders.cancel_event(p_event text, p_reason text)
returns void language plpgsql as $$
begin
  update orders.events set cancelled_at = now(), cancel_reason = p_reason where id = p_event and cancelled_at is null;
  update orders.ticket_types set on_sale = false where event = p_event and on_sale;
end
$$;

-- Which units of an order are not in any of its refunds yet, in the order they have there.
create or replace function orders.units_left(o orders.orders)
returns bigint[] language sql stable as $$
  select array(
    select own.id from unnest(o.units) with ordinality own(id, n)
    where not exists (select from orders.refunds r where r.order_id = o.id and own.id = any (r.units))
    order by own.n)
$$;

-- One batch for a cancelled event: ends up to p_limit holds, and asks for the refund of everything left of up to p_limit paid
-- orders after p_after, each with its message. What somebody else is changing is passed over and comes next time; so does what
-- is disputed, over which the bank decides. What costs nothing is given back at once. Safe to run anywhere, any number at once.
-- Returns {ended, asked, after}: how many, and from where to go on; `after` is null once there is nothing further on.
create or replace function orders.pay_back(p_event text, p_limit integer, p_after text, p_traceparent text)
returns jsonb language plpgsql as $$
declare
  ended integer;
  asked integer := 0;
  chosen text[];
begin
  if not exists (select from orders.events e where e.id = p_event and e.cancelled_at is not null) then
    raise exception 'event % is not cancelled', p_event;
  end if;

  with over as materialized (
    select o.id, o.expires_at <= now() as lapsed from orders.orders o
    where o.event = p_event and o.state = 'held'
    order by o.expires_at limit p_limit for update skip locked),
  released as (
    update orders.orders o
    set state = 'released', because = case when over.lapsed then 'expired' else 'event-cancelled' end, closed_at = now(),
      version = o.version + 1
    from over where o.id = over.id
    returning o.id, o.version, o.units, o.because),
  freed as (
    update orders.units u set order_id = null
    from released r cross join lateral unnest(r.units) as gone(id) where u.id = gone.id),
  told as (
    insert into orders.outbox (id, type, aggregate, version, traceparent, data)
    select 'mes_' || replace(uuidv7()::text, '-', ''), 'order.released', r.id, r.version, p_traceparent,
      jsonb_build_object('order', r.id, 'because', r.because)
    from released r)
  select count(*) into ended from released;

  -- Locked first and looked at afterwards, by another statement: a refund that was written while this one came to the lock is
  -- seen only by one that begins under it.
  chosen := array(
    select o.id from orders.orders o
    where o.event = p_event and o.state = 'paid' and o.frozen_at is null and o.id > p_after
      and cardinality(orders.units_left(o)) > 0
    order by o.id limit p_limit for update skip locked);

  with due as materialized (
    select o.id, o.version, o.currency, o.payment, orders.subject_of(o) as subject, l.units, l.amount as owed, n.count as had,
      'rfd_' || replace(uuidv7()::text, '-', '') as refund
    from orders.orders o
    cross join lateral (select orders.units_left(o) as units, o.amount - coalesce(
      (select sum(r.amount) from orders.refunds r where r.order_id = o.id), 0)::integer as amount) l
    cross join lateral (select coalesce(sum(cardinality(r.units)), 0)::integer as count
      from orders.refunds r where r.order_id = o.id and r.freed_at is not null) n
    where o.id = any (chosen) and cardinality(l.units) > 0),
  written as (
    insert into orders.refunds (id, order_id, because, reason, amount, units, restock, state, freed_at)
    select d.refund, d.id, 'event-cancelled', e.cancel_reason, d.owed, d.units, 'withdrawn',
      case when d.owed > 0 then 'asked' else 'done' end, case when d.owed = 0 then now() end
    from due d cross join orders.events e where e.id = p_event),
  moved as (
    update orders.orders o set version = o.version + 1,
      state = case when d.owed = 0 and d.had + cardinality(d.units) = cardinality(o.units) then 'refunded' else o.state end
    from due d where o.id = d.id
    returning o.id, o.version, o.state),
  told as (
    insert into orders.outbox (id, type, aggregate, version, traceparent, data)
    select 'mes_' || replace(uuidv7()::text, '-', ''),
      case when d.owed > 0 then 'order.refund-asked' else 'order.refunded' end, d.id, m.version, p_traceparent,
      jsonb_build_object('order', d.id, 'refund', d.refund, 'amount', d.owed, 'currency', d.currency,
        'because', 'event-cancelled', 'subject', d.subject)
        || case when d.owed > 0
          then jsonb_build_object('payment', d.payment, 'attempt', 1)
          else jsonb_build_object('units', cardinality(d.units), 'whole', m.state = 'refunded',
            'reason', d.subject->>'cancelled') end
    from due d join moved m on m.id = d.id)
  select count(*) into asked from due;

  -- Nothing can become due any more once no order is on its way. A statement that began before the event was cancelled may
  -- still write one: it has seconds, and is given a minute.
  if cardinality(chosen) = 0 then
    update orders.events e set paid_back_at = now()
    where e.id = p_event and e.paid_back_at is null and e.cancelled_at < now() - interval '1 minute'
      and not exists (select from orders.orders o where o.event = p_event and o.state = 'held')
      and not exists (select from orders.orders o where o.event = p_event and o.state = 'confirmed')
      and not exists (select from orders.orders o where o.event = p_event and o.state = 'paid' and o.frozen_at is null
        and cardinality(orders.units_left(o)) > 0);
  end if;

  return jsonb_build_object('ended', ended, 'asked', asked,
    'after', case when cardinality(chosen) = p_limit then chosen[p_limit] when ended = p_limit then p_after end);
end
$$;
