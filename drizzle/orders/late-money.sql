-- Money that comes after the end: an order whose hold has lapsed gets units after all, if they are still to be had.

-- Locks what one line of a lapsed order asks for: its own units where all of them are free, else as many equal ones, side by
-- side where its own were. Returns {units, same}, or {outcome} as orders.shortage and orders.seat_shortage have it.
create or replace function orders.retake_line(p_type text, p_units bigint[])
returns jsonb language plpgsql as $$
declare
  wanted constant integer := cardinality(p_units);
  own bigint[];
  equal bigint[];
  seated boolean;
  surplus integer;
  item jsonb;
begin
  select t.seated, t.stocked - t.quantity into seated, surplus from orders.ticket_types t where t.id = p_type and t.on_sale;
  if not found then
    return jsonb_build_object('outcome', 'not-on-sale');
  elsif surplus > 0 then
    -- As in orders.pick: what there is no room for leaves before anybody can have it.
    perform orders.reclaim(p_type, surplus);
    perform orders.trim(p_type);
  end if;

  for attempt in 1 .. 2 loop
    own := array(
      select u.id from unnest(p_units) with ordinality mine(id, n)
      join orders.units u on u.id = mine.id
      where u.order_id is null and not u.withdrawn
      order by mine.n for update of u skip locked);
    if cardinality(own) = wanted then
      return jsonb_build_object('units', to_jsonb(own), 'same', true);
    end if;
    exit when attempt = 2;
    -- Whoever has the others may have them no longer.
    exit when orders.end_lapsed(array(
      select o.id from orders.orders o
      where o.id in (select u.order_id from orders.units u where u.id = any (p_units))
        and o.state = 'held' and o.expires_at <= now()
      for update skip locked)) = 0;
  end loop;

  if seated then
    select jsonb_build_object('quantity', wanted, 'together',
      count(distinct u.seat_row) = 1 and max(u.seat) - min(u.seat) = wanted - 1)
    into item from orders.units u where u.id = any (p_units);
    equal := orders.pick_seats(p_type, item, '{}');
    if cardinality(equal) < wanted then
      return orders.seat_shortage(p_type, item, equal);
    end if;
    equal := array(select u.id from orders.units u where u.id = any (equal) order by u.rank, u.seat);
  else
    equal := orders.pick(p_type, wanted);
    if cardinality(equal) < wanted then
      return jsonb_build_object('outcome', orders.shortage(p_type, wanted));
    end if;
  end if;
  return jsonb_build_object('units', to_jsonb(equal), 'same', false);
end
$$;

-- Decides over a payment that was authorised for a lapsed order, in one statement: the order is confirmed with its own units or
-- with equal ones, all or nothing, or the payment is refused; and says so. Raises HF004 (see common.sql) when the order is no
-- longer what the caller has read, or somebody else is deciding over what is missing in this moment: then ask again.
-- Returns same|equal|refused.
create or replace function orders.retake(p_order text, p_version integer, p_payment text, p_message text, p_traceparent text)
returns text language plpgsql as $$
declare
  o orders.orders;
  line record;
  got jsonb;
  mine bigint[];
  won bigint[] := '{}';
  taken jsonb := '[]';
  used integer := 0;
  how text := 'same';
  moved bigint;
  most integer;
  has integer;
begin
  -- The order before its units, as everywhere: whoever else moves it on waits, and finds that it was overtaken.
  select * into o from orders.orders where id = p_order and version = p_version and state = 'released' and because = 'expired'
  for update;
  perform orders.must_change(case when found then 1 else 0 end);

  select e.max_per_person into most from orders.events e where e.id = o.event and e.cancelled_at is null and e.starts_at > now();
  if not found then
    how := 'refused';
  elsif most is not null then
    -- What the buyer took meanwhile counts first. Whoever has this lock waits for no order, so nobody waits in a circle.
    perform pg_advisory_xact_lock(hashtextextended(o.buyer || o.event, 0));
    has := orders.tickets_of(o.buyer, o.event, most - cardinality(o.units));
    if has is null then
      perform orders.must_change(0);
    elsif has + cardinality(o.units) > most then
      how := 'refused';
    end if;
  end if;

  if how = 'same' then
    -- Lines are in the order of their types, as units are locked by holds.
    for line in
      select l.value as was, l.value->>'ticketType' as type, (l.value->>'quantity')::integer as quantity
      from jsonb_array_elements(o.lines) with ordinality l(value, n) order by l.n
    loop
      got := orders.retake_line(line.type, o.units[used + 1 : used + line.quantity]);
      used := used + line.quantity;
      if not got ? 'units' then
        if got->>'outcome' = 'again' then
          perform orders.must_change(0);
        end if;
        how := 'refused';
        exit;
      end if;
      mine := array(select value::bigint from jsonb_array_elements_text(got->'units'));
      won := won || mine;
      if (got->>'same')::boolean then
        taken := taken || jsonb_build_array(line.was);
      else
        how := 'equal';
        taken := taken || jsonb_build_array(line.was
          || case when line.was ? 'seats' then jsonb_build_object('seats', orders.seat_names(mine)) else '{}' end);
      end if;
    end loop;
  end if;

  if how <> 'refused' then
    update orders.units u set order_id = o.id where u.id = any (won) and u.order_id is null;
    get diagnostics moved = row_count;
    if moved < cardinality(won) then
      raise exception 'units went off sale meanwhile' using errcode = 'HF004';
    end if;
    update orders.orders set state = 'confirmed', because = null, closed_at = null, payment = p_payment, retaken = how,
      units = won, lines = taken, version = version + 1
    where id = o.id;
  else
    update orders.orders set version = version + 1 where id = o.id;
  end if;
  insert into orders.outbox (id, type, aggregate, version, traceparent, data)
  values (p_message, case how when 'refused' then 'order.payment-refused' else 'order.confirmed' end, o.id, o.version + 1,
    p_traceparent, jsonb_build_object('order', o.id, 'payment', p_payment)
      || case how when 'refused' then jsonb_build_object('because', 'late', 'subject', orders.subject_of(o)) else '{}' end);
  return how;
end
$$;
